"""Where does an answer cross a level as one key moves? A root search on common random numbers.

Every value is run on the same worlds, so that the answer moves with the key alone. Brent's method
(`core.roots`) goes to where its mean crosses; the place is read off the line between the nearest
two values that were run. The ends of the answer's 95 % interval cross elsewhere: these two places
bound it, in Fieller's way (1954, Journal of the Royal Statistical Society B 16(2)).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import pandas as pd

from msim.core.roots import root

EVENLY = (0.0, 0.25, 0.5, 0.75, 1.0)
"""Places of the range at which it is run first, so that a second turn is not missed."""
FINE = 512
"""The search ends at this part of the range, where nothing ends it before."""
MISSING = {"low": -math.inf, "high": math.inf}

Answer = Mapping[str, float]
"""mean, low and high of what is asked, and the worth that it is held against."""


@dataclass(frozen=True)
class KeyAxis:
    """The values that a key may take: from low to high, by their logarithms or not, whole or not.

    >>> KeyAxis(2.0, 8.0, log=True).value(0.5), KeyAxis(0.0, 5.0, whole=True).value(0.5)
    (4.0, 2.0)
    """

    low: float
    high: float
    whole: bool = False
    log: bool = False

    def value(self, place: float) -> float:
        """The value at a place of the range, from 0 to 1."""
        found = self._raw(place)
        return float(round(found)) if self.whole else found

    def place(self, value: float) -> float:
        """The place of a value."""
        if self.log:
            return math.log(value / self.low) / math.log(self.high / self.low)
        return (value - self.low) / (self.high - self.low)

    def crossed(self, before: float, here: float, place: float) -> float:
        """The value at a place between two that were run; of whole ones, the first beyond it."""
        if not self.whole:
            return self._raw(place)
        return min(math.floor(self._raw(place)) + 1.0, here)

    def _raw(self, place: float) -> float:
        if self.log:
            return float(self.low * (self.high / self.low) ** place)
        return float(self.low + (self.high - self.low) * place)


class Turning(NamedTuple):
    """Where the mean crosses (None: nowhere in the range), and the bounds of that value.

    A bound is None where the end of the interval that gives it crosses nowhere in the range.
    """

    at: float | None
    low: float | None
    high: float | None


class Search:
    """Answers at values of one key, each asked for once, and where they cross a level.

    ask: gives the answer at a value. known: answers that there are already, by value. looked:
    called with how many were asked for. enough: how near to the level, in worths, is near enough.
    """

    def __init__(
        self, axis: KeyAxis, ask: Callable[[float], Answer], known: Mapping[float, Answer] = {},
        looked: Callable[[int], None] = lambda _: None, enough: float = 0.0,
    ) -> None:  # fmt: skip
        self.axis, self._ask, self._looked, self._enough = axis, ask, looked, enough
        self._found: dict[float, Answer] = dict(known)

    def begin(
        self, places: Iterable[float] = EVENLY, passed_over: type[Exception] | None = None
    ) -> None:
        """Ask at the first places; those at which this exception is raised are left out."""
        for place in places:
            with suppress(*filter(None, (passed_over,))):
                self.answer(place)

    def answer(self, place: float) -> Answer:
        """The answer at a place of the range."""
        return self.at(self.axis.value(place))

    def at(self, value: float) -> Answer:
        """The answer at a value."""
        if value not in self._found:
            self._found[value] = self._ask(value)
            self._looked(len(self._found))
        return self._found[value]

    def changes(self, end: str = "mean", side: float = 1.0) -> list[tuple[float, float]]:
        """Neighbours among the values that were run between which an end crosses side * worth."""
        return [
            (before, here) for before, here in pairwise(sorted(self._found))
            if (self._margin(before, end, side) > 0.0) != (self._margin(here, end, side) > 0.0)
        ]  # fmt: skip

    def crossing(self, end: str = "mean", side: float = 1.0, near: float = 0.0) -> float | None:
        """The value, nearest to the place `near`, at which one end crosses side * worth."""
        pair = self._nearest(end, side, near)
        if pair is None:
            return None

        def missed(place: float) -> float:
            answer = self.answer(place)
            margin = self._margin(self.axis.value(place), end, side)
            return 0.0 if abs(margin) <= self._enough * answer["worth"] else margin

        at = root(missed, *map(self.axis.place, pair), within=1.0 / FINE)
        before, here = self._nearest(end, side, at) or pair
        ends = [self._margin(value, end, side) for value in (before, here)]
        part = ends[0] / (ends[0] - ends[1]) if all(map(math.isfinite, ends)) else 0.5
        first, last = map(self.axis.place, (before, here))
        return self.axis.crossed(before, here, first + (last - first) * part)

    def turning(self, side: float = 1.0, near: float = 0.0) -> Turning:
        """Where the mean crosses side * worth nearest to a place, and the bounds of that value."""
        at = self.crossing("mean", side, near)
        there = near if at is None else self.axis.place(at)
        ends = [self.crossing(end, side, there) for end in ("low", "high")]
        known = sorted(each for each in ends if each is not None)
        if len(known) == 2:
            return Turning(at, *known)
        if at is None or not known:
            return Turning(at, None, None)
        return Turning(at, *((known[0], None) if known[0] <= at else (None, known[0])))

    def table(self) -> pd.DataFrame:
        """A row a value that was run, rising: value, mean, low, high, worth."""
        return pd.DataFrame([{"value": value, **self._found[value]} for value in
                             sorted(self._found)])  # fmt: skip

    def _margin(self, value: float, end: str, side: float) -> float:
        found = self._found[value]
        bound = found[end] if math.isfinite(found[end]) else MISSING.get(end, math.nan)
        return float(bound - side * found["worth"])

    def _nearest(self, end: str, side: float, near: float) -> tuple[float, float] | None:
        def far(pair: tuple[float, float]) -> float:
            first, last = map(self.axis.place, pair)
            return max(first - near, near - last, 0.0)

        return min(self.changes(end, side), key=far, default=None)
