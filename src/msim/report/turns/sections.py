"""Where a scenario turns, as a document, and as a section of a run's page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msim.core.text import Interval
from msim.core.verdict import outcome
from msim.report.common.document import (
    Answer,
    Block,
    Cell,
    Column,
    Document,
    Picture,
    Points,
    Section,
    Table,
    Text,
    whole_scenario,
)
from msim.report.common.gallery import Gallery
from msim.report.common.kind import ReportKind
from msim.report.common.sentences import SHORT, capital, sentences
from msim.report.turns import figures
from msim.report.turns.data import TurnPoint, TurnRow, TurnsData, rows

if TYPE_CHECKING:
    import pandas as pd

said = sentences("turns")
FIGURES: Gallery[TurnsData] = {
    "turns": lambda data: figures.turns(data.turns, data.footer)
}
MOST = 3
"""Keys that a sentence names."""


def document(data: TurnsData) -> Document:
    """The turning points as a document, for page and terminal."""
    name, worlds = data.summary["scenario"]["name"], data.summary["replicates"]
    told = answers(data.turns)
    if len(data.turns):
        today = Interval.of(data.summary["today"])
        worth = data.summary["today"]["worth"]
        told.append(said.today(SHORT[outcome(today.low, today.high, worth)], today))
    return Document(
        title=said.title(name),
        kicker=said.kicker(name),
        heading=said.heading(),
        opening=said.opening(name, len(data.turns), worlds),
        footer=data.footer,
        sections=(
            Section("turns", said.different(), (
                Text(said.question(), "page", look="question"),
                Answer(told),
                Picture("turns"),
                table(data.turns),
                Text(said.single(), "page"),
            )),
            Section("how", "How was it computed?", (
                Points(said.paragraphs("how", worlds), "page"),
                whole_scenario(data.scenario_toml),
            )),
        ),
    )  # fmt: skip


def blocks(turns: pd.DataFrame, worlds: int) -> tuple[Block, ...]:
    """The section of a run's page; empty where the run looked for no turning points."""
    if not len(turns):
        return ()
    return (
        Points(answers(turns)),
        Picture("turns"),
        table(turns),
        Points(said.paragraphs("how", worlds), "page"),
    )


def answers(turns: pd.DataFrame) -> list[str]:
    """What would make targeting win, or stop winning; then what would make it lose, or stop."""
    found = list(rows(turns))
    if not found:
        return []
    now = found[0].verdict
    losing = "small" if now == "loss" else "loss"
    fall = [(row, point) for row, point in _near(found, "turn") if row.into == losing]
    told = said.win(now, _near(found, "win")[:MOST], len(found))
    return [told, *([said.loss(now, fall[:MOST])] if fall and now != "win" else [])]


def _near(found: list[TurnRow], which: str) -> list[tuple[TurnRow, TurnPoint]]:
    return [(row, point) for row in found if (point := row.point(which)) is not None]


def table(turns: pd.DataFrame) -> Table:
    """A row a key: today's value, what is published, where it turns, and what begins there."""
    columns = (
        Column("key", words=True),
        Column("to type", words=True, where="page"),
        Column("today"),
        Column("published"),
        Column("turns", interval=True),
        Column("beyond it", words=True, where="page"),
    )
    return Table("turns-table", said.table(), columns, [_cells(row) for row in rows(turns)],
                 fold=True)  # fmt: skip


def _cells(row: TurnRow) -> tuple[Cell | str, ...]:
    point = row.point("turn")
    at = Cell(said.at(row, point), said.bounds(row, point)) if point else Cell(said.never(row))
    return (capital(row.label), f"`{row.key}`", row.written(row.of["today"]), said.range(row),
            at, said.then(row))  # fmt: skip


REPORT = ReportKind("turns.html", FIGURES, document)
