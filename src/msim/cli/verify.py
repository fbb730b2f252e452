"""`msim verify`: published results and closed forms, obtained through the same code."""

from __future__ import annotations

from typing import Annotated

import typer

import msim
from msim.cli import frame
from msim.cli.options import Json, Out, Quiet, Seed
from msim.core.errors import InputError
from msim.report.common import drawing

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
    out: Out = None,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Hold msim against published results: published, obtained, accepted, inside or not.

    Rows that msim could have missed are counted; the others say what it would take, or check msim
    against itself. Rows outside are no failure, and the exit status is 0. With --out, a
    page, its figure and tables are written to DIR.
    """
    start = number(seed)
    if out:
        drawing.start()
    frame.results(
        "verify", lambda report: msim.verify.rows(quick, start, names or None, report),
        out, as_json, quiet, "rows", (quiet,),
    )  # fmt: skip


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
