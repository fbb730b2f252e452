"""Asks claims in their worlds: what is missing is run, what is kept is not run again."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from msim.claims import worlds
from msim.claims.answering import Row, answer, beside, looked_at
from msim.claims.claim import DebateClaim
from msim.claims.decides import Crossing, Turn, break_even, moves_most, turn
from msim.claims.kept import Kept
from msim.claims.play import Task, play
from msim.claims.verdict import Estimate, Status, Verdict, judge, verdict
from msim.claims.worlds import PRIORS, Prior, WorldPoint
from msim.core.errors import MsimError
from msim.execution import processes
from msim.experiment.comparison.intervals import FEWEST, LEVEL, Interval
from msim.scenario.outcome import Run

Progress = Callable[[int, int], None]
"""Called with worlds finished and worlds wanted."""


@dataclass(frozen=True)
class Size:
    """How much is run for each claim. worlds: of each prior. first, most: replicates of each.

    central: replicates of the world of central values. All replicates times a claim's `effort`.
    """

    worlds: int
    first: int
    most: int
    central: int


FULL, QUICK = Size(24, 8, 32, 40), Size(5, 6, 6, 6)


@dataclass(frozen=True)
class JudgedWorld:
    """A world that was asked, and what it said."""

    point: WorldPoint
    answer: Estimate
    status: Status


@dataclass(frozen=True)
class ClaimResult:
    """What became of a claim. worlds: of both priors. central: by case, with what is beside.

    along: by case, the answer as the key of the picture moves and the others stay central.
    verdicts: by prior; the first is the claim's. turn: where it turns, where it does. moves: the
    key with the largest rank correlation with the answer, and that correlation.
    """

    claim: DebateClaim
    worlds: tuple[JudgedWorld, ...]
    central: dict[str, tuple[JudgedWorld, dict[str, Interval]]]
    along: dict[str, list[tuple[float, Estimate]]]
    verdicts: dict[Prior, Verdict]
    turn: Turn | None
    moves: tuple[str, float]
    errors: tuple[str, ...]
    size: Size

    @property
    def verdict(self) -> Verdict:
        """The verdict under the prior with half the mass on each side of the central value."""
        return self.verdicts["split"]

    @property
    def estimate(self) -> Estimate:
        """The answer in the world of central values, the first case's."""
        return next(iter(self.central.values()))[0].answer

    @property
    def break_evens(self) -> dict[str, Crossing]:
        """By case, where the answer crosses the worth along the key of the picture."""
        claim = self.claim
        return {
            case: break_even(claim.picture, curve, claim.worth)
            for case, curve in self.along.items()
        }

    def of(self, prior: str) -> list[JudgedWorld]:
        """The worlds of one prior."""
        return [world for world in self.worlds if world.point.prior == prior]


@dataclass(frozen=True)
class _Wanted:
    claim: DebateClaim
    point: WorldPoint
    first: int
    most: int

    def judged_by(self, rows: Sequence[Row]) -> tuple[Sequence[Row], float] | None:
        """The rows that the world is judged by, and the level; None where there are too few."""
        return looked_at(self.claim, rows, self.first, self.most)


def _wanted(claim: DebateClaim, size: Size) -> list[_Wanted]:
    """Every world that a claim is asked in, the central ones first."""
    first, most, many = (
        max(2, min(each, FEWEST), round(each * claim.effort))
        for each in (size.first, size.most, size.central)
    )
    middle = [*worlds.central(claim), *worlds.along(claim)]
    found = [_Wanted(claim, point, many, many) for point in middle]
    for prior in PRIORS:
        found += [_Wanted(claim, point, first, most)
                  for point in worlds.points(claim, prior, size.worlds)]  # fmt: skip
    return found


