"""Which parts of a cell may be planned apart? Districts, and bands of an audience.

A planner who places money by district, or picks part of the voters, needs cells cut into zones. A
row of such a plan is `cell * zones + zone`, so that zones of cell 0 hold the voters of no cell.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from msim.core.arrays import Floats, Ints
from msim.core.seen import CampaignView, Rule

BANDS = 10
"""Bands of equal size into which a score is cut where an audience's size is to be chosen."""


Score = Callable[[CampaignView], Floats]
"""What a campaign predicts of each voter of a view."""


class Zones(Protocol):
    """A way to cut voters into zones."""

    @property
    def count(self) -> int:
        """Number of zones."""

    def of(self, view: CampaignView) -> Ints:
        """(n,) index of each voter's zone."""


@dataclass(frozen=True)
class DistrictZones:
    """Zones that are the districts."""

    count: int

    def of(self, view: CampaignView) -> Ints:
        """(n,) district."""
        return view.district


@dataclass(frozen=True, eq=False)
class Bands:
    """Zones that are bands of a predicted score, the highest first.

    score: from a view of n voters to (n,). bounds: (count - 1,) scores between the bands, rising.
    """

    score: Score
    bounds: Floats

    @property
    def count(self) -> int:
        """Number of bands."""
        return int(self.bounds.size) + 1

    def of(self, view: CampaignView) -> Ints:
        """(n,) band."""
        above = np.searchsorted(self.bounds, self.score(view), side="right")
        return self.bounds.size - above


def bands(score: Score, view: CampaignView, share: float | None) -> Bands:
    """Bands of equal size by a sample's scores; with `share`, that share of voters and the rest."""
    cuts = np.arange(1, BANDS) / BANDS if share is None else np.array([1.0 - share])
    cuts = cuts[(cuts > 0.0) & (cuts < 1.0)]
    return Bands(score, np.quantile(score(view), cuts))


@dataclass(frozen=True)
class Both:
    """Zones that are bands within districts."""

    outer: Zones
    inner: Zones

    @property
    def count(self) -> int:
        """Number of zones."""
        return self.outer.count * self.inner.count

    def of(self, view: CampaignView) -> Ints:
        """(n,) zone: district times bands, plus band."""
        return self.outer.of(view) * self.inner.count + self.inner.of(view)


@dataclass(frozen=True)
class Zoned:
    """A rule whose cells are cut into zones."""

    base: Rule
    zones: Zones

    @property
    def cells(self) -> int:
        """Rows but the first."""
        return (self.base.cells + 1) * self.zones.count - 1

    def assign(self, view: CampaignView) -> Ints:
        """(n,) row: cell times zones, plus zone."""
        return self.base.assign(view) * self.zones.count + self.zones.of(view)


def zoned(rule: Rule, zones: Zones | None) -> Rule:
    """The rule cut into zones, as it is where there are none."""
    return rule if zones is None else Zoned(rule, zones)
