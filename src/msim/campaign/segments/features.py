"""What does a method of segmentation look at? Scaled readings, levels, cells, a label or a draw.

Each look is learnt on a sample and says what it did to every feature (`told`).
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np

from msim.campaign.cells import BANDS, MOST_CELLS, Demographic
from msim.campaign.segments.prepare import PARTY, Preparation, Told, kind_of
from msim.campaign.segments.sentences import SAID
from msim.core.arrays import Floats
from msim.core.errors import InputError, Located
from msim.core.seen import CampaignView, TraitShown
from msim.core.wording import say
from msim.scenario.words import shown

Traits = tuple[TraitShown, ...]
LOOKED = SAID["looked"]


class Look(Protocol):
    """From the view of voters to what a clusterer is given."""

    @property
    def features(self) -> tuple[str, ...]:
        """Names of what is looked at."""

    @property
    def told(self) -> list[Told]:
        """What was done to each feature."""

    def apply(self, view: CampaignView) -> Floats:
        """(n, columns) table for n voters."""


@dataclass(frozen=True)
class Draw:
    """A lot drawn for each voter, which tells nothing."""

    features: tuple[str, ...] = ()

    @property
    def told(self) -> list[Told]:
        """That nothing about the voters is looked at."""
        return [Told("lot", "lot", LOOKED["lot"])]

    def apply(self, view: CampaignView) -> Floats:
        """(n, 1) uniforms."""
        return view.lottery[:, :1]


@dataclass(frozen=True)
class Levels:
    """Each reading's level as it is: names, whose order and distance say nothing."""

    traits: Traits
    features: tuple[str, ...]

    @property
    def told(self) -> list[Told]:
        """How many levels each feature has."""
        levels = {trait.name: trait.levels for trait in self.traits} | {PARTY: 2}
        return [
            Told(
                name,
                kind_of(name, self.traits),
                LOOKED["levels"].format(count=levels[name]),
            )
            for name in self.features
        ]

    def apply(self, view: CampaignView) -> Floats:
        """(n, features) index of each level; NaN is missing."""
        names = [trait.name for trait in self.traits]
        party = np.where(view.party == 0, np.nan, (view.party + 1.0) / 2.0)
        levels = [
            party if name == PARTY else view.traits[:, names.index(name)] for name in self.features
        ]
        return np.stack(levels, axis=1).astype(float)


@dataclass(frozen=True)
class Cells:
    """The cell of a voter's demographic levels, as in `msim.campaign.cells`."""

    rule: Demographic

    @property
    def features(self) -> tuple[str, ...]:
        """The traits that make the cells."""
        return tuple(trait.name for trait in self.rule.traits if trait.demographic)

    @property
    def cells(self) -> int:
        """Number of cells there are, whether or not anybody is in them."""
        return self.rule.cells

    @property
    def told(self) -> list[Told]:
        """How each trait is cut."""
        return [
            Told(
                trait.name,
                trait.kind,
                LOOKED["cell_levels" if trait.levels else "cell_parts"].format(
                    count=trait.levels or BANDS
                ),
            )
            for trait in self.rule.traits
            if trait.demographic
        ]

    def apply(self, view: CampaignView) -> Floats:
        """(n, 1) index of each voter's cell."""
        everyone = replace(view, known=np.ones(view.known.size, dtype=np.bool_))
        return (self.rule.assign(everyone) - 1.0)[:, None]


@dataclass(frozen=True)
class PartyCells:
    """The side that the party label puts a voter on. cells: 3 where some have no label, else 2."""

    cells: int
    features: tuple[str, ...] = (PARTY,)

    @property
    def told(self) -> list[Told]:
        """What makes the cells."""
        return [Told(PARTY, PARTY, LOOKED["party" if self.cells == 2 else "party_gaps"])]

    def apply(self, view: CampaignView) -> Floats:
        """(n, 1) index of each voter's cell: the other side, the own side, no label."""
        cell = np.where(view.party == 0, self.cells - 1, view.party > 0)
        return cell[:, None].astype(float)


def look(kind: str, sample: CampaignView, traits: Traits, named: tuple[str, ...]) -> Look:
    """What a method looks at. named: features that were asked for; none means all there are.

    Raises InputError where no trait makes a demographic cell, or all of them too many.

    >>> one = CampaignView(np.array([[2.0]]), np.array([1]), np.array([True]), np.zeros((1, 2)),
    ...                    np.zeros(1, dtype=int))
    >>> look("levels", one, (TraitShown("age", "ordinal", 5, True),), ()).apply(one).tolist()
    [[2.0, 1.0]]
    """
    if kind == "lottery":
        return Draw()
    if kind == "demographic":
        return Cells(cells_of(traits, named))
    if kind == "party":
        return PartyCells(3 if np.any(sample.party == 0) else 2)
    names = features_of(bool(np.any(sample.party)), traits, named)
    if kind == "levels":
        return Levels(traits, names)
    return Preparation.fit(sample, traits, names, "difference" if kind == "mixed" else "variance")


def features_of(label: bool, traits: Traits, named: tuple[str, ...]) -> tuple[str, ...]:
    """The named features, or every trait, and the party where any label is known."""
    return named or (*(trait.name for trait in traits), *((PARTY,) if label else ()))


def cells_of(traits: Traits, named: tuple[str, ...]) -> Demographic:
    """The cells of the named traits, or of those that are marked demographic.

    Raises InputError where there is none, or more than can be told apart.
    """
    if not named and not any(trait.demographic for trait in traits):
        raise InputError([
            Located(
                '= "demographic": no trait is marked demographic; mark one '
                "(population.traits.demographic), or name traits in segments.features",
                key="segments.method",
            )
        ])
    if not named:
        return Demographic(traits)
    levels = [trait.levels or BANDS for trait in traits if trait.name in named]
    if math.prod(levels) > MOST_CELLS:
        raise InputError([
            Located(
                say("named_cells", named=shown(named), cells=math.prod(levels), most=MOST_CELLS),
                key="segments.features",
            )
        ])
    return Demographic(tuple(replace(t, demographic=t.name in named) for t in traits))
