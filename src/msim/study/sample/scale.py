"""From the unit interval to a parameter's values, and back."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from scipy.special import ndtr, ndtri

from msim.core.arrays import Floats
from msim.study.records import Parameter


def scaled(parameter: Parameter, u: Floats) -> list[object]:
    """The values at (points,) places of the unit interval, by the parameter's distribution.

    Choices take equal parts of it. Whole numbers are rounded, the first and last as likely as the
    others. A normal distribution is cut to the range.

    >>> scaled(Parameter("x", low=1, high=3, whole=True), np.array([0.0, 0.3, 0.5, 1.0]))
    [1, 1, 2, 3]
    >>> scaled(Parameter("x", distribution="log_uniform", low=1, high=100), np.array([0.0]))
    [1.0]
    """
    if not parameter.numeric:
        count = len(parameter.choices)
        part = np.minimum((u * count).astype(int), count - 1)
        return [parameter.choices[n] for n in part]
    low, high = parameter.low, parameter.high
    wide = 0.5 if parameter.whole else 0.0
    values = _numbers(parameter, u, low - wide, high + wide)
    if parameter.whole:
        values = np.floor(values + 0.5)
    values = np.clip(values, low, high)
    return [int(v) if parameter.whole else float(v) for v in values]


def _numbers(parameter: Parameter, u: Floats, low: float, high: float) -> Floats:
    if parameter.distribution == "log_uniform":
        found: Floats = np.exp(math.log(low) + u * (math.log(high) - math.log(low)))
        return found
    if parameter.distribution == "normal":
        mean, sd = _of_normal(parameter)
        ends = ndtr((np.array([low, high]) - mean) / sd)
        return mean + sd * ndtri(ends[0] + u * (ends[1] - ends[0]))
    return low + u * (high - low)


def _of_normal(parameter: Parameter) -> tuple[float, float]:
    if parameter.mean is None or parameter.sd is None:
        raise ValueError(f"{parameter.key}: a normal distribution needs mean and sd")
    return parameter.mean, parameter.sd


def unscaled(parameter: Parameter, values: Sequence[object]) -> Floats:
    """(points,) places of values in the unit interval: the middle of a choice's part.

    >>> unscaled(Parameter("x", distribution="choices", choices=("a", "b")), ["b", "a"])
    array([0.75, 0.25])
    """
    if not parameter.numeric:
        count = len(parameter.choices)
        return np.array([(parameter.choices.index(each) + 0.5) / count for each in values])
    wide = 0.5 if parameter.whole else 0.0
    low, high = parameter.low - wide, parameter.high + wide
    x = np.array(values, dtype=float)
    if parameter.distribution == "log_uniform":
        found: Floats = np.log(x / low) / math.log(high / low)
    elif parameter.distribution == "normal":
        mean, sd = _of_normal(parameter)
        ends = ndtr((np.array([low, high]) - mean) / sd)
        found = (ndtr((x - mean) / sd) - ends[0]) / (ends[1] - ends[0])
    else:
        found = (x - low) / (high - low)
    return np.clip(found, 0.0, 1.0)
