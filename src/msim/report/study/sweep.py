"""What `msim sweep` prints: how many points, what they came to, and how often the claim holds."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

_NAMES = {"own": "as they are", "null": "null worlds"}
_QUANTILES = {"0.0": "lowest", "0.05": "5 %", "0.25": "25 %", "0.5": "median", "0.75": "75 %",
              "0.95": "95 %", "1.0": "highest"}  # fmt: skip
MOST_ERRORS = 5


def show(summary: Mapping[str, Any], console: Console, place: Path | None = None) -> None:
    """Print a study's summary as tables."""
    study = summary["study"]
    blocks = f" in blocks of {study['block']}" if study["block"] > 1 else ""
    console.print(f"{study['name']}: {study['design'].replace('_', ' ')}{blocks} over "
                  f"{', '.join(study['parameters'])}")  # fmt: skip
    worlds = {_NAMES[name]: world for name, world in summary["worlds"].items()}
    console.print(_table(worlds, summary))
    for name, world in worlds.items():
        _failures(world, name, console)
    if summary["claim"]:
        console.print("The share counts points of the design: it says where the claim holds in the "
                      "space that was searched, not how likely a world is.")  # fmt: skip
    if summary["unused"]:
        console.print(f"{summary['unused']:,} more points are kept in the file and are not counted "
                      "here: another number of points asked for them.")  # fmt: skip
    if place is not None:
        console.print(f"results: {place}", soft_wrap=True)


def _table(worlds: Mapping[str, Mapping[str, Any]], summary: Mapping[str, Any]) -> Table:
    table = Table(box=None, pad_edge=False)
    table.add_column("")
    for name in worlds:
        table.add_column(name, justify="right")

    def row(label: str, cell: Any) -> None:
        table.add_row(label, *(cell(world) for world in worlds.values()))

    row("points", lambda world: f"{world['points']:,}")
    row("failed", lambda world: f"{world['failed']:,}")
    row("not as precise as asked", lambda world: f"{world['not_precise']:,}")
    row("replicates", lambda world: f"{world['replicates']:,}")
    for quantile, label in _QUANTILES.items():
        name = f"{summary['target']}, {label}"
        row(name, lambda world, quantile=quantile: _number(world["quantiles"][quantile]))
    if summary["claim"]:
        row(summary["claim"], lambda world: _share(world["share"]))
    return table


def _failures(world: Mapping[str, Any], name: str, console: Console) -> None:
    for message, count in list(world["errors"].items())[:MOST_ERRORS]:
        console.print(f"{count:,} failed ({name}): {message}", style="yellow", markup=False)


def _number(value: float | None) -> str:
    if value is None:
        return "-"
    return f"{value:,.0f}" if abs(value) >= 100.0 else f"{value:.3g}"


def _share(share: Mapping[str, float | None]) -> str:
    if share["mean"] is None:
        return "-"
    if share["low"] is None or share["high"] is None:
        return f"{100.0 * share['mean']:.0f} %"
    low, high = 100.0 * share["low"], 100.0 * share["high"]
    return f"{100.0 * share['mean']:.0f} % [{low:.0f}, {high:.0f}]"
