"""How sure is a share of a study's points, some of which hang together?

Wilson's interval (1927, JASA 22(158)) with as many points as the sample is worth: points of one
Saltelli block or trajectory differ in one value, so that the variance between blocks says how many
independent points would do (the design effect: Kish 1965, "Survey Sampling"). All points share
their worlds as well, which makes a sample worth fewer points however many there are.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from msim.core.arrays import Bools, Floats, Ints
from msim.experiment.comparison.rates import wilson


@dataclass(frozen=True)
class Share:
    """A share with its 95 % interval, how many of how many points it is."""

    share: float
    low: float
    high: float
    hits: int
    points: int


def share(
    hits: Floats, block: Ints, moved: Bools | None = None, sampled: bool = True
) -> Share:
    """The share of ones among (n,) zeros and ones, NaN left out. block: (n,) who hangs together.

    moved: (n, draws) the same where other worlds are drawn. sampled: whether the points stand for
    more than themselves; those of a grid do not, and its shares are unsure by their worlds alone.

    >>> found = share(np.array([1.0, 0.0, 0.0, 0.0]), np.arange(4))
    >>> found.share, round(found.low, 3), round(found.high, 3)
    (0.25, 0.046, 0.699)
    """
    known = np.isfinite(hits)
    hits, block = hits[known], block[known]
    if not hits.size:
        return Share(float("nan"), float("nan"), float("nan"), 0, 0)
    p, n = float(hits.mean()), hits.size
    drawn = np.full(2, p) if moved is None else moved[known].mean(axis=0)
    spread, middle = float(drawn.var(ddof=1)), float(drawn.mean())
    most = max(p * (1.0 - p), middle * (1.0 - middle))
    apart = (effect(hits, block) / n if sampled else 0.0) + (spread / most if most else 0.0)
    low, high = wilson(p, 1.0 / apart) if apart else (p, p)
    return Share(p, low, high, int(hits.sum()), n)


def effect(hits: Floats, block: Ints) -> float:
    """The design effect of (n,) zeros and ones: between 1 and the mean size of a block.

    >>> effect(np.array([1.0, 1.0, 0.0, 0.0]), np.array([0, 0, 1, 1]))
    2.0
    """
    _, place = np.unique(block, return_inverse=True)
    sizes = np.bincount(place)
    most, p, n = n_of(sizes), float(hits.mean()), hits.size
    if most == 1.0 or sizes.size < 2 or p in (0.0, 1.0):
        return most
    gaps = np.bincount(place, weights=hits) - p * sizes
    between = float(np.sum(gaps**2)) / n**2 * sizes.size / (sizes.size - 1)
    return float(np.clip(between / (p * (1 - p) / n), 1.0, most))


def n_of(sizes: Ints) -> float:
    """The mean size of a block."""
    return float(sizes.mean())
