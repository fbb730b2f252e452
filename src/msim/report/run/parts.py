"""What the terminal prints of the parts that only some runs have, each only where there is one."""

from __future__ import annotations

from collections.abc import Iterator

from rich.table import Table
from rich.text import Text

from msim.core.text import Interval, Unit, bounds, digits, mean, plain
from msim.report.common.names import label
from msim.report.common.terminal import grid
from msim.report.run import attribution as factors
from msim.report.run import districts as counted
from msim.report.run import earned, opponent, tables
from msim.report.run.data import ReportData

MOST = 5  # districts shown


def sections(data: ReportData) -> Iterator[tuple[Table | None, list[str]]]:
    """Each part that this run has: a small table, and sentences under it."""
    told = earned.earned(data)
    every = (
        (None, [told] if told else []),
        (districts(data), counted.districts(data)),
        (None, counted.mandate(data)),
        (None, opponent.opponent(data)),
        (game(data), opponent.game(data)),
        (None, counted.pilot(data)),
        (attribution(data), factors.attribution(data)),
    )
    yield from ((table, told) for table, told in every if table is not None or told)


def _headed(first: str, *others: str) -> Table:
    """A column of words, then columns of numbers."""
    table = grid()
    table.add_column(Text(plain(first)), overflow="fold")
    for title in others:
        table.add_column(Text(plain(title)), justify="right", no_wrap=True)
    return table


def _row(table: Table, *cells: str) -> None:
    table.add_row(*(Text(plain(cell)) for cell in cells))


def _both(value: Interval, unit: Unit) -> str:
    return f"{mean(value, unit)} {bounds(value, unit)}".strip()


def districts(data: ReportData) -> Table | None:
    """The districts with most power, in the first world."""
    found = tables.districts(data)
    if found.empty:
        return None
    shown = found.head(MOST)
    table = _headed(
        f"{len(shown)} of {len(found)} districts",
        *("all power %", "el. votes", "silent share %", "power of a vote"),
    )
    for row in shown.to_dict("records"):
        _row(
            table,
            f"district {int(row['district'])}",
            digits(row["power_share"], "rate", 1),
            digits(row["electoral_votes"], "number", 0),
            digits(row["silent_share_pp"], "points", 1),
            digits(row["power_per_vote"], "number", 1),
        )
    return table


def game(data: ReportData) -> Table | None:
    """The payoffs: the own side chooses the row, the other side the column."""
    found = tables.game(data)
    if found.empty:
        return None
    rivals = list(dict.fromkeys(found["rival"]))
    table = _headed("own net votes: own side", *(f"other: {label(name)}" for name in rivals))
    for own, rows in found.groupby("own", sort=False):
        values = {row["rival"]: Interval.of(row) for row in rows.to_dict("records")}
        _row(table, label(str(own)), *(_both(values[name], "votes") for name in rivals))
    return table


def attribution(data: ReportData) -> Table | None:
    """What each factor adds, and all of them together."""
    found = tables.attribution(data)
    if found.empty:
        return None
    unit = factors.shared_out(data).unit
    named = f"{factors.shared_out(data).label}, {factors.unit_of(data)}"
    table = _headed(f"factor ({named})", "adds [interval]", "alone [interval]")
    for row in found.to_dict("records"):
        alone = Interval.of(
            {"mean": row["alone"], "low": row["alone_low"], "high": row["alone_high"]}
        )
        _row(table, str(row["factor"]), _both(Interval.of(row), unit), _both(alone, unit))
    _row(table, "together", _both(factors.together(data), unit), "")
    return table
