"""A full grid: every combination of the parameters' steps and choices, the last one fastest."""

from __future__ import annotations

import math
from itertools import product

import numpy as np

from msim.core.arrays import Floats
from msim.study.records import Design, Parameter


def fixed(parameter: Parameter) -> int | None:
    """How many values a parameter has on a grid, where it says so itself."""
    if not parameter.numeric:
        return len(parameter.choices)
    if parameter.steps is None:
        return None
    return min(parameter.steps, most(parameter))


def most(parameter: Parameter) -> int:
    """How many values it can have at all."""
    return int(parameter.high - parameter.low) + 1 if parameter.whole else 10**9


def steps(parameters: tuple[Parameter, ...], points: int) -> list[int]:
    """Values of each parameter, such that a grid of them has at most so many points.

    Parameters that do not say share out evenly what the others leave.

    >>> steps((Parameter("a"), Parameter("b", steps=5), Parameter("c")), 50)
    [3, 5, 3]
    """
    known = [fixed(each) for each in parameters]
    free = known.count(None)
    left = points / math.prod(n for n in known if n is not None)
    each_has = max(2, int(left ** (1.0 / free) + 1e-9)) if free else 0
    return [
        n if n is not None else min(each_has, most(parameter))
        for n, parameter in zip(known, parameters, strict=True)
    ]


def places(parameter: Parameter, count: int) -> Floats:
    """(count,) places on the unit interval: both ends and evenly between; of choices, the middle.

    >>> places(Parameter("a"), 3)
    array([0. , 0.5, 1. ])
    """
    if parameter.numeric:
        return np.linspace(0.0, 1.0, count)
    return (np.arange(count) + 0.5) / count


def unit(design: Design) -> Floats:
    """(points, parameters) places of a grid's points in the unit cube."""
    counts = steps(design.parameters, design.points)
    each = [places(p, count) for p, count in zip(design.parameters, counts, strict=True)]
    return np.array(list(product(*each)), dtype=float)
