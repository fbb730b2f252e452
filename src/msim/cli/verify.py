"""`msim verify`: published results and closed forms, obtained through the same code."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from msim.cli.options import Json, Quiet, Seed
from msim.cli.screen import console, progress
from msim.core.errors import InputError

Quick = Annotated[
    bool, typer.Option("--quick", help="A tenth of the draws: seconds, and wider intervals.")
]
Names = Annotated[
    list[str] | None, typer.Argument(metavar="[ROW ...]", help="Rows by name; all without any.")
]


def command(
    names: Names = None,
    quick: Quick = False,
    seed: Seed = None,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Hold msim against published results: published, obtained, tolerance, inside or not.

    Rows outside are shown and counted; they are no failure, and the exit status is 0.
    """
    start = number(seed)
    from msim.report import verify as verify_terminal
    from msim.verify import run

    with progress(quiet, "rows") as report:
        found = run.rows(quick, start, names or None, report)
    if as_json:
        from msim import __version__

        said = {"msim": __version__, **run.summary(found, start)}
        typer.echo(json.dumps(said, allow_nan=False, ensure_ascii=False))
    else:
        verify_terminal.show(found, console(), quiet)


def number(seed: str | None) -> int:
    """The seed that was typed, 1 without one.

    Raises InputError for what is no whole number from 0.

    >>> number("7"), number(None)
    (7, 1)
    """
    if seed is None:
        return 1
    if not (seed.isascii() and seed.isdigit()) or int(seed) > 2 * 10**18:
        raise InputError(f"--seed {seed}: must be a whole number between 0 and 2e18")
    return int(seed)
