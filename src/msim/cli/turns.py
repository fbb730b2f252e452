"""`msim turns`: for each main key, the value at which the verdict is another."""

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
from msim.report.common import drawing

if TYPE_CHECKING:
    from msim.cli.screen import Report
    from msim.report.common.result import Result

Keys = Annotated[
    str | None,
    typer.Option("--keys", metavar="KEY,KEY,...", help="Keys to move, not the main ones."),
]


def command(  # noqa: PLR0913 (an option each)
    config: Config = "baseline",
    keys: Keys = None,
    changes: Set = None,
    seed: Seed = None,
    replicates: Replicates = None,
    workers: Workers = None,
    scheduler: Scheduler = None,
    out: Out = None,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Where does it turn? For each main key, the value at which the verdict is another.

    Beside what is published, sorted by how near the one lies to the other. With --out, a page, its
    figure and tables are written to DIR.
    """
    if out:
        drawing.start()
    scenario = scenario_of(config, changes, seed, replicates, workers, scheduler)

    def make(report: Report | None) -> Result:
        from msim import api

        return api.turns(scenario, named(keys), report)

    frame.results("turns", make, out, as_json, quiet, "keys")


def named(keys: str | None) -> list[str] | None:
    """The keys that were typed; None where none were.

    >>> named("data.validity, test.respondents"), named(None)
    (['data.validity', 'test.respondents'], None)
    """
    if keys is None:
        return None
    return [key.strip() for key in keys.split(",") if key.strip()]
