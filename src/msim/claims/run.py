"""Asks claims in their worlds: what is missing is run, what is kept is not run again."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from msim.claims import worlds
from msim.claims.answering import Row, answer, beside, other_answer
from msim.claims.claim import DebateClaim
from msim.claims.decides import Crossing, Turn, break_even, moves_most, turn
from msim.claims.kept import Kept
from msim.claims.reach import Corner, ceiling, corners, most_favourable
from msim.claims.rounds import Progress, Rounds, Wanted
from msim.claims.verdict import Estimate, Status, Verdict, judge, verdict
from msim.claims.worlds import PRIORS, Prior, WorldPoint
from msim.core.errors import MsimError
from msim.experiment.comparison.intervals import FEWEST, LEVEL, Interval
from msim.scenario.outcome import Run


@dataclass(frozen=True)
class Size:
    """How much is run for each claim. worlds: of each prior. first, most: replicates of each.

    central: replicates of the world of central values. All replicates times a claim's `effort`.
    exact: replicates of each world at most, whatever a claim's effort; 0 where none are asked for.
    """

    worlds: int
    first: int
    most: int
    central: int
    exact: int = 0

    def of(self, claim: DebateClaim) -> tuple[int, int, int]:
        """First, most and central replicates of a claim."""
        exact = self.exact or claim.replicates
        if exact:
            return min(self.first, exact), exact, exact
        first, most, central = (
            max(2, min(each, FEWEST), round(each * claim.effort))
            for each in (self.first, self.most, self.central)
        )
        return first, most, central


FULL, QUICK = Size(24, 8, 32, 40), Size(5, 6, 6, 6)


@dataclass(frozen=True)
class JudgedWorld:
    """A world that was asked, and what it said."""

    point: WorldPoint
    answer: Estimate
    status: Status


@dataclass(frozen=True)
class OtherReading:
    """What an attribution comes to by its other reading; central: by case."""

    verdict: Verdict
    central: dict[str, Estimate]


@dataclass(frozen=True)
class ClaimResult:
    """What became of a claim. worlds: of both priors. central: by case, with what is beside.

    along: by case, the answer as the key of the picture moves and the others stay central.
    verdicts: by prior; the first is the claim's. turn: where it turns, where it does. moves: the
    key with the largest rank correlation with the answer, and that correlation. other: of an
    attribution. ceiling: by case, what perfect knowledge gains over silence at the central values;
    empty where that is no matter of the claim. corner: the most favourable one, unless it holds.
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
    other: OtherReading | None = None
    ceiling: dict[str, Estimate] = field(default_factory=dict)
    corner: Corner | None = None

    @property
    def verdict(self) -> Verdict:
        """The verdict under the prior with half the mass on each side of the central value."""
        return self.verdicts["split"]

    @property
    def estimate(self) -> Estimate:
        """The answer in the world of central values, the first case's."""
        return next(iter(self.central.values()))[0].answer

    @property
    def top(self) -> Estimate | None:
        """The ceiling of the first case; None where there is none."""
        return self.ceiling.get(self.claim.names[0])

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


def wanted(claim: DebateClaim, size: Size) -> list[Wanted]:
    """Every world that a claim is asked in, the central ones first."""
    first, most, many = size.of(claim)
    of = claim.fingerprint
    middle = [*worlds.central(claim), *worlds.along(claim)]
    found = [Wanted(claim, point, many, many, of) for point in middle]
    for prior in PRIORS:
        found += [Wanted(claim, point, first, most, of)
                  for point in worlds.points(claim, prior, size.worlds)]  # fmt: skip
    return found


def ask(
    claims: Sequence[DebateClaim], size: Size, kept: Kept, run: Run,
    progress: Progress | None = None,
) -> Iterator[ClaimResult]:
    """Ask each claim in every world, and yield what became of it, claim by claim.

    run: where it is computed (`workers`). What `kept` holds is not run again. Where a claim does
    not hold, its most favourable corners are run after all worlds, since they follow from these.
    """
    rounds = Rounds(kept, run, progress)
    asked = [wanted(claim, size) for claim in claims]
    tops = [_ceilings(claim, size) for claim in claims]
    rounds.play([each for every in (*asked, *tops) for each in every])
    found = []
    for claim, every, top in zip(claims, asked, tops, strict=True):
        judged, levels = judged_rows(every, rounds)
        errors = tuple(rounds.errors[each.name] for each in every if each.name in rounds.errors)
        at_most = {each.point.case: at for each, at in _answers(top, rounds)}
        made = conclude(claim, judged, errors, size, levels)
        found.append(replace(made, ceiling=at_most))
    last = [_corners(each) for each in found]
    rounds.play([each for every in last for each in every])
    for each, every in zip(found, last, strict=True):
        claim = each.claim
        seen = [Corner(at.point, answered, judge(answered.low, answered.high, claim.worth,
                                                 claim.true_if))
                for at, answered in _answers(every, rounds)]  # fmt: skip
        yield replace(each, corner=most_favourable(claim, seen))


