"""Saltelli's design for Sobol indices, by SALib: blocks of as many points as parameters, and two.

Saltelli 2002, Computer Physics Communications 145(2); points of a scrambled Sobol' sequence (Owen
2020, arXiv 2008.08051), of which twice as many begin with those that there were.
"""

from __future__ import annotations

import numpy as np
from SALib.sample import sobol

from msim.core.arrays import Floats
from msim.study.sample.problem import problem, start


def unit(parameters: int, points: int, seed: int) -> Floats:
    """(points, parameters) places in the unit cube, in blocks A, AB_1 ... AB_k, B.

    Raises ValueError where points are no power of two of blocks.

    >>> unit(3, 20, seed=1).shape
    (20, 3)
    """
    block = parameters + 2
    base = points // block
    if base * block != points or base & (base - 1):
        raise ValueError(f"{points} points are no power of two of blocks of {block}")
    first = start(seed, f"sobol/{parameters}")
    found = sobol.sample(problem(parameters), base, calc_second_order=False, seed=first)
    return np.asarray(found, dtype=float)
