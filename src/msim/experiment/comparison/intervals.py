"""How sure is a mean over worlds? Intervals, paired for differences.

Means by Student's t (1908, Biometrika 6(1)), adjusted by control variates where a run has any
(Lavenberg and Welch 1981, Management Science 27(3)); ratios of means by linearisation (Cochran
1977, Sampling Techniques, chapter 6).
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Any

import numpy as np
from scipy.special import stdtrit

from msim.core.arrays import Floats
from msim.core.wording import say

LEVEL = 0.95
FEWEST = 5
"""Worlds that have to differ before a difference gets an interval: fewer cover too seldom."""
LEAST_WORLDS = 10
"""Worlds from which on means are adjusted."""
ROUNDING = 1e-11

Interval = dict[str, float | None]
"""mean, low and high; of single elections q025, q975 and share_positive. `reason` says why there
are no bounds, `plain` is the mean without adjustment."""


def paired_gap(first: Floats, second: Floats) -> Floats:
    """Differences of pairs; what only rounding makes is none.

    >>> paired_gap(np.array([0.1 + 0.2, 2.0]), np.array([0.3, 1.0]))
    array([0., 1.])
    """
    gap = first - second
    small = np.abs(gap) <= ROUNDING * np.maximum(np.abs(first), np.abs(second))
    return np.where(small, 0.0, gap)


@lru_cache(maxsize=256)
def _student(freedom: int, level: float = LEVEL) -> float:
    """The quantile of Student's t that bounds an interval of the mean."""
    return float(stdtrit(freedom, 0.5 + level / 2))


def _quantile(ordered: Floats, share: float) -> float:
    """The linear quantile of sorted values, bit for bit as by numpy, without its checks."""
    place = (ordered.size - 1) * share
    below = int(place)
    if below + 1 >= ordered.size:
        return float(ordered[-1])
    low, high, part = float(ordered[below]), float(ordered[below + 1]), place - below
    return high - (high - low) * (1.0 - part) if part >= 0.5 else low + (high - low) * part


def spread(values: Floats) -> Interval:
    """Quantiles of single elections and the share above zero; None where nothing is defined."""
    ordered = np.sort(values[np.isfinite(values)])
    if ordered.size == 0:
        return {"q025": None, "q975": None, "share_positive": None}
    return {
        "q025": _quantile(ordered, 0.025),
        "q975": _quantile(ordered, 0.975),
        "share_positive": int(np.count_nonzero(ordered > 0.0)) / int(ordered.size),
    }


class Controls:
    """Control variates: what is known of each world beforehand and explains some of its votes.

    apart: (worlds, variates) how far each variate is from the mean that it is known to have. A mean
    is moved by what the worlds drawn are off, times the slopes of a regression over worlds.
    """

    def __init__(self, apart: Floats) -> None:
        self.apart = apart
        n, variates = apart.shape
        self._off = apart.mean(axis=0)
        self._centred = apart - self._off
        inverse = np.linalg.pinv(self._centred.T @ self._centred, hermitian=True)
        self._slopes = inverse @ self._centred.T
        self.freedom = n - variates - 1
        self._factor = 1.0 / n + float(self._off @ inverse @ self._off)

    @classmethod
    def of(cls, apart: Floats) -> Controls | None:
        """From ten worlds on; a variate that is 0 in all of them is none."""
        there = apart[:, apart.any(axis=0)]
        return cls(there) if there.shape[1] and len(there) >= LEAST_WORLDS else None

    def estimate(self, values: Floats) -> tuple[float, float]:
        """The adjusted mean of (worlds,) values, and its standard error."""
        mean = float(np.add.reduce(values)) / values.size
        gap = values - mean
        slopes = self._slopes @ gap
        left = gap - self._centred @ slopes
        variance = float(left @ left) / self.freedom
        return mean - float(slopes @ self._off), math.sqrt(variance * self._factor)


def _estimate(values: Floats, controls: Controls | None) -> tuple[float, float, int]:
    """Mean, its standard error, and degrees of freedom."""
    if controls is not None:
        return *controls.estimate(values), controls.freedom
    n = values.size
    mean = float(np.add.reduce(values)) / n
    gap = values - mean  # by hand: a summary asks for hundreds of intervals of a few numbers each
    return mean, math.sqrt(float(np.add.reduce(gap * gap)) / ((n - 1) * n)), n - 1


