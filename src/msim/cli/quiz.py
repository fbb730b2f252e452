"""`msim quiz`: ten questions for before and after an hour, to read, to print, to import."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from msim.cli.options import Json, Quiet
from msim.cli.screen import console, say, say_json

Answers = Annotated[bool, typer.Option("--answers", help="Say what is right, and why.")]
Export = Annotated[
    Path | None,
    typer.Option("--export", metavar="DIR", help="Write the sheets, and GIFT for a course system."),
]


def command(
    answers: Answers = False, export: Export = None, as_json: Json = False, quiet: Quiet = False
) -> None:
    """Ask ten questions before an hour and after it: does it teach?

    On paper with --export, in class with `msim class`. No names; nothing leaves this machine.
    """
    from msim.lessons.quiz import sheets
    from msim.report.common import terminal

    place = sheets.export(export) if export else None
    if as_json:
        say_json(sheets.record(answers) | ({"folder": str(place)} if place else {}))
    elif place and not quiet:
        say(f"written: {place}")
    elif not place:
        terminal.show(sheets.document(answers), console())
