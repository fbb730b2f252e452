"""`msim run`: every arm of a scenario on the same synthetic electorate; the main job."""

from __future__ import annotations

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
from msim.cli.screen import console, prepare, progress, say, say_json
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
    """Compare every arm on the same synthetic electorate: reach, votes, cost, and the verdict.

    Prints a table and writes a results folder with the page (results/NAME unless --out is given).
    """
    drawing.start()
    scenario = scenario_of(config, changes, seed, replicates, workers, scheduler)
    prepare(quiet or as_json)
    from msim import api
    from msim.report.common import folder

    place = folder.ready(out or folder.usual(config, scenario.population.name))
    drawing.spread()
    with progress(quiet) as report:
        comparison = api.compare(scenario, report)
    comparison.save(place)
    if as_json:
        say_json(comparison.summary)
        if not quiet:
            say(f"results: {place}", err=True)
    else:
        from msim.report.common import terminal
        from msim.report.run import sections

        terminal.show(sections.document(comparison.data), console(), place)
