"""Sentences, written in text files, with the numbers of a result in them.

Each kind of report has a file `sentences.md.jinja`, as have other rooms that speak to people: a
macro a sentence, which says in plain words what its arguments are. `{{ gap | votes }}` writes a
mean with its interval, or a number alone. A sentence is one line, however its file breaks it; marks
are those of `document`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from msim.core import text
from msim.core.text import Interval, Unit
from msim.core.verdict import OUTCOMES, Outcome
from msim.report.common.names import title

HERE = Path(__file__).parents[1]
_SHORT = tomllib.loads(Path(__file__).with_name("outcomes.toml").read_text(encoding="utf-8"))
SHORT: Mapping[Outcome, str] = {outcome: _SHORT[outcome] for outcome in OUTCOMES}
"""Each outcome in a few words."""
UNITS: tuple[Unit, ...] = ("votes", "rate", "points", "money", "ratio", "number")


class Sentences:
    """The sentences of one kind of report, each a function of its macro's arguments."""

    def __init__(self, kind: str, file: str) -> None:
        self.file = f"{kind}/{file}.md.jinja"

    @cached_property
    def _macros(self) -> Any:  # read when something is first said: a start has no time for it
        return _environment().get_template(self.file).module

    def __getattr__(self, name: str) -> Callable[..., str]:
        macro = getattr(self._macros, name)
        return lambda *args, **facts: " ".join(str(macro(*args, **facts)).split())

    def paragraphs(self, name: str, *args: Any, **facts: Any) -> list[str]:
        """A macro's text, a paragraph for each part between empty lines."""
        told = str(getattr(self._macros, name)(*args, **facts))
        return [" ".join(part.split()) for part in told.split("\n\n") if part.strip()]


@cache
def sentences(kind: str, file: str = "sentences") -> Sentences:
    """The sentences of a kind of report (`run`, `study`), or of another room (`bench`)."""
    return Sentences(kind, file)


@cache
def _environment() -> Environment:
    # What is made here is text: pages escape all of it.
    made = Environment(
        loader=FileSystemLoader([HERE, HERE.parent]), undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True, autoescape=False,
    )  # fmt: skip
    made.filters |= {unit: _written(unit) for unit in UNITS}
    made.filters |= {
        "whole": whole, "share": share, "g": _four_digits, "mean": _mean, "bounds": text.bounds,
        "ends": ends, "listed": listed, "cap": capital, "bare": bare, "more_votes": more_votes,
        "in_words": difference, "in_net_votes": in_net_votes, "points_of_rate": points_of_rate,
        "change": change, "short": short, "percent": text.percent, "who": title,
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


def share(value: float) -> str:
    """A share in per cent.

    >>> share(0.65)
    '65 %'
    """
    return f"{100 * float(value):.3g} %"


def _four_digits(value: float) -> str:
    return f"{value:,.4g}"


def bare(votes: Interval) -> str:
    """A number of votes alone, whatever its sign.

    >>> bare(Interval(-5600.0, -6200.0, -5000.0))
    '5,600'
    """
    return text.mean(votes.larger, "votes")


def ends(gap: Interval) -> str:
    """The bounds of a difference in votes, in words; counted the other way round where it is lost.

    >>> ends(Interval(-5600.0, -6200.0, -5000.0)), ends(Interval(200.0, -500.0, 900.0))
    ('5,000 to 6,200', '500 fewer to 900 more')
    """
    fine, counted = text.places(gap, "votes"), gap.larger if gap.side else gap
    low, high = (text.digits(end, "votes", fine) for end in (counted.low, counted.high))
    if gap.side:
        return f"{low} to {high}"
    return f"{low.removeprefix(text.MINUS)} fewer to {high} more"


def more_votes(gap: Interval) -> str:
    """A difference in votes without its interval.

    >>> more_votes(Interval(-5600.0, -6200.0, -5000.0)), more_votes(Interval(120.0))
    ('5,600 fewer', '120 more')
    """
    return f"{bare(gap)} {'fewer' if (gap.mean or 0.0) < 0 else 'more'}"


def change(gap: Interval) -> str:
    """A difference in votes and the ends of its interval, each with its sign.

    >>> change(Interval(-200.0, -1500.0, 1000.0)), change(Interval(120.0))
    ('\u2212200 [\u22121,500, +1,000]', '+120')
    """
    fine, told = text.places(gap, "votes"), signed(text.mean(gap, "votes"))
    low, high = (signed(text.digits(end, "votes", fine)) for end in (gap.low, gap.high))
    return f"{told} [{low}, {high}]" if gap.bounded else told


def signed(told: str) -> str:
    """A number as it is written, with its sign also where it is positive.

    >>> signed("120"), signed("0")
    ('+120', '0')
    """
    return f"+{told}" if told[:1].isdigit() and told != "0" else told


def difference(gap: Interval) -> str:
    """A difference in votes with its interval: more, fewer, or on neither side of zero.

    >>> difference(Interval(-5600.0, -6200.0, -5000.0))
    '5,600 fewer [5,000, 6,200]'
    >>> difference(Interval(-200.0, -900.0, 500.0))
    'a difference of \u2212200 votes [\u2212900, 500]'
    """
    if not gap.known:
        return "a difference that this run does not give"
    if gap.mean == 0 and gap.low in (None, 0) and gap.high in (None, 0):
        return "no difference at all"
    if gap.side == 0:
        return f"a difference of {text.show(gap, 'votes')}"
    return f"{more_votes(gap)} {text.bounds(gap.larger, 'votes')}"


def in_net_votes(gap: Interval) -> str:
    """The same phrase, with what is counted named.

    >>> in_net_votes(Interval(-5600.0, -6200.0, -5000.0))
    '5,600 fewer net votes [5,000, 6,200]'
    """
    if gap.side == 0:
        return difference(gap).replace(" votes", " net votes", 1)
    return f"{more_votes(gap)} net votes {text.bounds(gap.larger, 'votes')}"


def points_of_rate(gap: Interval) -> str:
    """A difference of shares, in points with its interval.

    >>> points_of_rate(Interval(0.02, 0.01, 0.03))
    '2.0 points [1.0, 3.0]'
    """
    return text.show(gap, "rate").replace(" %", " points", 1)


def short(outcome: Outcome) -> str:
    """An outcome in a few words."""
    return SHORT[outcome]


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
