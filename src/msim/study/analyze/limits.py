"""What is a box made of? Limits of parameters, and points that lie within or not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from msim.core.arrays import Bools, Floats, Ints
from msim.study.analyze.points import choices
from msim.study.records import Parameter

End = Literal["low", "high"]
ENDS: tuple[End, ...] = ("low", "high")


@dataclass(frozen=True)
class Limit:
    """One limit of a box: a range (None where it is open) or choices.

    p_low, p_high: how likely so many hits are within if that end tells nothing, corrected over all
    ends; of choices, p_low. NaN where there is none.
    """

    parameter: Parameter
    low: float | None = None
    high: float | None = None
    choices: tuple[str, ...] = ()
    p_low: float = float("nan")
    p_high: float = float("nan")

    @property
    def p(self) -> float:
        """The larger p of its ends."""
        return float(np.fmax(self.p_low, self.p_high))

    @property
    def ends(self) -> tuple[End, ...]:
        """The ends that it has."""
        if not self.parameter.numeric:
            return (("low",) if self.choices else ())
        return tuple(end for end in ENDS if getattr(self, end) is not None)

    def without(self, end: End) -> Limit:
        """The same with one end open; all choices are one end."""
        if not self.parameter.numeric:
            return replace(self, choices=tuple(choices(self.parameter)))
        if end == "low":
            return replace(self, low=None, p_low=float("nan"))
        return replace(self, high=None, p_high=float("nan"))

    def inside(self, values: Floats | Sequence[str]) -> Bools:
        """(n,) which points keep to it."""
        if not self.parameter.numeric:
            return np.isin(np.asarray(values, dtype=str), self.choices)
        numbers = np.asarray(values, dtype=float)
        low = -np.inf if self.low is None else self.low
        return (numbers >= low) & (numbers <= (np.inf if self.high is None else self.high))


@dataclass(frozen=True)
class Half:
    """Points of a half: columns by key, hits as 0 and 1, and which points hang together.

    points, hits: of the half before boxes were taken out of it.
    """

    columns: dict[str, Floats | list[str]]
    hit: Floats
    block: Ints
    points: int
    hits: float

    @classmethod
    def of(cls, columns: dict[str, Floats | list[str]], hit: Floats, block: Ints) -> Half:
        """A half from which nothing was taken."""
        return cls(columns, hit, block, hit.size, float(hit.sum()))

    def where(self, kept: Bools) -> Half:
        """The points that are left of it."""
        left: dict[str, Floats | list[str]] = {
            key: np.asarray(each)[kept] for key, each in self.columns.items()
        }
        return replace(self, columns=left, hit=self.hit[kept], block=self.block[kept])

    def inside(self, limits: Sequence[Limit]) -> Bools:
        """(n,) the points that keep to all limits."""
        kept = np.ones(self.hit.size, dtype=bool)
        for limit in limits:
            kept &= limit.inside(self.columns[limit.parameter.key])
        return kept

    def scored(self, kept: Bools) -> tuple[float, float, float]:
        """Support and coverage, of all points of the half, and density."""
        n, found = int(kept.sum()), float(self.hit[kept].sum())
        return n / self.points, found / max(self.hits, 1.0), found / n if n else np.nan
