"""What is a row of `msim verify`? A published figure, and how ours is obtained beside it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from msim.core.arrays import Floats
from msim.experiment.comparison.intervals import mean_interval


@dataclass(frozen=True)
class Effort:
    """How often things are drawn, and from which seed. quick: a tenth as often, for a first look.

    >>> Effort(quick=True).of(3000)
    300
    """

    seed: int = 1
    quick: bool = False

    def of(self, replicates: int) -> int:
        """The number of replicates where `replicates` is the usual one; at least 2."""
        return max(replicates // 10, 2) if self.quick else replicates


@dataclass(frozen=True)
class Region:
    """Where in the space of what nobody knows a figure is reached: values over two parameters.

    down, across: what the parameters are called. rows, columns: their values, as shown.
    values: (rows, columns), None where there is no such figure. unit: of the values.
    """

    down: str
    rows: tuple[str, ...]
    across: str
    columns: tuple[str, ...]
    values: tuple[tuple[float | None, ...], ...]
    unit: str


@dataclass(frozen=True)
class Obtained:
    """What msim obtains: a mean with the interval that bounds it, and a region where there is one.

    mean is None where no such figure exists, as a ratio to nothing.
    """

    mean: float | None
    low: float | None = None
    high: float | None = None
    region: Region | None = None


@dataclass(frozen=True)
class Row:
    """One published result.

    source: who published it. what: the figure in words. unit: its unit. published: the figure,
    None where only a direction is published; said: what is published, in words.
    condition: what this row sets, and where that is from. accepted: lowest and highest mean that
    counts as inside, None for no bound; tolerance: why these.
    """

    id: str
    source: str
    what: str
    unit: str
    published: float | None
    said: str
    condition: str
    accepted: tuple[float | None, float | None]
    tolerance: str
    run: Callable[[Effort], Obtained]

    def inside(self, obtained: Obtained) -> bool:
        """Whether what was obtained lies within the tolerance; what does not exist does not.

        >>> row = Row("a", "b", "c", "%", 1.0, "1 %", "none", (0.5, None), "half", lambda e: e)
        >>> row.inside(Obtained(0.7)), row.inside(Obtained(0.3)), row.inside(Obtained(None))
        (True, False, False)
        """
        low, high = self.accepted
        if obtained.mean is None or not np.isfinite(obtained.mean):
            return False
        return (low is None or obtained.mean >= low) and (high is None or obtained.mean <= high)


def near(published: float, share: float) -> tuple[float, float]:
    """The bounds within a share of a figure.

    >>> near(200.0, 0.25)
    (150.0, 250.0)
    """
    half = abs(published) * share
    return published - half, published + half


def mean_of(values: Floats, region: Region | None = None) -> Obtained:
    """Mean over replicates with its 95 % interval. values: (replicates,).

    >>> mean_of(np.array([1.0, 3.0])).mean
    2.0
    """
    interval = mean_interval(values)
    return Obtained(interval["mean"], interval["low"], interval["high"], region)


def ratio_of(
    above: Floats, below: Floats, less: float = 0.0, times: float = 1.0,
    region: Region | None = None,
) -> Obtained:
    """`times (mean above / mean below - less)` with its 95 % interval, paired by replicate.

    The interval is that of the linearised ratio (Cochran 1977, Sampling Techniques, 6.4).

    >>> ratio_of(np.array([2.0, 4.0]), np.array([1.0, 2.0]), less=1.0, times=100.0)
    Obtained(mean=100.0, low=100.0, high=100.0, region=None)
    """
    base = float(below.mean())
    if base == 0.0:
        return Obtained(None, region=region)
    ratio = float(above.mean()) / base
    gap = mean_interval((above - ratio * below) / base)
    value = times * (ratio - less)
    if gap["low"] is None or gap["high"] is None:
        return Obtained(value, region=region)
    half = abs(times) * (gap["high"] - gap["low"]) / 2.0
    return Obtained(value, value - half, value + half, region)