def ask(
    claims: Sequence[DebateClaim], size: Size, kept: Kept, run: Run,
    progress: Progress | None = None,
) -> Iterator[ClaimResult]:
    """Ask each claim in every world, and yield what became of it, claim by claim.

    run: where it is computed (`workers`). What `kept` holds is not run again.
    """
    wanted = {claim.id: _wanted(claim, size) for claim in claims}
    rows = {claim.id: kept.rows(claim.fingerprint) for claim in claims}
    left, total = [], 0
    for name, asked in wanted.items():
        for each in asked:
            there, total = tuple(map(tuple, rows[name].get(each.point.key, ()))), total + 1
            if each.judged_by(there) is None:
                left.append(Task(each.claim, each.point, each.first, each.most, there))
    done = total - len(left)
    waiting = {claim.id: sum(task.claim.id == claim.id for task in left) for claim in claims}
    errors: dict[str, dict[str, str]] = {claim.id: {} for claim in claims}
    if progress is not None:
        progress(done, total)
    ready = iter(claims)
    current = next(ready, None)
    results = processes.finished(play, left, run) if left else iter(())
    while current is not None:
        while waiting[current.id]:
            task, found = next(results)
            if found is None:
                raise MsimError(f"{task.claim.id}: a process died; the same command goes on")
            name, done = task.claim.id, done + 1
            waiting[name] -= 1
            if found.error:
                errors[name][found.key] = found.error
            else:
                rows[name][found.key] = list(found.values)
                point = json.dumps(dict(task.point.values) | {"case": task.point.case})
                kept.keep((name, task.claim.fingerprint, found.key, point), found.values)
            if progress is not None:
                progress(done, total)
        judged, levels = wanted_rows(wanted[current.id], rows[current.id])
        yield conclude(current, judged, tuple(errors[current.id].values()), size, levels)
        current = next(ready, None)


def wanted_rows(
    wanted: Sequence[_Wanted], rows: dict[str, list[Row]]
) -> tuple[list[tuple[WorldPoint, Sequence[Row]]], list[float]]:
    """The rows that each world is judged by, and the levels; those that failed are left out."""
    found = [(each.point, each.judged_by(rows.get(each.point.key, ()))) for each in wanted]
    known = [(point, *judged) for point, judged in found if judged is not None]
    return [(point, said) for point, said, _ in known], [level for *_, level in known]


def conclude(
    claim: DebateClaim, rows: Sequence[tuple[WorldPoint, Sequence[Row]]], errors: tuple[str, ...],
    size: Size, levels: Sequence[float] | None = None,
) -> ClaimResult:
    """The verdict from the rows of every world. levels: of their intervals; the usual one if None.

    Raises MsimError where no world could be run.
    """
    said = []
    for (point, each), level in zip(rows, levels or [LEVEL] * len(rows), strict=True):
        at = answer(claim, each, level)
        status = judge(at.low, at.high, claim.worth, claim.true_if)
        said.append((JudgedWorld(point, at, status), each))
    central = {world.point.case: (world, beside(claim, each)) for world, each in said
               if world.point.prior == "central"}  # fmt: skip
    asked = tuple(world for world, _ in said if world.point.prior in PRIORS)
    along: dict[str, list[tuple[float, Estimate]]] = {}
    for world, _ in said:
        if claim.picture and world.point.prior in ("central", "along"):
            here = world.point.value(claim.picture), world.answer
            along.setdefault(world.point.case, []).append(here)
    if not central or {world.point.prior for world in asked} != set(PRIORS):
        raise MsimError(f"{claim.id}: no world could be run: {next(iter(errors), 'none asked')}")
    verdicts = {
        prior: verdict([w.answer for w in asked if w.point.prior == prior], claim.worth,
                       claim.true_if)
        for prior in PRIORS
    }  # fmt: skip
    told = [world for world in asked if world.status != "open"]
    won = np.array([world.status == "win" for world in told], dtype=bool)
    depends = any(each.kind == "depends" for each in verdicts.values())
    points = [world.point for world in asked]
    means = np.array([world.answer.mean for world in asked])
    return ClaimResult(
        claim, asked, central, along, verdicts,
        turn(claim, [world.point for world in told], won) if depends else None,
        moves_most(claim, points, means), errors, size,
    )  # fmt: skip


@dataclass(frozen=True)
class Debate:
    """Claims and what became of them. seconds: wall time. quick: whether few worlds were asked."""

    found: tuple[ClaimResult, ...]
    quick: bool
    seconds: float


def debate(
    claims: Sequence[DebateClaim], quick: bool, kept: Kept, run: Run,
    progress: Progress | None = None,
) -> Debate:
    """Ask every claim; see `ask`."""
    start = time.perf_counter()
    found = tuple(ask(claims, QUICK if quick else FULL, kept, run, progress))
    return Debate(found, quick, time.perf_counter() - start)
