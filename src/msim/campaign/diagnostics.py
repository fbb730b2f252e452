"""How do segments look in the campaign's own data? Sizes, profiles, and how far apart they lie.

Silhouette (Rousseeuw 1987, Journal of Computational and Applied Mathematics 20); the index of
Calinski and Harabasz (1974, Communications in Statistics 3(1)); the gap statistic with a uniform
reference along the principal components (Tibshirani, Walther and Hastie 2001, JRSS B 63(2)); BIC
where there is a likelihood (Schwarz 1978, Annals of Statistics 6(2)). None of them knows whether
the segments are there, or whether it pays to talk to them apart.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.metrics import calinski_harabasz_score, silhouette_samples

from msim.campaign.segments.within import log_within, within
from msim.core.arrays import Floats, Ints, group_sums
from msim.core.seen import CampaignView, TraitShown
from msim.core.streams import Streams

SAMPLE = 2_000
"""Voters, at most, on whom the silhouette is computed."""
GAP_SAMPLE = 1_000
"""Voters, at most, on whom the gap statistic is computed."""

DIAGNOSTICS: Mapping[str, Mapping[str, str]] = tomllib.loads(
    Path(__file__).with_suffix(".toml").read_text(encoding="utf-8")
)
"""Of each number its `label`, and its `meaning` in one line."""


@dataclass(frozen=True)
class Profiles:
    """Means by segment and reading, less everybody's, in standard deviations.

    names: of the readings; a level of a categorical trait is one. deviations: (segments, names),
    NaN for a segment without voters.
    """

    names: tuple[str, ...]
    deviations: Floats


@dataclass(frozen=True)
class Silhouette:
    """Silhouettes of a sample. values, labels: (voters,); empty where there is one segment."""

    values: Floats
    labels: Ints

    @property
    def mean(self) -> float:
        """Over the sample; NaN where there is one segment."""
        return float(self.values.mean()) if self.values.size else float("nan")

    @property
    def voters(self) -> int:
        """Size of the sample."""
        return int(self.values.size)


@dataclass(frozen=True)
class GapStatistic:
    """The gap statistic by number of segments. counts, value, error: (counts,).

    count: the smallest number whose gap is at least the next one's less its error.
    """

    counts: Ints
    value: Floats
    error: Floats
    count: int
    voters: int


def sizes(labels: Ints, cells: int) -> Floats:
    """(cells,) share of voters in each segment. labels: (n,) from 0.

    >>> sizes(np.array([0, 0, 0, 2]), 3).tolist()
    [0.75, 0.0, 0.25]
    """
    return np.bincount(labels, minlength=cells) / max(labels.size, 1)


def profiles(
    view: CampaignView, traits: tuple[TraitShown, ...], labels: Ints, cells: int
) -> Profiles:
    """How each segment's readings differ from everybody's; party where there is a label.

    >>> two = CampaignView(np.array([[0.0], [2.0]]), np.zeros(2, int), np.ones(2, bool),
    ...                    np.zeros((2, 2)), np.zeros(2, int))
    >>> age = TraitShown("age", "continuous", 0, demographic=True)
    >>> profiles(two, (age,), np.array([0, 1]), 2).deviations.tolist()
    [[-1.0], [1.0]]
    """
    names: list[str] = []
    gaps: list[Floats] = []
    for index, trait in enumerate(traits):
        reading = view.traits[:, index]
        if trait.kind != "categorical":
            names.append(trait.name)
            gaps.append(reading)
            continue
        for level in range(trait.levels):
            names.append(f"{trait.name} {level + 1}")
            gaps.append(np.where(np.isnan(reading), np.nan, reading == level))
    if np.any(view.party):
        names.append("party")
        gaps.append(np.where(view.party == 0, np.nan, view.party))
    columns = [_deviations(reading, labels, cells) for reading in gaps]
    table = np.stack(columns, axis=1) if columns else np.zeros((cells, 0))
    return Profiles(tuple(names), table)


def _deviations(reading: Floats, labels: Ints, cells: int) -> Floats:
    """(cells,) standardised means of one reading; a missing one counts for nobody."""
    known = ~np.isnan(reading)
    values, group = reading[known].astype(float), labels[known]
    size = np.bincount(group, minlength=cells)
    means = np.where(size > 0, 0.0, np.nan)
    if values.size == 0 or np.ptp(values) == 0.0:
        return means
    sums = group_sums((values - values.mean()) / values.std(), group, cells)
    return means + sums / np.maximum(size, 1)


def silhouette(space: Floats, labels: Ints) -> Silhouette:
    """Silhouettes of the first 2,000 voters, who are a random sample. space: (n, columns).

    >>> line = np.array([[0.0], [1.0], [10.0], [11.0]])
    >>> round(silhouette(line, np.array([0, 0, 1, 1])).mean, 7)
    0.8997494
    """
    some, own = space[:SAMPLE], labels[:SAMPLE]
    if not 1 < np.unique(own).size < own.size:
        return Silhouette(np.empty(0), np.empty(0, dtype=np.intp))
    return Silhouette(np.asarray(silhouette_samples(some, own)), own)


def explained(space: Floats, labels: Ints) -> float:
    """Share of the variance of (n, columns) that lies between segments; NaN without variance.

    >>> explained(np.array([[0.0], [0.0], [1.0], [1.0]]), np.array([0, 0, 1, 1]))
    1.0
    """
    total = float(np.sum((space - space.mean(axis=0)) ** 2))
    return 1.0 - within(space, labels) / total if total > 0.0 else float("nan")


def calinski_harabasz(space: Floats, labels: Ints) -> float:
    """The index of Calinski and Harabasz; NaN where there is one segment or no variance."""
    if not 1 < np.unique(labels).size < labels.size or within(space, labels) <= 0.0:
        return float("nan")
    return float(calinski_harabasz_score(space, labels))


def bic(estimator: Any, features: Floats) -> float | None:
    """The fitted estimator's BIC on (n, columns) of what it looks at; None without a likelihood."""
    return float(estimator.bic(features)) if hasattr(estimator, "bic") else None


