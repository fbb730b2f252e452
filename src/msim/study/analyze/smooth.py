"""What is the answer between the points of a study? A smooth surface over two parameters.

Local linear regression (Fan and Gijbels 1996, "Local Polynomial Modelling and Its Applications")
with a Gaussian kernel over the unit square, whose width is that with the least error when each
point is foretold from those that do not hang together with it. What the study varies beside the two
is averaged over, as the points have it. Its uncertainty is that of the points, which are drawn
again (bootstrap; those that hang together, together), and that of the worlds which all points share
(`analyze/worlds.py`), with the width held.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from msim.core.arrays import Floats, Ints
from msim.core.streams import Streams
from msim.execution.here import one_thread
from msim.study.analyze import worlds

WIDTHS = (0.05, 0.08, 0.12, 0.18, 0.27, 0.4)
"""Of the kernel, in whole ranges of a parameter, that are tried."""
RESAMPLES = 200
TOGETHER = 20
FORETOLD = 1000
"""Points, at most, on which a width is tried."""
FLAT = 1e-6
"""Share of the points' spread that is added to the slopes' normal equations, so that they solve."""


PLANE = 3
"""What a plane takes of the freedom of the points."""


@dataclass(frozen=True)
class Worlds:
    """The worlds that all points share. pulls: (points, worlds), see `worlds.pulls`; freedom."""

    pulls: Floats
    freedom: float


@dataclass(frozen=True)
class Surface:
    """(n,) the smooth answer at n places, with the ends of its 95 % interval, and the width."""

    mean: Floats
    low: Floats
    high: Floats
    width: float


def surface(
    points: Floats, values: Floats, block: Ints, places: Floats, seed: int,
    shared: Worlds | None = None,
) -> Surface:
    """The smooth answer at (n, 2) places from (points, 2), both between 0 and 1.

    values: (points,). block: (points,) which of them hang together. Needs ten points or more.
    shared: what worlds do to all of them; without it points are taken to have nothing in common.
    """
    with one_thread():  # so that the same points give the same bits, and no thread waits
        width = _width(points, values, block)
        kernel, moments = _kernel(points, places, width), _moments(points, values)
        mean = _fitted(kernel @ moments, places)
        drawn = np.array([_fitted(sums, places) for sums in _again(kernel, moments, block, seed)])
        by_points, known = drawn.var(axis=0, ddof=1), np.inf
        none: Floats = np.zeros(len(places))
        by_worlds = none, none
        if shared is not None:
            by_worlds = worlds.added(_weights(kernel, points, places), shared.pulls)
            known = shared.freedom
    blocks = np.unique(block).size
    by_points = by_points * blocks / max(blocks - 1.0, 1.0)
    half = worlds.half_width(by_points, by_worlds, blocks - PLANE, known)
    return Surface(mean, mean - half, mean + half, width)


def _again(kernel: Floats, moments: Floats, block: Ints, seed: int) -> Iterator[Floats]:
    """(places, 9) sums of each resample, some resamples at a time: one product is quicker."""
    names, at = np.unique(block, return_inverse=True)
    rng = Streams(seed, 0).generator("study/surface")
    for _ in range(RESAMPLES // TOGETHER):
        drawn = rng.integers(names.size, size=(TOGETHER, names.size))
        times = np.stack([np.bincount(each, minlength=names.size)[at] for each in drawn], axis=1)
        wide = (times[:, :, None] * moments[:, None, :]).reshape(len(moments), -1)
        sums = (kernel @ wide).reshape(len(kernel), TOGETHER, -1)
        yield from np.moveaxis(sums, 1, 0)


def _kernel(points: Floats, places: Floats, width: float) -> Floats:
    """(places, points) weights."""
    gap_x = (places[:, :1] - points[None, :, 0]) / width
    gap_y = (places[:, 1:] - points[None, :, 1]) / width
    return np.asarray(np.exp(-0.5 * (gap_x * gap_x + gap_y * gap_y)) + 1e-12)


def _moments(points: Floats, values: Floats) -> Floats:
    """(points, 9) what a weighted least-squares plane is made of."""
    x, y = points.T
    ones = np.ones_like(x)
    return np.column_stack([ones, x, y, x * x, x * y, y * y, values, x * values, y * values])


def _fitted(sums: Floats, places: Floats) -> Floats:
    """(places,) the level at each place of the plane that fits the points around it best."""
    one, sx, sy, xx, xy, yy, v, xv, yv = sums.T
    mx, my, mv = sx / one, sy / one, v / one
    a, b, d = xx / one - mx * mx + FLAT, xy / one - mx * my, yy / one - my * my + FLAT
    p, q = xv / one - mx * mv, yv / one - my * mv
    det = a * d - b * b
    slope_x, slope_y = (p * d - q * b) / det, (q * a - p * b) / det
    return np.asarray(mv + slope_x * (places[:, 0] - mx) + slope_y * (places[:, 1] - my))


def _weights(kernel: Floats, points: Floats, places: Floats) -> Floats:
    """(places, points) what each point's value counts in the level at each place."""
    sums = kernel @ _moments(points, np.zeros(len(points)))[:, :6]
    one, sx, sy, xx, xy, yy = sums.T
    mx, my = sx / one, sy / one
    a, b, d = xx / one - mx * mx + FLAT, xy / one - mx * my, yy / one - my * my + FLAT
    gap_x, gap_y, det = places[:, 0] - mx, places[:, 1] - my, a * d - b * b
    along_x, along_y = (gap_x * d - gap_y * b) / det, (gap_y * a - gap_x * b) / det
    off_x, off_y = (points[:, k][None, :] - m[:, None] for k, m in enumerate((mx, my)))
    level = 1.0 + along_x[:, None] * off_x + along_y[:, None] * off_y
    return np.asarray(kernel * level / one[:, None])


def _width(points: Floats, values: Floats, block: Ints) -> float:
    """The width with the least error of foretelling a point from those of other blocks."""
    some = slice(None, None, -(-values.size // FORETOLD))
    moments, apart = _moments(points, values), block[some, None] != block[None, :]

    def error(width: float) -> float:
        kernel = _kernel(points, points[some], width) * apart + 1e-12
        return float(np.mean((_fitted(kernel @ moments, points[some]) - values[some]) ** 2))

    return min(WIDTHS, key=error)
