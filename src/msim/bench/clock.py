"""How long does it take? Several tasks timed in turn, so that whatever slows one slows all."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

Progress = Callable[[int, int], None]
"""Called with measurements done and wanted."""


@dataclass(frozen=True)
class Timing:
    """The median of several measurements, and the lowest and highest of them."""

    median: float
    low: float
    high: float

    @classmethod
    def of(cls, found: Sequence[float]) -> Timing:
        """Sum up measurements; there must be one.

        >>> Timing.of([3.0, 1.0, 2.5])
        Timing(median=2.5, low=1.0, high=3.0)
        """
        return cls(statistics.median(found), min(found), max(found))


def in_turn(
    tasks: Mapping[str, Callable[[], object]], rounds: int, tick: Callable[[], None] = lambda: None
) -> dict[str, list[float]]:
    """Seconds of each task in each round. Every round runs all tasks, one after the other.

    Every other round runs them backwards, so that a steady drift favours none.

    >>> times = in_turn({"a": lambda: None, "b": lambda: None}, rounds=3)
    >>> sorted(times), [len(times[name]) for name in times]
    (['a', 'b'], [3, 3])
    """
    seconds: dict[str, list[float]] = {name: [] for name in tasks}
    for number in range(rounds):
        names = list(tasks)[:: -1 if number % 2 else 1]
        for name in names:
            start = time.perf_counter()
            tasks[name]()
            seconds[name].append(time.perf_counter() - start)
            tick()
    return seconds


def ratio(over: Sequence[float], under: Sequence[float]) -> Timing:
    """Ratio of two tasks, round by round.

    >>> ratio([2.0, 6.0, 3.0], [1.0, 2.0, 1.0]).median
    3.0
    """
    return Timing.of([a / b for a, b in zip(over, under, strict=True)])


def less(whole: Sequence[float], part: Sequence[float]) -> list[float]:
    """What is left of each measurement without another of the same round, at least a microsecond.

    >>> less([2.0, 1.0], [0.5, 3.0])
    [1.5, 1e-06]
    """
    return [max(a - b, 1e-6) for a, b in zip(whole, part, strict=True)]
