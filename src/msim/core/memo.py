"""What was made once, by its key. A memo lives as long as whoever owns it, and is never emptied."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import TypeVar, cast

T = TypeVar("T")


class Memo:
    """Things made at first use, then the same object whenever they are asked for again.

    A key has to name all that a thing depends on besides the memo's owner. Not for several threads
    at once.

    >>> memo = Memo()
    >>> memo.once(("squares", 3), lambda: [0, 1, 4]) is memo.once(("squares", 3), list)
    True
    """

    def __init__(self) -> None:
        self._made: dict[Hashable, object] = {}

    def __contains__(self, key: Hashable) -> bool:
        return key in self._made

    def once(self, key: Hashable, make: Callable[[], T]) -> T:
        """What `make` makes, under its key."""
        if key not in self._made:
            self._made[key] = make()
        return cast(T, self._made[key])
