"""`msim reproduce`: makes a results folder again, and says whether the bytes are the same."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from msim.cli.options import Json, Out, Quiet
from msim.cli.screen import console, prepare, progress, say_json
from msim.report.common import drawing

Folder = Annotated[Path, typer.Argument(metavar="DIR", help="A results folder.")]


def command(
    directory: Folder, out: Out = None, as_json: Json = False, quiet: Quiet = False
) -> None:
    """Make a results folder again from what lies in it, and compare file by file.

    Exit status 0 where every byte is the same, else 1. With --out, what was made again is kept.
    """
    drawing.start()
    prepare(quiet or as_json)
    from msim.report.common import terminal
    from msim.report.reproduction import sections
    from msim.reproduction import reproduce

    drawing.spread()
    with progress(quiet) as report:
        found = reproduce(directory, out, report)
    if as_json:
        say_json(found.summary)
    else:
        terminal.show(sections.document(found), console())
    if not found.same:
        raise typer.Exit(1)
