"""Morris's trajectories (1991, Technometrics 33(2)), by SALib: one parameter moves at each step."""

from __future__ import annotations

import numpy as np
from SALib.sample import morris

from msim.core.arrays import Floats
from msim.study.sample.problem import problem, start

LEVELS = 4


def unit(parameters: int, points: int, seed: int) -> Floats:
    """(points, parameters) places in the unit cube, in trajectories of as many as parameters + 1.

    More trajectories begin with those that there were.

    >>> steps = np.diff(unit(3, 8, seed=1)[:4], axis=0)
    >>> (steps != 0).sum(axis=1).tolist()
    [1, 1, 1]
    """
    first = start(seed, f"morris/{parameters}")
    trajectories = points // (parameters + 1)
    found = morris.sample(problem(parameters), trajectories, num_levels=LEVELS, seed=first)
    return np.asarray(found, dtype=float)
