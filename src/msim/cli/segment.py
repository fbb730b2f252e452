"""`msim segment`: segments, their profiles and diagnostics, how many to take, what they gain."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

import msim
from msim.cli.frame import CommandLine, Make, of_scenario
from msim.cli.options import listed
from msim.cli.screen import Report
from msim.core.errors import InputError

if TYPE_CHECKING:
    from msim.report.common.result import Result

Methods = Annotated[
    str | None,
    typer.Option(
        "--methods", metavar="NAME,NAME,...",
        help="Methods to compare, the first in detail; all: every one that can be used here.",
    ),
]  # fmt: skip


@of_scenario("segments", "segments")
def command(asked: CommandLine, methods: Methods = None) -> Make:
    """Look at the segments of a scenario: who is in them, do they come out again, do they pay?

    With --out, a page, its figures and tables are written to DIR.
    """
    scenario = asked.scenario

    def make(report: Report | None) -> Result:
        try:
            return msim.segment(scenario, named(methods), report)
        except InputError as error:
            raise InputError([
                replace(each, file=f"--methods {methods}") if each.file == OVERRIDE else each
                for each in error.problems
            ]) from None

    return make


OVERRIDE = "override segments.method"


def named(methods: str | None) -> list[str] | str | None:
    """The methods that were typed; None where none were.

    >>> named("kmeans, ward"), named("all"), named(None)
    (['kmeans', 'ward'], 'all', None)
    """
    if methods is None or methods.strip() == "all":
        return None if methods is None else "all"
    return listed(methods)
