"""How many segments are there? A number above one has to beat one cluster.

One cluster like the voters (`one_cluster`) is drawn many times and cut as they are. A number
counts where its segments are tighter than in nearly all of those: a parametric bootstrap as of
Liu, Hayes, Nobel and Marron 2008 (JASA 103(483)), corrected over numbers by the greatest gap
(Westfall and Young 1993, Resampling-Based Multiple Testing). The least such number is taken of
which every segment may be one cluster of its own: voters drawn so, segment by segment, are cut
further as tightly (step by step, as the bootstrap of McLachlan 1987, Applied Statistics 36(3)).
Latent classes go by BIC, one class included. For a tree that learns from answers, one cluster is
answers that are dealt out anew.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from msim.campaign.segments.sentences import SAID
from msim.campaign.segments.within import fitted, log_within
from msim.core.arrays import Floats, Ints
from msim.core.streams import Streams

CLOUDS = 19
"""Clouds that are drawn: voters who are one of them are ahead of all in 5 % of samples."""
SAME = 1e-9
"""What is ahead by less is not ahead: it is how sums were rounded."""
LEVEL = 1.0 / (CLOUDS + 1.0)
VOTERS, RESPONDENTS = 1_000, 10_000
"""Voters looked at, at most; and for methods that learn from a survey."""
Drawn = Callable[[np.random.Generator], Floats]


@dataclass(frozen=True)
class Number:
    """How many segments there are.

    counts: numbers that were tried, from 2. p: (counts,) of each against one cluster, corrected
    over them, or None by BIC. gap: (counts,) how much tighter than one cluster, in logarithms, or
    by how much BIC is below that of one. told: the same in words.
    """

    count: int
    counts: tuple[int, ...]
    p: tuple[float, ...] | None
    gap: tuple[float, ...]
    told: str


@dataclass(frozen=True)
class Cutting:
    """A method at work on (n, columns), with a seed and starts; aims: what it is fitted to."""

    method: str
    table: Floats
    seed: int
    starts: int = 1
    aims: Any = None

    def labels(self, count: int) -> Ints:
        """(n,) segments of the voters themselves."""
        own = fitted(self.method, self.table, (count, self.seed, self.starts), self.aims)
        labels = np.asarray(own.labels_)
        return np.where(labels < 0, labels.max() + 1, labels).astype(np.intp)

    def left(self, table: Floats, aims: Any, counts: Sequence[int], seed: int) -> Floats:
        """(counts,) logarithm of what is left within segments, less that of all voters."""
        start = log_within(self.method, table, (1, seed, 1), aims)
        each = [log_within(self.method, table, (n, seed, self.starts), aims) for n in counts]
        return np.array(each) - start


def number_of(cut: Cutting, counts: Sequence[int], clouds: Callable[[Ints], Drawn]) -> Number:
    """How many segments there are, of numbers that rise by one from 2.

    clouds: from (n,) segments to a way to draw another table of as many rows, each segment one
    cluster of its own. Where the method learns from answers, these are dealt out anew instead.

    >>> rng = np.random.Generator(np.random.SFC64(1))
    >>> clumps = np.repeat([[0.0], [9.0]], 50, axis=0) + rng.normal(size=(100, 1))
    >>> def clouds(labels):
    ...     means = np.array([clumps[labels == k].mean() for k in labels])[:, None]
    ...     apart = np.array([clumps[labels == k].std() for k in labels])[:, None]
    ...     return lambda rng: means + apart * rng.normal(size=(100, 1))
    >>> number_of(Cutting("kmeans", clumps, 1), (2, 3), clouds).count
    2
    """
    first, gap = _held_against(cut, np.zeros(cut.table.shape[0], dtype=np.intp), counts, clouds)
    said, beats = SAID["number"], [n for n, p in zip(counts, first, strict=True) if p <= LEVEL]
    count = 1
    for count in beats:
        more = [n for n in counts if n > count]
        if not more or _held_against(cut, cut.labels(count), more, clouds)[0].min() > LEVEL:
            break
    told = said["one" if count == 1 else "several"].format(count=count, p=first.min())
    return Number(count, tuple(counts), tuple(map(float, first)), tuple(map(float, gap)), told)


def _held_against(
    cut: Cutting, labels: Ints, counts: Sequence[int], clouds: Callable[[Ints], Drawn]
) -> tuple[Floats, Floats]:
    """(counts,) p of voters' being one cluster in each segment, and how much tighter they are."""
    left = np.empty((CLOUDS + 1, len(counts)))
    draw = clouds(labels) if cut.aims is None else None
    for cloud in range(CLOUDS + 1):
        rng = Streams(cut.seed, cloud).generator(f"segments/one-cluster/{labels.max()}")
        table, aims = cut.table, cut.aims
        if cloud and draw is not None:
            table = draw(rng)
        elif cloud:
            aims = aims[_dealt(labels, rng)]
        left[cloud] = cut.left(table, aims, counts, int(rng.integers(2**31)))
    spread = left.std(axis=0)
    # The voters' own is among those that it is held against, so that all are alike by chance.
    ahead = (left.mean(axis=0) - left) / np.where(spread > 0.0, spread, np.inf)
    greatest = ahead[1:].max(axis=1)
    p = (1.0 + np.sum(greatest[:, None] >= ahead[0] - SAME, axis=0)) / (CLOUDS + 1.0)
    return p, left[1:].mean(axis=0) - left[0]


def _dealt(labels: Ints, rng: np.random.Generator) -> Ints:
    """(n,) rows in an order that is drawn at random within each segment."""
    rows = np.arange(labels.size)
    for segment in np.unique(labels):
        here = np.flatnonzero(labels == segment)
        rows[here] = rng.permutation(here)
    return rows


def number_by_bic(cut: Cutting, counts: Sequence[int]) -> Number:
    """How many classes have the least BIC, one included (Schwarz 1978, Annals of Statistics 6(2)).

    >>> rng = np.random.Generator(np.random.SFC64(1))
    >>> alone = rng.integers(2, size=(200, 4)).astype(float)
    >>> number_by_bic(Cutting("latent_class", alone, 1), (2, 3)).count
    1
    """
    one, *others = (
        float(fitted(cut.method, cut.table, (n, cut.seed, cut.starts)).bic(cut.table))
        for n in (1, *counts)
    )
    below = [one - each for each in others]
    at = int(np.argmax(below))
    said, count = SAID["number"], counts[at] if below[at] > 0.0 else 1
    name = "one_class" if count == 1 else "classes"
    told = said[name].format(count=count, below=abs(below[at]), rival=counts[at])
    return Number(count, tuple(counts), None, tuple(below), told)
