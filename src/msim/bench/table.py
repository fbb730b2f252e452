"""The measurements as a table for people."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from msim.bench.rows import rows
from msim.bench.speed import NAME, Speed
from msim.bench.variance import SOURCES, Variance
from msim.report.common.sentences import sentences

said = sentences("bench")


def show(speed: Speed, console: Console) -> None:
    """Print what was measured, its bound, and whether it is met."""
    table = Table(box=None, pad_edge=False)
    table.add_column("what")
    table.add_column("measured", justify="right")
    table.add_column("bound", justify="right")
    table.add_column("met")
    for row in rows(speed):
        met = "" if row.met is None else "yes" if row.met else "NO"
        table.add_row(*map(escape, (row.what, row.measured, row.bound, met)))
    console.print(table)
    draws = speed.draws
    told = said.speed(
        NAME, speed.voters, speed.workers, speed.rounds, f"{speed.fixed_seconds.median:.1f}",
        f"{draws.normals:g}", f"{draws.uniforms:g}", speed.generator,
    )  # fmt: skip
    console.print(f"\n{told}")


def show_variance(found: Variance, console: Console) -> None:
    """Print what each source of chance makes of the variance of each answer, in %."""
    table = Table(box=None, pad_edge=False)
    table.add_column("alone/with others, %", no_wrap=True)
    for name in (*SOURCES, "sd"):
        table.add_column(name, justify="right", no_wrap=True)
    for answer, sd in found.sd.items():
        each = (f"{_percent(found.alone[answer][name])}/{_percent(found.together[answer][name])}"
                for name in SOURCES)  # fmt: skip
        table.add_row(answer, *each, f"{sd:,.0f}")
    console.print(table)
    known = [share for of in (found.alone, found.together) for shares in of.values()
             for share in shares.values() if share["low"] is not None]  # fmt: skip
    halves = [50.0 * (share["high"] - share["low"]) for share in known]
    people, surveys = found.scenario.population, found.scenario.surveys
    half, most = (f"{np.median(halves):.0f}", f"{max(halves):.0f}") if halves else ("", "")
    facts = (people.name, people.simulated, surveys, found.draws, half, most)
    for paragraph in said.paragraphs("variance", *facts):
        console.print(f"\n{paragraph}")


def _percent(share: Mapping[str, Any]) -> str:
    """A share in %.

    >>> _percent({"mean": 0.614}), _percent({"mean": -0.001}), _percent({"mean": None})
    ('61', '0', '-')
    """
    mean = share["mean"]
    return "-" if mean is None else f"{round(100.0 * mean)}"
