"""What is a row of `msim verify`? A published figure, and how ours is obtained beside it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

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


Kind = Literal["counted", "region", "consistency", "not modelled"]
"""counted: msim could miss it, and that counts. region: depends on what nobody knows. consistency:
arithmetic, or what the row itself puts in. not modelled: what it is about does not exist here."""
Verdict = Literal["inside", "outside", "a region", "consistency", "not modelled"]


@dataclass(frozen=True)
class Region:
    """Where in the space of what nobody knows a figure is reached: values over two parameters.

    down, across: what the parameters are called. rows, columns: their values, as shown.
    values: (rows, columns), None where there is no such figure. unit: of the values.
    reached: the value of `down` at which the published figure comes out, None where at none of
    those shown; where: in which column.
    """

    down: str
    rows: tuple[str, ...]
    across: str
    columns: tuple[str, ...]
    values: tuple[tuple[float | None, ...], ...]
    unit: str
    reached: float | None = None
    where: str = ""


@dataclass(frozen=True)
class Obtained:
    """What msim obtains: a mean with its interval, and a region where there is one.

    mean is None where no such figure exists, as a ratio to nothing. The interval bounds the mean,
    or holds the central 95 % of draws: see `Row.by_interval`.
    """

    mean: float | None
    low: float | None = None
    high: float | None = None
    region: Region | None = None


@dataclass(frozen=True)
class Row:
    """One published result.

    source: who published it. what: the figure in words. unit: its unit. published: the figure,
    None where only a direction is published; said: what is published, in words. mark: how the
    figure is known (R read in the source, T transcribed from the article's own numbers, D derived,
    S second hand, M from memory). condition: what this row sets, and where that is from.
    accepted: lowest and highest mean that counts as inside, None for no bound; with `by_interval`
    the published figure has to lie within the interval of what is obtained instead. tolerance: why
    these; bounds: whether they were set before any run.
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
    kind: Kind = "counted"
    mark: str = "R"
    bounds: str = "before"
    by_interval: bool = False

    @property
    def judged(self) -> bool:
        """Whether anything can lie inside or outside at all."""
        return self.kind in ("counted", "consistency")

    def inside(self, obtained: Obtained) -> bool:
        """Whether what was obtained lies within the tolerance; what does not exist does not.

        >>> row = Row("a", "b", "c", "%", 1.0, "1 %", "none", (0.5, None), "half", lambda e: e)
        >>> row.inside(Obtained(0.7)), row.inside(Obtained(0.3)), row.inside(Obtained(None))
        (True, False, False)
        """
        low, high = self.accepted
        value = obtained.mean
        if self.by_interval:
            value, low, high = self.published, obtained.low, obtained.high
            if low is None or high is None:
                return False
        if value is None or not np.isfinite(value):
            return False
        return (low is None or value >= low) and (high is None or value <= high)

    def verdict(self, obtained: Obtained) -> Verdict:
        """Which of the five kinds of answer this is; only the first two are counted.

        >>> row = Row("a", "b", "c", "%", 1.0, "1 %", "none", (0.5, None), "half", lambda e: e)
        >>> row.verdict(Obtained(0.3))
        'outside'
        """
        if self.kind == "counted":
            return "inside" if self.inside(obtained) else "outside"
        return "a region" if self.kind == "region" else self.kind


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


def drawn(values: Floats) -> Obtained:
    """Mean and central 95 % of draws, for rows that are judged `by_interval`. values: (draws,).

    >>> drawn(np.arange(101.0))
    Obtained(mean=50.0, low=2.5, high=97.5, region=None)
    """
    low, high = np.quantile(values, (0.025, 0.975))
    return Obtained(float(values.mean()), float(low), float(high))


def reached(values: Floats, at: Floats, wanted: float) -> float | None:
    """Where a curve first comes to `wanted`, between its points in straight lines; None if nowhere.

    >>> reached(np.array([1.0, 2.0, 4.0]), np.array([0.0, 1.0, 2.0]), 3.0)
    1.5
    """
    for number in range(values.size - 1):
        below, above = sorted(values[number : number + 2])
        if below <= wanted <= above and below < above:
            share = (wanted - values[number]) / (values[number + 1] - values[number])
            return float(at[number] + share * (at[number + 1] - at[number]))
    return None


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
