"""`msim segment`: segments, their profiles and diagnostics, how many to take, what they gain."""

from __future__ import annotations

from dataclasses import replace
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
from msim.core.errors import InputError
from msim.report.common import drawing

if TYPE_CHECKING:
    from msim.cli.screen import Report
    from msim.report.common.result import Result

Methods = Annotated[
    str | None,
    typer.Option(
        "--methods", metavar="NAME,NAME,...",
        help="Methods to compare, the first in detail; all: every one that can be used here.",
    ),
]  # fmt: skip


def command(  # noqa: PLR0913 (an option each)
    config: Config = "baseline",
    methods: Methods = None,
    changes: Set = None,
    seed: Seed = None,
    replicates: Replicates = None,
    workers: Workers = None,
    scheduler: Scheduler = None,
    out: Out = None,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Look at the segments of a scenario: who is in them, do they come out again, do they pay?

    With --out, a page, its figures and tables are written to DIR.
    """
    if out:
        drawing.start()
    scenario = scenario_of(config, changes, seed, replicates, workers, scheduler)
    def make(report: Report | None) -> Result:
        from msim import api

        try:
            return api.segment(scenario, named(methods), report)
        except InputError as error:
            raise InputError([
                replace(each, file=f"--methods {methods}") if each.file == OVERRIDE else each
                for each in error.problems
            ]) from None

    frame.results("segments", make, out, as_json, quiet, "segments")


OVERRIDE = "override segments.method"


def named(methods: str | None) -> list[str] | str | None:
    """The methods that were typed; None where none were.

    >>> named("kmeans, ward"), named("all"), named(None)
    (['kmeans', 'ward'], 'all', None)
    """
    if methods is None or methods.strip() == "all":
        return None if methods is None else "all"
    return [name.strip() for name in methods.split(",") if name.strip()]
