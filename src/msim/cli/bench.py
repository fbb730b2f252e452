"""`msim bench`: speed here, beside a floor, peers and itself; and where variance comes from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from msim.cli.options import Json, Quiet, Set, Workers, scenario_of
from msim.cli.screen import console, progress, say_json
from msim.core.errors import InputError

if TYPE_CHECKING:
    from msim.scenario import Scenario

Short = Annotated[bool, typer.Option("--quick", help="Fewer voters; half a minute, less exact.")]
Full = Annotated[
    bool, typer.Option("--full", help="112 and 230 million voters as they are; takes long.")
]
Spread = Annotated[
    bool,
    typer.Option("--variance", help="Instead: where the variance of one world's votes is from."),
]
Name = Annotated[
    str | None,
    typer.Option("--scenario", metavar="CONFIG", help="Of which scenario; baseline if not given."),
]
Draws = Annotated[
    int | None,
    typer.Option("--draws", metavar="N", min=2, help="Pairs of worlds; 100 if not given."),
]


def command(  # noqa: PLR0913 (an option each)
    workers: Workers = None,
    quick: Short = False,
    full: Full = False,
    variance: Spread = False,
    config: Name = None,
    draws: Draws = None,
    changes: Set = None,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Measure speed here: beside drawing random numbers alone, Mesa, numpy, and one thread.

    All is timed in turn on the scenario full_scale, several times; medians and ranges are shown.
    """
    if quick + full + variance > 1:
        raise InputError("--quick, --full, --variance: one of them at most")
    if variance:
        _variance(scenario_of(config or "baseline", changes, workers=workers), draws or 100,
                  as_json, quiet)  # fmt: skip
        return
    if config is not None or draws is not None or changes:
        raise InputError("--scenario, --draws, --set: with --variance only")
    scenario = scenario_of("full_scale", workers=workers)
    from msim.bench import sizes, table
    from msim.bench.rows import as_json as said
    from msim.bench.speed import measure
    from msim.execution.here import cores

    chosen = sizes.QUICK if quick else sizes.FULL if full else sizes.USUAL
    with progress(quiet, "measurements") as report:
        found = measure(chosen, cores(scenario.run.workers), report)
    if as_json:
        say_json(said(found))
    else:
        table.show(found, console())


def _variance(scenario: Scenario, draws: int, as_json: bool, quiet: bool) -> None:
    """Redraw one source of chance at a time, and print its shares."""
    from msim.bench import table
    from msim.bench.variance import as_json as said
    from msim.bench.variance import measure

    with progress(quiet, "worlds") as report:
        found = measure(scenario, draws, report)
    if as_json:
        say_json(said(found))
    else:
        table.show_variance(found, console())
