"""How sure is a mean over replicates? Intervals, paired for differences.

Means by Student's t (1908, Biometrika 6(1)), those of probabilities on the logit scale; shares by
Wilson (1927, JASA 22(158)); differences of paired shares by Agresti and Min (2005, Statistics in
Medicine 24(5)); ratios of means by the percentile bootstrap over replicates (Efron and Tibshirani
1993).
"""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np
from scipy.special import expit, stdtrit

from msim.core.arrays import Floats, Ints

LEVEL = 0.95
Z = 1.959963984540054
RESAMPLES = 4000
ROUNDING = 1e-11
_CERTAIN = 1e-9

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


@lru_cache(maxsize=256)
def _student(freedom: int) -> float:
    """The quantile of Student's t that bounds an interval of the mean."""
    return float(stdtrit(freedom, 0.5 + LEVEL / 2))


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
    return _spread(values[np.isfinite(values)])


def _spread(known: Floats) -> Interval:
    if known.size == 0:
        return {"q025": None, "q975": None, "share_positive": None}
    ordered = np.sort(known)
    return {
        "q025": _quantile(ordered, 0.025),
        "q975": _quantile(ordered, 0.975),
        "share_positive": np.count_nonzero(ordered > 0.0) / ordered.size,
    }


def mean_interval(values: Floats) -> Interval:
    """Mean with a 95 % interval; bounds are None with a single replicate.

    >>> found = mean_interval(np.array([1.0, 2.0, 3.0]))
    >>> found["mean"], round(found["low"], 3), round(found["high"], 3)
    (2.0, -0.484, 4.484)
    """
    n = values.size
    if n == 0 or not np.isfinite(values).all():
        return {"mean": None, "low": None, "high": None, **spread(values)}
    mean = float(np.add.reduce(values)) / n
    if n == 1:
        return {"mean": mean, "low": None, "high": None, **_spread(values)}
    gap = values - mean  # by hand: a summary asks for hundreds of intervals of a few numbers each
    deviation = math.sqrt(float(np.add.reduce(gap * gap)) / (n - 1))
    half = _student(n - 1) * deviation / math.sqrt(n)
    return {"mean": mean, "low": mean - half, "high": mean + half, **_spread(values)}


def probability_interval(values: Floats) -> Interval:
    """Mean of probabilities, one a replicate, with a 95 % interval that stays between 0 and 1.

    Student's t on the logit of the mean, by the delta method. Where each one is 0 or 1 but for
    1e-9, and all are the same, the interval is that of a share of yes among yes and no.

    >>> found = probability_interval(np.array([0.1, 0.2, 0.3]))
    >>> round(found["mean"], 3), round(found["low"], 3), round(found["high"], 3)
    (0.2, 0.05, 0.541)
    """
    plain = mean_interval(values)
    mean, low, high = plain["mean"], plain["low"], plain["high"]
    if mean is None or low is None or high is None:
        return plain
    whole = np.rint(values)
    if whole.min() == whole.max() and float(np.abs(values - whole).max()) <= _CERTAIN:
        return {**share_interval(whole), "mean": mean, **spread(values)}
    middle, half = math.log(mean / (1.0 - mean)), (high - low) / (2.0 * mean * (1.0 - mean))
    bounds = {"low": float(expit(middle - half)), "high": float(expit(middle + half))}
    return {**plain, "low": min(bounds["low"], mean), "high": max(bounds["high"], mean)}


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


def resamples(size: int, rng: np.random.Generator) -> Ints:
    """(RESAMPLES, size) which replicates each resample of a bootstrap takes."""
    return rng.integers(size, size=(RESAMPLES, size))


def ratio_interval(
    numerator: Floats, denominator: Floats, chosen: np.random.Generator | Ints
) -> dict[str, float | str | None]:
    """Ratio of means over replicates, with a bootstrap interval paired by replicate.

    chosen: what draws the resamples, or the resamples, where many ratios go by the same ones.
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
    if isinstance(chosen, np.random.Generator):
        chosen = resamples(numerator.size, chosen)
    ratios = np.sort(numerator[chosen].mean(axis=1) / denominator[chosen].mean(axis=1))
    low, high = (_quantile(ratios, share) for share in (0.5 - LEVEL / 2, 0.5 + LEVEL / 2))
    return {"mean": mean, "low": low, "high": high}
