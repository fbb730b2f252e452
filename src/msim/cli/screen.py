"""Where the commands print: tables on standard output, progress on standard error."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from rich.console import Console

Report = Callable[[int, int], None]


def console() -> Console:
    """Standard output: colour only on a terminal and never under NO_COLOR; 80 columns in a pipe."""
    from rich.console import Console

    width = None if sys.stdout.isatty() else 80
    return Console(highlight=False, width=width)


EVERY = 60.0
"""Seconds between two lines of progress."""


def _lines(what: str) -> Report:
    """Progress as lines for a log: how many of how many, and about how long it will still take."""
    begun = told = time.monotonic()
    before: int | None = None

    def report(done: int, wanted: int) -> None:
        nonlocal told, before
        now = time.monotonic()
        if before is None:
            before = done
        if now - told < EVERY or done >= wanted:
            return
        told = now
        left = ""
        if done > before:
            minutes = round((now - begun) / (done - before) * (wanted - done) / 60)
            left = f", about {minutes} min left" if minutes else ", less than 1 min left"
        typer.echo(f"{what}: {done:,} of {wanted:,}{left}", err=True)

    return report


@contextmanager
def progress(quiet: bool, what: str = "replicates") -> Iterator[Report | None]:
    """A bar on standard error while something runs, or a line a minute where it is no terminal.

    Nothing if quiet: then it gives None.
    """
    if quiet:
        yield None
        return
    if not sys.stderr.isatty():
        yield _lines(what)
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
    from rich.progress import TimeRemainingColumn as Remaining

    columns = (TextColumn(what), BarColumn(), MofNCompleteColumn(), Remaining())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=None)
        yield lambda done, wanted: bar.update(task, completed=done, total=wanted)
