"""`msim whatif`: a scenario and its changed twin on the same draws; what moves, and what not."""

from __future__ import annotations

from typing import TYPE_CHECKING

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
) -> None:
    """Compare a scenario with its twin, changed by --set: which numbers move, and which do not.

    With --out, a page, its figure and tables are written to DIR, and both runs to DIR/before and
    DIR/after.
    """
    if not changes:
        raise InputError("nothing changes: give at least one --set section.key=value")
    if out:
        drawing.start()
    scenario = scenario_of(config, None, seed, replicates, workers, scheduler)
    def make(report: Report | None) -> Result:
        from msim import api

        return api.whatif(scenario, list(changes), report)

    frame.results("whatif", make, out, as_json, quiet)
