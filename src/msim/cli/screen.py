"""Where the commands print: tables on standard output, progress on standard error."""

from __future__ import annotations

import codecs
import io
import json
import sys
import time
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from msim.core.errors import InputError
from msim.core.text import plain, printable
from msim.core.wording import say as told

if TYPE_CHECKING:
    from rich.console import Console

Report = Callable[[int, int], None]


def opened() -> None:
    """Make standard output and error fit for what is said: plain signs where they have no others.

    Raises InputError where standard output is closed.
    """
    codecs.register_error(PLAINLY, _plainly)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors=PLAINLY)
    if sys.stdout is None:
        raise InputError(told("closed", stream="output"))


def say(text: str, err: bool = False) -> None:
    """Print lines on standard output, or on standard error: nothing in them moves the cursor."""
    stream = sys.stderr if err else sys.stdout
    if stream is not None:
        stream.write("\n".join(map(printable, text.split("\n"))) + "\n")
        stream.flush()


def say_json(value: Any, indent: int | None = None) -> None:
    """Print one JSON object on standard output, in the signs that it has."""
    wide = (sys.stdout.encoding or "").lower().startswith("utf")
    text = json.dumps(value, allow_nan=False, ensure_ascii=not wide, indent=indent)
    say("".join(c if c.isprintable() or c == "\n" else json.dumps(c)[1:-1] for c in text))


PLAINLY = "msim.plainly"


def _plainly(error: UnicodeError) -> tuple[str, int]:
    """Signs that a stream does not have, by those that every one has."""
    assert isinstance(error, UnicodeEncodeError)
    return "".join(map(_bare, error.object[error.start : error.end])), error.end


def _bare(sign: str) -> str:
    """A sign without what ASCII does not have.

    >>> _bare("é"), _bare("–"), _bare("日")
    ('e', '-', '?')
    """
    return unicodedata.normalize("NFKD", plain(sign)).encode("ascii", "ignore").decode() or "?"


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
        say(f"{what}: {done:,} of {wanted:,}{left}", err=True)

    return report


def prepare(quiet: bool) -> None:
    """Have what a run needs compiled, if that was never done; says so in a line unless quiet."""
    from msim.execution import preparing

    if preparing.start() and not quiet:
        say(told("preparing"), err=True)


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
