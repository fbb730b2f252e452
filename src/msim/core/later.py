"""A library that takes long to load is loaded when it is first used.

Where types are checked it is imported as ever; else its name stands for `Later("its name")`.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any


class Later:
    """A module's names, without the module until one of them is asked for.

    >>> colours = Later("colorsys")
    >>> colours.rgb_to_hsv(0.0, 0.0, 1.0)[2]
    1.0
    """

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, name: str) -> Any:
        """Raises ImportError where there is no such module, AttributeError as the module does."""
        found = getattr(import_module(self._name), name)
        setattr(self, name, found)
        return found
