"""What `msim debate` prints: a row a claim, or one claim in full."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from msim.claims.claim import QUANTITIES
from msim.claims.run import ClaimResult
from msim.core.text import plain
from msim.report.common.terminal import grid, shown
from msim.report.debate import sentences as words
from msim.report.debate.data import DebateData
from msim.report.debate.sections import PAGE, command

STYLES: Mapping[str, str] = {
    "holds": "green", "fails": "red", "depends": "yellow", "cannot be told": "dim",
}  # fmt: skip


def show(data: DebateData, console: Console, place: Path | None = None) -> None:
    """Print the claims as a table, or one in full where only one was asked."""
    if len(data.found) == 1:
        _in_full(data.found[0], console)
    else:
        console.print(table(data, console.width))
        console.print()
        _line(console, LEGEND, "dim")
    if data.debate.quick:
        _line(console)
        _line(console, QUICK, "dim")
    if place is not None:
        for name, path in (("results", place), ("page", place / PAGE)):
            console.print(Text(f"{name:<8} {shown(path)}"), soft_wrap=True)


LEGEND = (
    "worlds: in how many the claim holds / fails / is open, half of the mass on each side of the "
    "central values. *: another verdict with plain uniform ranges. At the central values: the "
    "answer and its 95 % interval, in points of vote share, % or percentage points (pp). One claim "
    "in full: msim debate boring-meetings"
)
QUICK = "Quick: few worlds and replicates. Look, do not cite; without --quick for the full run."


def table(data: DebateData, width: int = 80) -> Table:
    """A row a claim; on what it turns only where there is room."""
    made, wide = grid(), width >= ROOMY
    for title in ("claim", "verdict", "worlds", "at the central values"):
        made.add_column(title, justify="right" if title == "worlds" else "left", no_wrap=True)
    if wide:
        made.add_column("turns on", overflow="fold")
    for each in data.found:
        said = each.verdict
        star = "" if said.kind == each.verdicts["uniform"].kind else "*"
        counts = f"{said.wins}/{said.losses}/{said.opens}"
        at = words.interval(each.claim, each.estimate).split("]")[0]
        cells = [
            Text(each.claim.id), Text(said.kind + star, style=STYLES[said.kind]), Text(counts),
            Text(plain(f"{at}] {short(each)}")),
        ]  # fmt: skip
        made.add_row(*cells, *([Text(plain(turns(each)))] if wide else []))
    return made


ROOMY = 100
"""Columns of a terminal on which the longest table fits."""


def short(found: ClaimResult) -> str:
    """The unit of an estimate, as short as it can be."""
    unit = words.unit_words(found.claim)
    if unit.startswith("%"):
        return "%"
    known = {"points of vote share": "points", "percentage points": "pp"}
    return known.get(unit, unit.split(" for ")[0][:15])


def turns(found: ClaimResult) -> str:
    """On what a claim turns and where, in a few words; empty where it does not."""
    turn = found.turn
    if turn is None:
        return ""
    if turn.at is None:
        return "the case: " + " or ".join(turn.wins_in)
    return f"{words.label(turn.key)}, {words.figure(turn.at)} {words.unit_of(turn.key)}".strip()


def _in_full(found: ClaimResult, console: Console) -> None:
    claim = found.claim
    _line(console, f"{claim.id}: {claim.title}", "bold")
    _line(console, f"{claim.who}; {claim.source}.")
    _line(console, f"Claim: {claim.assertion}")
    _line(console)
    _line(console, found.verdict.kind.upper(), STYLES[found.verdict.kind])
    _line(console, words.statement(found))
    _line(console)
    for name, world in list(found.central.items())[1:]:
        _line(console, f"{name}: {words.interval(claim, world[0].answer)}")
    console.print(_ranges(found))
    _line(console)
    rows: list[tuple[str, Any]] = [
        ("asked", f"{QUANTITIES[claim.quantity]}, of {claim.measure}"),
        ("true if", words.bound(claim)), ("depends on", "; ".join(claim.depends_on)),
        ("would change it", claim.would_change), ("note", claim.note), ("try", command(claim)),
    ]  # fmt: skip
    for name, text in rows:
        if text:
            _line(console, f"{name}: {text}")


def _ranges(found: ClaimResult) -> Table:
    """The keys over which it is asked, with their ranges and where these come from."""
    made = grid()
    for title in ("key", "low", "central", "high", "from"):
        made.add_column(title, justify="left" if title in ("key", "from") else "right")
    for each in found.claim.ranges:
        numbers = (words.figure(end) for end in (each.low, each.central, each.high))
        made.add_row(*(Text(plain(cell)) for cell in (each.key, *numbers, each.source)))
    return made


def _line(console: Console, text: str = "", style: str = "") -> None:
    console.print(Text(plain(text), style=style))
