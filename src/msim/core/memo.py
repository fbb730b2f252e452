"""What was made once, by its key, and is looked up whenever it is asked for again."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any


class Memo(dict[Hashable, Any]):
    """Things already made. It lives as long as its one owner, and nothing is taken out of it.

    A key names all that a thing depends on besides the owner. A frozen record has its memo as a
    field with `init=False`, so that a record that differs from it (`replace`) starts a new one.

    >>> memo = Memo()
    >>> if "squares" not in memo:
    ...     memo["squares"] = [0, 1, 4]
    >>> memo["squares"]
    [0, 1, 4]
    """
