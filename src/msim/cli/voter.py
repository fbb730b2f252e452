"""`msim voter`: one invented voter, followed; what is true, what is seen, what came of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from msim.cli import frame
from msim.cli.options import Config, Json, Out, Quiet, Seed, Set, scenario_of
from msim.core.errors import InputError
from msim.core.wording import say as told
from msim.report.common import drawing

if TYPE_CHECKING:
    from msim.cli.screen import Report
    from msim.report.common.result import Result

Index = Annotated[
    str | None, typer.Option("--index", metavar="N", help="Number, from 0.")
]
Like = Annotated[
    str | None,
    typer.Option(
        "--like", metavar="KIND",
        help="persuadable, supporter, opponent, unlikely, unknown, misread.",
    ),
]  # fmt: skip


def command(  # noqa: PLR0913 (an option each)
    config: Config = "baseline",
    index: Index = None,
    like: Like = None,
    changes: Set = None,
    seed: Seed = None,
    out: Out = None,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Follow one invented voter: what is true, what the campaign sees, what came of it.

    Without --index or --like, a persuadable voter. With --out, a page is written to DIR.
    """
    if out:
        drawing.start()
    scenario = scenario_of(config, changes, seed)
    at = number(index)

    def make(_: Report | None) -> Result:
        from msim import api

        return api.voter(scenario, at, like)

    frame.results("voter", make, out, as_json, quiet)


def number(index: str | None) -> int | None:
    """The number that was typed. Raises InputError for what is no whole number from 0.

    >>> number("7"), number(None)
    (7, None)
    """
    if index is None:
        return None
    if not (index.isascii() and index.isdigit() and len(index) < 18):
        raise InputError(told("index_number", given=index[:40]))
    return int(index)
