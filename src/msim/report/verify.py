"""What `msim verify` prints: a row a published result under who published it, and the regions."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from msim.core.text import MINUS, NOTHING, plain
from msim.report.common.terminal import grid
from msim.verify.row import Region
from msim.verify.run import Verified

WHY = "docs/evidence.md"


def show(found: Sequence[Verified], console: Console, quiet: bool = False) -> None:
    """Prints the rows on a terminal of 80 columns or more; quiet leaves out regions and remarks."""
    outside = [each for each in found if not each.inside]
    _line(console, f"{len(found)} published results: {len(found) - len(outside)} inside the "
          f"tolerance, {len(outside)} outside", "bold")  # fmt: skip
    _rows(found, console, quiet)
    if quiet:
        return
    for each in found:
        if each.obtained.region is not None:
            _line(console)
            region = each.obtained.region
            _line(console, f"{each.row.id}: {region.unit}, by {_axes(region)}", "bold")
            console.print(region_table(region))
    _line(console)
    if outside:
        _line(console, f"Outside: {', '.join(each.row.id for each in outside)}. Why, and what "
              f"each row sets: {WHY}. No row is tuned.")  # fmt: skip
    _line(console, "Obtained through msim's own message test, choice and engine, with the 95 % "
          "interval of its mean.", "dim")  # fmt: skip


def _rows(found: Sequence[Verified], console: Console, quiet: bool) -> None:
    """The rows in columns, those of one source under its name, each with what it is about."""
    lines = [HEAD, *(_cells(each) for each in found)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(HEAD))]

    def one(line: tuple[str, ...], style: str = "") -> None:
        first, *others = (
            cell.ljust(width) if column in (0, len(HEAD) - 1) else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(line, widths, strict=True))
        )
        text = "  ".join((first, *others)).rstrip()
        console.print(Text(text, style=style), soft_wrap=True)

    _line(console)
    one(HEAD, "bold")
    for source, rows in groupby(found, key=lambda each: each.row.source):
        _line(console)
        _line(console, source, "bold")
        for each in rows:
            one(_cells(each), "" if each.inside else "bold")
            if not quiet:
                row = each.row
                told = f"{row.what}; {row.unit}. Published: {row.said}."
                console.print(Padding(Text(plain(told), style="dim"), (0, 0, 0, 2)))


HEAD = ("row", "published", "obtained [95 %]", "accepted", "inside")


def _cells(each: Verified) -> tuple[str, ...]:
    row, got = each.row, each.obtained
    interval = ""
    if got.low is not None and got.high is not None:
        interval = f" [{figure(got.low)}, {figure(got.high)}]"
    bounds = accepted(*row.accepted)
    published = NOTHING if row.published is None else figure(row.published)
    inside = "yes" if each.inside else "NO"
    return plain(row.id), published, figure(got.mean) + interval, bounds, inside


def region_table(region: Region) -> Table:
    """A region, a row a value of the parameter that goes down."""
    table = grid()
    table.add_column(Text(plain(region.down)), overflow="fold")
    for name in region.columns:
        table.add_column(Text(plain(name)), justify="right", no_wrap=True)
    for name, values in zip(region.rows, region.values, strict=True):
        table.add_row(Text(plain(name)), *(Text(figure(value)) for value in values))
    return table


def _axes(region: Region) -> str:
    return plain(f"{region.down} and {region.across}" if region.across else region.down)


def accepted(low: float | None, high: float | None) -> str:
    """What counts as inside, in words.

    >>> accepted(-1.0, None), accepted(None, 25.5), accepted(0.4, 2.4)
    ('at least −1', 'at most 25.5', '0.4 to 2.4')
    """
    if low is None:
        return f"at most {figure(high)}"
    if high is None:
        return f"at least {figure(low)}"
    return f"{figure(low)} to {figure(high)}"


def figure(value: float | None) -> str:
    """A number to three digits, thousands separated.

    >>> figure(2886.3), figure(-0.0806), figure(1.42), figure(25.0), figure(None)
    ('2,886', '−0.081', '1.42', '25', '–')
    """
    if value is None:
        return NOTHING
    size = abs(value)
    decimals = 0 if size >= 100 else 1 if size >= 10 else 2 if size >= 1 else 3
    text = f"{round(size, decimals):,.{decimals}f}"
    text = text.rstrip("0").rstrip(".") if decimals else text
    return MINUS + text if value < 0 and text != "0" else text


def _line(console: Console, text: str = "", style: str = "") -> None:
    console.print(Text(plain(text), style=style))
