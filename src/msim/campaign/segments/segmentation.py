"""A fitted segmentation: fitted on a sample of the view, applied to everyone in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import sklearn.cluster  # loaded early: limits on threads reach only what is loaded  # noqa: F401

from msim.campaign.segments import method
from msim.campaign.segments.prepare import PARTY, Preparation
from msim.core.arrays import Floats, Ints
from msim.core.errors import InputError
from msim.core.seen import CampaignView, TraitShown
from msim.scenario.campaign import Segments


@dataclass(frozen=True)
class Segmentation:
    """Segments as a rule from view to cell.

    cells: number of segments. shares: (cells,) of the sample. estimator: fitted clusterer.
    """

    cells: int
    shares: Floats
    estimator: Any
    preparation: Preparation | None

    def features(self, view: CampaignView) -> Floats:
        """(n, columns) what the clusterer looks at."""
        if self.preparation is None:
            return view.lottery[:, :1]
        return self.preparation.apply(view)

    def labels(self, view: CampaignView) -> Ints:
        """(n,) segment of each voter, counted from 0, whether or not there is a record."""
        return np.asarray(self.estimator.predict(self.features(view)))

    def assign(self, view: CampaignView) -> Ints:
        """(n,) row in a plan: 0 without a usable record, segment + 1 else."""
        return np.where(view.known, self.labels(view) + 1, 0)


def segment(
    keys: Segments, view: CampaignView, traits: tuple[TraitShown, ...], seed: int
) -> Segmentation:
    """Fit the configured method on a sample: the first `fit_sample` known voters of the view.

    Raises InputError where there are fewer known voters than segments.
    """
    sample = view.rows(np.flatnonzero(view.known)[: keys.fit_sample])
    if sample.known.size < keys.count:
        raise InputError(
            f"segments.count = {keys.count}: more segments than the {sample.known.size} sampled "
            "voters with a usable record; take fewer, or raise population.simulated, "
            "data.coverage or data.consent"
        )
    chosen = method(keys.method)
    preparation = None
    if getattr(chosen, "FEATURES", "") != "lottery":
        party = (PARTY,) if bool(np.any(view.party)) else ()
        names = keys.features or (*(trait.name for trait in traits), *party)
        preparation = Preparation.fit(sample, traits, names)
    features = Segmentation(0, np.empty(0), None, preparation).features(sample)
    estimator = chosen.build(min(keys.count, _kinds(features, keys.count)), seed)
    labels = estimator.fit(features).labels_
    cells = 1 if keys.method == "one" else keys.count
    sizes = np.bincount(labels, minlength=cells).astype(float)
    return Segmentation(cells, sizes / sizes.sum(), estimator, preparation)


def _kinds(features: Floats, enough: int) -> int:
    """Number of different rows, or any number above `enough` where there are clearly more."""
    if any(np.unique(column[:1000]).size > enough for column in features.T):
        return enough + 1
    return int(np.unique(features, axis=0).shape[0])
