"""Which demographic cell does a voter belong to? Age by region by schooling, say.

The cross product of the levels of demographic traits: what campaigns read off public records about
everybody (Hersh 2015, Hacking the Electorate, Cambridge University Press).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtri

from msim.core.arrays import Floats, Ints
from msim.core.columns import single
from msim.core.compiled import compiled
from msim.core.errors import InputError, Located
from msim.core.seen import CampaignView, TraitShown, invented
from msim.core.wording import say

BANDS = 5
"""Bands of equal size that a continuous trait is cut into."""
MOST_CELLS = 10_000
_AT_ONCE = 1024
"""Voters whose numbers stay in the nearest cache."""


@dataclass(frozen=True)
class Demographic:
    """The cells of the demographic traits among those shown; one cell where there is none.

    Raises InputError where there are more than 10,000 cells.

    >>> old = TraitShown("age", "ordinal", 5, demographic=True)
    >>> rich = TraitShown("income", "continuous", 0, demographic=True)
    >>> Demographic((old, rich, TraitShown("mood", "continuous", 0, demographic=False))).cells
    25
    """

    traits: tuple[TraitShown, ...]

    def __post_init__(self) -> None:
        if self.cells > MOST_CELLS:
            names = ", ".join(t.name for t in self.traits if t.demographic)
            problem = say("cells", names=names, cells=self.cells, most=MOST_CELLS)
            raise InputError([Located(problem, key="population.traits")])

    @property
    def cells(self) -> int:
        """Number of cells."""
        return math.prod(_levels(trait) for trait in self.traits if trait.demographic)

    def assign(self, view: CampaignView) -> Ints:
        """(n,) row of each voter: 0 without a usable record, cell + 1 else; the last trait runs.

        A missing reading counts as the trait's middle level, the lower one of two.
        """
        cell = np.zeros(invented(view).known.size, dtype=np.int32)
        for reading, trait in zip(single(view.traits.T), self.traits, strict=True):
            if trait.demographic:
                middle = np.int32((_levels(trait) - 1) // 2)
                _add_level(cell, reading, np.int32(_levels(trait)), _bounds(trait), middle)
        return (cell + 1) * view.known

    def plain(self, view: CampaignView) -> Ints:
        """What `assign` computes."""
        cell = np.zeros(view.known.size, dtype=int)
        for reading, trait in zip(view.traits.T, self.traits, strict=True):
            if trait.demographic:
                level = np.searchsorted(_bounds(trait), reading, side="right")
                level = np.where(np.isnan(reading), (_levels(trait) - 1) // 2, level)
                cell = cell * _levels(trait) + level
        return np.where(view.known, cell + 1, 0)


def _levels(trait: TraitShown) -> int:
    return trait.levels or BANDS


def _bounds(trait: TraitShown) -> Floats:
    """Where a reading's level changes; those of a continuous trait have mean 0 and variance 1."""
    if trait.levels == 0:
        return single(ndtri(np.arange(1, BANDS) / BANDS))
    return single(np.arange(1.0, trait.levels))


@compiled
def _add_level(cell, reading, levels, bounds, middle):  # type: ignore[no-untyped-def]
    """In place, `cell * levels` and the level of each reading, the middle one for a gap."""
    one, nothing = np.int32(1), np.int32(0)
    level = np.empty(_AT_ONCE, dtype=np.int32)
    for first in range(0, cell.size, _AT_ONCE):
        value, here = reading[first : first + _AT_ONCE], cell[first : first + _AT_ONCE]
        level[:] = nothing
        for bound in bounds:
            for i in range(value.size):
                level[i] += one if value[i] >= bound else nothing
        for i in range(value.size):
            here[i] = here[i] * levels + (level[i] if value[i] == value[i] else middle)
