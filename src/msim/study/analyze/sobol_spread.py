"""How unsure is a Sobol index? From the base samples, and from the worlds that all points share.

Base samples are points of a scrambled Sobol' sequence, which fill the space more evenly than chance
does (Owen 1997, Annals of Statistics 25(4)). A bootstrap over them takes them for chance: of a
linear answer its intervals were 13 to 33 times as wide as the errors. But each run of consecutive
points is such a sequence of its own, and indices with one run left out show how they move: the
jackknife of `GROUPS` groups (Quenouille; see Miller 1974, Biometrika 61(1)), with Student's t. All
runs together are more even than that, so what is left errs on the wide side. With fewer than
`ENOUGH` base samples runs are too short, and the variance is that of chance, in closed form by the
delta method (as Janon et al. 2014, ESAIM: Probability and Statistics 18).

Worlds move an index by its slope in each point times how far they pull that point
(`analyze/worlds.py`).
"""

from __future__ import annotations

import numpy as np

from msim.core.arrays import Floats, Ints
from msim.study.analyze.smooth import Worlds
from msim.study.analyze.worlds import added, half_width

GROUPS = 8
ENOUGH = 128
"""Base samples from which groups are used: 16 in each."""
_ALL = 1e9
"""Degrees of freedom, where a variance is known from many base samples."""


def both(block: Floats) -> Floats:
    """(2, sources) first-order and total indices of (base samples, sources + 2) values.

    The estimators of Saltelli et al. 2010, as SALib has them.

    >>> both(np.array([[0.0, 1.0, 1.0], [1.0, 0.0, 0.0]])).tolist()
    [[2.0], [2.0]]
    """
    centred = block - block.mean()
    a, moved, b = centred[:, :1], centred[:, 1:-1], centred[:, -1:]
    whole = float(np.concatenate([a, b]).var())
    return np.array([np.mean(b * (moved - a), axis=0), 0.5 * np.mean((a - moved) ** 2, axis=0)]
                    ) / whole  # fmt: skip


def half_widths(block: Floats, number: Ints, shared: Worlds | None = None) -> Floats:
    """(2, sources) half the widths of 95 % intervals of `both`.

    number: (base samples,) the place of each in its sequence. shared: pulls of the block's values,
    row by row; None where they are not known.
    """
    group = number * GROUPS // (int(number.max(initial=0)) + 1)
    if len(block) >= ENOUGH and np.unique(group).size == GROUPS:
        left = np.array([both(block[group != each]) for each in range(GROUPS)])
        by_points = (GROUPS - 1.0) / GROUPS * np.sum((left - left.mean(axis=0)) ** 2, axis=0)
        freedom = GROUPS - 1.0
    else:
        by_points, freedom = np.sum(_influence(block) ** 2, axis=1) / len(block) ** 2, _ALL
    nothing = np.zeros(by_points.size)
    by_worlds, of_worlds = (nothing, nothing), 1.0
    if shared is not None:
        by_worlds = added(_slopes(block).reshape(by_points.size, -1), shared.pulls)
        of_worlds = shared.freedom
    wide = half_width(by_points.ravel(), by_worlds, freedom, of_worlds)
    return np.asarray(wide.reshape(by_points.shape))


def _influence(block: Floats) -> Floats:
    """(2, base samples, sources) by how much each base sample moves the indices, times `n`.

    Of chance alone, base samples being independent.
    """
    centred = block - block.mean()
    a, moved, b = centred[:, :1], centred[:, 1:-1], centred[:, -1:]
    parts = np.array([b * (moved - a), 0.5 * (a - moved) ** 2])
    spread, whole = 0.5 * (a**2 + b**2), float(np.concatenate([a, b]).var())
    found = (parts - both(block)[:, None, :] * spread) / whole
    return np.asarray(found - found.mean(axis=1, keepdims=True))


def _slopes(block: Floats) -> Floats:
    """(2, sources, base samples, sources + 2) the slope of each index in each value."""
    centred, (n, columns) = block - block.mean(), block.shape
    a, moved, b = centred[:, 0], centred[:, 1:-1], centred[:, -1]
    ends = np.concatenate([a, b])
    scale, middle = n * float(ends.var()), float(ends.mean())
    found = np.zeros((2, columns - 2, n, columns))
    for k, (first, total) in enumerate(both(block).T):
        gap = a - moved[:, k]
        for which, index in enumerate((first, total)):
            found[which, k, :, 0] = -index * (a - middle)
            found[which, k, :, -1] = -index * (b - middle)
        found[0, k, :, 0] -= b
        found[0, k, :, k + 1] = b
        found[0, k, :, -1] -= gap
        found[1, k, :, 0] += gap
        found[1, k, :, k + 1] = -gap
    found /= scale
    return np.asarray(found - found.mean(axis=(2, 3), keepdims=True))
