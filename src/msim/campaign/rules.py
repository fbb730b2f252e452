"""Who belongs to which cell? Rules from view to row of a plan; they see the view and no more."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from msim.core.arrays import Floats, Ints
from msim.core.inverse_cdf import Shares
from msim.core.seen import CampaignView, Rule


@dataclass(frozen=True)
class Everyone:
    """No cells: one plan for all, record or not."""

    cells: int = 0

    def assign(self, view: CampaignView) -> Ints:
        """(n,) zeros."""
        return np.zeros(view.known.size, dtype=np.intp)


EVERYONE = Everyone()
"""The one rule without cells, shared by whoever plans for all alike."""


@dataclass(frozen=True)
class OnRecord:
    """One cell: all who have a usable record."""

    cells: int = 1

    def assign(self, view: CampaignView) -> Ints:
        """(n,) one with a usable record, zero without."""
        return view.known.astype(np.intp)


CALLED = OnRecord()
"""The rule of whoever contacts by a list, shared."""


@dataclass(frozen=True, eq=False)
class RandomCells:
    """Cells drawn at random with given shares, (cells,): what splitting alone does.

    meant: the segments that they stand in for; whose message misses a voter is told by them.
    """

    shares: Floats
    meant: Rule | None = None

    @property
    def cells(self) -> int:
        """Number of cells."""
        return int(self.shares.size)

    def assign(self, view: CampaignView) -> Ints:
        """(n,) row of each voter: 0 without a usable record, a drawn cell + 1 else."""
        drawn = Shares.of(self.shares).drawn(view.lottery[:, 1])
        return (drawn + 1) * view.known
