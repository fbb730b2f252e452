"""How alike do groups respond to the same messages? A ratio of moments over worlds.

Covariances and variances are added up over worlds before one is divided by the other. The interval
is by the jackknife over worlds (Efron and Tukey, see Miller 1974, Biometrika 61(1)) on Fisher's
scale (1915, Biometrika 10(4)), so that neither end lies beyond 1.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from scipy.special import stdtrit

from msim.core.arrays import Floats
from msim.experiment.comparison.intervals import LEVEL, Interval, mean_interval
from msim.experiment.engine.agreement import MOMENTS
from msim.experiment.engine.measures import MEASURES

_FIRST = f"agreement/{MOMENTS[0]}/"
_CERTAIN = 1.0 - 1e-12
_ROUNDING = 1e-12
"""Variance (points squared) that is left where effects are the same but for rounding."""


def correlations(diagnostics: Sequence[Mapping[str, float]]) -> list[dict[str, Any]]:
    """For each kind of groups its name, and mean, low and high of the correlation between them.

    Groups that do not differ from message to message in any world have none, and are left out.
    """
    names = [name.removeprefix(_FIRST) for name in diagnostics[0] if name.startswith(_FIRST)]
    found = []
    for name in names:
        moments = [[each[f"agreement/{what}/{name}"] for what in MOMENTS] for each in diagnostics]
        interval = ratio_of_moments(np.array(moments))
        if interval["mean"] is not None:
            found.append({"groups": name, **interval})
    return found


def ratio_of_moments(moments: Floats) -> Interval:
    """The correlation that (worlds, 3) covariances and two variances come to; see `correlations`.

    Worlds without moments are left out. None where nothing varies; no bounds with a single world.

    >>> ratio_of_moments(np.array([[0.5, 1.0, 1.0], [0.7, 1.0, 1.0]]))["mean"]
    0.6
    >>> ratio_of_moments(np.zeros((3, 3)))["mean"] is None
    True
    """
    known = moments[np.isfinite(moments).all(axis=1)]
    total = known.sum(axis=0)
    if not len(known) or not total[1:].min() > _ROUNDING * len(known):
        return {"mean": None, "low": None, "high": None}
    mean = float(_ratio(total))
    if len(known) == 1:
        return {"mean": mean, "low": None, "high": None}
    left = total - known
    apart = np.arctanh(_ratio(left[left[:, 1:].min(axis=1) > 0.0]))
    n = apart.size
    error = np.sqrt((n - 1) / n * np.sum((apart - apart.mean()) ** 2))
    middle, half = np.arctanh(mean), float(stdtrit(len(known) - 1, 0.5 + LEVEL / 2.0)) * error
    low, high = np.tanh([middle - half, middle + half])
    return {"mean": mean, "low": float(low), "high": float(high)}


def spread_of_moments(moments: Floats) -> Interval:
    """The spread of messages as a share of their mean effect, from (worlds, 2) means and variances.

    The root of the mean variance over the mean of means, with the jackknife's interval on the scale
    of logarithms. None where no message moves anybody to its side; no bounds with a single world.

    >>> spread_of_moments(np.array([[1.0, 0.16], [1.0, 0.16]]))
    {'mean': 0.4, 'low': 0.4, 'high': 0.4}
    """
    known = moments[np.isfinite(moments).all(axis=1)]
    n, total = len(known), known.sum(axis=0)
    if not n or not total[0] > 0.0 or not total[1] > _ROUNDING * n:
        return {"mean": None, "low": None, "high": None}
    mean = float(np.sqrt(total[1] / n) / (total[0] / n))
    left = (total - known) / max(n - 1, 1)
    if n == 1 or not left.min() > 0.0:
        return {"mean": mean, "low": None, "high": None}
    apart = 0.5 * np.log(left[:, 1]) - np.log(left[:, 0])
    error = float(np.sqrt((n - 1) / n * np.sum((apart - apart.mean()) ** 2)))
    half = float(stdtrit(n - 1, 0.5 + LEVEL / 2.0)) * error
    return {"mean": mean, "low": mean * math.exp(-half), "high": mean * math.exp(half)}


def _ratio(moments: Floats) -> Floats:
    """(...,) correlations of (..., 3) moments, a hair's breadth within -1 and 1."""
    found = moments[..., 0] / np.sqrt(moments[..., 1] * moments[..., 2])
    return np.clip(found, -_CERTAIN, _CERTAIN)


def correlation_interval(values: Floats) -> Interval:
    """Mean of correlations, one a world, by `mean_interval` on Fisher's scale (delta method).

    values: (worlds,) each from -1 to 1. Neither bound lies beyond 1.

    >>> round(correlation_interval(np.array([0.9, 0.97, 1.0]))["high"], 3)
    0.998
    """
    return _on_fisher(mean_interval(values))


def within_one(measure: str, found: dict[str, Any]) -> dict[str, Any]:
    """The interval of a difference of rates: on Fisher's scale where it would pass -1 or 1.

    Most lie near 0, where both scales are the same. That of any other measure stays as it is.

    >>> found = within_one("win_prob", {"mean": 0.9, "low": 0.6, "high": 1.2})
    >>> round(found["low"], 2), round(found["high"], 2)
    (-0.11, 1.0)
    >>> within_one("win_prob", {"mean": 0.1, "low": 0.0, "high": 0.2})["high"]
    0.2
    """
    low, high = found["low"], found["high"]
    if MEASURES[measure].unit != "rate" or low is None or high is None:
        return found
    return found if low >= -1.0 and high <= 1.0 else _on_fisher(found)


def _on_fisher(plain: dict[str, Any]) -> dict[str, Any]:
    mean, low, high = plain["mean"], plain["low"], plain["high"]
    if mean is None or low is None or high is None or not -1.0 < mean < 1.0:
        return plain
    z, half = math.atanh(mean), (high - low) / (2.0 * (1.0 - mean**2))
    return {**plain, "low": min(math.tanh(z - half), mean), "high": max(math.tanh(z + half), mean)}
