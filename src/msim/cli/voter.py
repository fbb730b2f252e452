"""`msim voter`: one invented voter, followed; what is true, what is seen, what came of it."""

from __future__ import annotations

from typing import Annotated

import typer

import msim
from msim.cli.frame import CommandLine, Make, of_scenario
from msim.core.errors import InputError
from msim.core.wording import say as told

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


@of_scenario("voter", without=("replicates", "workers", "scheduler"))
def command(asked: CommandLine, index: Index = None, like: Like = None) -> Make:
    """Follow one invented voter: what is true, what the campaign sees, what came of it.

    Without --index or --like, a persuadable voter. A world may have no voter of a kind. With --out,
    a page is written to DIR.
    """
    at = number(index)
    scenario = asked.scenario
    return lambda _: msim.voter(scenario, at, like)


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
