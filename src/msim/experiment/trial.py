"""A field experiment on a campaign: who is treated by lot, what a survey finds, what is true.

Voters or whole districts are dealt into a control group, from which the campaign is withheld, or
both sides' campaigns, and doses of what is withheld. A survey afterwards asks some of them how they
voted; the estimate is the difference between groups as they were assigned (intention to treat).
Knows the truth.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Final

import numpy as np
from scipy.optimize import brentq
from scipy.stats import t as student

from msim.core.arrays import Floats, Ints
from msim.core.errors import InputError
from msim.core.seen import Plan
from msim.core.streams import Streams
from msim.core.wording import say
from msim.execution.here import one_thread
from msim.execution.opening import opened
from msim.experiment.comparison.intervals import mean_interval
from msim.experiment.comparison.limits import load_libraries
from msim.experiment.engine.day import Day
from msim.experiment.engine.follow import Followed
from msim.experiment.engine.lots import LEVEL, POWER, multiplier, of_groups
from msim.experiment.engine.replicate import played_out
from msim.experiment.power import AnswerSpread, TrialDesign, power
from msim.scenario.model import Scenario

Progress = Callable[[int, int], None]
ARM: Final = "broadcast"
"""The campaign on which the experiment is done."""
LOTS: Final = 20
"""Experiments drawn in each world."""
EACH: Final = 20
"""Answers, at least, to be expected of each group."""
MOST: Final = 5_000_000
"""Simulated voters, at most: what each would do in every group is kept."""
PEOPLE: Final = 1e10
"""People beyond which no experiment is looked for."""


@dataclass(frozen=True)
class TriedCountry:
    """What each voter of a world would do in each group, the control first.

    own, other: (groups, n) chances of a vote for either side. district: (n,) from 0. places:
    districts in all.
    """

    own: Floats
    other: Floats
    district: Ints
    places: int

    @property
    def truth_pp(self) -> Floats:
        """(doses,) net votes that each dose gains, in points of all voters."""
        net = 50.0 * (self.own - self.other).mean(axis=1)
        gained: Floats = net[1:] - net[0]
        return gained


@dataclass(frozen=True)
class TrialWorld:
    """The experiment in one world: (doses,) truth, and (lots, doses) what each lot found."""

    truth_pp: Floats
    spread: AnswerSpread
    estimate_pp: Floats
    error_pp: Floats
    freedom: Floats


@dataclass(frozen=True)
class Trial:
    """The experiment of a scenario, in each of its worlds."""

    design: TrialDesign
    worlds: list[TrialWorld]

    def power(self, dose: int, answers: float) -> float:
        """By the closed form, as a mean over worlds. dose: from 1."""
        freedom = self.design.freedom(answers)
        return float(np.mean([
            power(w.truth_pp[dose - 1], self.design.error_pp(w.spread, dose, answers), freedom)
            for w in self.worlds
        ]))  # fmt: skip

    def error_pp(self, dose: int, answers: float) -> float:
        """Standard error by the closed form, as a mean over worlds."""
        each = [self.design.error_pp(w.spread, dose, answers) for w in self.worlds]
        return float(np.mean(each))

    def needed(self, dose: int) -> float | None:
        """People to approach for a power of 80 %; None where no number of them is enough."""
        rate, ends = self.design.keys.response_rate, (EACH * self.design.groups, PEOPLE)

        def lacking(log_answers: float) -> float:
            return self.power(dose, float(np.exp(log_answers))) - POWER

        low, high = np.log(ends)
        if lacking(high) < 0.0:
            return None
        answers = float(np.exp(low if lacking(low) > 0.0 else brentq(lacking, low, high)))
        return answers / rate

    def doses(self) -> list[dict[str, Any]]:
        """What came of each dose, as plain numbers; effects in points of all voters."""
        design, keys = self.design, self.design.keys
        rows = []
        for dose in range(1, design.groups):
            at, error = dose - 1, self.error_pp(dose, design.answers)
            truth = np.array([w.truth_pp[at] for w in self.worlds])
            told = np.array([np.nanmean(w.estimate_pp[:, at]) for w in self.worlds])
            needed = self.needed(dose)
            paid = keys.response_rate * keys.cost_per_respondent
            rows.append({
                "dose": dose, "campaign_share": dose / keys.doses,
                "true_pp": _plain(truth), "estimate_pp": _plain(told),
                "standard_error_pp": error,
                "detectable_pp": multiplier(design.freedom(design.answers)) * error,
                "power": self.power(dose, design.answers),
                **self._counted(at),
                "needed_people": needed, "needed_cost": None if needed is None else needed * paid,
            })  # fmt: skip
        return rows

    def _counted(self, at: int) -> dict[str, float]:
        """How often the lots found an effect, and how often their intervals hold the truth."""
        found, covered = [], []
        for w in self.worlds:
            half = student.ppf((1.0 + LEVEL) / 2.0, w.freedom[:, at]) * w.error_pp[:, at]
            found.append(np.abs(w.estimate_pp[:, at]) > half)
            covered.append(np.abs(w.estimate_pp[:, at] - w.truth_pp[at]) <= half)
        return {"found_share": float(np.mean(found)), "covered_share": float(np.mean(covered))}

    def sizes(self) -> list[dict[str, Any]]:
        """Power and smallest effect found over the number of people approached, a row a size."""
        design, rate = self.design, self.design.keys.response_rate
        known = [size for dose in range(1, design.groups) if (size := self.needed(dose))]
        ends = [design.keys.respondents, *known]
        low = max(min(ends) / 10.0, EACH * design.groups / rate)
        return [
            {
                "dose": dose, "people": float(people), "power": self.power(dose, people * rate),
                "detectable_pp": multiplier(design.freedom(people * rate))
                * self.error_pp(dose, people * rate),
            }
            for dose in range(1, design.groups)
            for people in np.geomspace(low, 5.0 * max(ends), 41)
        ]  # fmt: skip


def _plain(values: Floats) -> dict[str, float | None]:
    found = mean_interval(values)
    return {name: found[name] for name in ("mean", "low", "high")}


def trial(scenario: Scenario, progress: Progress | None = None) -> Trial:
    """The experiment of a scenario, in each of its worlds, several lots in each.

    Worlds are computed side by side, wherever the scenario is to run; that moves no bit. `progress`
    is called with worlds done and wanted. Raises InputError where too few are asked, where there
    are fewer than two districts a group, or more voters than fit.
    """
    design = TrialDesign(scenario.trial, scenario.districts.count)
    if design.answers < EACH * design.groups:
        raise InputError(say("trial_few", given=f"{design.answers:,.4g}",
                             least=EACH * design.groups))  # fmt: skip
    if design.by_district and design.places < 2 * design.groups:
        raise InputError(say("trial_districts", least=2 * design.groups, given=design.places))
    if scenario.population.simulated > MOST:
        raise InputError(say("trial_size", most=f"{MOST:,}"))
    load_libraries(scenario)
    wanted, worlds = scenario.run.replicates, list[TrialWorld]()
    with opened(scenario.run) as executor:
        for world in executor.in_order(partial(_world, design, scenario), range(wanted)):
            worlds.append(world)
            if progress is not None:
                progress(len(worlds), wanted)
    return Trial(design, worlds)


def _world(design: TrialDesign, scenario: Scenario, number: int) -> TrialWorld:
    return experiment(design, *country(scenario, number))


def experiment(design: TrialDesign, voters: TriedCountry, streams: Streams) -> TrialWorld:
    """The experiment in one country, drawn several times over."""
    told = [_once(design, voters, streams.generator(f"trial/{lot}")) for lot in range(LOTS)]
    spread = AnswerSpread.of(voters.own, voters.other, voters.district, voters.places)
    return TrialWorld(
        voters.truth_pp, spread, *(np.array(part) for part in zip(*told, strict=True))
    )


def country(scenario: Scenario, number: int) -> tuple[TriedCountry, Streams]:
    """What every voter of a world would do in each group, by the campaign's first survey."""
    run = scenario.run.model_copy(update={"arms": ("silent", ARM), "scheduler": None})
    test = scenario.test.model_copy(update={"surveys": 1})
    places = scenario.districts.model_copy(update={"pilots": 0})
    alone = scenario.model_copy(update={"run": run, "test": test, "districts": places})
    doses, parts = scenario.trial.doses, list[tuple[Any, ...]]()
    with one_thread():
        side, played = played_out(alone, number)
        both = scenario.trial.withheld == "both"
        days = [_partly(played.day, dose / doses, both) for dose in range(doses + 1)]
        for at in range(side.voters.world.blocks):
            block = side.voters.block(at)
            came = [Followed(block, each).under(ARM if n else "silent")
                    for n, each in enumerate(days)]  # fmt: skip
            votes = (np.array([getattr(c, name) for c in came]) for name in ("own", "other"))
            parts.append((*votes, block.voters.district.astype(np.intp)))
    own, other, district = (np.concatenate(each, axis=-1) for each in zip(*parts, strict=True))
    return TriedCountry(own, other, district, scenario.districts.count), side.voters.world.streams


