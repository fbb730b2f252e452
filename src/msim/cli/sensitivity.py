"""`msim sensitivity`: what a finished study says: indices, boxes, phase diagram, choices."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from msim.cli.frame import printed
from msim.cli.options import Json, Out, Quiet, known_names
from msim.cli.screen import console
from msim.core.errors import InputError
from msim.core.paths import absolute
from msim.core.wording import say as told
from msim.report.common import drawing

if TYPE_CHECKING:
    import pandas as pd

    from msim.report.study.result import Study
    from msim.study.records import Design

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
Prior = Annotated[
    Path | None,
    typer.Option(
        "--prior", metavar="FILE",
        help="Another prior: ranges or distributions of some parameters, under [parameters].",
    ),
]  # fmt: skip


Box = Annotated[
    int | None,
    typer.Option("--box", metavar="STEP", min=0, help="Another step of peeling for the box."),
]
Where = Annotated[
    list[str] | None,
    typer.Option(
        "--where", metavar="CONDITION",
        help="Only points where a key or measure is so: 'world.party_correlation >= 0.5'.",
    ),
]  # fmt: skip


def command(  # noqa: PLR0913 (an option each)
    study: Finished,
    x: Across = None,
    y: Upwards = None,
    prior: Prior = None,
    box: Box = None,
    where: Where = None,
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
    from msim.study.filtering import read_where
    from msim.study.prior import read_prior

    found = Study.read(folder)
    checked(found, {"--x": x, "--y": y})
    place = found.save(out) if out else folder
    other = () if prior is None else read_prior(prior, found.design, known_names)
    some, asked = found.only(*(where or ())), read_where(where or (), found.design)
    data = StudyData(found.design, some.points, some.null, x or "", y or "", other,
                     under_other_seeds(folder, where or ()), box, asked, found.points)
    if box is not None and data.boxes is None:
        raise InputError(data.why("boxes").removesuffix(".") or told("box_none", box=box))
    if prior is not None and data.reweighed is None:
        key = found.design.parameters[0].key
        why = told("prior_none", key=key)
        raise InputError(f"--prior {prior}: {why}")
    sections.REPORT.save(data, place)

    def show() -> None:
        terminal.show(sections.document(data), console(), place, sections.REPORT.page)

    printed(lambda: summary(data), show, place, as_json, quiet)


def under_other_seeds(
    folder: Path, where: Sequence[str] = ()
) -> tuple[tuple[Design, pd.DataFrame], ...]:
    """The same study under other seeds, as `msim sweep --seeds` left it beside its own points.

    where: conditions, as of `Study.only`.
    """
    from msim.report.study.result import Study
    from msim.study.store import NAME

    places = sorted(folder.glob("seed-*"), key=lambda each: (len(each.name), each.name))
    found = [Study.read(each) for each in places if (each / NAME).is_file()]
    return tuple((each.design, each.only(*where).points) for each in found)


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
    """Raises InputError, which names the option, for what is no range or measure of the study."""
    from msim.scenario.phrases import hint

    ranges = [p.key for p in study.design.parameters if p.numeric]
    if ranges:
        ranges += study.design.measures
    for option, key in typed.items():
        if key is not None and key not in ranges:
            told = hint(key, ranges) if ranges else "it varies none"
            raise InputError(f"{option} {key}: no range of this study; {told}")
