"""`msim turns`: for each main key, the value at which the verdict is another."""

from __future__ import annotations

from typing import Annotated

import typer

import msim
from msim.cli.frame import CommandLine, Make, of_scenario
from msim.cli.options import listed

Keys = Annotated[
    str | None,
    typer.Option("--keys", metavar="KEY,KEY,...", help="Keys to move, not the main ones."),
]


@of_scenario("turns", "keys")
def command(asked: CommandLine, keys: Keys = None) -> Make:
    """Where does it turn? For each main key, the value at which the verdict is another.

    Beside what is published, sorted by how near the one lies to the other. With --out, a page, its
    figure and tables are written to DIR.
    """
    scenario = asked.scenario
    moved = None if keys is None else listed(keys)
    return lambda report: msim.turns(scenario, moved, report)
