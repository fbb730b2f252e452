"""Do the same segments come out again? Bootstrap stability, of a whole solution and of a segment.

Two samples are drawn with replacement and cut into segments, everybody is labelled by both, and
the adjusted Rand index says how far the two labellings agree (Dolnicar and Leisch 2010, Marketing
Letters 21(1); Hubert and Arabie 1985, Journal of Classification 2). A segment is followed by its
best Jaccard match in each sample (Hennig 2007, Computational Statistics and Data Analysis 52(1);
the level within solutions of Dolnicar and Leisch 2017, Marketing Letters 28(3)), and by where its
members come from when one segment fewer is cut (the level across solutions of the same paper).

Stable means that the cut repeats, not that there is something to cut.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from msim.campaign.segments.sentences import SAID
from msim.campaign.segments.within import fitted
from msim.core.arrays import Floats, Ints
from msim.core.streams import Streams

VOTERS = 1_000
"""Voters in a sample, at most."""
RESPONDENTS = 10_000
"""The same for methods that learn from a survey: there is little in each answer."""
POOR = 0.65
"""Agreement below this is poor (Steinley 2004, Psychological Methods 9(3))."""
ERRORS = 2.0
"""Standard errors within which two numbers of segments are not told apart."""


@dataclass(frozen=True)
class Curve:
    """Stability by number of segments.

    rand: (counts, resamples) adjusted Rand index of each pair of samples, the same pairs for every
    number. voters: in a sample.
    """

    method: str
    counts: tuple[int, ...]
    rand: Floats
    voters: int

    @property
    def mean(self) -> Floats:
        """(counts,) mean over pairs of samples."""
        return np.asarray(self.rand.mean(axis=1))

    @property
    def error(self) -> Floats:
        """(counts,) standard error of that mean; zeros with a single pair."""
        return _error(self.rand)


@dataclass(frozen=True)
class Pick:
    """The most stable number of segments.

    reached: its mean index. ahead: by how much that beats the next best number's. clear: whether
    by more than 2 standard errors, and is itself not poor. told: the same in words.
    """

    count: int
    reached: float
    ahead: float
    told: str
    clear: bool


@dataclass(frozen=True)
class SegmentStability:
    """Stability of single segments.

    within: (segments,) mean best Jaccard match over samples. across: (segments,) 1 where all its
    members come from one segment when one fewer is cut, 0 where they come from all alike; NaN
    where nothing is to be compared. voters: in a sample.
    """

    within: Floats
    across: Floats
    voters: int


def stability(  # noqa: PLR0913
    method: str,
    features: Floats,
    counts: Sequence[int],
    seed: int,
    resamples: int = 20,
    targets: Any = None,
    starts: int = 1,
) -> Curve:
    """How far pairs of bootstrap samples agree, for each number of segments.

    features: (n, columns) what the method looks at; the first 1,000 rows are used, which are a
    random sample. counts: numbers to try. targets: what the method is fitted to, a row a voter,
    where it needs that; then 10,000 rows are used.

    >>> clumps = np.repeat([[0.0], [9.0]], 50, axis=0) + np.arange(100)[:, None] / 100
    >>> curve = stability("kmeans", clumps, (2, 3), seed=1, resamples=4)
    >>> curve.rand[0].tolist(), best_count(curve).count
    ([1.0, 1.0, 1.0, 1.0], 2)
    """
    table, aims = _sampled(features, targets)
    rand = np.empty((len(counts), resamples))
    for pair in range(resamples):
        rng = Streams(seed, pair).generator("segments/stability")
        rows = rng.integers(table.shape[0], size=(2, table.shape[0]))
        seeds = rng.integers(2**31, size=2)
        for at, count in enumerate(counts):
            first, second = (
                _labels(method, table, aims, row, (count, int(own), starts))
                for row, own in zip(rows, seeds, strict=True)
            )
            rand[at, pair] = adjusted_rand(first, second)
    return Curve(method, tuple(counts), rand, table.shape[0])


def best_count(curve: Curve) -> Pick:
    """The most stable number of segments, and whether anything speaks for it.

    >>> even = Curve("kmeans", (2, 3), np.array([[0.9, 0.8, 0.7], [0.7, 0.8, 0.9]]), 1000)
    >>> best_count(even).clear
    False
    """
    said, mean = SAID["pick"], curve.mean
    best = int(np.argmax(mean))
    count, reached = curve.counts[best], float(mean[best])
    if len(curve.counts) == 1:
        told = said["only"].format(count=count, reached=reached)
        return Pick(count, reached, 0.0, told, False)
    gaps = curve.rand[best] - np.delete(curve.rand, best, axis=0)
    others = np.delete(np.asarray(curve.counts), best)
    behind, errors = gaps.mean(axis=1), ERRORS * _error(gaps)
    rival = int(np.argmin(behind))
    ahead = float(behind[rival])
    level = [int(n) for n, gap, error in zip(others, behind, errors, strict=True) if gap <= error]
    if reached < POOR:
        told = said["poor"].format(count=count, reached=reached, poor=POOR)
    elif level:
        named = " and ".join(filter(None, (", ".join(map(str, level[:-1])), str(level[-1]))))
        are = "is" if len(level) == 1 else "are"
        told = said["level"].format(count=count, reached=reached, others=named, are=are)
    else:
        told = said["clear"].format(
            count=count, reached=reached, ahead=ahead, rival=others[rival]
        )
    return Pick(count, reached, ahead, told, not level and reached >= POOR)


def segment_stability(  # noqa: PLR0913
    method: str,
    features: Floats,
    labels: Ints,
    seed: int,
    resamples: int = 20,
    targets: Any = None,
    starts: int = 1,
) -> SegmentStability:
    """How surely each segment comes out again. labels: (n,) segment of each voter, from 0.

    >>> clumps = np.repeat([[0.0], [9.0]], 50, axis=0) + np.arange(100)[:, None] / 100
    >>> segment_stability("kmeans", clumps, np.repeat([0, 1], 50), seed=1, resamples=4).within
    array([1., 1.])
    """
    table, aims = _sampled(features, targets)
    own = labels[: table.shape[0]]
    cells = int(labels.max()) + 1
    matches = np.full((resamples, cells), np.nan)
    for sample in range(resamples):
        rng = Streams(seed, sample).generator("segments/segment-stability")
        rows = rng.integers(table.shape[0], size=(table.shape[0],))
        again = _labels(method, table, aims, rows, (cells, int(rng.integers(2**31)), starts))
        matches[sample] = _jaccard(own, again, cells).max(axis=1)
    across = np.full(cells, np.nan)
    if cells > 2:
        everyone = np.arange(table.shape[0])
        fewer = int(Streams(seed, 0).generator("segments/one-fewer").integers(2**31))
        before = _labels(method, table, aims, everyone, (cells - 1, fewer, starts))
        across = _kept_together(own, before)
    return SegmentStability(matches.mean(axis=0), across, table.shape[0])


def adjusted_rand(first: Ints, second: Ints) -> float:
    """Agreement of two labellings of the same voters, (n,) each: 1 the same cut, 0 as by chance.

    The share of pairs that both keep together, less what chance keeps together (Hubert and Arabie
    1985); 1 where neither cuts anything.

    >>> round(adjusted_rand(np.array([0, 0, 1, 2]), np.array([0, 0, 1, 1])), 7)
    0.5714286
    """
    both = _joint(first, second, int(first.max()) + 1)
    together, one, other, every = (
        float(np.sum(size * (size - 1.0))) / 2.0
        for size in (both, both.sum(axis=1), both.sum(axis=0), both.sum(keepdims=True))
    )
    by_chance = one * other / every if every > 0.0 else 0.0
    most = (one + other) / 2.0
    return 1.0 if most == by_chance else (together - by_chance) / (most - by_chance)


def _sampled(features: Floats, targets: Any) -> tuple[Floats, Any]:
    """The rows that are looked at."""
    if targets is None:
        return features[:VOTERS], None
    return features[:RESPONDENTS], targets[:RESPONDENTS]


def _labels(
    method: str, table: Floats, aims: Any, rows: Ints, wanted: tuple[int, int, int]
) -> Ints:
    """(n,) labels of everybody by segments cut from some rows; wanted: as in `fitted`."""
    cut = fitted(method, table[rows], wanted, None if aims is None else aims[rows])
    labels = np.asarray(cut.predict(table))
    return np.where(labels < 0, labels.max() + 1, labels)  # noise is a group like any other


def _error(values: Floats) -> Floats:
    """(rows,) standard error of each row's mean."""
    resamples = values.shape[1]
    if resamples < 2:
        return np.zeros(values.shape[0])
    return np.asarray(values.std(axis=1, ddof=1) / np.sqrt(resamples))


def _joint(first: Ints, second: Ints, cells: int) -> Floats:
    """(cells, others) voters by both labels."""
    others = int(second.max()) + 1
    joint = np.bincount(first * others + second, minlength=cells * others)
    return joint.reshape(cells, others).astype(float)


def _jaccard(first: Ints, second: Ints, cells: int) -> Floats:
    """(cells, others) voters in both, over voters in either; NaN for a segment without voters."""
    both = _joint(first, second, cells)
    either = both.sum(axis=1, keepdims=True) + both.sum(axis=0) - both
    return np.where(both.sum(axis=1, keepdims=True) > 0.0, both / np.maximum(either, 1.0), np.nan)


def _kept_together(own: Ints, before: Ints) -> Floats:
    """(cells,) 1 - entropy of where members come from, over its most: log(number before)."""
    joint = _joint(own, before, int(own.max()) + 1)
    size = joint.sum(axis=1, keepdims=True)
    share = joint / np.where(size > 0.0, size, np.nan)
    entropy = -np.sum(share * np.log(np.where(share > 0.0, share, 1.0)), axis=1)
    return 1.0 - entropy / np.log(joint.shape[1]) if joint.shape[1] > 1 else np.full(size.size, 1.0)
