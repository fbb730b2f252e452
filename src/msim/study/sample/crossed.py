"""Choices crossed with worlds: every combination of choices meets every world.

Worlds are a Latin hypercube over what is no choice. Combinations then differ by the choices alone,
and not by the worlds that they happened to meet.
"""

from __future__ import annotations

from itertools import product

import numpy as np

from msim.core.arrays import Floats
from msim.study.records import Design, combinations, options
from msim.study.sample import latin_hypercube
from msim.study.sample.grid import places


def unit(design: Design) -> Floats:
    """(points, parameters) places in the unit cube: world by world, all combinations of each.

    >>> from msim.scenario import Scenario
    >>> from msim.study.records import Parameter
    >>> way = Parameter("segments.method", "choice", "choices", choices=("kmeans", "ward"))
    >>> asked = Design("", Scenario(), "crossed", 4, 1, (Parameter("data.validity"), way), "a.b")
    >>> unit(asked)[:, 1].tolist(), bool((unit(asked)[0::2, 0] == unit(asked)[1::2, 0]).all())
    ([0.25, 0.75, 0.25, 0.75], True)
    """
    chosen = design.of("choice")
    every = np.array(list(product(*(places(p, options(p)) for p in chosen))), dtype=float)
    count, number = combinations(design), {p.key: n for n, p in enumerate(chosen)}
    others = [p for p in design.parameters if p.key not in number]
    worlds = design.points // count
    drawn = latin_hypercube.unit(len(others), worlds, design.seed) if others else np.empty((1, 0))
    found = np.empty((worlds * count, len(design.parameters)))
    rest = iter(drawn.T)
    for n, parameter in enumerate(design.parameters):
        if parameter.key in number:
            found[:, n] = np.tile(every[:, number[parameter.key]], worlds)
        else:
            found[:, n] = np.repeat(next(rest), count)
    return found
