"""`msim debate`: the claims of two news reports, and in which worlds they hold."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

import msim
from msim.cli.frame import going_on, printed
from msim.cli.options import Json, Out, Quiet, Seed, Workers
from msim.cli.screen import console, prepare, progress
from msim.cli.sweep import whole
from msim.core.errors import InputError
from msim.report.common import drawing

Claims = Annotated[
    list[str] | None,
    typer.Argument(metavar="[CLAIM ...]", help="Claims by name, or files; all without any."),
]
Quick = Annotated[
    bool, typer.Option("--quick", help="Few worlds and replicates: minutes for all.")
]
Points = Annotated[
    str | None, typer.Option("--points", metavar="N", help="Worlds of each prior.")
]
Replicates = Annotated[
    str | None, typer.Option("--replicates", metavar="N", help="Replicates of a world, at most.")
]


def command(  # noqa: PLR0913 (an option each)
    claims: Claims = None,
    quick: Quick = False,
    points: Points = None,
    replicates: Replicates = None,
    seed: Seed = None,
    workers: Workers = None,
    out: Out = None,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Ask the claims of the debate in many worlds: each holds, fails, depends or cannot be told.

    Prints a table (one claim: in full) and writes debate.html. Each world is kept as soon as it is
    finished, in results/debate unless --out is given: the same command goes on where it stopped.
    """
    drawing.start()
    prepare(quiet or as_json)
    from msim.api import NAMES
    from msim.claims.claim import DebateClaim
    from msim.claims.reading import read_every
    from msim.experiment.comparison.intervals import FEWEST
    from msim.report.common import folder, terminal
    from msim.report.debate import sections

    threads = counted(workers)
    lowest = {"points": 2, "replicates": FEWEST, "seed": 0}
    typed = {"points": points, "replicates": replicates, "seed": seed}
    numbers = {name: at_least(f"--{name}", each, lowest[name]) for name, each in typed.items()}
    asked: list[DebateClaim] = read_every(claims, NAMES)
    page = sections.REPORT.page
    place = folder.ready(out or usual(claims), page)
    drawing.spread()
    with progress(quiet, "worlds") as report, going_on(quiet):
        found = msim.debate(asked, quick, place, threads, report, **numbers)
    found.save(place)

    def show() -> None:
        screen = console()
        terminal.show(sections.document(found.data, screen.width), screen, place, page)

    printed(lambda: found.summary, show, place, as_json, quiet)


def at_least(option: str, typed: str | None, least: int) -> int | None:
    """The whole number that was typed; None where none was.

    Raises InputError for anything else, and for less than the least.

    >>> at_least("--points", "24", 2)
    24
    """
    found = whole(option, typed)
    if found is not None and found < least:
        raise InputError(f"{option} {typed}: must be at least {least}")
    return found


def usual(claims: list[str] | None) -> Path:
    """Where the results go unless told otherwise.

    >>> usual(None).as_posix(), usual(["boring-meetings"]).as_posix()
    ('results/debate', 'results/debate-boring-meetings')
    """
    stems = [Path(name).stem for name in claims or ()]
    return Path("results") / "-".join(["debate", *stems])[:80]


def counted(workers: str | None) -> int | str:
    """The number of processes that was typed; `auto` where none was.

    >>> counted(None), counted("2")
    ('auto', 2)
    """
    if workers in (None, "auto"):
        return "auto"
    assert workers is not None
    if not workers.isascii() or not workers.isdigit() or not 1 <= int(workers) <= 1024:
        raise InputError(f"--workers {workers}: must be a whole number between 1 and 1024, or auto")
    return int(workers)
