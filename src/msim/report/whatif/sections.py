"""A changed scenario beside its twin, as a document: what changed, and what did not."""

from __future__ import annotations

from typing import Any

import pandas as pd

from msim.core.text import Interval, bounds, digits, mean, places
from msim.experiment.engine.measures import MEASURES
from msim.report.common import folder
from msim.report.common.document import (
    Answer,
    Cell,
    Code,
    Column,
    Details,
    Document,
    Picture,
    Points,
    Section,
    Table,
    Text,
)
from msim.report.common.gallery import Gallery
from msim.report.common.kind import ReportKind
from msim.report.common.names import label, measure, title
from msim.report.common.sentences import capital, sentences
from msim.report.run import sections as run
from msim.report.run.delivery import bought
from msim.report.whatif.data import CONTRAST, WhatIfData, interval
from msim.report.whatif.figures import net_votes

said = sentences("whatif")
FIGURES: Gallery[WhatIfData] = {"net_votes": net_votes}
LEFT_OUT = ("average_frequency", "turnout_pp")
SHOWN = tuple(name for name, each in MEASURES.items() if each.shown and name not in LEFT_OUT)
"""Measures that a reader asks of first; the JSON and `changes.csv` have every one."""
LONG = 40  # signs of a value that are shown


def document(data: WhatIfData) -> Document:
    """The change as a document, for page and terminal."""
    name = data.before.summary["scenario"]["name"]
    main = data.table[data.table["measure"].isin(SHOWN)]
    still = main[~main["moved"].astype(bool)]
    keys = [
        f"`{key}`: from {_value(was)} to {_value(now)}" for key, (was, now) in data.changed.items()
    ]
    moved = int(data.table["moved"].astype(bool).sum())
    return Document(
        title=f"{name}: what if?",
        kicker=f"scenario {name} \u00b7 what if",
        heading="What if this were different?",
        opening=f"{name}: {said.keys(len(keys))}",
        footer=data.footer,
        again="the same scenarios, seed and version give the same page",
        sections=(
            Section("the-change", "The change", (
                Text(said.question(), "page", look="question"),
                Points(keys),
            )),
            Section("the-answer", "What does it come to?", (
                Answer(answers(data)),
                Picture("net_votes"),
            )),
            Section("moved", "What changed?", (
                Text(said.moved()),
                changes_table(main[main["moved"].astype(bool)]),
                Text("nothing" if not main["moved"].any() else ""),
            )),
            Section("still", "What did not change?", (
                Text(said.still() if len(still) else ""),
                Points(unmoved(main, still)),
                Text(said.count_page(moved, len(data.table)), "page"),
            )),
            Section("count", "All numbers", (
                Text(said.count(moved, len(data.table)), quiet=True),
            ), "terminal"),
            Section("how", "How was it computed?", (
                Points(said.paragraphs("paired"), "page"),
                Details("The scenario before, every key spelled out (TOML)", (
                    Code(data.before.scenario_toml),
                )),
                Details("The scenario after", (Code(data.after.scenario_toml),)),
            )),
        ),
    )  # fmt: skip


COMPUTING = ("population.simulated", "run.seed", "run.replicates", "run.precision", "test.surveys")
"""Keys that say how the answer is computed, and nothing of the world."""


def answers(data: WhatIfData) -> list[str]:
    """What the change does to the segmented campaign's lead, and to each campaign's votes."""
    gaps = {arm: data.difference(arm) for arm in data.arms}
    changed = [title(arm) for arm, gap in gaps.items() if gap.side]
    bounded = any(gap.bounded for gap in gaps.values())
    told = [said.votes(changed, bounded)] if gaps else []
    gap = data.difference(CONTRAST)
    computing = [f"`{key}`" for key in data.changed if key in COMPUTING]
    if computing:
        alone = len(computing) == len(data.changed)
        remark = said.computing(computing, alone)
        if alone:
            return [remark]
        told.append(remark)
    if not gap.known:
        return told
    if "budget.delivery" in data.changed:
        for run_data in (data.before, data.after):
            told += bought(run_data.summary, ("segmented",))
    row, fine = data.votes[CONTRAST], places(gap, "votes")
    before, after = (_more(float(row[when]), fine) for when in ("before", "after"))
    return [said.answer(_outcome(gap), before, after, gap), *told]


def head(data: WhatIfData) -> str:
    """What the change does to targeting, in a sentence; and whether part of it may be chance."""
    computing = [f"`{key}`" for key in data.changed if key in COMPUTING]
    alone = len(computing) == len(data.changed)
    told = [] if alone else [said.head(_outcome(data.difference(CONTRAST)))]
    return " ".join([*told, *([said.computing(computing, alone)] if computing else [])])


def _outcome(gap: Interval) -> str:
    if not gap.bounded:
        return "few"
    if gap.low == gap.high == 0.0:
        return "same"
    return {1: "more", -1: "less", 0: "open"}[gap.side]


def _more(votes: float, fine: int) -> str:
    return f"{digits(abs(votes), 'votes', fine)} {'fewer' if votes < 0 else 'more'}"


def changes_table(moved: pd.DataFrame) -> Table:
    """A row a number that changed: before, after, and the difference with its interval."""
    columns = (
        Column("measure"),
        Column("arm", words=True, where="terminal"),
        Column("arm", words=True, where="page"),
        Column("before"),
        Column("after"),
        Column("difference", "difference [interval]", interval=True),
    )
    rows: list[tuple[Cell | str, ...]] = []
    for row in moved.sort_values("measure", key=_order, kind="stable").to_dict("records"):
        card, gap = measure(str(row["measure"])), interval(row)
        fine = places(gap, card.unit)
        unit = {"rate": " %", "votes": "", "money": ""}.get(card.unit, "")
        shown = [digits(row[key], card.unit, fine) + unit for key in ("before", "after")]
        gap_cell = Cell(mean(gap, card.unit), bounds(gap, card.unit))
        arm = str(row["arm"])
        who = " compared with ".join(map(title, arm.split("-")))
        rows.append((card.label, named(arm), Cell(capital(who), arm), *shown, gap_cell))
    return Table("changes-table", said.table(), columns, rows)


def _order(names: pd.Series[Any]) -> pd.Series[Any]:
    return names.map({name: index for index, name in enumerate(SHOWN)})


def named(arm: str) -> str:
    """An arm, or one compared with another, for a reader.

    >>> named("segmented_free-broadcast")
    'segmented free - broadcast'
    """
    return label(arm).replace("-", " - ")


def unmoved(main: pd.DataFrame, still: pd.DataFrame) -> list[str]:
    """A line a measure that did not change, with the arms for which it did not."""
    told = []
    for name, rows in still.groupby("measure", sort=False):
        every = len(rows) > 1 and len(rows) == int((main["measure"] == name).sum())
        arms = "every arm" if every else ", ".join(map(named, rows["arm"]))
        told.append(f"{measure(str(name)).label}: {arms}")
    return told


def _value(value: object) -> str:
    if value is None:
        return "not set"
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return text if len(text) <= LONG else f"{text[: LONG - 3]}..."


def _runs(data: WhatIfData) -> dict[str, bytes | str]:
    """Both runs' own folders."""
    return {
        f"{part}/{name}": content for part, each in (("before", data.before), ("after", data.after))
        for name, content in folder.with_checksums(run.REPORT.files(each)).items()
    }  # fmt: skip


REPORT = ReportKind(
    "whatif.html", FIGURES, document, _runs, lambda data: data.before.currency
)
