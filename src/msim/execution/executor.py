"""Who computes? An executor applies a function to items and gives the results in their order.

Threads here (`here.Threads`) or the workers of a Dask cluster (`cluster.Cluster`). Whoever asks one
does not know which it is: what is handed over is a function of plain arguments that pickle can
carry, and what comes back is folded in the order of the items, so that no bit depends on it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol, TypeVar

T = TypeVar("T")
R = TypeVar("R")


@dataclass(frozen=True)
class Capacity:
    """A process that computes: its threads and the bytes of memory that they share.

    address: of a cluster's worker; "" is this machine.
    """

    threads: int
    memory: float
    address: str = ""


class Executor(Protocol):
    """Applies functions to items, a bounded number at once."""

    @property
    def threads(self) -> int:
        """Threads that compute, over all workers."""

    @property
    def apart(self) -> bool:
        """Whether work leaves this process, so that only what pickle can carry may be handed over.

        False promises that a function may close over anything.
        """

    def by_replicate(self, replicates: int, blocks: int) -> bool:
        """Whether replicates of so many blocks are better computed side by side than in turn."""

    def step(self, blocks: int) -> int:
        """How many blocks make a task where the blocks of one replicate are side by side."""

    def in_order(self, function: Callable[[T], R], items: Iterable[T]) -> Iterator[R]:
        """Yield `function(item)` in the order of the items."""


MOST_AT_ONCE = 64
"""Threads, at most, that the blocks of one replicate can keep at work from afar: some hundred tasks
a second come back, and a task is about a second."""
SHARED = 0.75
"""Share of that time in which they are at work: survey and plans are made before and between."""


def at_work(threads: int, replicates: int, blocks: int) -> tuple[float, float]:
    """Mean number of threads at work on a cluster: replicates side by side, or their blocks.

    >>> at_work(threads=8, replicates=12, blocks=100)
    (6.0, 6.0)
    """
    rounds = -(-replicates // threads)
    return replicates / rounds, SHARED * min(threads, blocks, MOST_AT_ONCE)
