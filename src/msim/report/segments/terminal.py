"""What `msim segment` prints: the methods, the segments of the first, and what they come to."""

from __future__ import annotations

from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from msim.core.text import Interval, bounds, digits, mean, plain
from msim.report.common.terminal import shown
from msim.report.run.parts import grid
from msim.report.segments import sections, sentences
from msim.report.segments.data import SegmentsData, titled

TRAITS = 2  # marks of each segment


def show(data: SegmentsData, console: Console, place: Path | None = None) -> None:
    """Prints a study of segments on a terminal of 80 columns or more; `place` is its folder."""
    summary = data.summary
    voters = digits(float(summary["samples"]["voters"]), "votes", 0)
    _line(console, f"{summary['scenario']['name']}: segments of {voters} sampled voters, "
          f"{_replicates(data)}", "bold")  # fmt: skip
    _line(console)
    console.print(methods_table(data))
    _line(console, KEY, "dim")
    _line(console)
    if data.main["segments"] > 1:
        console.print(segments_table(data))
        _line(console, f"{SEGMENT_KEY}{data.left_out}", "dim")
        _line(console)
    for sentence in sentences.told(data):
        _line(console, sentence)
        _line(console)
    for method, why in summary["left_out"].items():
        _line(console, f"left out: {titled(method)}: {why}")
    _line(console, f"{data.footer}. All of it is invented.", "dim")
    if place is not None:
        for name, path in (("results", place), ("page", place / sections.PAGE)):
            console.print(Text(f"{name:<8} {shown(path)}"), soft_wrap=True)


KEY = (
    "n: segments. silh: silhouette. stab: stability, arch: agreement with true archetypes "
    "(adjusted Rand index). eff: share of the variance of true effects between segments. net "
    "votes above broadcast, [95 % interval]: with broadcast's delivery, and by targeted delivery."
)
SEGMENT_KEY = (
    "size: of voters. sent, best: message sent, and truly best. stab: stability (below 0.5 it has "
    "dissolved). worth: net votes by its own message, over the single best one. marks: strongest "
    "readings, in standard deviations (in truth)."
)


def _replicates(data: SegmentsData) -> str:
    count = data.summary["replicates"]
    return "1 world" if count == 1 else f"{count} worlds"


def _line(console: Console, text: str = "", style: str = "") -> None:
    console.print(Text(plain(text), style=style))


def _table(first: str, *others: str) -> Table:
    table = grid()
    table.padding = (0, 1, 0, 0)
    table.add_column(first, no_wrap=True)
    for title in others:
        table.add_column(Text(title), justify="right", no_wrap=True)
    return table


def methods_table(data: SegmentsData) -> Table:
    """A row a method."""
    table = _table("method", "n", "silh", "stab", "arch", "eff %", "delivery alike", "targeted")
    for name in data.methods:
        found = data.of(name)
        gains = [data.gain(name, arm) for arm in ("segmented_free", "segmented")]
        cells = (
            str(found["segments"]),
            digits(found["silhouette"], "number", 2),
            digits(found["stability"]["mean"], "number", 2),
            digits(found["recovery"], "number", 2),
            digits(found["effect_variance_between"]["mean"], "rate", 1),
            f"{mean(gains[0], 'votes')} {bounds(gains[0], 'votes')}".strip(),
            mean(gains[1], "votes"),
        )
        style = "bold" if name == data.method else ""
        table.add_row(titled(name), *(Text(plain(cell)) for cell in cells), style=style)
    return table


def segments_table(data: SegmentsData) -> Table:
    """A row a segment of the first method, the largest where there are many."""
    table = _table("segment", "size %", "sent", "best", "stab", "worth [interval]")
    table.add_column("marks", overflow="fold")
    for row in data.tables["segments"].to_dict("records"):
        if row["segment"] not in data.largest:
            continue
        keys = ("worth", "worth_low", "worth_high")
        worth = Interval.of(dict(zip(("mean", "low", "high"), map(row.get, keys), strict=True)))
        cells = (
            digits(row["size_share"], "rate", 1),
            f"{int(row['message'])}",
            f"{int(row['best_message'])}",
            digits(row["stability"], "number", 2),
            f"{mean(worth, 'votes')} {bounds(worth, 'votes')}".strip(),
            marks(data, int(row["segment"])),
        )
        name = str(row["label"]).removeprefix("segment ")
        table.add_row(name, *(Text(plain(cell)) for cell in cells))
    return table


def marks(data: SegmentsData, segment: int) -> str:
    """The readings in which a segment differs most, and by how much it does in truth."""
    table = data.tables["profiles"]
    rows = table[table["segment"] == segment].dropna(subset=["seen"])
    rows = rows.reindex(rows["seen"].abs().sort_values(ascending=False, kind="stable").index)
    return ", ".join(
        f"{row['reading'].replace('_', ' ')} {_signed(row['seen'])} ({_signed(row['true'])})"
        for row in rows.head(TRAITS).to_dict("records")
    )


def _signed(value: float) -> str:
    text = digits(value, "number", 1)
    return f"+{text}" if text[:1].isdigit() and text != "0.0" else text
