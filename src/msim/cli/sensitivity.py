"""`msim sensitivity`: what a finished study says: indices, boxes, phase diagram, choices."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from msim.cli.options import Json, Out, Quiet
from msim.cli.screen import console, say, say_json
from msim.core.errors import InputError
from msim.core.paths import absolute
from msim.report.common import drawing

if TYPE_CHECKING:
    from msim.report.study.result import Study

Finished = Annotated[
    str,
    typer.Argument(metavar="STUDY", help="A study that was run: its folder, name, or file."),
]
Across = Annotated[
    str | None, typer.Option("--x", metavar="KEY", help="Across, in the phase diagram.")
]
Upwards = Annotated[
    str | None, typer.Option("--y", metavar="KEY", help="Upwards, in the phase diagram.")
]


def command(
    study: Finished,
    x: Across = None,
    y: Upwards = None,
    out: Out = None,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """What decides, where it wins, where it turns, what hangs on choices: of a study that was run.

    Runs nothing. Page and figures go into the study's folder, or with --out into DIR, with the
    study.
    """
    drawing.start()
    folder = place_of(study)
    from msim.report.common import terminal
    from msim.report.study import sections
    from msim.report.study.data import StudyData
    from msim.report.study.result import Study
    from msim.report.study.summary import summary

    found = Study.read(folder)
    checked(found, {"--x": x, "--y": y})
    place = found.save(out) if out else folder
    data = StudyData(found.design, found.points, found.null, x or "", y or "")
    sections.save(data, place)
    if as_json:
        say_json(summary(data))
        if not quiet:
            say(f"results: {place}", err=True)
    else:
        terminal.show(sections.document(data), console(), place, sections.PAGE)


def place_of(study: str) -> Path:
    """The folder of a study: the one that was typed, or where `msim sweep` puts this study.

    Raises InputError where the study was not run.
    """
    from msim.study.store import NAME

    typed = absolute(study)
    if (typed / NAME).is_file():
        return typed
    if typed.is_dir():
        raise InputError(f"{study}: holds no study ({NAME})")
    from msim.cli.sweep import designed
    from msim.report.common import folder

    design = designed(study, {"points": None, "replicates": None, "seed": None}, ())
    place = folder.usual("-", design.name)
    if not (place / NAME).is_file():
        raise InputError(f"{study}: was not run yet ({place} holds no study); msim sweep {study}")
    return absolute(place)


def checked(study: Study, typed: dict[str, str | None]) -> None:
    """Raises InputError, which names the option, for a key that is no range of the study."""
    from msim.scenario.phrases import hint

    ranges = [p.key for p in study.design.parameters if p.numeric]
    for option, key in typed.items():
        if key is not None and key not in ranges:
            told = hint(key, ranges) if ranges else "it varies none"
            raise InputError(f"{option} {key}: no range of this study; {told}")
