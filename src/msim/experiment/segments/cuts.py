"""One method's segments of the first replicate's voters, and what resamples say of them.

Labels are looked at on a sample: the first voters with a usable record, who are a random slice.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from msim.campaign import diagnostics
from msim.campaign.campaign import Campaign
from msim.campaign.diagnostics import GapStatistic
from msim.campaign.segments import method as method_named
from msim.campaign.segments.number import Number
from msim.campaign.segments.prepare import PARTY, Preparation
from msim.campaign.segments.segmentation import Learning, numbered
from msim.campaign.segments.stability import (
    Curve,
    SegmentStability,
    segment_stability,
    stability,
)
from msim.campaign.segments.within import distinct
from msim.core.arrays import Floats, Ints
from msim.core.seen import CampaignView
from msim.experiment.engine.electorate import Block, Electorate
from msim.experiment.engine.sides import electorate, prepare
from msim.experiment.engine.survey import Panel
from msim.scenario.model import Scenario

SAMPLE = 20_000
"""Voters, at most, whose labels are looked at."""
COUNTS = range(2, 9)
"""Numbers of segments that are tried for stability."""


class Learnt(NamedTuple):
    """(n, columns) what a method looks at, (n,) the segments, and what it is fitted to, if any."""

    features: Floats
    labels: Ints
    targets: Floats | None


@dataclass(frozen=True)
class Cut:
    """One method's segments of the first replicate's voters (n of them, in the sample).

    features: (n, columns) what the method looks at. space: (n, columns) all readings, prepared as
    for k-means, in which every method is judged. labels: (n,) from 0. archetype: (n,). learnt: what
    resamples are drawn from, the respondents for a method that learns from their answers.
    """

    name: str
    scenario: Scenario
    campaign: Campaign
    panel: Panel
    block: Block
    view: CampaignView
    features: Floats
    space: Floats
    labels: Ints
    archetype: Ints
    learnt: Learnt
    seed: int

    @property
    def starts(self) -> int:
        """Starts of every fit."""
        return self.scenario.segments.starts

    @property
    def cells(self) -> int:
        """Number of segments."""
        return self.campaign.segmentation.cells

    @property
    def noise(self) -> int | None:
        """Index of the segment of those who are like nobody; None where there is none."""
        return self.campaign.segmentation.noise

    @property
    def drawn(self) -> bool:
        """Whether segments are drawn for each voter, whatever is known of them."""
        return getattr(method_named(self.name), "FEATURES", "scaled") == "lottery"

    @property
    def counted(self) -> bool:
        """Whether the number of segments can be asked for."""
        return getattr(method_named(self.name), "COUNT", "asked") != "none"


def cut_by(name: str, scenario: Scenario, voters: Electorate) -> Cut:
    """Segment the first replicate's voters as the campaign would; keep a sample of them."""
    campaign, panel = prepare(scenario, voters)
    block = voters.block(0)
    some = known(block)
    view, segmentation = block.view.rows(some), campaign.segmentation
    names = tuple(trait.name for trait in campaign.traits)
    party = (PARTY,) if bool(np.any(view.party)) else ()
    space = Preparation.fit(view, campaign.traits, (*names, *party)).apply(view)
    seed = int(voters.world.streams.generator("campaign/segments").integers(2**31))
    return Cut(
        name=name,
        scenario=scenario,
        campaign=campaign,
        panel=panel,
        block=block,
        view=view,
        features=segmentation.features(view),
        space=space.astype(float),
        labels=segmentation.labels(view).astype(np.intp),
        archetype=block.voters.archetype[some],
        learnt=_learnt(name, campaign, view),
        seed=seed,
    )


def known(block: Block) -> Ints:
    """Indices of the sample: the first voters of a block with a usable record."""
    return np.flatnonzero(block.view.known)[:SAMPLE]


def _learnt(name: str, campaign: Campaign, view: CampaignView) -> Learnt:
    """What resamples are drawn from: no more voters than the method is fitted on."""
    segmentation, targets = campaign.segmentation, None
    view = view.rows(np.arange(view.known.size)[: campaign.scenario.segments.fit_sample])
    if getattr(method_named(name), "NEEDS", "") == "answers":
        view = campaign.respondents
        features = segmentation.features(view)
        targets = method_named(name).targets(campaign.answers, features)
    labels = segmentation.labels(view).astype(np.intp)
    return Learnt(segmentation.features(view), labels, targets)


def twin_of(cut: Cut) -> Cut | None:
    """The same cut where voters come in one cloud; None where that is so, or cannot be."""
    people, scenario = cut.scenario.population, cut.scenario
    if people.structure == 0.0 or scenario.messages.group_correlation is not None:
        return None
    flat = {"population": people.model_copy(update={"structure": 0.0})}
    without = scenario.model_copy(update=flat)
    return cut_by(cut.name, without, electorate(without, 0))


def counts_of(cut: Cut) -> list[int]:
    """Numbers of segments whose stability is looked at, as far as voters differ."""
    tried = [count for count in COUNTS if count <= distinct(cut.learnt.features, COUNTS[-1])]
    return sorted({*(tried if cut.counted else ()), cut.cells})


def curve_of(cut: Cut, count: int) -> Curve:
    """Stability of one number of segments."""
    features, _, targets = cut.learnt
    more: dict[str, Any] = {"targets": targets, "starts": cut.starts}
    return stability(cut.name, features, (count,), cut.seed, **more)


def number_of_cut(cut: Cut) -> Number | None:
    """How many segments there are, whatever was asked for; None where none can be asked for."""
    segmentation, keys = cut.campaign.segmentation, cut.scenario.segments
    if segmentation.number is not None or not cut.counted or segmentation.preparation is None:
        return segmentation.number
    given = Learning(segmentation.preparation, cut.view, cut.campaign.traits)
    return numbered(keys, given, cut.learnt.features, cut.learnt.targets, cut.seed)


def single_of(cut: Cut) -> SegmentStability:
    """Stability of each segment."""
    features, labels, targets = cut.learnt
    more: dict[str, Any] = {"targets": targets, "starts": cut.starts}
    each = segment_stability(cut.name, features, labels, cut.seed, **more)
    if cut.counted:
        return each
    nothing = np.full(each.across.size, np.nan)
    return SegmentStability(each.within, nothing, each.voters)


def gap_of(cut: Cut) -> GapStatistic | None:
    """The gap statistic, for methods that look at columns of numbers and take a number."""
    looks_at = getattr(method_named(cut.name), "FEATURES", "scaled")
    if not cut.counted or looks_at != "scaled" or cut.learnt.targets is not None:
        return None
    counts = range(1, COUNTS.stop + 1)
    return diagnostics.gap(cut.name, cut.features, counts, cut.seed, starts=cut.starts)


def components(space: Floats) -> tuple[Floats, Floats, float]:
    """Mean, (columns, 2) principal axes and the share of variance that they hold.

    Each axis points to where its largest loading is positive; a missing second one is zeros.

    >>> components(np.array([[0.0, 0.0], [2.0, 0.0], [4.0, 0.0]]))[2]
    1.0
    """
    mean = space.mean(axis=0)
    _, scale, rows = np.linalg.svd(space - mean, full_matrices=False)
    axes = np.zeros((space.shape[1], 2))
    axes[:, : min(2, rows.shape[0])] = rows[:2].T
    largest = axes[np.argmax(np.abs(axes), axis=0), [0, 1]]
    total = float(np.sum(scale**2))
    held = float(np.sum(scale[:2] ** 2)) / total if total > 0.0 else 0.0
    return mean, axes * np.where(largest < 0.0, -1.0, 1.0), held
