"""The page of a study of segments, and its folder: one page, the figures, a table each.

The page is one file that opens offline, in the look of a run's page.
"""

from __future__ import annotations

from msim.core.text import Interval, bounds, digits, mean
from msim.report.common.document import (
    Answer,
    Cell,
    Column,
    Details,
    Document,
    Glossary,
    Picture,
    Points,
    Section,
    Table,
    Text,
    whole_scenario,
)
from msim.report.common.gallery import Gallery
from msim.report.common.kind import ReportKind
from msim.report.common.sentences import whole
from msim.report.segments import sentences
from msim.report.segments.data import SegmentsData, titled
from msim.report.segments.figures.archetypes import archetypes
from msim.report.segments.figures.methods import methods
from msim.report.segments.figures.profiles import profiles
from msim.report.segments.figures.silhouette import silhouette
from msim.report.segments.figures.stability import stability
from msim.report.segments.figures.uplift import uplift
from msim.report.segments.figures.voters import voters

FIGURES: Gallery[SegmentsData] = {
    "voters": voters,
    "profiles": profiles,
    "silhouette": silhouette,
    "stability": stability,
    "archetypes": archetypes,
    "methods": methods,
    "uplift": uplift,
}
MARKS = 2  # readings that mark each segment


def document(data: SegmentsData) -> Document:
    """The study as a document, for page and terminal."""
    said, summary = sentences.said, data.summary
    name, samples = summary["scenario"]["name"], summary["samples"]
    left_out = [f"{titled(method)}: {why}" for method, why in summary["left_out"].items()]
    several = len(data.methods) > 1
    return Document(
        title=f"{name}: segments",
        kicker=f"scenario {name} \u00b7 segments",
        heading="Segments: found, or made?",
        opening=f"{name}: segments of {whole(samples['voters'])} sampled voters, {_worlds(data)}",
        footer=data.footer,
        sections=(
            Section("the-question", "The question", (
                Text(said.question(), "page", look="question"),
                Answer(sentences.told(data)),
            )),
            Section("side-by-side", "Methods side by side" if several else "The method", (
                methods_table(data),
                Picture("methods"),
                Text(said.left_out() if left_out else ""),
                Points(left_out),
            )),
            Section("cloud", "The voters, and who is in the segments", (
                Picture("voters"),
                Picture("profiles"),
                segments_table(data),
            )),
            Section("how-far", "How far apart, and how many", (
                Picture("silhouette"),
                Picture("stability"),
            )),
            Section("truth", "What only the truth can tell", (Picture("archetypes"),)),
            Section("singly", "What would treating voters one by one gain?", (
                Text(said.singly(), "page"),
                Picture("uplift"),
                Points(sentences.policies(data), "page"),
            )),
            Section("meaning", "What the numbers mean", (
                Glossary([(m["label"], m["meaning"]) for m in summary["meanings"].values()]),
            )),
            Section("prepared", "What each method looks at", [
                Details(titled(method), (Glossary(_prepared(data, method)),), open=index == 0)
                for index, method in enumerate(data.methods)
            ]),
            Section("limits", "Limits", (
                Points(said.paragraphs("limits", samples), "page"),
                whole_scenario(data.scenario_toml),
            )),
        ),
    )  # fmt: skip


def _worlds(data: SegmentsData) -> str:
    count = data.summary["replicates"]
    return "1 world" if count == 1 else f"{count} worlds"


def _prepared(data: SegmentsData, method: str) -> list[tuple[str, str]]:
    """What became of each feature before the method looked at it."""
    told = (entry.values() for entry in data.of(method)["prepared"])
    return [
        (feature if kind == feature else f"{feature} ({kind})", done)
        for feature, kind, done in told
    ]


def methods_table(data: SegmentsData) -> Table:
    """A row a method."""
    columns = (
        Column("method"),
        Column("segments", "n"),
        Column("silhouette", "silh"),
        Column("explained, %", where="page"),
        Column("stability", "stab"),
        Column("recovery", "arch"),
        Column("effect variance, %", "eff %"),
        Column("gain with the single message's delivery", "delivery alike", interval=True),
        Column("gain by targeted delivery", "targeted"),
    )
    rows: list[tuple[Cell | str, ...]] = []
    for name in data.methods:
        found = data.of(name)
        stable, effects = (
            Interval.of(found[key]) for key in ("stability", "effect_variance_between")
        )
        free, sent = (data.gain(name, arm) for arm in ("segmented_free", "segmented"))
        rows.append((
            titled(name),
            str(found["segments"]),
            digits(found["silhouette"], "number", 2),
            digits(found["explained"], "rate", 0),
            Cell(digits(stable.mean, "number", 2), bounds(stable, "number")),
            digits(found["recovery"], "number", 2),
            Cell(mean(effects, "rate"), bounds(effects, "rate")),
            Cell(mean(free, "votes"), bounds(free, "votes")),
            Cell(mean(sent, "votes"), bounds(sent, "votes")),
        ))
    said, summary = sentences.said, data.summary
    caption = said.method_table(summary["samples"], summary["replicates"], summary["simulated"])
    strong = {titled(data.method)}
    reasons = (Interval.of(data.of(name)["stability"]).reason for name in data.methods)
    drawn = "drawn at random" in reasons
    return Table("method-table", caption, columns, rows, said.method_key(drawn), strong)


def segments_table(data: SegmentsData) -> Table:
    """A row a segment of the first method, the largest where there are many."""
    columns = (
        Column("segment"),
        Column("share, %", "size %"),
        Column("message sent", "sent"),
        Column("best message", "best"),
        Column("silhouette", where="page"),
        Column("stability", "stab"),
        Column("kept together", where="page"),
        Column("worth, net votes", "worth [interval]", interval=True),
        Column("marks", words=True, where="terminal"),
    )
    rows: list[tuple[Cell | str, ...]] = []
    for row in data.tables["segments"].to_dict("records"):
        if row["segment"] not in data.largest:
            continue
        ends = zip(("mean", "low", "high"), ("worth", "worth_low", "worth_high"), strict=True)
        worth = Interval.of({end: row.get(key) for end, key in ends})
        rows.append((
            str(row["label"]).removeprefix("segment "),
            digits(row["size_share"], "rate", 1),
            str(int(row["message"])),
            str(int(row["best_message"])),
            *(digits(row[key], "number", 2) for key in ("silhouette", "stability", "across")),
            Cell(mean(worth, "votes"), bounds(worth, "votes")),
            marks(data, int(row["segment"])),
        ))
    said = sentences.said
    caption = said.segment_table(titled(data.method), data.summary["samples"]["surveys"])
    key = f"{said.segment_key()}{data.left_out}"
    alone = data.main["segments"] == 1
    return Table("segment-table", caption, columns, rows, key, where="page" if alone else "both")


def marks(data: SegmentsData, segment: int) -> str:
    """The readings in which a segment differs most, and by how much it does in truth."""
    table = data.tables["profiles"]
    rows = table[table["segment"] == segment].dropna(subset=["seen"])
    rows = rows.reindex(rows["seen"].abs().sort_values(ascending=False, kind="stable").index)
    return ", ".join(
        f"{row['reading'].replace('_', ' ')} {_signed(row['seen'])} ({_signed(row['true'])})"
        for row in rows.head(MARKS).to_dict("records")
    )


def _signed(value: float) -> str:
    text = digits(value, "number", 1)
    return f"+{text}" if text[:1].isdigit() and text != "0.0" else text


REPORT = ReportKind("segments.html", FIGURES, document)