def _partly(day: Day, part: float, both: bool) -> Day:
    """The day with a part of what the campaign sends, and of what the other side sends if asked."""
    plans, against = {**day.plans, ARM: _part(day.plans[ARM], part)}, day.against
    if both and against is not None:
        theirs = {name: _part(plan, part) for name, plan in against.plans.items()}
        against = replace(against, plans=theirs)
    return replace(day, plans=plans, against=against)


def _part(plan: Plan, part: float) -> Plan:
    """A part of a plan's impressions, to the same people."""
    bought = {name: part * getattr(plan, name) for name in ("impressions", "cost", "rate")}
    return replace(plan, **bought)


def _once(
    design: TrialDesign, voters: TriedCountry, rng: np.random.Generator
) -> tuple[Floats, Floats, Floats]:
    """(doses,) estimates, standard errors and degrees of freedom of one experiment."""
    asked = rng.integers(voters.district.size, size=design.keys.respondents)
    answered = rng.random(asked.size) < design.keys.response_rate
    drawn = design.places if design.by_district else asked.size
    dealt = rng.permutation(np.arange(drawn) % design.groups)
    told = rng.random(asked.size)[answered]
    cluster = (voters.district[asked] if design.by_district else np.arange(asked.size))[answered]
    group, who = dealt[cluster], asked[answered]
    own, other = voters.own[group, who], voters.other[group, who]
    answer = 50.0 * ((told < own) * 1.0 - ((told >= own) & (told < own + other)))
    found = of_groups(answer, group, cluster, design.groups)
    return found.mean[1:] - found.mean[0], found.errors(), found.freedom()
