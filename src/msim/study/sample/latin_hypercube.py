"""Latin hypercubes (McKay, Beckman and Conover 1979, Technometrics 21(2)) that grow by doubling.

In every direction there is one point in each of as many equal parts as there are points. Twice as
many parts hold at most one of these points each, so that as many points again fill the others
(Sallaberry, Helton and Hora 2008, Reliability Engineering & System Safety 93(7)).
"""

from __future__ import annotations

import numpy as np
from scipy.stats import qmc

from msim.core.arrays import Floats
from msim.core.streams import Streams
from msim.study.sample.problem import start

SMALLEST = 16
"""Points, at least, of the hypercube that is doubled."""


def unit(parameters: int, points: int, seed: int) -> Floats:
    """(points, parameters) places in the unit cube; half of them first where points are doubled.

    >>> few, more = unit(2, 32, seed=1), unit(2, 64, seed=1)
    >>> bool((more[:32] == few).all()), sorted((more[:, 0] * 64).astype(int)) == list(range(64))
    (True, True)
    """
    smallest = points
    while smallest % 2 == 0 and smallest // 2 >= SMALLEST:
        smallest //= 2
    name = f"latin_hypercube/{parameters}/{smallest}"
    found: Floats = qmc.LatinHypercube(parameters, rng=start(seed, name)).random(smallest)
    while len(found) < points:
        found = _doubled(found, Streams(seed, 0).generator(f"study/{name}/{2 * len(found)}"))
    return found


def _doubled(found: Floats, rng: np.random.Generator) -> Floats:
    """Twice as many points, those that there are first."""
    count, parameters = found.shape
    more = np.empty_like(found)
    for n in range(parameters):
        taken = np.minimum((found[:, n] * 2 * count).astype(int), 2 * count - 1)
        free = np.setdiff1d(np.arange(2 * count), taken)
        more[:, n] = (rng.permutation(free) + rng.random(count)) / (2 * count)
    return np.vstack([found, more])
