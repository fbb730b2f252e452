"""Sentences, written in text files, with the numbers of a result in them.

Each kind of report has a file `sentences.md.jinja`: a macro a sentence, which says in plain words
what its arguments are. `{{ gap | votes }}` writes a mean with its interval, or a number alone.
A sentence is one line, however its file breaks it; marks are those of `document`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from msim.core import text
from msim.core.text import Interval, Unit

HERE = Path(__file__).parents[1]
UNITS: tuple[Unit, ...] = ("votes", "rate", "points", "money", "ratio", "number")


class Sentences:
    """The sentences of one kind of report, each a function of its macro's arguments."""

    def __init__(self, kind: str) -> None:
        self._macros = _environment().get_template(f"{kind}/sentences.md.jinja").module

    def __getattr__(self, name: str) -> Callable[..., str]:
        macro = getattr(self._macros, name)
        return lambda *args, **facts: " ".join(str(macro(*args, **facts)).split())

    def paragraphs(self, name: str, *args: Any, **facts: Any) -> list[str]:
        """A macro's text, a paragraph for each part between empty lines."""
        told = str(getattr(self._macros, name)(*args, **facts))
        return [" ".join(part.split()) for part in told.split("\n\n") if part.strip()]


@cache
def sentences(kind: str) -> Sentences:
    """The sentences of a kind of report: `run`, `reach`, `segments`, `study`, `debate`."""
    return Sentences(kind)


@cache
def _environment() -> Environment:
    # What is made here is text: pages escape all of it.
    made = Environment(
        loader=FileSystemLoader(HERE), undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True, autoescape=False,
    )  # fmt: skip
    made.filters |= {unit: _written(unit) for unit in UNITS}
    made.filters |= {
        "whole": whole, "mean": _mean, "bounds": text.bounds, "listed": listed, "cap": capital,
    }  # fmt: skip
    return made


def _written(unit: Unit) -> Callable[..., str]:
    def written(value: Interval | Mapping[str, Any] | float, currency: str = "") -> str:
        if isinstance(value, Mapping):
            value = Interval.of(value)
        found = value if isinstance(value, Interval) else Interval(float(value))
        return text.show(found, unit, currency)

    return written


def _mean(value: Interval, unit: Unit) -> str:
    """The mean alone, as fine as its interval bears, with its unit."""
    return text.mean(value, unit) + text.suffix(unit)


def whole(value: float) -> str:
    """A count, thousands separated.

    >>> whole(12_345)
    '12,345'
    """
    return text.digits(float(value), "votes", 0)


def listed(items: list[str], last: str = "and") -> str:
    """Words in a row.

    >>> listed(["a", "b", "c"])
    'a, b and c'
    """
    *first, end = items
    return f"{', '.join(first)} {last} {end}" if first else end


def capital(told: str) -> str:
    """The text with a capital letter first.

    >>> capital("the segmented campaign")
    'The segmented campaign'
    """
    return told[:1].upper() + told[1:]
