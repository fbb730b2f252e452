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
    console.print(
        f"\nScenario {NAME}: {speed.voters:,} voters, ten arms, one replicate, both passes, on "
        f"{speed.workers} threads; median of {speed.rounds} rounds (lowest to highest), everything "
        f"timed in turn. Ratios are of voters beyond what does not grow with them, "
        f"{speed.fixed_seconds.median:.1f} s here for the survey, the segments and the plans. "
        f"The floor draws {speed.draws.normals:g} normals and {speed.draws.uniforms:g} uniforms "
        f"for each voter by numpy's {speed.generator}, the fastest here."
    )


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
    scenario = found.scenario
    console.print(
        "\nOf the variance of one world's net votes. Alone: what a source makes by itself. With "
        "others: what it has a part in; these add up to more than 100. messages: how good each is "
        "and whom it moves. surveys: who is shown what and what they answer. country: how traits, "
        "support and turnout hang together. picks: what is left to chance on purpose. voters: "
        "the people simulated, whom messages reach, readings of them, and the swing. sd: standard "
        f"deviation of one world, in votes.\n\nScenario {scenario.population.name}: "
        f"{scenario.population.simulated:,} voters and {scenario.surveys} surveys a world, each "
        f"source redrawn in {found.draws:,} pairs of worlds; "
        + (f"half a 95 % interval is {np.median(halves):.0f} points, at most {max(halves):.0f}."
           if halves else "too few to say more.")
    )


def _percent(share: Mapping[str, Any]) -> str:
    """A share in %.

    >>> _percent({"mean": 0.614}), _percent({"mean": -0.001}), _percent({"mean": None})
    ('61', '0', '-')
    """
    mean = share["mean"]
    return "-" if mean is None else f"{round(100.0 * mean)}"
