"""`msim population`: who the synthetic voters are; writes them out, each row marked synthetic."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

import msim
from msim.cli.options import Config, Json, Quiet, Seed, Set, Workers, scenario_of
from msim.cli.screen import console, say, say_json

Export = Annotated[
    Path | None,
    typer.Option("--export", metavar="FILE", help="Write the voters to FILE.csv or .parquet."),
]


def command(  # noqa: PLR0913 (an option each)
    config: Config = "baseline",
    changes: Set = None,
    seed: Seed = None,
    workers: Workers = None,
    export: Export = None,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Describe the synthetic electorate: what was drawn, beside what the scenario asks for."""
    scenario = scenario_of(config, changes, seed, None, workers)
    from msim.report.common import terminal

    people = msim.population(scenario)
    table = people.describe()
    written = people.export(export) if export else None
    if as_json:
        rows = json.loads(table.to_json(orient="records"))
        found = {"scenario": {"name": scenario.population.name, "hash": scenario.hash}}
        say_json(found | {"synthetic": True, "rows": rows})
    else:
        terminal.frame(console(), table.to_numpy(dtype=object), list(table.columns))
    if written and not quiet:
        say(f"written: {written} (synthetic voters)", err=True)
