"""`msim reach`: who is reached, how often, what more money buys, and what choices do."""

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
from msim.core.errors import InputError
from msim.report.common import drawing

if TYPE_CHECKING:
    from msim.cli.screen import Report
    from msim.report.common.result import Result

Effective = Annotated[
    str,
    typer.Option("--effective", metavar="K", help="How often counts as often enough, 1 to 10."),
]


def command(  # noqa: PLR0913 (an option each)
    config: Config = "baseline",
    effective: Effective = "3",
    changes: Set = None,
    seed: Seed = None,
    replicates: Replicates = None,
    workers: Workers = None,
    scheduler: Scheduler = None,
    out: Out = None,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Reach and frequency in depth: by arm, channel and group, over budget, and by choice.

    With --out, a page, its figures and tables are written to DIR.
    """
    times = often(effective)
    if out:
        drawing.start()
    scenario = scenario_of(config, changes, seed, replicates, workers, scheduler)
    def make(report: Report | None) -> Result:
        from msim import api

        return api.reach_curves(scenario, times, report)

    frame.results("reach", make, out, as_json, quiet, "steps")


def often(typed: str) -> int:
    """How often counts as often enough, from what was typed.

    Raises InputError for what is no whole number from 1 to 10.

    >>> often("3")
    3
    """
    if not typed.isascii() or not typed.isdigit() or not 1 <= int(typed) <= 10:
        raise InputError(f"--effective {typed}: must be a whole number between 1 and 10")
    return int(typed)
