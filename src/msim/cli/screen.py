"""Where the commands print: tables on standard output, progress on standard error."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console

Report = Callable[[int, int], None]


def console() -> Console:
    """Standard output: colour only on a terminal and never under NO_COLOR; 80 columns in a pipe."""
    from rich.console import Console

    width = None if sys.stdout.isatty() else 80
    return Console(highlight=False, width=width)


@contextmanager
def progress(quiet: bool, what: str = "replicates") -> Iterator[Report | None]:
    """A bar on standard error while something runs; None where that is no terminal, or if quiet."""
    if quiet or not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
    from rich.progress import TimeRemainingColumn as Remaining

    columns = (TextColumn(what), BarColumn(), MofNCompleteColumn(), Remaining())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=None)
        yield lambda done, wanted: bar.update(task, completed=done, total=wanted)
