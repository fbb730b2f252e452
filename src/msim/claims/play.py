"""What does a claim come to in one world? Its scenarios made and run, replicate by replicate.

Both sides of a comparison share every draw (common random numbers), and worlds have draws of their
own. A world's rows depend on the claim, the point and the replicate's number alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np

from msim.claims.answering import Row, looked_at
from msim.claims.claim import PER_1000, PILOT, TURNING, DebateClaim, Term
from msim.claims.quantities import of_winning, turned
from msim.claims.verdict import MORE
from msim.claims.worlds import WorldPoint, applied
from msim.core.errors import InputError
from msim.execution.here import check_stopped
from msim.experiment.comparison.attribution import shapley
from msim.experiment.comparison.limits import load_libraries
from msim.experiment.engine.collected import Replicate
from msim.experiment.engine.replicate import run_alike
from msim.scenario.loading import override
from msim.scenario.model import Scenario

SHARE, CHANCE = "vote_share_pp", "win_prob"


@dataclass(frozen=True)
class Task:
    """A world that is to be run, `first` replicates, and up to `most` where these do not tell.

    `MORE` times as many where too few differ for an interval. rows: of the replicates that there
    are already.
    """

    claim: DebateClaim
    point: WorldPoint
    first: int
    most: int
    rows: tuple[Row, ...] = ()


@dataclass(frozen=True)
class Rows:
    """What the replicates of a world came to. values: (replicates, columns), see `columns`.

    error: what went wrong, "" where nothing did.
    """

    key: str
    values: tuple[Row, ...] = ()
    error: str = ""


def play(task: Task) -> Rows:
    """Run a world; an error is told, and other worlds go on."""
    try:
        runner = _runner(task.claim, task.point)
        rows = list(task.rows)
        for wanted in (task.first, task.most, MORE * task.most):
            for number in range(len(rows), wanted):
                check_stopped()
                rows.append(runner(task.point.first + number))
            if looked_at(task.claim, rows, task.first, task.most):
                break
    except InputError as error:
        said = "; ".join(problem.text for problem in error.problems)
        return Rows(task.point.key, error=said)
    return Rows(task.point.key, tuple(rows))


def _runner(claim: DebateClaim, point: WorldPoint) -> Any:
    if claim.quantity == "attribution":
        return _Factors(claim, point)
    return _Sides(claim, point)


def changed(claim: DebateClaim, point: WorldPoint, side: str = "") -> Scenario:
    """The scenario of a world, on one side of the comparison."""
    return override(claim.scenario, applied(claim, dict(point.values), point.case, side))


def _alone(scenario: Scenario, arms: tuple[str, ...], **keep: bool) -> Scenario:
    """The scenario with these arms, and without what nothing here asks for."""
    run = scenario.run.model_copy(update={"arms": ("silent", *dict.fromkeys(arms)),
                                          "precision": 0.0})  # fmt: skip
    update: dict[str, Any] = {
        "run": run,
        "attribution": type(scenario.attribution)(),
        "opponent": scenario.opponent.model_copy(update={"game": False}),
    }
    if not keep.get("pilots"):
        update["districts"] = scenario.districts.model_copy(update={"pilots": 0})
    found = scenario.model_copy(update=update)
    load_libraries(found)
    return found


class _Sides:
    """Runs the two sides of a comparison; one run where they are arms of one world."""

    def __init__(self, claim: DebateClaim, point: WorldPoint) -> None:
        self.claim = claim
        self.winning = of_winning(claim.quantity)
        self.single = claim.quantity == "share"
        pilots = claim.measure == PILOT
        if claim.paired and not self.single:
            self.scenarios = [
                _alone(changed(claim, point, side), term.arms)
                for side, term in (("now", claim.contrast), ("instead", claim.against))
            ]
        else:
            arms = (*claim.contrast.arms, *(() if self.single else claim.against.arms))
            needed = ("broadcast", "segmented") if pilots else ()
            self.scenarios = [_alone(changed(claim, point, "now"), (*needed, *arms),
                                     pilots=pilots)]  # fmt: skip

    def __call__(self, number: int) -> tuple[float, ...]:
        claim = self.claim
        found = run_alike(self.scenarios, number)
        first, last = found[0], found[-1]
        if self.single:
            return (self._share(first), 0.0, *_beside(claim, first, claim.contrast))
        if claim.of_two_arms:
            values = [self._arm(first, arm) for arm in claim.contrast.arms]
        else:
            values = [self._term(first, claim.contrast), self._term(last, claim.against)]
        return (*values, *_beside(claim, first, claim.contrast),
                *_beside(claim, last, claim.against), *self._turned(first, last))  # fmt: skip

    def _turned(self, first: Replicate, last: Replicate) -> Iterator[float]:
        """How many elections come out otherwise, where that is asked: survey by survey."""
        claim = self.claim
        if claim.quantity in TURNING:
            against = claim.contrast.second if claim.of_two_arms else claim.against.first
            measure = CHANCE if self.winning else claim.measure
            yield turned(claim.quantity, first.singles[claim.contrast.first][measure],
                         last.singles[against][measure], claim.by)  # fmt: skip

    def _share(self, found: Replicate) -> float:
        if self.claim.measure == PILOT:
            return found.diagnostics[PILOT]
        return found.measures[self.claim.contrast.first][self.claim.measure]

    def _term(self, found: Replicate, term: Term) -> float:
        values = [self._arm(found, arm) for arm in term.arms]
        return values[0] - sum(values[1:])

    def _arm(self, found: Replicate, arm: str) -> float:
        if self.claim.measure == PER_1000:
            spent = found.measures[arm]["spend"]
            return 1000.0 * found.measures[arm]["net_votes"] / spent if spent else 0.0
        return found.measures[arm][CHANCE if self.winning else self.claim.measure]


def _beside(claim: DebateClaim, found: Replicate, term: Term) -> Iterator[float]:
    """The measures that are reported beside the verdict, of each arm of a term."""
    for arm in term.arms:
        for measure in claim.beside:
            yield found.measures[arm].get(measure, float("nan"))


class _Factors:
    """Shapley values of every factor, of the vote share and of the chance of winning.

    Subsets that differ in the arm alone share a run.
    """

    def __init__(self, claim: DebateClaim, point: WorldPoint) -> None:
        scenario = changed(claim, point)
        self.asked = scenario.attribution
        factors = self.asked.factors
        self.columns = list(claim.scenario.attribution.factors)
        self.names = list(factors)
        self.runs: dict[frozenset[str], Scenario] = {}
        self.of: dict[frozenset[str], tuple[frozenset[str], str]] = {}
        only_arm = [name for name in self.names if set(factors[name]) == {"arm"}]
        arms = (self.asked.arm, *(str(factors[name]["arm"]) for name in only_arm))
        for size in range(len(self.names) + 1):
            for chosen in map(frozenset, combinations(self.names, size)):
                arm = self.asked.arm
                for name in self.names:
                    if name in chosen:
                        arm = str(factors[name].get("arm", arm))
                base = chosen - set(only_arm)
                if base not in self.runs:
                    keys = {key: value for name in self.names if name in base
                            for key, value in factors[name].items() if key != "arm"}
                    bare = scenario.model_copy(update={"attribution": type(self.asked)()})
                    self.runs[base] = _alone(override(bare, keys), arms)
                self.of[chosen] = base, arm

    def __call__(self, number: int) -> tuple[float, ...]:
        found = dict(zip(self.runs, run_alike(list(self.runs.values()), number), strict=True))
        votes, chances = (
            {
                chosen: np.array([found[base].measures[arm][measure]])
                for chosen, (base, arm) in self.of.items()
            }
            for measure in (SHARE, CHANCE)
        )
        none = np.zeros(1)  # a case may leave a factor out
        return tuple(
            float(of_each.get(name, none)[0])
            for of_each in (shapley(votes), shapley(chances)) for name in self.columns
        )  # fmt: skip
