"""`msim bench`: speed on this machine, as ratios to a floor, to peers and to itself."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from msim.cli.options import Json, Quiet, Workers, scenario_of
from msim.cli.screen import console, progress
from msim.core.errors import InputError

Short = Annotated[bool, typer.Option("--quick", help="Fewer voters; half a minute, less exact.")]
Full = Annotated[
    bool, typer.Option("--full", help="112 and 230 million voters as they are; takes long.")
]


def command(
    workers: Workers = None,
    quick: Short = False,
    full: Full = False,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Measure speed here: beside drawing random numbers alone, Mesa, numpy, and one thread.

    All is timed in turn on the scenario full_scale, several times; medians and ranges are shown.
    """
    if quick and full:
        raise InputError("--quick, --full: one of them at most")
    scenario = scenario_of("full_scale", workers=workers)
    from msim.bench import sizes, table
    from msim.bench.rows import as_json as said
    from msim.bench.speed import measure
    from msim.execution.here import cores

    chosen = sizes.QUICK if quick else sizes.FULL if full else sizes.USUAL
    with progress(quiet, "measurements") as report:
        found = measure(chosen, cores(scenario.run.workers), report)
    if as_json:
        typer.echo(json.dumps(said(found), allow_nan=False, ensure_ascii=False))
    else:
        table.show(found, console())
