"""`msim run`: every arm of a scenario on the same synthetic electorate; the main job."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from msim.cli import frame
from msim.cli.options import (
    Config,
    Json,
    Out,
    Quiet,
    Replicates,
    Scheduler,
    Seed,
    Set,
    Workers,
    scenario_of,
)
from msim.report.common import drawing

if TYPE_CHECKING:
    from msim.cli.screen import Report
    from msim.report.common.result import Result

Turns = Annotated[
    bool, typer.Option("--turns", help="Say too where the verdict turns, for each main key.")
]


def command(  # noqa: PLR0913 (an option each)
    config: Config = "baseline",
    changes: Set = None,
    seed: Seed = None,
    replicates: Replicates = None,
    workers: Workers = None,
    scheduler: Scheduler = None,
    out: Out = None,
    as_json: Json = False,
    quiet: Quiet = False,
    turns: Turns = False,
) -> None:
    """Compare every arm on the same synthetic electorate: reach, votes, cost, and the verdict.

    Prints a table and writes a results folder with the page (results/NAME unless --out is given).
    """
    drawing.start()
    scenario = scenario_of(config, changes, seed, replicates, workers, scheduler)
    from msim.report.common import folder

    def make(report: Report | None) -> Result:
        from msim import api

        found = api.compare(scenario, report)
        return found.with_turns(report) if turns else found

    place = out or folder.usual(config, scenario.population.name)
    frame.results("run", make, place, as_json, quiet)
