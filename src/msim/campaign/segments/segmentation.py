"""A fitted segmentation: fitted on a sample of the view, applied to everyone in it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np

from msim.campaign.segments import method
from msim.campaign.segments.features import Draw, Look, look
from msim.campaign.segments.lines import Lines
from msim.campaign.segments.number import (
    RESPONDENTS,
    VOTERS,
    Cutting,
    Drawn,
    Number,
    number_by_bic,
    number_of,
)
from msim.campaign.segments.one_cluster import clusters
from msim.campaign.segments.prepare import Preparation, Told
from msim.campaign.segments.sentences import SAID
from msim.campaign.segments.usable import check_kinds, declared, learns, unusable
from msim.core.arrays import Floats, Ints
from msim.core.errors import InputError
from msim.core.seen import Answers, CampaignView, TraitShown, invented
from msim.core.wording import say
from msim.scenario.campaign import Segments

TRIED = range(2, 9)
"""Numbers of segments among which `segments.count = "auto"` chooses, beside one."""


class Survey(NamedTuple):
    """A survey's answers, and the view of whoever gave them, row by row."""

    answers: Answers
    respondents: CampaignView


@dataclass(frozen=True, eq=False)
class Segmentation:
    """Segments as a rule from view to cell.

    cells: number of segments. shares: (cells,) of the sample. estimator: fitted clusterer.
    preparation: what it looks at; None for a draw. noise: index of the segment of those who are
    like nobody, None where the method has none. number: how many there are, where left open.
    kept: where segments are learnt from answers, the part of what they
    differ by that holds good in answers that they are not learnt from.
    """

    cells: int
    shares: Floats
    estimator: Any
    preparation: Look | None
    noise: int | None = None
    number: Number | None = None
    kept: float | None = None

    @property
    def told(self) -> list[Told]:
        """What was done to each feature before it was looked at."""
        return (self.preparation or Draw()).told

    def features(self, view: CampaignView) -> Floats:
        """(n, columns) what the clusterer looks at."""
        return (self.preparation or Draw()).apply(invented(view))

    def labels(self, view: CampaignView) -> Ints:
        """(n,) segment of each voter, counted from 0, whether or not there is a record."""
        return np.asarray(self.estimator.predict(self.features(view)))

    def assign(self, view: CampaignView) -> Ints:
        """(n,) row in a plan: 0 without a usable record, segment + 1 else."""
        if self.lines is not None:
            return self.lines.highest(invented(view))
        return np.where(view.known, self.labels(view) + 1, 0)

    @cached_property
    def lines(self) -> Lines | None:
        """The nearest centre as the highest of some lines; None where the method goes otherwise."""
        centres = getattr(self.estimator, "cluster_centers_", None)
        seen = self.preparation
        if centres is None or not isinstance(seen, Preparation) or seen.by != "variance":
            return None
        return Lines.nearest(seen, centres)


def segment(
    keys: Segments,
    view: CampaignView,
    traits: tuple[TraitShown, ...],
    seed: int,
    survey: Survey | None = None,
) -> Segmentation:
    """Fit the configured method on a sample: the first `fit_sample` known voters of the view.

    A method that learns from the survey is fitted on its respondents. Raises InputError where there
    are fewer known voters than segments, where the method cannot use what it is given, or where no
    world drew the voters.

    >>> nobody = np.zeros(4, dtype=int)
    >>> view = CampaignView(np.array([[0.0], [0.1], [5.0], [5.2]]), nobody, nobody == 0,
    ...                     np.zeros((4, 2)), nobody, drawn=True)
    >>> segment(Segments(count=2), view, (TraitShown("age", "continuous", 0, True),), 1).shares
    array([0.5, 0.5])
    """
    sample = invented(view).rows(np.flatnonzero(view.known)[: keys.fit_sample])
    chosen = method(keys.method)
    given, counted = declared(chosen, "FEATURES", "scaled"), declared(chosen, "COUNT", "asked")
    check_kinds(keys, traits, bool(np.any(sample.party)))
    if counted != "none" and keys.count != "auto" and sample.known.size < keys.count:
        raise InputError(say("few_records", count=keys.count, known=sample.known.size))
    seen = look(given, sample, traits, keys.features)
    features = seen.apply(sample)
    table, targets, kept = features, None, None
    if learns(keys):
        if survey is None:
            raise unusable(keys, SAID["refused"]["unasked"])
        table = seen.apply(survey.respondents)
        targets = chosen.targets(survey.answers, table)
    number, most = None, 1
    if counted != "none" and keys.count == "auto":
        number = numbered(keys, Learning(seen, sample, traits), table, targets, seed)
        most = 1 if number is None else number.count
    elif counted != "none" and keys.count != "auto":
        most = keys.count
    most = min(most, _kinds(table, most))  # readings alike cannot be told apart
    estimator = chosen.build(most, seed, keys.starts).fit(table, targets)
    if survey is not None and learns(keys):
        kept = chosen.kept(table, survey.answers, most, seed)
    labels = np.asarray(estimator.predict(features) if targets is not None else estimator.labels_)
    labelled = int(max(labels.max(), np.asarray(estimator.labels_).max())) + 1
    cells = most if counted == "asked" else max(labelled, getattr(seen, "cells", 0))
    noise = int(estimator.noise_) if declared(chosen, "NOISE", False) else None
    cells = cells if noise is None else noise + 1
    sizes = np.bincount(labels, minlength=cells).astype(float)
    looks = None if given == "lottery" else seen
    return Segmentation(cells, sizes / sizes.sum(), estimator, looks, noise, number, kept)


class Learning(NamedTuple):
    """What segments are learnt from: how voters are looked at, some of them, and their traits."""

    look: Look
    sample: CampaignView
    traits: tuple[TraitShown, ...]


def numbered(
    keys: Segments, given: Learning, table: Floats, targets: Floats | None, seed: int
) -> Number | None:
    """How many segments there are by the configured method; None where voters are all alike.

    table: (n, columns) what the method looks at. targets: what it is fitted to, where it is.
    """
    if isinstance(given.look, Draw):
        return Number(1, (), (), (), SAID["number"]["drawn"])
    tried = [count for count in TRIED if count <= _kinds(table, TRIED[-1])]
    if not tried:
        return None
    most = VOTERS if targets is None else RESPONDENTS
    aims = None if targets is None else targets[:most]
    cut = Cutting(keys.method, table[:most], seed, keys.starts, aims)
    if declared(method(keys.method), "FEATURES", "scaled") == "levels":
        return number_by_bic(replace(cut, table=table[:RESPONDENTS]), tried)
    rows, traits, features = given.sample.rows(slice(VOTERS)), given.traits, given.look.features

    def clouds(labels: Ints) -> Drawn:
        apart = clusters(rows, traits, features, labels)
        return lambda rng: given.look.apply(apart(rng))

    return number_of(cut, tried, clouds)


def _kinds(features: Floats, enough: int) -> int:
    """Number of different rows, or any number above `enough` where there are clearly more."""
    if any(np.unique(column[:1000]).size > enough for column in features.T):
        return enough + 1
    return int(np.unique(np.nan_to_num(features, nan=-1.0), axis=0).shape[0])
