"""How sure is a rate, a share, or any measure of a run? No end lies where none can.

Rates on the logit scale; shares by Wilson (1927, JASA 22(158)); differences of paired shares by
Agresti and Min (2005, Statistics in Medicine 24(5)); all others by `intervals`.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from scipy.special import expit, ndtri

from msim.core.arrays import Floats
from msim.experiment.comparison.correlations import within_one
from msim.experiment.comparison.intervals import (
    LEVEL,
    Controls,
    Interval,
    gap_interval,
    mean_interval,
    paired_gap,
    spread,
)
from msim.experiment.engine.measures import PROBABILITIES, RATES, SHARES

Z = 1.959963984540054
_CERTAIN = 1e-9


def interval_of(
    measure: str, values: Floats, singles: Floats | None = None, controls: Controls | None = None
) -> dict[str, Any]:
    """The interval of a measure's mean, by what kind of number it is; not of costs, a ratio.

    values: (worlds,). singles: of single elections. controls: what adjusts it.

    >>> interval_of("reach_rate", np.array([0.97, 0.98, 1.0]))["high"] < 1.0
    True
    """
    if measure in SHARES:
        return share_interval(values)
    if measure in PROBABILITIES:
        return probability_interval(values)
    if measure in RATES:
        return rate_interval(values, singles)
    return within_one(measure, mean_interval(values, singles, controls))


def gap_of(
    measure: str, first: Floats, second: Floats, singles: Floats | None = None,
    controls: Controls | None = None,
) -> dict[str, Any]:
    """The same of what two sides differ by, (worlds,) each, paired.

    >>> gap_of("net_votes", np.full(5, 3.0), np.full(5, 1.0))["mean"]
    2.0
    """
    if measure in SHARES:
        return paired_share_interval(first, second)
    return within_one(measure, gap_interval(paired_gap(first, second), singles, controls))


def probability_interval(values: Floats, level: float = LEVEL) -> Interval:
    """Mean of probabilities, one a replicate, with an interval that stays between 0 and 1.

    That of a rate. Where each one is 0 or 1 but for 1e-9, and all are the same, the interval is
    that of a share of yes among yes and no.

    >>> found = probability_interval(np.array([0.1, 0.2, 0.3]))
    >>> round(found["mean"], 3), round(found["low"], 3), round(found["high"], 3)
    (0.2, 0.05, 0.541)
    """
    found, whole = rate_interval(values, level=level), np.rint(values)
    if found["low"] is None or not np.ptp(whole) <= 0.0 <= _CERTAIN - np.abs(values - whole).max():
        return found
    return {**share_interval(whole, level), "mean": found["mean"], **spread(values)}


def rate_interval(values: Floats, singles: Floats | None = None, level: float = LEVEL) -> Interval:
    """Mean of rates, one a world, by `mean_interval` on the logit of the mean (delta method).

    >>> round(rate_interval(np.array([0.97, 0.98, 1.0]))["high"], 3)
    0.998
    """
    return on_logit(mean_interval(values, singles, level=level))


def on_logit(found: Interval) -> Interval:
    """The interval of a rate, which leaves 0 to 1, as one on the logit scale, which does not.

    A rate of exactly 0 or 1 keeps the one that it has.

    >>> found = on_logit({"mean": 0.02, "low": -0.01, "high": 0.05})
    >>> round(found["low"], 4), round(found["high"], 4)
    (0.0044, 0.0862)
    """
    mean, low, high = found["mean"], found["low"], found["high"]
    if mean is None or low is None or high is None or not 0.0 < mean < 1.0:
        return found
    middle, half = math.log(mean / (1.0 - mean)), (high - low) / (2.0 * mean * (1.0 - mean))
    bounds = {"low": float(expit(middle - half)), "high": float(expit(middle + half))}
    return {**found, "low": min(bounds["low"], mean), "high": max(bounds["high"], mean)}


def share_interval(hits: Floats, level: float = LEVEL) -> Interval:
    """Share of ones among zeros and ones, with Wilson's interval; never of width zero."""
    p = float(hits.mean())
    low, high = wilson(p, hits.size, level)
    return {"mean": p, "low": low, "high": high, **spread(hits)}


def wilson(p: float, n: float, level: float = LEVEL) -> tuple[float, float]:
    """Wilson's interval of a share of n draws; n need not be whole.

    >>> [round(end, 3) for end in wilson(0.0, 10)]
    [0.0, 0.278]
    """
    z = _normal(level)
    centre = (p + z**2 / (2 * n)) / (1 + z**2 / n)
    half = z / (1 + z**2 / n) * float(np.sqrt(p * (1 - p) / n + z**2 / (4 * n**2)))
    return max(min(centre - half, p), 0.0), min(max(centre + half, p), 1.0)


def paired_share_interval(first: Floats, second: Floats, level: float = LEVEL) -> Interval:
    """Difference of two paired shares; half a count is added to each of the four cells."""
    n = first.size + 2
    up = float(np.sum(first > second)) + 0.5
    down = float(np.sum(first < second)) + 0.5
    centre = (up - down) / n
    half = _normal(level) * float(np.sqrt(max(up + down - (up - down) ** 2 / n, 0.0))) / n
    mean = float(np.mean(first - second))
    low, high = min(centre - half, mean), max(centre + half, mean)
    return {"mean": mean, "low": low, "high": high, **spread(first - second)}


def _normal(level: float) -> float:
    """The quantile of the normal distribution that bounds an interval."""
    return Z if level == LEVEL else float(ndtri(0.5 + level / 2))