def gap(
    method: str,
    features: Floats,
    counts: Sequence[int],
    seed: int,
    references: int = 10,
    starts: int = 1,
) -> GapStatistic:
    """The gap statistic of a method on (n, columns); the first 1,000 rows are used.

    counts: numbers of segments, rising by one from 1.

    >>> clumps = np.repeat([[0.0], [9.0]], 50, axis=0) + np.arange(100)[:, None] / 100
    >>> gap("kmeans", clumps, range(1, 5), seed=1).count
    2
    """
    table = features[:GAP_SAMPLE]
    centred = table - table.mean(axis=0)
    axes = np.linalg.svd(centred, full_matrices=False)[2]
    turned = centred @ axes.T
    low, width = turned.min(axis=0), np.ptp(turned, axis=0)
    spread = np.empty((len(counts), references))
    for number in range(references):
        rng = Streams(seed, number).generator("segments/gap")
        flat = (low + width * rng.random(turned.shape)) @ axes
        own = int(rng.integers(2**31))
        spread[:, number] = [log_within(method, flat, (count, own, starts)) for count in counts]
    own = int(Streams(seed, references).generator("segments/gap").integers(2**31))
    seen = np.array([log_within(method, centred, (count, own, starts)) for count in counts])
    value = spread.mean(axis=1) - seen
    error = spread.std(axis=1) * np.sqrt(1.0 + 1.0 / references)
    enough = np.flatnonzero(value[:-1] >= value[1:] - error[1:])
    first = int(enough[0]) if enough.size else len(counts) - 1
    return GapStatistic(np.asarray(counts), value, error, int(counts[first]), table.shape[0])
