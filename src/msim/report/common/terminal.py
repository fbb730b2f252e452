"""How a document is printed: on a terminal of 80 columns or more, in signs that all of them have.

Colour and weight only repeat what the words say.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table as Grid
from rich.text import Text as Line

from msim.core.text import plain
from msim.report.common import document as parts
from msim.report.common.document import Block, Cell, Column, Document, Table, cell, unmarked

LOOKS: Mapping[str, str] = {
    "holds": "green", "fails": "red", "depends": "yellow", "cannot-be-told": "dim",
}  # fmt: skip
"""The colour of a verdict, which its words say too."""


def show(
    document: Document, console: Console, place: Path | None = None, page: str = "report.html"
) -> None:
    """Print a document: its opening, its sections one after the other, and where it is from.

    place: the folder where the results lie, and `page` within it.
    """
    say(console, document.opening, "bold")
    for section in document.shown("terminal"):
        say(console)
        draw(section.blocks, console)
    say(console)
    say(console, document.origin or f"{document.footer}. All of it is invented.", "dim")
    if place is not None:
        paths(console, place, page)


def draw(blocks: Sequence[Block], console: Console) -> None:
    """Print blocks one below the other, tables apart from what stands before them."""
    for index, block in enumerate(blocks):
        if index and isinstance(block, Table | parts.Card):
            say(console)
        match block:
            case parts.Text():
                say(console, block.text, "dim" if block.quiet else LOOKS.get(block.look, ""))
            case parts.Points():
                for item in block.items:
                    say(console, item)
            case parts.Answer():
                for number, sentence in enumerate(block.sentences):
                    say(console, sentence, "" if number else "bold")
            case Table():
                console.print(fitted(table(block), console))
                if block.key or block.caption:
                    say(console, block.key or block.caption, "dim")
            case parts.Glossary():
                for term, meaning in block.items:
                    say(console, f"{term}: {meaning}")
            case parts.Card():
                say(console, block.title, "bold")
                draw(block.blocks, console)
            case parts.Code():
                console.print(Line(block.text), soft_wrap=True)
            case parts.Details():
                say(console, block.summary, "bold")
                draw(block.blocks, console)
            case _:
                pass  # a terminal has no pictures


def say(console: Console, text: str = "", style: str = "") -> None:
    """Print a line of text; brackets are brackets here, not markup."""
    console.print(Line(plain(unmarked(text)), style=style))


def grid() -> Grid:
    """A table without lines, for numbers."""
    return Grid(box=None, padding=(0, 2, 0, 0), header_style="bold", pad_edge=False)


def table(found: Table) -> Grid:
    """A document's table: words to the left, numbers to the right and on one line."""
    made = grid()
    for index, column in enumerate(found.columns):
        if column.where == "page":
            continue
        words = index == 0 or column.words
        fold = (column.words and index > 0) or (index == 0 and found.fold)
        made.add_column(
            Line(plain(column.short or column.title)),
            justify="left" if words else "right",
            no_wrap=not fold,
            overflow="fold",
        )
    for row in found.rows:
        cells = [
            _line(column, cell(content))
            for column, content in zip(found.columns, row, strict=True)
            if column.where != "page"
        ]
        made.add_row(*cells, style="bold" if cell(row[0]).text in found.strong else "")
    return made


def _line(column: Column, content: Cell) -> Line:
    between = content.interval if column.interval else ""
    text = unmarked(f"{content.text} {between}".rstrip())
    return Line(plain(text), style=LOOKS.get(content.look, ""))


def fitted(made: Grid, console: Console) -> Grid:
    """The table with columns closer together where it would not fit else."""
    wide = console.measure(made, options=console.options.update(width=10_000)).maximum
    if wide > console.width:
        made.padding = (0, 1, 0, 0)
    return made


def paths(console: Console, folder: Path, page: str) -> None:
    """Where the results and the page lie; never wrapped, so that they can be copied."""
    for name, path in (("results", folder), ("page", folder / page)):
        console.print(Line(f"{name:<8} {shown(path)}"), soft_wrap=True)


def shown(path: Path) -> Path:
    """The path as seen from the working directory where it lies within, else as it is."""
    try:
        return path.resolve().relative_to(Path.cwd())
    except (ValueError, OSError):
        return path


def frame(console: Console, rows: Iterable[Iterable[object]], header: Iterable[str]) -> None:
    """Print any small table: numbers to the right, as fine as four digits."""
    body = [[_written(value) for value in row] for row in rows]
    made = grid()
    for index, title in enumerate(header):
        numeric = all(_numeric(row[index]) for row in body)
        made.add_column(Line(plain(title)), justify="right" if numeric else "left", overflow="fold")
    for row in body:
        made.add_row(*map(Line, row))
    console.print(made)


def _written(value: object) -> str:
    if isinstance(value, float):
        if value != value:
            return "-"
        return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.4g}"
    if isinstance(value, int) and not isinstance(value, bool):
        return f"{value:,}"
    return "-" if value is None else plain(str(value))


def _numeric(text: str) -> bool:
    return text in ("-", "") or text.replace(",", "").replace(".", "").lstrip("-").isdigit()
