"""`msim trial`: a field experiment on the campaign; could you have seen it?"""

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
    """Could you have seen it? A field experiment, and how large it would have to be.

    The section [trial] says who is drawn by lot and how many are asked afterwards. With --out, a
    page, its figure and tables are written to DIR.
    """
    if out:
        drawing.start()
    scenario = scenario_of(config, changes, seed, replicates, workers, scheduler)

    def make(report: Report | None) -> Result:
        from msim.report.trial.result import trial

        return trial(scenario, report)

    frame.results("trial", make, out, as_json, quiet, "worlds")
