"""How sure is a mean over replicates? Intervals, paired for differences.

Means by Student's t (1908, Biometrika 6(1)); shares by Wilson (1927, JASA 22(158)); differences of
paired shares by Agresti and Min (2005, Statistics in Medicine 24(5)); ratios of means by the
percentile bootstrap over replicates (Efron and Tibshirani 1993).
"""

from __future__ import annotations

import numpy as np
from scipy.stats import t as student

from msim.core.arrays import Floats

LEVEL = 0.95
Z = 1.959963984540054
RESAMPLES = 4000
ROUNDING = 1e-11

Interval = dict[str, float | None]


def _clean(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None


def paired_gap(first: Floats, second: Floats) -> Floats:
    """Differences of pairs; what only rounding makes is none.

    >>> paired_gap(np.array([0.1 + 0.2, 2.0]), np.array([0.3, 1.0]))
    array([0., 1.])
    """
    gap = first - second
    small = np.abs(gap) <= ROUNDING * np.maximum(np.abs(first), np.abs(second))
    return np.where(small, 0.0, gap)


def spread(values: Floats) -> Interval:
    """Quantiles of single elections and the share above zero; None where nothing is defined."""
    known = values[np.isfinite(values)]
    if known.size == 0:
        return {"q025": None, "q975": None, "share_positive": None}
    low, high = np.quantile(known, [0.025, 0.975])
    return {
        "q025": float(low),
        "q975": float(high),
        "share_positive": float(np.mean(known > 0.0)),
    }


def mean_interval(values: Floats) -> Interval:
    """Mean with a 95 % interval; bounds are None with a single replicate.

    >>> found = mean_interval(np.array([1.0, 2.0, 3.0]))
    >>> found["mean"], round(found["low"], 3), round(found["high"], 3)
    (2.0, -0.484, 4.484)
    """
    if values.size == 0 or not np.isfinite(values).all():
        return {"mean": None, "low": None, "high": None, **spread(values)}
    mean, n = float(values.mean()), values.size
    if n == 1:
        return {"mean": mean, "low": None, "high": None, **spread(values)}
    half = float(student.ppf(0.5 + LEVEL / 2, n - 1) * values.std(ddof=1) / np.sqrt(n))
    return {"mean": mean, "low": mean - half, "high": mean + half, **spread(values)}


def share_interval(hits: Floats) -> Interval:
    """Share of ones among zeros and ones, with Wilson's interval; never of width zero."""
    n, p = hits.size, float(hits.mean())
    centre = (p + Z**2 / (2 * n)) / (1 + Z**2 / n)
    half = Z / (1 + Z**2 / n) * float(np.sqrt(p * (1 - p) / n + Z**2 / (4 * n**2)))
    low, high = min(centre - half, p), max(centre + half, p)
    return {"mean": p, "low": max(low, 0.0), "high": min(high, 1.0), **spread(hits)}


def paired_share_interval(first: Floats, second: Floats) -> Interval:
    """Difference of two paired shares; half a count is added to each of the four cells."""
    n = first.size + 2
    up = float(np.sum(first > second)) + 0.5
    down = float(np.sum(first < second)) + 0.5
    centre = (up - down) / n
    half = Z * float(np.sqrt(max(up + down - (up - down) ** 2 / n, 0.0))) / n
    mean = float(np.mean(first - second))
    low, high = min(centre - half, mean), max(centre + half, mean)
    return {"mean": mean, "low": low, "high": high, **spread(first - second)}


def ratio_interval(
    numerator: Floats, denominator: Floats, rng: np.random.Generator
) -> dict[str, float | str | None]:
    """Ratio of means over replicates, with a bootstrap interval paired by replicate.

    Null, with a reason, where the denominator's own interval holds zero.
    """
    nothing: dict[str, float | str | None] = {"mean": None, "low": None, "high": None}
    if numerator.size == 0 or not (np.isfinite(numerator) & np.isfinite(denominator)).all():
        return {**nothing, "reason": "not defined in every replicate"}
    below = mean_interval(denominator)
    if below["low"] is None or below["high"] is None:
        return {**nothing, "reason": "one replicate gives no interval"}
    if below["low"] <= 0.0 <= below["high"]:
        return {**nothing, "reason": "the denominator's interval holds zero"}
    mean = float(numerator.mean() / denominator.mean())
    chosen = rng.integers(numerator.size, size=(RESAMPLES, numerator.size))
    ratios = numerator[chosen].mean(axis=1) / denominator[chosen].mean(axis=1)
    low, high = np.quantile(ratios, [0.5 - LEVEL / 2, 0.5 + LEVEL / 2])
    return {"mean": mean, "low": float(low), "high": float(high)}
