"""Could a claim have come out otherwise? What could be had at most, and its most favourable corner.

The ceiling is what perfect knowledge gains over silence, in the claim's own measure: a worth above
it is out of anybody's reach. The corner is where the claim's own ranges favour it most: each key at
the end that went with better answers, and the best of its worlds with draws of its own, as the best
of many readings is partly luck. Where it does not hold there, it is hard to see where it would.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy.stats import spearmanr

from msim.claims.claim import DebateClaim, Term
from msim.claims.verdict import Estimate, Status
from msim.claims.worlds import WorldPoint
from msim.core.arrays import Floats
from msim.experiment.engine.measures import PROBABILITIES

PERFECT = Term("oracle", "silent")
AGAIN = ("again", 1.0)


@dataclass(frozen=True)
class Corner:
    """The most favourable corner of a claim's ranges. status: `win` where it holds there."""

    point: WorldPoint
    answer: Estimate
    status: Status


def ceiling(claim: DebateClaim) -> DebateClaim | None:
    """The same question of perfect knowledge and silence, in the claim's first world.

    None where it is no matter of what a campaign can do: shares of elections that are not won.
    """
    if claim.quantity == "share" and claim.measure not in PROBABILITIES:
        return None
    sides = Term("oracle") if claim.quantity == "share" else PERFECT
    return replace(
        claim, quantity="gap" if claim.quantity == "attribution" else claim.quantity,
        contrast=sides, against=sides, now={}, instead={}, factors=(), also=(), picture="",
        cases={name: {**claim.cases.get(name, {}), **claim.now} for name in claim.names},
    )  # fmt: skip


def favour(claim: DebateClaim, means: Floats) -> Floats:
    """(worlds,) how much each answer speaks for the claim.

    >>> from types import SimpleNamespace
    >>> favour(SimpleNamespace(true_if="within"), np.array([-2.0, 1.0])).tolist()
    [-2.0, -1.0]
    """
    if claim.true_if == "within":
        return -np.abs(means)
    return means if claim.true_if == "above" else -means


def corners(
    claim: DebateClaim, points: Sequence[WorldPoint], means: Floats
) -> list[WorldPoint]:
    """The best of some worlds, with draws of its own, and the corner to which all of them point.

    means: (worlds,) their answers. A key stands at the end that the claim names. Else it is the
    high end where answers of the best world's case got better with it (rank correlation), or the
    low one. Where nearly all lose, that points to where least is done: so a claim can name ends.
    """
    better = favour(claim, means)
    best = points[int(np.argmax(better))]
    alike = [number for number, point in enumerate(points) if point.case == best.case]
    ends = []
    for each in claim.ranges:
        values = np.array([points[number].value(each.key) for number in alike])
        rises = len(alike) > 2 and np.ptp(values) > 0.0 and np.ptp(better[alike]) > 0.0
        with_it = float(spearmanr(values, better[alike]).statistic) if rises else 0.0
        end = claim.corner.get(each.key, "high" if with_it >= 0.0 else "low")
        ends.append((each.key, float(getattr(each, end))))
    again = WorldPoint(best.values, best.case, "corner", (AGAIN, *best.values))
    return [again, WorldPoint(tuple(ends), best.case, "corner")]


def most_favourable(claim: DebateClaim, found: Sequence[Corner]) -> Corner | None:
    """What the corners say together: that one holds, that all fail, or that it is open.

    The answer that is shown is that of the one that holds, or the best. None of none.
    """
    if not found:
        return None
    scores = favour(claim, np.array([each.answer.mean for each in found]))
    held = [number for number, each in enumerate(found) if each.status == "win"]
    best = max(held or range(len(found)), key=lambda number: scores[number])
    statuses = {each.status for each in found}
    status: Status = "win" if held else "loss" if statuses == {"loss"} else "open"
    return replace(found[best], status=status)
