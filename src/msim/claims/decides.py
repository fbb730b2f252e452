"""On what does a claim turn? The one key that best tells the worlds that win from those that lose.

A tree of one split (Breiman, Friedman, Olshen and Stone 1984): over every key and every place in
its range, the cut that leaves wins and losses least mixed (Gini). The uncertainty of where it
turns is that of the same cut in resamples of the worlds (Efron 1979).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from scipy.stats import spearmanr

from msim.claims.claim import DebateClaim
from msim.claims.verdict import Estimate, Status, winning
from msim.claims.worlds import WorldPoint
from msim.core.arrays import Bools, Floats
from msim.core.streams import Streams

RESAMPLES = 200
CASE = "case"
FEWEST = 3
"""Worlds, at least, that must win and that must lose before it is said what tells them apart."""


@dataclass(frozen=True)
class Turn:
    """Where a claim turns: below `at` and above it (or in the cases `wins_in` and elsewhere).

    low, high: 95 % interval of `at` over resampled worlds. win_below, win_above: share of the
    worlds told that win on either side. explained: share of the mixture that the split removes.
    held_below, held_above: intervals of the share of all worlds there that win, those that are
    open counted both ways.
    """

    key: str
    at: float | None
    low: float | None
    high: float | None
    win_below: float
    win_above: float
    explained: float
    wins_in: tuple[str, ...] = ()
    held_below: tuple[float, float] = (0.0, 1.0)
    held_above: tuple[float, float] = (0.0, 1.0)


@dataclass(frozen=True)
class Crossing:
    """Where the answer crosses the worth as one key moves and all others stay central.

    at, low, high: the key's value where the mean and the ends of the interval cross; None where
    they do not within the range.
    """

    key: str
    at: float | None
    low: float | None
    high: float | None


def break_even(key: str, curve: Sequence[tuple[float, Estimate]], worth: float) -> Crossing:
    """The first crossing of a curve, straight between its points.

    >>> curve = [(x, Estimate(x, x - 0.5, x + 0.5, 9)) for x in (0.0, 1.0, 2.0)]
    >>> break_even("a.b", curve, 1.25)
    Crossing(key='a.b', at=1.25, low=0.75, high=1.75)
    """
    curve = sorted(curve, key=lambda pair: pair[0])
    x = [place for place, _ in curve]
    at = _crossing(x, [each.mean for _, each in curve], worth)
    ends = []
    for end in ("low", "high"):
        bounds = [getattr(each, end) for _, each in curve]
        ends.append(None if None in bounds else _crossing(x, bounds, worth))
    known = sorted(end for end in ends if end is not None)
    both = known if len(known) == 2 else [None, None]
    return Crossing(key, at, both[0], both[1])


def _crossing(x: Sequence[float], y: Sequence[float], worth: float) -> float | None:
    for (a, b), (left, right) in zip(pairwise(x), pairwise(y), strict=True):
        if (left - worth) * (right - worth) <= 0.0 and left != right:
            return a + (b - a) * (worth - left) / (right - left)
    return None


@dataclass(frozen=True)
class _Cut:
    gain: float
    at: float
    below: float
    above: float


def turn(
    claim: DebateClaim, points: Sequence[WorldPoint], statuses: Sequence[Status]
) -> Turn | None:
    """The key that decides and where it turns; None where too few worlds win or lose to say.

    statuses: of all worlds. Those that are open have no say in where it turns.
    """
    told = [point for point, status in zip(points, statuses, strict=True) if status != "open"]
    won = np.array([status == "win" for status in statuses if status != "open"], dtype=bool)
    if min(int(won.sum()), int((~won).sum())) < FEWEST:
        return None
    mixed = _gini(won)
    best: tuple[float, Turn] | None = None
    for each in claim.ranges:
        values = np.array([point.value(each.key) for point in told])
        cut = _best_cut(values, won)
        if cut is not None and (best is None or cut.gain > best[0]):
            explained = cut.gain / mixed
            best = cut.gain, Turn(
                each.key, cut.at, None, None, cut.below, cut.above, explained
            )
    if len(claim.names) > 1:
        found = _by_case(claim, told, won)
        if found is not None and (best is None or found[0] > best[0]):
            best = found[0], found[1]
    return None if best is None else _bounded(best[1], points, statuses, (told, won))


def _bounded(
    chosen: Turn, points: Sequence[WorldPoint], statuses: Sequence[Status],
    told: tuple[Sequence[WorldPoint], Bools],
) -> Turn:
    """With the intervals of where it turns, and of how many worlds win on either side."""
    at = chosen.at
    if at is None:
        above = np.array([point.case in chosen.wins_in for point in points])
    else:
        low, high = _resampled(np.array([point.value(chosen.key) for point in told[0]]), told[1])
        chosen = replace(chosen, low=low, high=high)
        above = np.array([point.value(chosen.key) > at for point in points])
    held = []
    for there in (~above, above):
        said = [status for status, inside in zip(statuses, there, strict=True) if inside]
        held.append(winning(said.count("win"), said.count("open"), len(said)))
    return replace(chosen, held_below=held[0], held_above=held[1])


def moves_most(
    claim: DebateClaim, points: Sequence[WorldPoint], means: Floats
) -> tuple[str, float]:
    """The key with the largest rank correlation with the answer, and that correlation.

    >>> from types import SimpleNamespace
    >>> from msim.claims.claim import Range
    >>> claim = SimpleNamespace(ranges=(Range("a.b", 0, 1, 2, "", ""),))
    >>> points = [WorldPoint((("a.b", x),), "", "split") for x in (0.0, 1.0, 2.0)]
    >>> moves_most(claim, points, np.array([3.0, 2.0, 1.0]))
    ('a.b', -1.0)
    """
    best = ("", 0.0)
    if means.size < 3 or np.ptp(means) == 0.0:
        return best
    for each in claim.ranges:
        values = np.array([point.value(each.key) for point in points])
        if np.ptp(values) == 0.0:
            continue
        found = float(spearmanr(values, means).statistic)
        if abs(found) > abs(best[1]):
            best = each.key, round(found, 12)
    return best


def _gini(won: Bools) -> float:
    p = float(won.mean()) if won.size else 0.0
    return 2.0 * p * (1.0 - p)


def _best_cut(values: Floats, won: Bools) -> _Cut | None:
    """The cut of a number that leaves least mixture; halfway between two neighbours."""
    order = np.argsort(values, kind="stable")
    x, y = values[order], won[order].astype(float)
    n = y.size
    below = np.arange(1, n)
    first = np.cumsum(y)[:-1]
    p, q = first / below, (y.sum() - first) / (n - below)
    left = (below * 2 * p * (1 - p) + (n - below) * 2 * q * (1 - q)) / n
    left[x[1:] <= x[:-1]] = np.inf
    if not np.isfinite(left).any():
        return None
    k = int(np.argmin(left))
    gain = _gini(won) - float(left[k])
    return _Cut(gain, float(x[k] + x[k + 1]) / 2.0, float(p[k]), float(q[k]))


def _by_case(
    claim: DebateClaim, points: Sequence[WorldPoint], won: Bools
) -> tuple[float, Turn] | None:
    """The split of cases: those in which most worlds win against the others."""
    cases = np.array([point.case for point in points])
    shares = {name: float(won[cases == name].mean()) for name in claim.names
              if (cases == name).any()}
    inside = tuple(name for name, found in shares.items() if found >= 0.5)
    chosen = np.isin(cases, inside)
    if not inside or chosen.all():
        return None
    part = float(chosen.mean())
    gain = _gini(won) - part * _gini(won[chosen]) - (1.0 - part) * _gini(won[~chosen])
    found = Turn(
        CASE, None, None, None, float(won[~chosen].mean()), float(won[chosen].mean()),
        gain / _gini(won), inside,
    )
    return gain, found


def _resampled(values: Floats, won: Bools) -> tuple[float, float]:
    rng = Streams(1, 0).generator("debate/turn")
    found = []
    for _ in range(RESAMPLES):
        chosen = rng.integers(values.size, size=values.size)
        cut = _best_cut(values[chosen], won[chosen])
        if cut is not None and cut.gain > 0.0:
            found.append(cut.at)
    low, high = np.quantile(found, [0.025, 0.975]) if found else (np.nan, np.nan)
    return float(low), float(high)
