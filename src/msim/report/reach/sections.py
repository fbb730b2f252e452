"""The page of reach and its folder: one page that opens offline, the figures, a file a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pandas as pd

from msim.core.text import Unit, digits
from msim.report.common.document import (
    Answer,
    Block,
    Cell,
    Column,
    Details,
    Document,
    Picture,
    Points,
    Section,
    Table,
    Text,
    Where,
    whole_scenario,
)
from msim.report.common.gallery import Gallery
from msim.report.common.kind import ReportKind
from msim.report.common.names import label, title
from msim.report.common.sentences import capital, whole
from msim.report.reach import sentences
from msim.report.reach.data import ALL, ARMS, ReachData
from msim.report.reach.figures.choices import allocation, audience, caps, weeks
from msim.report.reach.figures.curves import curves, next_percent
from msim.report.reach.figures.duplication import duplication
from msim.report.reach.figures.frequency_fit import frequency_fit
from msim.report.reach.figures.gap import reach_gap
from msim.report.reach.sentences import said

FIGURES: Gallery[ReachData] = {
    "curves": curves,
    "next_percent": next_percent,
    "reach_gap": reach_gap,
    "frequency_fit": frequency_fit,
    "duplication": duplication,
    "weeks": weeks,
    "caps": caps,
    "allocation": allocation,
    "audience": audience,
}
PARTS = (0.25, 0.5, 0.75, 1.0, 1.25, 1.5, 1.75, 2.0)
"""Budgets that the table of the curves shows, in budgets of the scenario."""
SHORT = {"broadcast": "broad.", "segmented": "segm."}
COLUMNS: Mapping[str, tuple[Column, Unit, int]] = {
    "reach_rate": (Column("1+, %", "1+ %"), "rate", 1),
    "effective_reach_rate": (Column("{k}+, %", "{k}+ %"), "rate", 1),
    "average_frequency": (Column("frequency of those reached", "freq."), "number", 1),
    "grp": (Column("GRP"), "number", 0),
    "on_target_reach": (Column("on target 1+, %", "target %"), "rate", 1),
    "effective_on_target_reach": (Column("on target {k}+, %", where="page"), "rate", 1),
    "waste_rate": (Column("waste, %", "waste %"), "rate", 1),
    "media_cost": (Column("media", where="page"), "money", 0),
    "cost_per_point": (Column("cost per point", "per point"), "money", 0),
}
"""Measures of the main table: column, unit and digits."""


def document(data: ReachData) -> Document:
    """Reach as a document, for page and terminal."""
    summary, budget = data.summary, budget_table(data)
    name = summary["scenario"]["name"]
    voters = f"{whole(summary['electorate'])} synthetic voters"
    simulated = f"({whole(summary['simulated'])} simulated)"
    return Document(
        title=f"{name}: reach and frequency",
        kicker=f"scenario {name} \u00b7 reach",
        heading="Who is reached, how often, and what does it cost?",
        opening=f"{name}: reach of {voters} {simulated}",
        footer=data.footer,
        sections=(
            Section("answered", "In short", (
                Answer(sentences.answer(data)),
                arms_table(data, "page"),
                arms_table(data, "terminal"),
                frequency_table(data),
            )),
            _part("over-budget", "What would more money reach?", sentences.crossings(data), (
                Picture("curves"),
                Text(sentences.next_percent(data)),
                Picture("next_percent"),
                Details("The curves as a table", (budget,)),
                replace(budget, where="terminal"),
            )),
            _part("apart", "Why do the two differ?", sentences.gap(data), (Picture("reach_gap"),)),
            _part("often", "How often are voters met?", sentences.fit(data), (
                Picture("frequency_fit"),
            ), said.planners()),
            _part("both", "Who is reached twice?", sentences.duplication(data), (
                Picture("duplication"),
            )),
            _part("groups", "Whom does reach miss?", [said.missed()], ()),
            _part("when", "Early or late money?", sentences.weeks(data), (Picture("weeks"),)),
            _part("capped", "Should frequency be capped?", sentences.caps(data), (
                Picture("caps"),
            )),
            _part("split", "How should money be split?", sentences.allocation(data), (
                Picture("allocation"),
            )),
            _part("whom", "How many should be addressed?", sentences.audience(data), (
                Picture("audience"),
            )),
            _part("how", "How was it computed?", sentences.method(data), (
                whole_scenario(data.scenario_toml),
            )),
        ),
    )  # fmt: skip


def _part(
    name: str, heading: str, told: Sequence[str], blocks: Sequence[Block], first: str = ""
) -> Section:
    """A section that says something; the terminal shows no headings, so its text has it."""
    several = Points(told, "page") if len(told) > 1 else Text("".join(told), "page")
    lead = f"**{heading}** {' '.join(told)}" if told else ""
    return Section(name, heading, (Text(first, "page"), several, Text(lead, "terminal"), *blocks))


def arms_table(data: ReachData, where: Where) -> Table:
    """A row an arm, then its channels; the terminal shows the channels of two arms."""
    measures = {m: how for m, how in COLUMNS.items() if data.effective > 1 or "effective" not in m}
    k = data.effective
    columns = [
        replace(column, title=column.title.format(k=k), short=column.short.format(k=k))
        for column, _, _ in measures.values()
    ]
    table = data.tables["groups"]
    table = table[table["kind"] == ALL]
    rows: list[list[Cell | str]] = []
    for arm in dict.fromkeys(table["arm"]):
        numbers = {row["channel"]: row for row in table[table["arm"] == arm].to_dict("records")}
        channels = [name for name in numbers if name != ALL]
        for channel in (ALL, *(channels if where == "page" or arm in ARMS else ())):
            name = _named(str(arm), where) if channel == ALL else f"\u00a0\u00a0{channel}"
            cells = [digits(numbers[channel][m], unit, d) for m, (_, unit, d) in measures.items()]
            rows.append([name, *cells])
    caption, key = said.main_table(data.currency), said.main_key(k, data.currency)
    return Table("main-table", caption, (Column("arm"), *columns), rows, key, where=where)


def _named(arm: str, where: Where) -> Cell:
    """An arm as a reader knows it; as it is typed on a terminal, and beneath on the page."""
    return Cell(capital(title(arm)), f"`{arm}`") if where == "page" else Cell(arm)


def frequency_table(data: ReachData) -> Table:
    """k+ reach of each arm over all channels."""
    names = ["reach_rate", *(f"reach_{k}_rate" for k in range(2, 11))]
    rows: list[tuple[Cell | str, ...]] = [
        (_named(arm, "page"), *(digits(numbers[name], "rate", 1) for name in names))
        for arm, numbers in data.summary["arms"].items()
    ]
    columns = (Column("arm"), *(Column(f"{k}+") for k in range(1, 11)))
    return Table("k-plus", said.k_plus(), columns, rows, where="page")


def _measures(data: ReachData) -> dict[int, str]:
    """Reach once and often enough, by how often that is; each once."""
    often = {} if data.effective == 1 else {data.effective: "effective_reach_rate"}
    return {1: "reach_rate", **often}


def budget_table(data: ReachData) -> Table:
    """The curve at round budgets: reach of both arms, and what the next percent costs."""
    curves = {arm: data.curve(arm).set_index("budget") for arm in ARMS}
    often = _measures(data)
    columns = [Column(f"{label(arm)} {k}+, %", f"{SHORT[arm]} {k}+") for k in often for arm in ARMS]
    columns += [Column(f"next percent, {label(arm)}", f"{SHORT[arm]} next") for arm in ARMS]
    rows: list[list[Cell | str]] = []
    for budget in _round(data):
        own = "(this budget)" if budget == data.budget else ""
        reached = [curves[arm][m][budget] for m in often.values() for arm in ARMS]
        costs = [curves[arm]["next_percent_cost"][budget] for arm in ARMS]
        rows.append([
            Cell(digits(budget, "money", 0), own),
            *(digits(rate, "rate", 1) for rate in reached),
            *(digits(None if pd.isna(cost) else float(cost), "money", 0) for cost in costs),
        ])
    first = Column("budget", f"budget, {data.currency}" if data.currency else "")
    caption, key = said.budget_table(data.currency), said.budget_key(data.currency)
    strong = {digits(data.budget, "money", 0)}
    return Table("budget-table", caption, (first, *columns), rows, key, strong)


def _round(data: ReachData) -> list[float]:
    """Budgets of the table: what test and production cost, and parts of the scenario's own."""
    fixed = min(data.summary["arms"][arm]["test_and_production"] for arm in ARMS)
    wanted = {fixed, *(data.budget * part for part in PARTS)}
    return [float(budget) for budget in data.curve(ARMS[0])["budget"] if budget in wanted]


REPORT = ReportKind("reach.html", FIGURES, document, currency=lambda data: data.currency)
