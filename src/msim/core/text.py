"""How a number is written: as many digits as its interval bears, and its unit.

A mean is never written finer than its interval allows: one step of the last digit shown is a
fifth to a fiftieth of the interval's half-width. One number without an interval keeps four digits.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    import pandas as pd

Unit = Literal["votes", "rate", "points", "money", "ratio", "number"]

MINUS = "\u2212"
NOTHING = "\u2013"  # where there is no number
SCALE: dict[Unit, float] = {"rate": 100.0}
# Digits after the point that are never exceeded, and those used where an interval has no width.
MOST: dict[Unit, int] = {"votes": 0, "rate": 2, "points": 3, "money": 2, "ratio": 3, "number": 2}
USUAL: dict[Unit, int] = {"votes": 0, "rate": 1, "points": 2, "money": 0, "ratio": 2, "number": 2}


@dataclass(frozen=True)
class Interval:
    """A mean and the two bounds of its 95 % interval; any of them may be unknown (None)."""

    mean: float | None
    low: float | None = None
    high: float | None = None
    reason: str = ""

    @classmethod
    def of(cls, entry: object) -> Interval:
        """From an entry of `summary.json`, a mapping with mean, low and high; else all unknown.

        >>> Interval.of({"mean": 2, "low": 1, "high": None})
        Interval(mean=2.0, low=1.0, high=None, reason='')
        """
        if not isinstance(entry, Mapping):
            return cls(None)
        mean, low, high = (_number(entry.get(key)) for key in ("mean", "low", "high"))
        return cls(mean, low, high, str(entry.get("reason") or ""))

    @property
    def known(self) -> bool:
        """Whether there is a mean."""
        return self.mean is not None

    @property
    def bounded(self) -> bool:
        """Whether both bounds of the interval are known."""
        return self.low is not None and self.high is not None

    @property
    def side(self) -> int:
        """1 where the whole interval is above zero, -1 where below, 0 where it holds zero."""
        if self.low is None or self.high is None:
            return 0
        return int(self.low > 0) - int(self.high < 0)

    def flipped(self) -> Interval:
        """The same quantity counted the other way round."""
        mean, low, high = (None if x is None else -x for x in (self.mean, self.low, self.high))
        return Interval(mean, high, low, self.reason)

    @property
    def larger(self) -> Interval:
        """The same quantity counted the way round in which its mean is not negative."""
        return self.flipped() if (self.mean or 0.0) < 0 else self


def _number(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if math.isfinite(value) else None


def places(interval: Interval, unit: Unit) -> int:
    """Digits after the point that the interval bears (negative: tens, hundreds).

    >>> places(Interval(13_612.0, 12_914.0, 14_310.0), "votes")
    -2
    """
    if interval.low is None or interval.high is None or not interval.high > interval.low:
        return USUAL[unit]
    half = (interval.high - interval.low) / 2 * SCALE.get(unit, 1.0)
    half = max(half, 1e-12)  # what is narrower is rounding
    exponent = math.floor(math.log10(half))
    lead = half / 10.0**exponent
    return min(MOST[unit], -exponent + (1 if lead < 5 else 0))


def digits(value: float | None, unit: Unit, decimals: int | None = None) -> str:
    """A number without its unit, thousands separated, rounded to `decimals` places.

    >>> digits(-13_612.0, "votes", -2), digits(0.94127, "rate", 1), digits(None, "votes")
    ('−13,600', '94.1', '–')
    """
    if value is None or not math.isfinite(value):
        return NOTHING
    decimals = USUAL[unit] if decimals is None else decimals
    rounded = round(value * SCALE.get(unit, 1.0), decimals)
    text = f"{abs(rounded):,.{max(0, decimals)}f}"
    return MINUS + text if rounded < 0 else text


def suffix(unit: Unit, currency: str = "") -> str:
    """What follows a number of this unit."""
    named = {"votes": " votes", "rate": " %", "points": " points"}
    return f" {currency}" if unit == "money" and currency else named.get(unit, "")


def mean(interval: Interval, unit: Unit) -> str:
    """The mean alone, as fine as its interval bears."""
    return digits(interval.mean, unit, places(interval, unit))


def bounds(interval: Interval, unit: Unit) -> str:
    """The interval alone, in brackets; empty where there is none."""
    if not interval.bounded:
        return ""
    decimals = places(interval, unit)
    low, high = (digits(bound, unit, decimals) for bound in (interval.low, interval.high))
    return f"[{low}, {high}]"


def show(interval: Interval, unit: Unit, currency: str = "") -> str:
    """Mean, unit and interval.

    >>> show(Interval(0.9413, 0.9401, 0.9429), "rate")
    '94.13 % [94.01, 94.29]'
    >>> show(Interval(120.0), "votes")
    '120 votes'
    """
    if not interval.known:
        return NOTHING
    text = mean(interval, unit) + suffix(unit, currency)
    brackets = bounds(interval, unit)
    return f"{text} {brackets}" if brackets else text


def plain(text: str) -> str:
    """The same text with signs that every terminal has, and nothing that would move its cursor."""
    for sign, simple in ((MINUS, "-"), (NOTHING, "-"), ("\u00b7", "|"), ("\u00a0", " ")):
        text = text.replace(sign, simple)
    return "\n".join(map(printable, text.split("\n")))


def printable(text: str) -> str:
    r"""The text without anything that would move a terminal's cursor or turn its direction.

    >>> printable("a\x1b[2J")
    'a\\x1b[2J'
    """
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def number(value: float, span: float = 0.0) -> str:
    """A number as fine as a fiftieth of `span`, the range it lies in; three digits where it is 0.

    >>> number(-0.12345), number(3_250.0), number(0.5, 1.0), number(1234.0)
    ('−0.123', '3,250', '0.50', '1,234')
    """
    if not math.isfinite(value):
        return NOTHING
    scale = span / 50.0 if span > 0.0 else abs(value) / 100.0
    decimals = -math.floor(math.log10(scale)) if scale > 0.0 else 0
    if span <= 0.0:
        decimals = max(decimals, 0)
    rounded = round(value, decimals)
    text = f"{abs(rounded):,.{max(0, decimals)}f}"
    return MINUS + text if rounded < 0 else text


def ends(low: float, high: float, span: float = 0.0) -> str:
    """The ends of an interval in brackets, both as fine as `number` writes them in this span.

    >>> ends(0.331, 0.502, 1.0)
    '[0.33, 0.50]'
    """
    if not (math.isfinite(low) and math.isfinite(high)):
        return ""
    span = span or 10.0 * (high - low)
    return f"[{number(low, span)}, {number(high, span)}]"


def percent(share: float) -> str:
    """A share in percent; what is not quite nothing or all is not written as such.

    >>> percent(0.0), percent(0.002), percent(0.5), percent(0.999), percent(1.0)
    ('0 %', '0.2 %', '50 %', '99.9 %', '100 %')
    """
    near = 0.0 < share < 0.005 or 0.995 < share < 1.0
    return f"{100.0 * share:.1f} %" if near else f"{100.0 * share:.0f} %"


def choice(value: Any) -> str:
    """A value that was chosen, as text: lists by their items, tables by their entries.

    An empty list is `all`, an empty table `none`.

    >>> choice(["party", "schooling"]), choice([]), choice(True), choice("kmeans"), choice(4.0)
    ('party, schooling', 'all', 'yes', 'kmeans', '4')
    >>> choice({"turnout": 0.5}), choice({})
    ('turnout=0.5', 'none')
    """
    if isinstance(value, list | tuple):
        return ", ".join(choice(each) for each in value) or "all"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, Mapping):
        return ", ".join(f"{name}={choice(each)}" for name, each in value.items()) or "none"
    return str(value)


def as_json(value: Mapping[str, Any]) -> str:
    """Plain numbers and texts as JSON that people can read.

    >>> print(as_json({"arms": 2}), end="")
    {
     "arms": 2
    }
    """
    return json.dumps(value, indent=1, ensure_ascii=False, allow_nan=False) + "\n"


def as_csv(table: pd.DataFrame) -> str:
    """A table as CSV, the same on every system; no text in it is a formula to a spreadsheet."""
    told = table.select_dtypes(["object", "string"])
    cells = {str(name): [_no_formula(cell) for cell in told[name]] for name in told}
    changed = {name: each for name, each in cells.items() if each != list(told[name])}
    return str(table.assign(**changed).to_csv(index=False, lineterminator="\n"))


def _no_formula(cell: Any) -> Any:
    """A cell that begins as a formula does, and is no number, behind an apostrophe.

    >>> _no_formula("=1+1"), _no_formula("-0.5"), _no_formula("broadcast"), _no_formula(3)
    ("'=1+1", '-0.5', 'broadcast', 3)
    """
    if not isinstance(cell, str) or not cell.startswith(("=", "+", "-", "@")):
        return cell
    try:
        float(cell)
    except ValueError:
        return f"'{cell}"
    return cell
