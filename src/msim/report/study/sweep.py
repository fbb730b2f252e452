"""What `msim sweep` prints: how many points, what they came to, and how often the claim holds."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.text import Text as Line

from msim.core.text import NOTHING
from msim.report.common import terminal
from msim.report.common.document import Block, Column, Table, Text
from msim.report.study.sentences import said

_NAMES = {"own": "as they are", "null": "null worlds"}
_QUANTILES = {"0.0": "lowest", "0.05": "5 %", "0.25": "25 %", "0.5": "median", "0.75": "75 %",
              "0.95": "95 %", "1.0": "highest"}  # fmt: skip
_COUNTS = {"points": "points", "failed": "failed", "not_precise": "not as precise as asked",
           "replicates": "replicates"}  # fmt: skip
MOST_ERRORS = 5


def show(summary: Mapping[str, Any], console: Console, place: Path | None = None) -> None:
    """Print a study's summary."""
    terminal.draw(blocks(summary), console)
    if place is not None:
        console.print(Line(f"results: {place}"), soft_wrap=True)


def blocks(summary: Mapping[str, Any]) -> list[Block]:
    """What is told of a study that was run: its points, what failed, and what a share is."""
    study, worlds = summary["study"], summary["worlds"]
    told: list[Block] = [
        Text(said.swept(study["name"], study["design"].replace("_", " "), study["block"],
                        study["parameters"])),
        _table(summary),
    ]  # fmt: skip
    for name, world in worlds.items():
        for message, count in list(world["errors"].items())[:MOST_ERRORS]:
            told.append(Text(f"{count:,} failed ({_NAMES[name]}): {message}", look="depends"))
    told.append(Text(said.share_of_points() if summary["claim"] else ""))
    told.append(Text(said.unused(summary["unused"]) if summary["unused"] else ""))
    return [each for each in told if not isinstance(each, Text) or each.text]


def _table(summary: Mapping[str, Any]) -> Table:
    worlds = summary["worlds"].values()
    rows = [(label, *(f"{world[name]:,}" for world in worlds)) for name, label in _COUNTS.items()]
    rows += [
        (f"{summary['target']}, {label}", *(_number(world["quantiles"][at]) for world in worlds))
        for at, label in _QUANTILES.items()
    ]
    if summary["claim"]:
        rows.append((summary["claim"], *(_share(world["share"]) for world in worlds)))
    columns = [Column(""), *(Column(_NAMES[name]) for name in summary["worlds"])]
    return Table("points", "", columns, rows)


def _number(value: float | None) -> str:
    if value is None:
        return NOTHING
    return f"{value:,.0f}" if abs(value) >= 100.0 else f"{value:.3g}"


def _share(share: Mapping[str, float | None]) -> str:
    if share["mean"] is None:
        return NOTHING
    if share["low"] is None or share["high"] is None:
        return f"{100.0 * share['mean']:.0f} %"
    low, high = 100.0 * share["low"], 100.0 * share["high"]
    return f"{100.0 * share['mean']:.0f} % [{low:.0f}, {high:.0f}]"
