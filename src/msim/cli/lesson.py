"""`msim lesson`: the lessons there are, one to read, and all of it as files for a class."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from msim.cli.options import Json, Quiet
from msim.cli.screen import console, progress, say, say_json
from msim.core.errors import InputError

if TYPE_CHECKING:
    from msim.lessons.lesson import Lesson

Name = Annotated[str | None, typer.Argument(metavar="[NAME]", help="A lesson; without it, a list.")]
Export = Annotated[
    Path | None,
    typer.Option(
        "--export", metavar="DIR",
        help="Write lesson, worksheet, instructor's sheet, notebook and solutions.",
    ),
]  # fmt: skip
Reveal = Annotated[
    bool, typer.Option("--reveal", help="Show the results as well; runs the lesson's notebook.")
]


def command(
    name: Name = None,
    export: Export = None,
    reveal: Reveal = False,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Lessons of 20 to 45 minutes for a class: predict, then look.

    Without NAME they are listed; with --export, all of it is written for printing and projecting.
    """
    if reveal and (name is None or export is not None):
        raise InputError("--reveal is for one lesson on the terminal: msim lesson NAME --reveal")
    from msim.lessons import find, lessons

    chosen = (find(name),) if name else lessons()
    if export is not None:
        place = written(chosen, export, name is None, quiet)
        if as_json:
            say_json({"folder": str(place), "lessons": [each.name for each in chosen]})
        elif not quiet:
            say(f"written: {place}")
    elif as_json:
        told = [record(each) for each in chosen]
        say_json(told[0] | {"text": shown(chosen[0], reveal)} if name else {"lessons": told})
    else:
        from msim.lessons import show

        if name:
            show.show(chosen[0], console(), reveal)
        else:
            show.show_list(console())


def written(chosen: tuple[Lesson, ...], place: Path, many: bool, quiet: bool) -> Path:
    """Write the lessons' files; gives the folder's path."""
    from msim.lessons.export import export

    with progress(quiet, "lessons") as report:
        return export(chosen, place, report, many)


def shown(lesson: Lesson, reveal: bool) -> str:
    """The lesson as Markdown."""
    from msim.lessons.show import told

    return told(lesson, reveal)


def record(lesson: Lesson) -> dict[str, Any]:
    """What `--json` says of a lesson."""
    return {
        "name": lesson.name,
        "title": lesson.title,
        "minutes": lesson.minutes,
        "question": lesson.question,
    }
