"""`msim report`: builds page and figures again from a results folder."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from msim.cli.options import Json, Quiet
from msim.cli.screen import console, say_json
from msim.report.common import drawing

Folder = Annotated[Path, typer.Argument(metavar="DIR", help="A results folder.")]


def command(directory: Folder, as_json: Json = False, quiet: Quiet = False) -> None:
    """Build the page and the figures again from a results folder; its numbers stay as they are."""
    drawing.start()
    from msim.report.common import terminal
    from msim.report.run import sections

    place = sections.rebuild(directory)
    if as_json:
        found = {"folder": str(place), "page": str(place / "report.html")}
        say_json(found)
    elif not quiet:
        terminal.paths(console(), place, "report.html")
