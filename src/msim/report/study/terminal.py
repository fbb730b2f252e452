"""What `msim sensitivity` prints: the sentence, what decides, where, what hangs on choices."""

from __future__ import annotations

from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from msim.core.text import plain
from msim.report.common.terminal import grid, shown
from msim.report.study import sentences as words
from msim.report.study import tables
from msim.report.study.data import StudyData
from msim.report.study.sections import PAGE
from msim.report.study.tables import Grid


def show(data: StudyData, console: Console, place: Path | None = None) -> None:
    """Prints a study's answers on a terminal of 80 columns or more; `place` is its folder."""
    design = data.design
    _line(console, f"{design.name}: {len(data.table):,} points ({design.kind.replace('_', ' ')}) "
          f"over {len(design.parameters)} parameters", "bold")  # fmt: skip
    _line(console)
    _line(console, data.sentence, "bold")
    for told in (words.failures(design, data.table), *data.missing.values()):
        if told:
            _line(console)
            _line(console, told)
    _print(console, tables.outcomes(data))
    _print(console, tables.deciding(data))
    if data.boxes is not None:
        _line(console)
        _line(console, f"Box. {data.boxes}.")
    _print(console, tables.leaves(data))
    if data.phase is not None:
        _line(console)
        _line(console, words.turning(data.phase))
    if data.specifications is not None:
        _line(console)
        _line(console, words.choices(data.specifications))
        _print(console, tables.definitions(data))
        _print(console, tables.inference(data))
    _line(console)
    _line(console, f"{data.footer}. All of it is invented.", "dim")
    if place is not None:
        for name, path in (("results", place), ("page", place / PAGE)):
            console.print(Text(f"{name:<8} {shown(path)}"), soft_wrap=True)


def _print(console: Console, found: Grid | None) -> None:
    if found is None:
        return
    _line(console)
    console.print(drawn(found))
    _line(console, found.told, "dim")


def drawn(found: Grid) -> Table:
    """A table for the terminal: names fold, numbers stay on one line."""
    table = grid()
    table.padding = (0, 1, 0, 0)
    table.add_column(Text(plain(found.titles[0])), overflow="fold")
    for title in found.titles[1:]:
        numbers = title != "note"
        table.add_column(
            Text(plain(title)), justify="right" if numbers else "left", no_wrap=numbers
        )
    for row in found.rows:
        table.add_row(*(Text(plain(cell)) for cell in row))
    return table


def _line(console: Console, text: str = "", style: str = "") -> None:
    console.print(Text(plain(text), style=style))
