"""How do readings of several kinds become numbers that a clusterer can compare?

Two ways. By variance, for methods of squared distances: continuous and ordinal readings, the yes
or no of a binary one, and the party label are scaled to mean 0 and variance 1; a categorical
reading becomes one column a level, scaled so that together they have variance 1 as well. By
difference, for methods of absolute distances (Gower 1971, Biometrics 27(4)): each reading is
divided by the mean difference between two voters, a categorical one by the chance of a mismatch,
so that each has the same say in a distance on average (Friedman and Meulman 2004, JRSS B 66(4)).

The levels of an ordinal reading count as equal steps: taken so or as ranks, they show groups
better than as mere names (Žiberna, Kejžar and Golob 2004, Metodološki zvezki 1(1)). A missing
reading counts as the mean.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np

from msim.campaign.segments.sentences import SAID
from msim.core.arrays import Bools, Floats, Ints
from msim.core.seen import CampaignView, TraitShown

PARTY = "party"


class Told(NamedTuple):
    """What was done to a feature, in words."""

    feature: str
    kind: str
    done: str


def kind_of(feature: str, traits: tuple[TraitShown, ...]) -> str:
    """The kind of a feature: that of the trait, or "party".

    >>> kind_of("party", ()), kind_of("age", (TraitShown("age", "ordinal", 5, True),))
    ('party', 'ordinal')
    """
    kinds = {trait.name: trait.kind for trait in traits}
    return PARTY if feature == PARTY else kinds[feature]


def readings(
    view: CampaignView, traits: tuple[TraitShown, ...], features: tuple[str, ...]
) -> Floats:
    """(columns, n) unscaled columns of the named features; NaN where a reading is missing."""
    names, at = [trait.name for trait in traits], 0
    rows = np.zeros((sum(_width(each, traits) for each in features) or 1, view.known.size))
    for feature in features:
        width = _width(feature, traits)
        if feature == PARTY:
            rows[at] = view.party
        else:
            index = names.index(feature)
            reading = rows[at : at + width]
            reading[:] = view.traits[:, index]
            if traits[index].kind == "categorical":
                levels = reading == np.arange(width)[:, None]
                np.copyto(reading, levels, where=~np.isnan(reading))
        at += width
    return rows


@dataclass(frozen=True)
class Preparation:
    """Scaling learnt on a sample. mean, scale: (columns,). by: what is made equal.

    gaps: (columns,) share of the sample's readings that are missing.
    """

    traits: tuple[TraitShown, ...]
    features: tuple[str, ...]
    mean: Floats
    scale: Floats
    gaps: Floats
    by: Literal["variance", "difference"] = "variance"

    @classmethod
    def fit(
        cls,
        view: CampaignView,
        traits: tuple[TraitShown, ...],
        features: tuple[str, ...],
        by: Literal["variance", "difference"] = "variance",
    ) -> Preparation:
        """Learn the scaling from a sample of the view.

        >>> reading, nobody = np.array([[1.0], [3.0]]), np.zeros(2, dtype=int)
        >>> view = CampaignView(reading, nobody, nobody == 0, np.zeros((2, 2)), nobody)
        >>> trait = TraitShown("income", "continuous", 0, False)
        >>> Preparation.fit(view, (trait,), ("income",)).apply(view).tolist()
        [[-1.0], [1.0]]
        """
        return cls.of(readings(view, traits, features), traits, features, by)

    @classmethod
    def of(
        cls, rows: Floats, traits: tuple[TraitShown, ...], features: tuple[str, ...],
        by: Literal["variance", "difference"] = "variance",
    ) -> Preparation:
        """Learn the scaling from (columns, n) `readings`."""
        n, missing = rows.shape[1], np.isnan(rows)
        count = n - np.count_nonzero(missing, axis=1)
        table = _by_voter(rows)
        gaps = missing.T if missing.any() else None
        asked = np.maximum(count, 1)
        mean = _sums(_without(table, gaps)) / asked
        if by == "variance":
            spread = _sums(_without(table - mean, gaps) ** 2) / asked
        else:
            spread = np.array([mean_difference(column) for column in rows])
        start = 0
        for feature in features:
            width = _width(feature, traits)
            spread[start : start + width] = spread[start : start + width].sum()
            start += width
        filled = np.where(spread > 0.0, spread, 1.0)
        unit = np.sqrt(filled) if by == "variance" else filled
        scale = np.where(spread > 0.0, 1.0 / unit, 0.0)
        return cls(traits, features, mean, scale, 1.0 - count / max(n, 1), by)

    @property
    def sources(self) -> Ints:
        """(columns, 2) index of the trait, -1 for the party, and of its level, -1 for no one."""
        names, pairs = [trait.name for trait in self.traits], []
        for feature in self.features:
            index = -1 if feature == PARTY else names.index(feature)
            width = _width(feature, self.traits)
            categorical = kind_of(feature, self.traits) == "categorical"
            pairs += [(index, level if categorical else -1) for level in range(width)]
        return np.array(pairs or [(-1, -1)], dtype=np.int32)

    def apply(self, view: CampaignView) -> Floats:
        """(n, columns) scaled columns without gaps."""
        return self.scaled(readings(view, self.traits, self.features))

    def scaled(self, rows: Floats) -> Floats:
        """(n, columns) the same of (columns, n) `readings`, which are used up."""
        rows -= self.mean[:, None]
        rows *= self.scale[:, None]
        np.copyto(rows, 0.0, where=np.isnan(rows))
        return _by_voter(rows)

    @property
    def told(self) -> list[Told]:
        """What was done to each feature."""
        told, start, sayings = [], 0, SAID["prepared"]
        for feature in self.features:
            kind, width = kind_of(feature, self.traits), _width(feature, self.traits)
            done = sayings[self.by][kind]
            if not self.scale[start]:
                done = sayings["constant"]
            elif self.gaps[start] > 0.0:
                done = sayings["missing"].format(done=done, share=self.gaps[start])
            told.append(Told(feature, kind, done))
            start += width
        return told


def mean_difference(reading: Floats) -> float:
    """Mean absolute difference between two voters drawn with replacement; 0 without readings.

    reading: (n,), where NaN is missing (Gini's mean difference, from the sorted readings).

    >>> mean_difference(np.array([0.0, 1.0, 1.0, 0.0, np.nan]))
    0.5
    """
    ordered = np.sort(reading[~np.isnan(reading)])
    n = ordered.size
    if n == 0:
        return 0.0
    ordered = ordered - ordered[0]
    return max(0.0, float(2.0 / n**2 * np.sum((2.0 * np.arange(n) + 1.0 - n) * ordered)))


def _by_voter(rows: Floats) -> Floats:
    """(n, columns) kept voter by voter: the order in which sums down the columns are taken."""
    return np.array(rows.T, order="C")


def _sums(table: Floats) -> Floats:
    """(columns,) sums, voter after voter: those of `sum(axis=0)`, in half of its time."""
    sums: Floats = np.einsum("ij->j", table)
    return sums


def _without(table: Floats, gaps: Bools | None) -> Floats:
    """The table with 0 where a reading is missing; None: nowhere."""
    return table if gaps is None else np.where(gaps, 0.0, table)


def _width(feature: str, traits: tuple[TraitShown, ...]) -> int:
    """Columns of a feature."""
    levels = {trait.name: trait.levels for trait in traits if trait.kind == "categorical"}
    return levels.get(feature, 1)