def _ceilings(claim: DebateClaim, size: Size) -> list[Wanted]:
    """The central worlds of perfect knowledge and silence, where a claim has a ceiling."""
    top = ceiling(claim)
    if top is None:
        return []
    many, of = size.of(claim)[2], top.fingerprint
    return [Wanted(top, point, many, many, of) for point in worlds.central(top)]


def _corners(found: ClaimResult) -> list[Wanted]:
    """The corners that are run: none of a claim that holds."""
    if found.verdict.kind == "holds":
        return []
    points = [world.point for world in found.worlds]
    means = np.array([world.answer.mean for world in found.worlds])
    most, of = found.size.of(found.claim)[1], found.claim.fingerprint
    return [Wanted(found.claim, point, most, most, of)
            for point in corners(found.claim, points, means)]


def _answers(wanted: Sequence[Wanted], rounds: Rounds) -> Iterator[tuple[Wanted, Estimate]]:
    """Each world that could be made, with its answer."""
    for each in wanted:
        judged = rounds.judged_by(each)
        if judged is not None:
            yield each, answer(each.claim, *judged)


def judged_rows(
    wanted: Sequence[Wanted], rounds: Rounds
) -> tuple[list[tuple[WorldPoint, Sequence[Row]]], list[float]]:
    """The rows that each world is judged by, and the levels; those that failed are left out."""
    found = [(each.point, rounds.judged_by(each)) for each in wanted]
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
    depends = any(each.kind == "depends" for each in verdicts.values())
    points = [world.point for world in asked]
    means = np.array([world.answer.mean for world in asked])
    statuses = [world.status for world in asked]
    return ClaimResult(
        claim, asked, central, along, verdicts,
        turn(claim, points, statuses) if depends else None,
        moves_most(claim, points, means), errors, size,
        other=_other_reading(claim, said) if claim.quantity == "attribution" else None,
    )  # fmt: skip


def _other_reading(
    claim: DebateClaim, said: Sequence[tuple[JudgedWorld, Sequence[Row]]]
) -> OtherReading:
    """An attribution whose second factor counts as nothing where it costs votes."""
    found = [(world.point, other_answer(claim, each, world.answer.level)) for world, each in said]
    drawn = [at for point, at in found if point.prior == PRIORS[0]]
    central = {point.case: at for point, at in found if point.prior == "central"}
    return OtherReading(verdict(drawn, claim.worth, claim.true_if), central)


@dataclass(frozen=True)
class Debate:
    """Claims and what became of them. seconds: wall time. quick: whether few worlds were asked."""

    found: tuple[ClaimResult, ...]
    quick: bool
    seconds: float


@dataclass(frozen=True)
class Asked:
    """How a debate is asked. points: worlds of each prior. replicates: of each world at most.

    seed: moves the draws of every world, and which worlds are drawn. None, or 0 replicates: as the
    debate and its claims have it.
    """

    quick: bool = False
    points: int | None = None
    replicates: int = 0
    seed: int | None = None

    @property
    def size(self) -> Size:
        """How much is run."""
        usual = QUICK if self.quick else FULL
        return replace(usual, worlds=self.points or usual.worlds, exact=self.replicates)

    def moved(self, claim: DebateClaim) -> DebateClaim:
        """The claim under the seed that is asked for."""
        if self.seed is None:
            return claim
        run = claim.scenario.run.model_copy(update={"seed": self.seed})
        scenario = claim.scenario.model_copy(update={"run": run})
        return replace(claim, scenario=scenario, draw=self.seed)


def debate(
    claims: Sequence[DebateClaim], asked: Asked, kept: Kept, run: Run,
    progress: Progress | None = None,
) -> Debate:
    """Ask every claim; see `ask`."""
    start, quick = time.perf_counter(), asked.quick
    found = tuple(ask([asked.moved(each) for each in claims], asked.size, kept, run, progress))
    return Debate(found, quick, time.perf_counter() - start)
