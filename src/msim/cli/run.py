"""`msim run`: every arm of a scenario on the same synthetic electorate; the main job."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

import msim
from msim.cli.frame import CommandLine, Make, of_scenario
from msim.cli.screen import Report

if TYPE_CHECKING:
    from msim.report.common.result import Result

Turns = Annotated[
    bool, typer.Option("--turns", help="Say too where the verdict turns, for each main key.")
]


@of_scenario("run", kept=True)
def command(asked: CommandLine, turns: Turns = False) -> Make:
    """Compare every arm on the same synthetic electorate: reach, votes, cost, and the verdict.

    Prints a table and writes a results folder with the page (results/NAME unless --out is given).
    """
    scenario = asked.scenario

    def make(report: Report | None) -> Result:
        found = msim.compare(scenario, report)
        return found.with_turns(report) if turns else found

    return make
