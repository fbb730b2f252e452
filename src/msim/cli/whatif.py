"""`msim whatif`: a scenario and its changed twin on the same draws; what moves, and what not."""

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

    With --out, a page, its figure and tables are written to DIR, and both runs to DIR/before and
    DIR/after.
    """
    if not changes:
        raise InputError("nothing changes: give at least one --set section.key=value")
    if out:
        drawing.start()
    scenario = scenario_of(config, None, seed, replicates, workers, scheduler)
    prepare(quiet or as_json)
    from msim import api
    from msim.report.common import folder
    from msim.report.whatif import sections

    place = folder.ready(out, sections.PAGE) if out else None
    drawing.spread()
    with progress(quiet) as report:
        found = api.whatif(scenario, list(changes or ()), report)
    if place is not None:
        found.save(place)
    if as_json:
        say_json(found.summary)
        if place is not None and not quiet:
            say(f"results: {place}", err=True)
    else:
        from msim.report.common import terminal

        terminal.show(sections.document(found.data), console(), place, sections.PAGE)