def mean_interval(
    values: Floats, singles: Floats | None = None, controls: Controls | None = None,
    level: float = LEVEL,
) -> Interval:
    """Mean over worlds with an interval; bounds are None with a single world.

    values: (worlds,). singles: values of single elections, of which quantiles are told; those of
    the worlds without it. controls: what adjusts the mean; the plain one then stands beside it.
    level: how often such intervals cover.

    >>> found = mean_interval(np.array([1.0, 2.0, 3.0]))
    >>> found["mean"], round(found["low"], 3), round(found["high"], 3)
    (2.0, -0.484, 4.484)
    """
    n, each = values.size, values if singles is None else singles
    if n == 0 or not np.isfinite(values).all():
        return {"mean": None, "low": None, "high": None, **spread(each)}
    plain = float(np.add.reduce(values)) / n
    if n == 1:
        return {"mean": plain, "low": None, "high": None, **spread(each)}
    if controls is not None and np.all(values == values[0]):
        controls = None
    mean, error, freedom = _estimate(values, controls)
    half = _student(freedom, level) * error
    interval: Interval = {"mean": mean, "low": mean - half, "high": mean + half, **spread(each)}
    return interval if controls is None else {**interval, "plain": plain}


def gap_interval(
    gaps: Floats, singles: Floats | None = None, controls: Controls | None = None,
    level: float = LEVEL,
) -> dict[str, Any]:
    """Mean over worlds of a paired difference; no bounds where fewer than five worlds differ.

    A difference that is zero in every world is exactly zero. See `mean_interval`.

    >>> gap_interval(np.array([0.0, 0.0, 0.0, 2.0]))["reason"]
    '1 of 4 worlds differs at all: an interval takes five'
    """
    differing = int(np.count_nonzero(gaps))
    if differing == 0 and gaps.size > 1:
        return mean_interval(gaps, singles)
    interval: dict[str, Any] = mean_interval(gaps, singles, controls, level)
    if differing >= FEWEST or interval["mean"] is None:
        return interval
    word = "differs" if differing == 1 else "differ"
    reason = f"{differing} of {gaps.size} worlds {word} at all: an interval takes five"
    return {**interval, "low": None, "high": None, "reason": reason}


def ratio_interval(
    numerator: Floats, denominator: Floats, controls: Controls | None = None,
    level: float = LEVEL,
) -> dict[str, Any]:
    """Ratio of means over worlds, with the interval of its linearised values.

    Null, with a reason, where the denominator's own interval includes zero.

    >>> found = ratio_interval(np.array([8.0, 10.0, 12.0]), np.array([4.0, 5.0, 6.0]))
    >>> found["mean"], found["low"], found["high"]
    (2.0, 2.0, 2.0)
    """
    nothing: dict[str, Any] = {"mean": None, "low": None, "high": None}
    if numerator.size == 0 or not (np.isfinite(numerator) & np.isfinite(denominator)).all():
        return {**nothing, "reason": "not defined in every world"}
    if numerator.size == 1:
        return {**nothing, "reason": "one world gives no interval"}
    below, error, freedom = _estimate(denominator, controls)
    quantile = _student(freedom, level)
    if abs(below) <= quantile * error:
        return {**nothing, "reason": "the denominator's interval includes zero"}
    mean = _estimate(numerator, controls)[0] / below
    half = quantile * _estimate((numerator - mean * denominator) / below, controls)[1]
    return {"mean": mean, "low": mean - half, "high": mean + half}


Ratio = tuple[Floats, Floats]
"""Numerator and denominator, (worlds,) each."""


def ratio_gap_interval(
    before: Ratio, after: Ratio, controls: Controls | None = None
) -> dict[str, Any]:
    """How far a ratio of means moves between pairs of worlds, by linearised values.

    >>> one, two = np.ones(5), np.full(5, 2.0)
    >>> found = ratio_gap_interval((two, one), (two, two))
    >>> found["mean"], found["low"], found["high"]
    (-1.0, -1.0, -1.0)
    """
    if not any(paired_gap(a, b).any() for a, b in zip(before, after, strict=True)):
        after = before  # what only rounding makes is no change
    means, parts = [], []
    for numerator, denominator in (before, after):
        below = _estimate(denominator, controls)[0] if denominator.size > 1 else denominator[0]
        above = _estimate(numerator, controls)[0] if numerator.size > 1 else numerator[0]
        means.append(above / below)
        parts.append((numerator - above / below * denominator) / below)
    mean = float(means[1] - means[0])
    gap = parts[1] - parts[0]
    if gap.size < FEWEST:
        return {"mean": mean, "low": None, "high": None}
    _, error, freedom = _estimate(gap, controls)
    half = _student(freedom) * error
    return {"mean": mean, "low": mean - half, "high": mean + half}


def cost_interval(
    spend: Floats, votes: Floats, controls: Controls | None = None
) -> dict[str, Any]:
    """Money for each net vote, a ratio of means; null, with a reason, where votes are not gained.

    >>> cost_interval(np.full(3, 10.0), np.array([-1.0, -1.1, -0.9]))["reason"]
    'votes are lost'
    """
    if not spend.any() and not votes.any():
        return {"mean": None, "low": None, "high": None, "reason": say("unspent")}
    if votes.size > 1 and np.isfinite(votes).all():
        mean, error, freedom = _estimate(votes, controls)
        if mean + _student(freedom) * error < 0.0:
            return {"mean": None, "low": None, "high": None, "reason": "votes are lost"}
    return ratio_interval(spend, votes, controls)
