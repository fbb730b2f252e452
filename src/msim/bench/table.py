"""The measurements as a table for people."""

from __future__ import annotations

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from msim.bench.rows import rows
from msim.bench.speed import NAME, Speed


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
