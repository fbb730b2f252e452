"""`msim whatif`: a scenario and its changed twin on the same draws; what moves, and what not."""

from __future__ import annotations

import json

import typer

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
from msim.cli.screen import console, progress
from msim.core.errors import InputError
from msim.report.common import drawing


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

    With --out, the results of both are written to DIR/before and DIR/after.
    """
    if not changes:
        raise InputError("nothing changes: give at least one --set section.key=value")
    if out:
        drawing.start()
    scenario = scenario_of(config, None, seed, replicates, workers, scheduler)
    from msim import api
    from msim.report import whatif as shown
    from msim.report.common import folder

    places = [folder.ready(out / part) for part in ("before", "after")] if out else []
    with progress(quiet) as report:
        found = api.whatif(scenario, list(changes or ()), report)
    for place, comparison in zip(places, (found.before, found.after), strict=False):
        comparison.save(place)
    if as_json:
        typer.echo(json.dumps(found.summary, allow_nan=False, ensure_ascii=False))
    else:
        shown.whatif(found.changed, found.table(), console())
    if out and not quiet:
        typer.echo(f"results: {out}", err=True)
