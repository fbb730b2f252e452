"""Compute, save, print: what every command does that gives results."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msim.cli.screen import Report, console, prepare, progress, say, say_json
from msim.report.common import drawing

if TYPE_CHECKING:
    from msim.report.common.result import Result

Make = Callable[[Report | None], "Result"]


def results(  # noqa: PLR0913 (what the commands share)
    room: str, make: Make, out: Path | None, as_json: bool, quiet: bool,
    what: str = "replicates", shown: tuple[Any, ...] = (),
) -> None:
    """Have results made, written where a folder was asked for, and printed.

    room: of `msim.report`, whose page they have. make: gives the results, and is handed what tells
    how far it is. what: is counted then. shown: what else their document takes.

    Raises InputError where the folder cannot take them, before anything is computed.
    """
    prepare(quiet or as_json)
    from msim.report.common import folder

    page = "report.html" if room == "run" else f"{room}.html"
    place = folder.ready(out, page) if out else None
    drawing.spread()
    with progress(quiet, what) as report:
        found = make(report)
    if place is not None:
        found.save(place)
    if as_json:
        say_json(found.summary)
        if place is not None and not quiet:
            say(f"results: {place}", err=True)
    else:
        # Here, and not above: what is only counted needs neither page nor tables.
        from msim.report.common import terminal

        sections = import_module(f"msim.report.{room}.sections")
        terminal.show(sections.document(found.data, *shown), console(), place, page)
