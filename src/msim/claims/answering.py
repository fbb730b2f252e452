"""From rows to answers: what a world's replicates come to, for any claim.

A world is looked at twice: after its first replicates, by a 99 % interval, and where that does not
tell, once more after all of them, by a 95 % interval. The interval that told is the one that is
shown. Looking early at a stricter level leaves the error of the last look nearly as it is
(Haybittle 1971, British Journal of Radiology 44; Peto and others 1976, British Journal of
Cancer 34). Where so few replicates differ that there is no interval, there are four times as many.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from msim.claims.claim import TURNING, DebateClaim
from msim.claims.quantities import credited, estimate, per_1000
from msim.claims.verdict import MORE, Estimate, judge
from msim.core.arrays import Floats
from msim.experiment.comparison.intervals import FEWEST, LEVEL, Interval, mean_interval

Row = tuple[float, ...]
WINNING = "winning"
"""Before a factor's name: what it adds to the chance of winning, beside what it adds to votes."""
EARLY = 0.99
"""The level of the first look."""
TURNED = "turned"
"""The chance that an election comes out otherwise: won by another side, or lost instead of won."""


def columns(claim: DebateClaim) -> list[str]:
    """What the columns of a world's rows are: two sides, and what is beside; or each factor.

    Last, where it is asked how many elections come out otherwise, how many do.
    """
    if claim.quantity == "attribution":
        factors = list(claim.scenario.attribution.factors)
        return [*factors, *(f"{WINNING}.{name}" for name in factors)]
    sides = [("now", claim.contrast)] if claim.quantity == "share" else [
        ("now", claim.contrast), ("instead", claim.against)]  # fmt: skip
    beside = [f"{side}.{arm}.{measure}" for side, term in sides for arm in term.arms
              for measure in claim.beside]
    return ["now", "instead", *beside, *([TURNED] if claim.quantity in TURNING else [])]


def answer(claim: DebateClaim, rows: Sequence[Row], level: float = LEVEL) -> Estimate:
    """The claim's quantity in one world, with its interval."""
    table = np.asarray(rows, dtype=float)
    sides = _sides(claim, table)
    if claim.per_money:
        found = per_1000(_votes_and_money(claim, table), level)
    else:
        found = estimate(claim.quantity, sides, claim.measure, level)
    return _estimate(found, sides, level)


def other_answer(claim: DebateClaim, rows: Sequence[Row], level: float = LEVEL) -> Estimate:
    """An attribution's answer by the other reading: what costs votes counts as nothing."""
    sides = _sides(claim, np.asarray(rows, dtype=float))
    return _estimate(credited(sides, level), sides, level)


def _estimate(found: Interval, sides: Floats, level: float) -> Estimate:
    mean = float("nan") if found["mean"] is None else found["mean"]
    net = float((sides[:, 0] - sides[:, 1]).mean())
    return Estimate(mean, found["low"], found["high"], len(sides), net, level)


def told_early(claim: DebateClaim, rows: Sequence[Row]) -> bool:
    """Whether the first replicates tell already, by an interval of the stricter level.

    Two sides that were equal so far may yet differ, if seldom: a tie is left to the last look.
    """
    found = answer(claim, rows, EARLY)
    if found.low == found.high == 0.0:
        return False
    return judge(found.low, found.high, claim.worth, claim.true_if) != "open"


def looked_at(
    claim: DebateClaim, rows: Sequence[Row], first: int, most: int
) -> tuple[Sequence[Row], float] | None:
    """The rows that a world is judged by, and the level; None where it takes more than there are.

    Where the first look would be the last there is one look, at the usual level. Where too few
    replicates differ for an interval, whichever way they lie, there are `MORE` times as many.
    """
    if first < most and len(rows) >= first and told_early(claim, rows[:first]):
        return rows[:first], EARLY
    if FEWEST <= most <= len(rows) and answer(claim, rows[:most]).low is None:
        most *= MORE
    return (rows[:most], LEVEL) if len(rows) >= most else None


def beside(claim: DebateClaim, rows: Sequence[Row]) -> dict[str, Interval]:
    """The mean of every column of a world's rows, by its name."""
    table = np.asarray(rows, dtype=float)
    return {name: mean_interval(table[:, n]) for n, name in enumerate(columns(claim))}


def _sides(claim: DebateClaim, table: Floats) -> Floats:
    """(replicates, 2): the two sides, or the two factors that are compared; see `estimate`."""
    names = columns(claim)
    if claim.quantity in TURNING:
        return table[:, [0, 1, names.index(TURNED)]]
    if claim.quantity != "attribution":
        return table[:, :2]
    return table[:, [names.index(name) for name in claim.factors]]


def _votes_and_money(claim: DebateClaim, table: Floats) -> list[tuple[float, Floats, Floats]]:
    """Sign, (replicates,) net votes and (replicates,) money of each arm that is compared."""
    of = dict(zip(columns(claim), table.T, strict=True))
    sides = [("now", claim.contrast, 1.0), ("instead", claim.against, -1.0)]
    return [
        (sign, of[f"{side}.{arm}.net_votes"], of[f"{side}.{arm}.spend"])
        for side, term, first in (sides[:1] if claim.of_two_arms else sides)
        for arm, sign in zip(term.arms, (first, -first), strict=False)
    ]
