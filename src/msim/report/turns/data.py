"""Where a scenario turns, as one record; what page, figure and terminal read."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from msim.core.text import number
from msim.report.common.result import ReportContent
from msim.scenario.keydocs import explain, label

if TYPE_CHECKING:
    import pandas as pd

NUMBERS = (
    *("today", "low", "high", "evidence_low", "evidence_central", "evidence_high", "distance"),
    *("turn_at", "turn_low", "turn_high", "win_at", "win_low", "win_high"),
)


class TurnPoint(NamedTuple):
    """A turning point for a reader: where, its bounds, and whether it lies above today's value."""

    at: float
    low: float | None
    high: float | None
    above: bool


@dataclass(frozen=True)
class TurnRow:
    """A row of `turns.csv`. of: its numbers, None where it has none."""

    key: str
    verdict: str
    into: str
    of: Mapping[str, float | None]

    @property
    def label(self) -> str:
        """What a reader calls the key."""
        return label(self.key)

    @property
    def unit(self) -> str:
        """The key's unit."""
        return explain(self.key).unit

    @property
    def published(self) -> tuple[float, float] | None:
        """The lowest and highest published value."""
        names = ("evidence_low", "evidence_central", "evidence_high")
        known = [end for name in names if (end := self.of[name]) is not None]
        return (min(known), max(known)) if len(known) > 1 else None

    def point(self, which: str) -> TurnPoint | None:
        """The nearest `turn`, or the nearest at which a `win` begins or ends."""
        at, today = self.of[f"{which}_at"], self.of["today"]
        if at is None or today is None:
            return None
        return TurnPoint(at, self.of[f"{which}_low"], self.of[f"{which}_high"], at > today)

    def written(self, value: float | None) -> str:
        """A value of the key, as fine as its range bears."""
        low, high = self.of["low"] or 0.0, self.of["high"] or 0.0
        return number(math.nan if value is None else value, high - low)

    def place(self, value: float) -> float:
        """Where a value lies in the range that was searched, from 0 to 1; at its ends if beyond."""
        low, high = self.of["low"] or 0.0, self.of["high"] or 0.0
        return min(max((value - low) / ((high - low) or 1.0), 0.0), 1.0)


class TurnsData(ReportContent):
    """All that may be said. tables: `turns`, a row a key, and `runs`, a row a value."""

    @property
    def turns(self) -> pd.DataFrame:
        """The turning points."""
        return self.tables["turns"]


def rows(turns: pd.DataFrame) -> Iterator[TurnRow]:
    """The rows of a table of turning points."""
    for each in turns.to_dict("records"):
        numbers = {name: None if each[name] != each[name] else each[name] for name in NUMBERS}
        into = each["into"] if isinstance(each["into"], str) else ""
        yield TurnRow(str(each["key"]), str(each["verdict"]), into, numbers)
