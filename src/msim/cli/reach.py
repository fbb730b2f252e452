"""`msim reach`: who is reached, how often, what more money buys, and what choices do."""

from __future__ import annotations

from typing import Annotated

import typer

import msim
from msim.cli.frame import CommandLine, Make, of_scenario
from msim.core.errors import InputError

Effective = Annotated[
    str,
    typer.Option("--effective", metavar="K", help="How often counts as often enough, 1 to 10."),
]


@of_scenario("reach", "steps")
def command(asked: CommandLine, effective: Effective = "3") -> Make:
    """Reach and frequency in depth: by arm, channel and group, over budget, and by choice.

    With --out, a page, its figures and tables are written to DIR.
    """
    times = often(effective)
    scenario = asked.scenario
    return lambda report: msim.reach_curves(scenario, times, report)


def often(typed: str) -> int:
    """How often counts as often enough, from what was typed.

    Raises InputError for what is no whole number from 1 to 10.

    >>> often("3")
    3
    """
    if not typed.isascii() or not typed.isdigit() or not 1 <= int(typed) <= 10:
        raise InputError(f"--effective {typed}: must be a whole number between 1 and 10")
    return int(typed)
