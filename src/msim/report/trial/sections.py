"""A field experiment as a document: could it have seen the campaign, how large must it be?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msim.core.text import Interval, digits, percent, show
from msim.report.common.document import (
    Answer,
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
from msim.report.common.sentences import sentences
from msim.report.trial.data import TrialData
from msim.report.trial.figures import power

said = sentences("trial")
FIGURES: Gallery[TrialData] = {"power": power}


def document(data: TrialData) -> Document:
    """The experiment as a document, for page and terminal."""
    summary, name = data.summary, data.summary["scenario"]["name"]
    return Document(
        title=said.title(name),
        kicker=said.kicker(name),
        heading=said.heading(),
        opening=said.opening(name, summary),
        footer=data.footer,
        sections=(
            Section("seen", said.large(), (
                Text(said.question(summary), "page", look="question"),
                Answer(answers(data)),
                Picture("power"),
                table(data),
            )),
            Section("how", said.computed(), (
                Points(said.paragraphs("how", summary), "page"),
                whole_scenario(data.scenario_toml),
            )),
        ),
    )  # fmt: skip


def answers(data: TrialData) -> list[str]:
    """Would it have been seen, how large would it have to be, what is true: the whole campaign."""
    row, summary = data.rows[-1], data.summary
    needed = None if row["needed_people"] is None else people(row["needed_people"])
    return [
        said.seen(summary, row["power"]),
        said.needed(summary, needed, row["needed_people"]),
        said.truth(summary, Interval.of(row["true_pp"]), Interval(row["detectable_pp"])),
    ]


def people(number: float | None) -> str:
    """A number of people, to two digits.

    >>> people(19_321_052.5), people(None)
    ('19,000,000', '–')
    """
    return digits(None if number is None else float(f"{number:.2g}"), "votes")


def table(data: TrialData) -> Table:
    """A row a dose."""
    columns = (
        Column("group", words=True),
        Column("truth"),
        Column("estimate"),
        Column("standard error", "std. error"),
        Column("smallest found in 80 %", "detectable"),
        Column("power"),
        Column("found by the lots", "found"),
        Column("people to approach", "people"),
    )
    rows = [_cells(data.summary, row) for row in data.rows]
    return Table("doses", said.table(), columns, rows, said.key(), fold=True)


def _cells(summary: Mapping[str, Any], row: Mapping[str, Any]) -> tuple[Cell | str, ...]:
    effects = (_effect(Interval.of(row[name])) for name in ("true_pp", "estimate_pp"))
    sizes = (digits(row[name], "points") for name in ("standard_error_pp", "detectable_pp"))
    shares = (percent(row[name]) for name in ("power", "found_share"))
    return (said.dose(summary, row["campaign_share"]), *effects, *sizes, *shares,
            people(row["needed_people"]))  # fmt: skip


def _effect(value: Interval) -> Cell:
    mean, _, bounds = show(value, "points").partition(" points")
    return Cell(mean, bounds.strip())


REPORT = ReportKind("trial.html", FIGURES, document)
