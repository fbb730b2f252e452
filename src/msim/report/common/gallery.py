"""Figures by name: what notebook, page, SVG and PNG of each kind of results ask for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import pandas as pd

from msim.core.errors import InputError
from msim.report.common.theme import Figure

D = TypeVar("D")
Gallery = Mapping[str, Callable[[D], Figure | None]]
"""What draws each figure, by its name; None where the results have nothing for it."""


def chart(gallery: Gallery[D], name: str, data: D, why: Callable[[], str] = str) -> Any:
    """One figure as an Altair chart: shows itself in a notebook, and has `.save("it.svg")`.

    why: says why there is nothing to show, and is asked once that is known: to draw may be what
    finds it out. Raises InputError then, and where no figure has this name.

    >>> chart({"votes": lambda data: None}, "votes", None, lambda: "Nobody voted")
    Traceback (most recent call last):
    msim.core.errors.InputError: there is nothing to show in the figure 'votes'. Nobody voted
    """
    if name not in gallery:
        raise InputError(f"no such figure: {name!r}; there are {', '.join(gallery)}")
    made = gallery[name](data)
    if made is None:
        told = [f"there is nothing to show in the figure {name!r}", why()]
        raise InputError(". ".join(filter(None, told)))
    return made.chart


def every(gallery: Gallery[D], data: D) -> dict[str, Figure]:
    """The figures that there is something for, by name. One that fails says why and harms none."""
    made = {name: _tried(name, draw, data) for name, draw in gallery.items()}
    return {name: drawn for name, drawn in made.items() if drawn is not None}


def _tried(name: str, draw: Callable[[D], Figure | None], data: D) -> Figure | None:
    try:
        return draw(data)
    except Exception as error:  # a fault of ours, which should not cost what was computed
        why = f"{type(error).__name__}: {error}"
        return Figure(name, name, "", "", pd.DataFrame(), {}, why)
