"""What `msim whatif` prints: the keys that differ, what moved, and what did not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.text import Text

from msim.core.text import Interval, bounds, digits, mean, places, plain
from msim.experiment.engine.measures import MEASURES
from msim.report.common.names import measure
from msim.report.common.terminal import grid

if TYPE_CHECKING:
    import pandas as pd

# What a reader asks of first; the rest is in the JSON.
LEFT_OUT = ("average_frequency", "turnout_pp")
SHOWN = tuple(name for name, each in MEASURES.items() if each.shown and name not in LEFT_OUT)


def whatif(changed: Mapping[str, tuple[Any, Any]], table: pd.DataFrame, console: Console) -> None:
    """Prints a changed scenario beside its twin.

    Args:
        changed: keys that differ, with the value before and after.
        table: a row an arm and measure: arm, measure, before, after, difference, low, high, moved.
        console: where to print.
    """
    _say(console, f"{_plural(len(changed), 'key')} changed", "bold")
    for key, (before, after) in changed.items():
        _say(console, f"  {key}: {_value(before)} > {_value(after)}")
    main = table[table["measure"].isin(SHOWN)]
    moved = main[main["moved"].astype(bool)]
    _say(console)
    _say(console, "Changed (the 95 % interval of the difference excludes zero)", "bold")
    if moved.empty:
        _say(console, "  nothing")
    else:
        _print(moved, console)
    still = main[~main["moved"].astype(bool)]
    if not still.empty:
        _say(console)
        _say(console, "No detectable change, or too few worlds for an interval", "bold")
        for name, rows in still.groupby("measure", sort=False):
            every = len(rows) > 1 and len(rows) == int((main["measure"] == name).sum())
            arms = "every arm" if every else ", ".join(rows["arm"])
            _say(console, f"  {measure(str(name)).label}: {arms}")
    _say(console)
    count = int(table["moved"].astype(bool).sum())
    _say(console, f"{count} of all {len(table)} numbers changed; --json gives every one.", "dim")


def _print(rows: pd.DataFrame, console: Console) -> None:
    table = grid()
    for title in ("measure", "arm"):
        table.add_column(title, no_wrap=True)
    for title in ("before", "after", "difference [interval]"):
        table.add_column(Text(title), justify="right", no_wrap=True)
    last = ""
    for row in rows.sort_values("measure", key=_order, kind="stable").to_dict("records"):
        found = measure(str(row["measure"]))
        gap = Interval.of({"mean": row["difference"], "low": row["low"], "high": row["high"]})
        fine = places(gap, found.unit)
        unit = {"rate": " %", "votes": "", "money": ""}.get(found.unit, "")
        shown = [digits(row[key], found.unit, fine) + unit for key in ("before", "after")]
        cells = [*shown, f"{mean(gap, found.unit)} {bounds(gap, found.unit)}"]
        named = found.label if found.label != last else ""
        table.add_row(named, str(row["arm"]), *(Text(plain(cell)) for cell in cells))
        last = found.label
    console.print(table)


def _order(names: pd.Series[Any]) -> pd.Series[Any]:
    return names.map({name: index for index, name in enumerate(SHOWN)})


def _say(console: Console, text: str = "", style: str = "") -> None:
    console.print(Text(plain(text), style=style))


def _plural(count: int, noun: str) -> str:
    return f"1 {noun}" if count == 1 else f"{count} {noun}s"


def _value(value: object) -> str:
    if value is None:
        return "not set"
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return text if len(text) <= 40 else f"{text[:37]}..."
