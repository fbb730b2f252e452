"""Texts of a lesson with the numbers that its notebook came to, written as every page does.

A placeholder says what a cell named and the unit: `{{ gap | votes }}` gives the mean with its
interval, `{{ share | rate }}` per cents. A text may ask as well: `{% if gap.low > 0 %}`. So no
sentence can say what its number does not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
from jinja2 import StrictUndefined
from jinja2.sandbox import SandboxedEnvironment

from msim.core.text import Interval, Unit, digits, show
from msim.core.verdict import EFFECTS, effect, outcome
from msim.lessons.lesson import Lesson
from msim.lessons.pictures import figure, footer
from msim.lessons.sheets import written
from msim.report.common.sentences import SHORT
from msim.report.common.theme import Figure, Words

UNITS: tuple[Unit, ...] = ("votes", "rate", "points", "money", "ratio", "number")


@dataclass
class Filled:
    """A text with its numbers, and the figures that stand in it by name."""

    text: str
    figures: dict[str, Figure] = field(default_factory=dict)


def fill(lesson: Lesson, name: str, names: Mapping[str, Any]) -> Filled:
    """One text of a lesson, its placeholders filled from the names of the notebook's run.

    A figure becomes a line `<!--figure NAME-->`. Raises jinja2's UndefinedError for a placeholder
    that no cell defines.
    """
    found = Filled("")

    def picture(chart: Any, title: str, caption: str, alt: str) -> str:
        called = f"{name}_{len(found.figures) + 1}"
        words = Words(called, title, caption, alt, footer(lesson))
        found.figures[called] = figure(chart, words)
        return f"<!--figure {called}-->"

    template = _environment().from_string(written(lesson, name))
    own = {"lesson": lesson, "picture": picture, "lines": lines}
    found.text = template.render({**names, **own, **CAME})
    return found


def answer_of(gap: Mapping[str, Any], worth: float, tied: bool = False) -> int:
    """Which of the four answers a difference is, as an index; worth: what matters, in votes.

    >>> answer_of({"low": -900.0, "high": -400.0}, 300.0)
    3
    """
    return EFFECTS.index(effect(outcome(gap["low"], gap["high"], worth, tied)))


def in_words(gap: Mapping[str, Any], worth: float, tied: bool = False) -> str:
    """How a difference came out, in a few words; worth: what matters, in votes.

    >>> in_words({"low": -90.0, "high": -40.0}, 300.0)
    'no difference that matters'
    """
    return SHORT[outcome(gap["low"], gap["high"], worth, tied)]


def among(value: float, edges: Sequence[float]) -> int:
    """In which of the ranges between edges a value lies, as an index.

    >>> among(0.2, [0.1, 0.5]), among(0.5, [0.1, 0.5])
    (1, 2)
    """
    return sum(value >= edge for edge in edges)


def largest(values: Iterable[float]) -> int:
    """Which of several values is the largest, as an index.

    >>> largest([1.0, 3.0, 2.0])
    1
    """
    found = list(values)
    return found.index(max(found))


CAME = {"answer_of": answer_of, "in_words": in_words, "among": among, "largest": largest}
"""By what a lesson says which of a step's choices came, and how a difference came out."""


def lines(count: int) -> str:
    """Empty lines to write on.

    >>> lines(2)
    '<div class="lines"><span></span><span></span></div>'
    """
    return f'<div class="lines">{"<span></span>" * count}</div>'


def _environment() -> SandboxedEnvironment:
    made = SandboxedEnvironment(undefined=StrictUndefined, keep_trailing_newline=True)
    made.filters |= {unit: _written(unit) for unit in UNITS}
    made.filters |= {"whole": _whole, "rows": _rows, "in_points": _in_points}
    return made


def _written(unit: Unit) -> Callable[..., str]:
    def written(value: Any, decimals: int | None = None) -> str:
        if isinstance(value, Mapping):
            return show(Interval.of(value), unit)
        if decimals is None:
            return show(Interval(float(value)), unit)
        return digits(float(value), unit, decimals) + {"rate": " %"}.get(unit, "")

    return written


def _in_points(value: Mapping[str, float]) -> str:
    """A difference of shares, in points with its interval."""
    return show(Interval.of({end: 100 * value[end] for end in ("mean", "low", "high")}), "points")


def _whole(value: float) -> str:
    """A count, thousands separated."""
    return digits(float(value), "votes", 0)


def _rows(table: pd.DataFrame, decimals: int = 2) -> str:
    """A table as Markdown, its index first."""
    head = [str(table.index.name or ""), *map(str, table.columns)]
    lines = [head, ["---", *["---:"] * len(table.columns)]]
    for label, row in zip(table.index, table.itertuples(index=False), strict=True):
        named = f"{label:,}" if isinstance(label, int | np.integer) else str(label)
        lines.append([named, *(_cell(value, decimals) for value in row)])
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def _cell(value: Any, decimals: int) -> str:
    if isinstance(value, str) or value is None:
        return str(value or "")
    whole = isinstance(value, int | np.integer) or abs(float(value)) >= 100
    return digits(float(value), "number", 0 if whole else decimals)
