"""A full grid: every combination of the parameters' steps and choices, the last one fastest."""

from __future__ import annotations

import math
from collections.abc import Callable
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
    return shared(parameters, lambda known, free: int(
        (points / math.prod(known)) ** (1.0 / free) + 1e-9
    ))  # fmt: skip


def shared(parameters: tuple[Parameter, ...], share: Callable[[list[int], int], int]) -> list[int]:
    """How many values each parameter has, where some say and others have what can be had.

    share: what each of so many others gets, at least 2, beside those that are known.
    """
    known = [fixed(each) for each in parameters]
    while None in known:
        each_has = max(2, share([n for n in known if n is not None], known.count(None)))
        free = [k for k, n in enumerate(known) if n is None]
        few = [k for k in free if most(parameters[k]) < each_has]
        for k in few or free:
            known[k] = min(each_has, most(parameters[k]))
    return [n for n in known if n is not None]


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
