"""Reach in depth: who is met how often, what money buys, and what a planner's choices change.

Reach is exact: every simulated voter of the first replicate is counted (tables, duplication, fits)
or summed in expectation (curves). Votes are averages over a few replicates on a sample.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from msim.core.arrays import Floats
from msim.core.errors import InputError
from msim.core.seen import Plan
from msim.execution.here import cores, one_thread
from msim.execution.opening import opened
from msim.experiment.comparison.intervals import mean_interval, paired_gap
from msim.experiment.comparison.limits import check_size, load_libraries
from msim.experiment.engine import oracle
from msim.experiment.engine.electorate import Block
from msim.experiment.engine.stage import Scene, Stage
from msim.experiment.reach import choices, curves, tables
from msim.experiment.reach.buyers import Bought, Buyer, Planner, buyers, caps, fold
from msim.experiment.reach.curves import ARMS, Expected, Key, ReachGap, Schedule
from msim.outcome.schedule import Reached, persuadable_weight
from msim.scenario.model import Scenario

Progress = Callable[[int, int], None]
MEASURES = (
    "reach_rate", "effective_reach_rate", "on_target_reach", "effective_on_target_reach",
)  # fmt: skip
"""Measures of a curve, in the order in which expected reach is summed."""
REFERENCE = {"weeks": choices.USUAL, "caps": "none", "allocation": "proportional", "audience": "1"}
"""The point of each curve with which its other points are compared."""


@dataclass(frozen=True)
class Looked:
    """What was found about a scenario's reach.

    groups: a row an arm, group and channel. duplication: a row a pair of channels. fits: a row a
    channel and k. curves: a row an arm, channel and budget. choices: a row a curve, point and arm.
    crossings: a row a place where one arm overtakes the other. gap: what parts the two arms, None
    where other things part them as well. facts: plain numbers about the whole.
    """

    scenario: Scenario
    effective: int
    groups: pd.DataFrame
    duplication: pd.DataFrame
    fits: pd.DataFrame
    curves: pd.DataFrame
    choices: pd.DataFrame
    crossings: list[dict[str, object]]
    gap: dict[str, object] | None
    facts: dict[str, Any]
    seconds: float


@dataclass(frozen=True)
class _Pass:
    """What one pass over the voters adds up to."""

    reached: Mapping[str, Reached]
    expected: Expected
    gap: ReachGap

    def __add__(self, other: _Pass) -> _Pass:
        reached = {arm: own + other.reached[arm] for arm, own in self.reached.items()}
        return _Pass(reached, self.expected + other.expected, self.gap + other.gap)


def look(scenario: Scenario, effective: int = 3, progress: Progress | None = None) -> Looked:
    """Look at a scenario's reach. `effective` is how often counts as often enough, 1 to 10.

    The first replicate is counted here, the others' votes wherever the scenario is to run. Raises
    InputError where nothing is bought, or nothing is left for media.
    """
    start = time.perf_counter()
    _check(scenario, effective)
    load_libraries(scenario)
    replicates = min(scenario.run.replicates, choices.REPLICATES)
    with opened(scenario.run) as executor, one_thread():
        first = _First.build(scenario, effective)
        if progress is not None:
            progress(1, replicates + 1)
        votes: list[dict[Key, Floats]] = []
        for gained in executor.in_order(partial(choices.votes, scenario), range(replicates)):
            votes.append(gained)
            if progress is not None:
                progress(len(votes) + 1, replicates + 1)
    return first.looked(votes, time.perf_counter() - start)


def _check(scenario: Scenario, effective: int) -> None:
    if not 1 <= effective <= tables.TOP:
        raise InputError(f"effective = {effective}: must be between 1 and {tables.TOP} times")
    if scenario.budget.total == 0.0:
        raise InputError("budget.total = 0: nothing is bought and nobody reached; give a budget")
    if not any(channel.share > 0.0 for channel in scenario.channels.values()):
        raise InputError("channels: every share is 0, so that nothing is bought; switch one on")
    check_size(scenario)


@dataclass(frozen=True)
class _First:
    """The first replicate, looked at whole."""

    scenario: Scenario
    effective: int
    known: Mapping[str, Buyer]
    plans: Mapping[str, Plan]
    groups: tables.Groups
    budgets: list[float]
    bought: Mapping[str, Bought]
    passed: _Pass

    @classmethod
    def build(cls, scenario: Scenario, effective: int) -> _First:
        """Plan, and count every voter."""
        workers = cores(scenario.run.workers)
        planner = Planner.build(scenario, 0)
        arms = [arm for arm in scenario.run.arms if arm not in ("silent", *oracle.TOLD)]
        arms += [arm for arm in ARMS if arm not in arms]
        made = choices.sides(planner, scenario, arms)
        known = dict(zip(made, buyers(list(made.values()), workers), strict=True))
        own = known[choices.OWN]
        plans = {arm: plan for arm, plan in own.plans().items() if arm != "silent"}
        groups = tables.Groups.build(scenario, planner.campaign.segmentation, planner.voters.world)
        money = curves.budgets(scenario.budget.total, max(own.fixed(arm) for arm in ARMS))
        bought = {arm: own.bought(arm, money) for arm in ARMS}
        wanted: dict[Key, Schedule] = {
            ("curve", "", arm): Schedule(own, arm, buy, caps(scenario))
            for arm, buy in bought.items()
        }
        wanted |= choices.schedules(scenario, known)
        stage = Stage.build(scenario, planner.voters.world)

        def one(block: Block) -> _Pass:
            audience = Scene(block, stage).audience
            target = persuadable_weight(audience.persuadable, audience.turnout_prob)
            return _Pass(
                tables.count_plans(block, plans, stage, groups),
                curves.expect(block, target, wanted, effective),
                curves.gap_without(block, own),
            )

        passed = fold(one, planner.voters, workers)
        return cls(scenario, effective, known, plans, groups, money, bought, passed)

    def looked(self, votes: list[dict[Key, Floats]], seconds: float) -> Looked:
        """Everything as tables and plain numbers."""
        scenario, reached = self.scenario, self.passed.reached
        rows = [
            row
            for arm, plan in self.plans.items()
            for row in tables.rows(arm, plan, reached[arm], self.groups, scenario, self.effective)
        ]
        pairs = [row for arm in reached for row in tables.duplication(arm, reached[arm], scenario)]
        fits = [row for arm in reached for row in tables.fits(arm, reached[arm], scenario)]
        own = self.known[choices.OWN]
        facts = {
            "replicates": len(votes),
            "sampled": choices.sampled(scenario).population.simulated,
            "fixed": {arm: own.fixed(arm) for arm in self.plans},
            "spend": {arm: plan.spend for arm, plan in self.plans.items()},
            "deduplicated": {arm: tables.deduplicated(counted) for arm, counted in reached.items()},
            "audience_chosen": self._chosen(),
        }
        explained = curves.explained(scenario)
        return Looked(
            scenario=scenario,
            effective=self.effective,
            groups=pd.DataFrame(rows),
            duplication=pd.DataFrame(pairs),
            fits=pd.DataFrame(fits),
            curves=self._curves(),
            choices=self._choices(votes),
            crossings=self._crossings(),
            gap=curves.parts(self.passed.gap) if explained else None,
            facts=facts,
            seconds=seconds,
        )

    def _chosen(self) -> float | None:
        """Share of voters in the audience that the campaign's own forecast would pick."""
        buyer = self.known.get(choices.named(None))
        return None if buyer is None else choices.audience_share(buyer, buyer.plans()[ARMS[1]])

    def _series(self, arm: str) -> Floats:
        """(budgets, channels + 1, measures) expected reach of an arm at every budget."""
        rates = self.passed.expected.rates(("curve", "", arm))
        return rates.transpose(0, 1, 3, 2).reshape(*rates.shape[:2], len(MEASURES))

    def _curves(self) -> pd.DataFrame:
        frames = []
        for arm in ARMS:
            series, buy = self._series(arm), self.bought[arm]
            spent, delivered = (
                np.column_stack([each, each.sum(axis=1)]) for each in (buy.cost, buy.impressions)
            )
            for c, channel in enumerate([*self.scenario.channels, tables.ALL]):
                frame = pd.DataFrame({"arm": arm, "channel": channel, "budget": self.budgets})
                frame["media_cost"], frame["impressions"] = spent[:, c], delivered[:, c]
                frame["eaten"] = np.array(self.budgets) <= self.known[choices.OWN].fixed(arm)
                frame[list(MEASURES)] = series[:, c]
                more = curves.next_percent(series[:, c, 0], list(spent[:, c]))
                frame["next_percent_cost"] = pd.Series(more, dtype=float)
                frames.append(frame)
        return pd.concat(frames, ignore_index=True)

    def _crossings(self) -> list[dict[str, object]]:
        first, second = (self._series(arm) for arm in ARMS)
        names = dict(zip(("first", "second"), ARMS, strict=True))
        return [
            {"channel": channel, "measure": measure, **row, "ahead": names[str(row["ahead"])]}
            for c, channel in enumerate([*self.scenario.channels, tables.ALL])
            for m, measure in enumerate(MEASURES)
            for row in curves.crossings(first[:, c, m], second[:, c, m], self.budgets)
        ]

    def _choices(self, votes: list[dict[Key, Floats]]) -> pd.DataFrame:
        """A row a curve, point and arm (and budget): reach of everybody, votes of the sample."""
        totals = choices.totals(self.scenario, self.known[choices.OWN])
        kept = choices.kept(self.scenario)
        rows: list[dict[str, object]] = []
        for key in votes[0]:
            curve, point, arm = key
            known = self.passed.expected.sums.keys()
            reach = self.passed.expected.rates(key)[:, -1] if key in known else None
            gained = np.array([each[key] for each in votes])
            usual = np.array([each[curve, REFERENCE[curve], arm] for each in votes])
            for b in range(gained.shape[1]):
                row: dict[str, object] = {"curve": curve, "point": point, "arm": arm}
                row["budget"] = totals[b] if curve == "allocation" else self.scenario.budget.total
                if curve == "weeks" and point != choices.USUAL:
                    row["retention"] = float(kept[int(point) - 1])
                if reach is not None:
                    row |= dict(zip(MEASURES, map(float, reach[b].T.ravel()), strict=True))
                won = mean_interval(gained[:, b])
                apart = mean_interval(paired_gap(gained[:, b], usual[:, b]))
                row |= {"net_votes": won["mean"], "low": won["low"], "high": won["high"]}
                row |= {f"gap{end}": apart[name] for end, name in _ENDS.items()}
                rows.append(row)
        return pd.DataFrame(rows)


_ENDS = {"": "mean", "_low": "low", "_high": "high"}
