"""`msim sweep`: a designed study over parameters, which goes on where it stopped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import count as counting
from itertools import islice
from typing import TYPE_CHECKING, Annotated

import typer

import msim
from msim.cli.frame import going_on, printed
from msim.cli.options import (
    Json,
    Out,
    Quiet,
    Replicates,
    Scheduler,
    Seed,
    Set,
    Workers,
    known_names,
    overrides,
)
from msim.cli.screen import console, prepare, progress, say, say_json
from msim.core.errors import InputError, MsimError

if TYPE_CHECKING:
    from msim.study.records import Design

StudyFile = Annotated[
    str, typer.Argument(metavar="STUDY", help="A shipped study's name, a file, or -.")
]
Points = Annotated[
    str | None, typer.Option("--points", metavar="N", help="Points, instead of the file's number.")
]
BreakEven = Annotated[
    str | None,
    typer.Option(
        "--break-even", metavar="KEY",
        help="Instead: the value of one key at which the target reaches its worth.",
    ),
]  # fmt: skip
Seeds = Annotated[
    str | None,
    typer.Option("--seeds", metavar="N", help="Run it under N seeds, to see what hangs on one."),
]
Assumptions = Annotated[
    bool,
    typer.Option("--assumptions", help="STUDY is a scenario: screen all that it assumes."),
]
_TYPED = {"run.workers=": "--workers ", "run.scheduler=": "--scheduler "}


def command(  # noqa: PLR0913 (an option each)
    study: StudyFile,
    points: Points = None,
    replicates: Replicates = None,
    break_even: BreakEven = None,
    changes: Set = None,
    seed: Seed = None,
    seeds: Seeds = None,
    assumptions: Assumptions = False,
    workers: Workers = None,
    scheduler: Scheduler = None,
    out: Out = None,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Run a study over parameters: what comes of its claim at every point of a design.

    Each point is kept as soon as it is finished, in results/NAME unless --out is given: the same
    command goes on where it stopped, and with more --points or --replicates adds to what there is.
    """
    if workers is not None and scheduler is not None:
        raise InputError(f"--workers {workers}: threads here, and --scheduler {scheduler} has its "
                         "own; give one of the two")  # fmt: skip
    asked = {"points": points, "replicates": replicates, "seed": seed}
    numbers = {name: whole(f"--{name}", typed) for name, typed in asked.items()}
    set_ = overrides(changes, None, None, workers, scheduler)
    make = screened if assumptions else designed
    design, count = make(study, numbers, set_), whole("--seeds", seeds)
    if count is not None and count < 2:
        raise InputError(f"--seeds {seeds}: must be at least 2")
    if break_even is not None:
        if out is not None:
            raise InputError(f"--out {out}: --break-even prints what it finds and writes no files")
        _show_break_even(design, break_even, as_json, quiet)
        return
    wanted = numbers["points"]
    if not quiet and wanted is not None and design.points != wanted:
        say(f"--points {wanted}: {design.points} are run, as the design "
                   f"{design.kind} has them", err=True)  # fmt: skip
    prepare(quiet or as_json)
    from msim.report.common import folder
    from msim.report.study import sweep as study_sweep
    from msim.study import saving, tally

    place = saving.ready(out or folder.usual("-", design.name))
    with progress(quiet, "points") as report, going_on(quiet):
        found = msim.sweep(design, place, report)
        for at in islice(counting(design.seed), 1, count or 1):
            again = make(study, {**numbers, "seed": at}, set_)
            msim.sweep(again, place / f"seed-{at}", report)
    summary = tally.summary(found.run)

    def show() -> None:
        study_sweep.show(summary, console(), place)

    printed(lambda: summary, show, place, as_json, quiet)
    own = summary["worlds"]["own"]
    if own["failed"] == own["points"]:
        raise MsimError("every point failed: " + next(iter(own["errors"])))


def whole(option: str, typed: str | None) -> int | None:
    """The whole number that was typed; None where none was.

    Raises InputError for anything else.

    >>> whole("--points", "64")
    64
    """
    if typed is None:
        return None
    if not typed.isascii() or not typed.isdigit() or len(typed) > 18:
        raise InputError(f"{option} {typed}: must be a whole number")
    return int(typed)


def designed(study: str, numbers: dict[str, int | None], changes: Sequence[str]) -> Design:
    """The design that the command line asks for.

    Raises InputError, whose places name the option that was typed.
    """
    from msim.study.design import StudyOptions, read_design

    try:
        return read_design(study, StudyOptions(**numbers, changes=changes, names=known_names))
    except InputError as error:
        raise InputError([replace(each, file=_typed(each.file)) for each in error.problems]) \
            from None


def screened(study: str, numbers: dict[str, int | None], changes: Sequence[str]) -> Design:
    """The study that screens the assumptions of a scenario."""
    from msim.report.common import folder
    from msim.scenario import load
    from msim.study.assumed import screening

    more = [f"run.replicates={numbers['replicates']}"] * (numbers["replicates"] is not None)
    scenario = load(study, [*changes, *more], known_names)
    name = f"{folder.usual(study, scenario.population.name).name}-assumptions"
    return screening(scenario, name, numbers["points"], numbers["seed"])


def _typed(place: str) -> str:
    """`--set run.workers=3` as `--workers 3`."""
    for start, option in _TYPED.items():
        if place.startswith(f"--set {start}"):
            return option + place.removeprefix(f"--set {start}").strip('"')
    return place


def _show_break_even(design: Design, key: str, as_json: bool, quiet: bool) -> None:
    """Look for the value of one key at which the target reaches its worth, and print it."""
    from msim.report.common import terminal
    from msim.report.study import sentences
    from msim.study.analyze.break_even import break_even

    with progress(quiet, "values") as report:
        found = break_even(design, key, report)
    if as_json:
        told = {name: each.to_dict("records") if hasattr(each, "to_dict") else each
                for name, each in vars(found).items()}  # fmt: skip
        say_json(told)
    else:
        terminal.say(console(), sentences.break_even(found))
