"""Saltelli's design for Sobol indices, by SALib: blocks of as many points as parameters, and two.

Saltelli 2002, Computer Physics Communications 145(2); points of a scrambled Sobol' sequence (Owen
2020, arXiv 2008.08051), of which twice as many begin with those that there were.
"""

from __future__ import annotations

import numpy as np
from SALib.sample import sobol

from msim.core.arrays import Floats
from msim.study.records import Design
from msim.study.sample.problem import problem, start


def unit(design: Design) -> Floats:
    """(points, parameters) places in the unit cube, in blocks A, AB_1 ... AB_k, B.

    A group of parameters counts as one of the k, and all of it moves in its AB. For second orders
    there are BA_1 ... BA_k as well, before B. Raises ValueError where points are no power of two of
    blocks.

    >>> from msim.scenario import Scenario
    >>> from msim.study.records import Parameter
    >>> three = tuple(Parameter(f"a.{name}", group=name) for name in ("x", "x", "y"))
    >>> unit(Design("", Scenario(), "sobol", 16, 1, three, "a.b")).shape
    (16, 3)
    """
    block, points, parameters = design.block, design.points, len(design.parameters)
    base = points // block
    if base * block != points or base & (base - 1):
        raise ValueError(f"{points} points are no power of two of blocks of {block}")
    asked, first = problem(parameters), start(design.seed, f"sobol/{parameters}")
    if len(design.sources) < parameters:
        asked["groups"] = [p.group or p.key for p in design.parameters]
    found = sobol.sample(asked, base, calc_second_order=design.second_order, seed=first)
    return np.asarray(found, dtype=float)
