"""How do readings of several kinds become numbers that a clusterer can compare?

Continuous and ordinal readings, the yes or no of a binary one, and the party label are scaled to
mean 0 and variance 1; a categorical reading becomes one column a level, scaled so that together
they have variance 1 as well. A missing reading counts as the mean.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from msim.core.arrays import Floats
from msim.core.seen import CampaignView, TraitShown

PARTY = "party"


def columns(
    view: CampaignView, traits: tuple[TraitShown, ...], features: tuple[str, ...]
) -> Floats:
    """(n, columns) unscaled columns of the named features; NaN where a reading is missing."""
    names = [trait.name for trait in traits]
    found: list[NDArray[Any]] = []
    for feature in features:
        if feature == PARTY:
            found.append(view.party[:, None])
            continue
        index = names.index(feature)
        reading, trait = view.traits[:, index : index + 1], traits[index]
        if trait.kind == "categorical":
            levels = (reading == np.arange(trait.levels)).astype(float)
            reading = np.where(np.isnan(reading), np.nan, levels)
        found.append(reading)
    if not found:
        return np.zeros((view.known.size, 1))
    return np.concatenate(found, axis=1, dtype=float)


@dataclass(frozen=True)
class Preparation:
    """Scaling learnt on a sample. mean, scale: (columns,)."""

    traits: tuple[TraitShown, ...]
    features: tuple[str, ...]
    mean: Floats
    scale: Floats

    @classmethod
    def fit(
        cls, view: CampaignView, traits: tuple[TraitShown, ...], features: tuple[str, ...]
    ) -> Preparation:
        """Learn the scaling from a sample of the view."""
        table = columns(view, traits, features)
        known = ~np.isnan(table)
        count = np.maximum(known.sum(axis=0), 1)
        mean = np.where(known, table, 0.0).sum(axis=0) / count
        variance = (np.where(known, table - mean, 0.0) ** 2).sum(axis=0) / count
        kinds = {trait.name: trait for trait in traits}
        start = 0
        for feature in features:
            levels = kinds[feature].levels if feature in kinds else 1
            width = levels if feature in kinds and kinds[feature].kind == "categorical" else 1
            variance[start : start + width] = variance[start : start + width].sum()
            start += width
        scale = np.where(variance > 0.0, 1.0 / np.sqrt(np.where(variance > 0, variance, 1.0)), 0.0)
        return cls(traits, features, mean, scale)

    def apply(self, view: CampaignView) -> Floats:
        """(n, columns) scaled columns without gaps."""
        table = columns(view, self.traits, self.features)
        table -= self.mean
        table *= self.scale
        np.copyto(table, 0.0, where=np.isnan(table))
        return table
