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
from msim.core.errors import InputError
from msim.core.seen import CampaignView, TraitShown

BANDS = 5
"""Bands of equal size that a continuous trait is cut into."""
MOST_CELLS = 10_000


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
            raise InputError(
                f"population.traits: the demographic ones ({names}) make {self.cells:,} cells, and "
                f"at most {MOST_CELLS:,} are told apart; mark fewer traits as demographic, or give "
                "them fewer levels"
            )

    @property
    def cells(self) -> int:
        """Number of cells."""
        return math.prod(_levels(trait) for trait in self.traits if trait.demographic)

    def assign(self, view: CampaignView) -> Ints:
        """(n,) row of each voter: 0 without a usable record, cell + 1 else; the last trait runs.

        A missing reading counts as the trait's middle level, the lower one of two.
        """
        cell = np.zeros(view.known.size, dtype=np.intp)
        for index, trait in enumerate(self.traits):
            if trait.demographic:
                cell = cell * _levels(trait) + _level(view.traits[:, index], trait)
        return np.where(view.known, cell + 1, 0)


def _levels(trait: TraitShown) -> int:
    return trait.levels or BANDS


def _level(reading: Floats, trait: TraitShown) -> Ints:
    """(n,) level of each reading. Readings of a continuous trait have mean 0 and variance 1."""
    missing = np.isnan(reading)
    if trait.levels == 0:
        level = np.searchsorted(ndtri(np.arange(1, BANDS) / BANDS), reading, side="right")
    else:
        level = np.where(missing, 0.0, reading).astype(np.intp)
    return np.where(missing, (_levels(trait) - 1) // 2, level)
