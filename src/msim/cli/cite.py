"""`msim cite`: how this version is cited, and a run of a scenario."""

from __future__ import annotations

from typing import Annotated

import typer

from msim.cli.options import Json, Replicates, Seed, Set, scenario_of
from msim.cli.screen import say, say_json

Config = Annotated[
    str | None,
    typer.Argument(metavar="[CONFIG]", help="A scenario, or scenario.toml of a results folder."),
]
Bibtex = Annotated[bool, typer.Option("--bibtex", help="As a BibTeX entry.")]


def command(
    config: Config = None,
    changes: Set = None,
    seed: Seed = None,
    replicates: Replicates = None,
    bibtex: Bibtex = False,
    as_json: Json = False,
) -> None:
    """Print how to cite this version and, with a scenario, a run: its hash, seed and worlds."""
    from msim.report.common import citation

    scenario = None
    if config is not None or changes or seed or replicates:
        scenario = scenario_of(config or "baseline", changes, seed, replicates, None, None)
    told = citation.bibtex(scenario) if bibtex else citation.cited(scenario)
    if as_json:
        say_json({"citation": citation.cited(scenario), "bibtex": citation.bibtex(scenario)})
    else:
        say(told)
