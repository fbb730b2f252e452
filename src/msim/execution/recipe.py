"""How does what is too large to send get to another machine? As the call that makes it.

The voters of a replicate and what a campaign learnt of them follow from the scenario and a number.
So these travel, and whoever needs the voters makes them: nothing that describes a voter is sent.
"""

from __future__ import annotations

import pickle
import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import Any, Generic, TypeVar

T = TypeVar("T")

KEPT = 4
"""Things made from what arrived that a process keeps: two replicates, before and after planning."""


class Made(Generic[T]):
    """What a call makes, made at first use and once; pickled it is the call alone.

    Where it arrives it is made again at first use, one for all tasks that name the same call.

    >>> power = Made(pow, 3, 2)
    >>> power.here, pickle.loads(pickle.dumps(power)).here
    (9, 9)
    """

    def __init__(self, make: Callable[..., T], *arguments: object) -> None:
        self._call = (make, arguments)
        self._lock = threading.Lock()
        self._packed: bytes | None = None
        self._found: list[T] = []

    @property
    def here(self) -> T:
        """The thing itself."""
        with self._lock:
            if not self._found:
                make, arguments = self._call
                self._found.append(make(*arguments))
            return self._found[0]

    def __reduce__(self) -> tuple[Callable[[bytes], Any], tuple[bytes]]:
        if self._packed is None:  # once, however many tasks carry it
            self._packed = pickle.dumps(self._call, protocol=5)
        return _Arrived, (self._packed,)


class _Arrived(Generic[T]):
    """What came from another process: unpacked and made by whoever needs it first."""

    def __init__(self, packed: bytes) -> None:
        self._packed = packed

    @property
    def here(self) -> T:
        """The thing itself, shared by all tasks of this process that were sent the same call."""
        return _made_of(self._packed).here

    def __reduce__(self) -> tuple[Callable[[bytes], Any], tuple[bytes]]:
        return _Arrived, (self._packed,)


_kept: OrderedDict[bytes, Made[Any]] = OrderedDict()
_keeping = threading.Lock()


def _made_of(packed: bytes) -> Made[Any]:
    with _keeping:
        if packed not in _kept:
            make, arguments = pickle.loads(packed)
            _kept[packed] = Made(make, *arguments)
            while len(_kept) > KEPT:
                _kept.popitem(last=False)
        _kept.move_to_end(packed)
        return _kept[packed]
