"""A field experiment as a document: could it have seen the campaign, how large must it be?"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from msim.core.text import Interval, digits, percent, show
from msim.report.common import codebook, folder, gallery
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
from msim.report.common.html import as_csv, as_json, lasting, with_figures
from msim.report.common.sentences import sentences
from msim.report.common.theme import Figure
from msim.report.trial.data import TrialData
from msim.report.trial.figures import power

said = sentences("trial")
FIGURES: Mapping[str, Callable[[TrialData], Figure | None]] = {"power": power}
PAGE = "trial.html"


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
        Column("true effect", "true", interval=True),
        Column("mean estimate", "estimate"),
        Column("standard error", "error"),
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


def figure(name: str, data: TrialData) -> Any:
    """One figure as an Altair chart. Raises InputError where there is none of this name."""
    return gallery.chart(FIGURES, name, data)


def files(data: TrialData) -> dict[str, bytes | str]:
    """Every file of the folder by its relative name."""
    written: dict[str, bytes | str] = {
        "trial.json": lasting(data.summary),
        "scenario.toml": data.scenario_toml,
        folder.MANIFEST: as_json(data.manifest),
    }
    written |= {f"{name}.csv": as_csv(each) for name, each in data.tables().items()}
    drawn = gallery.every(FIGURES, data)
    written |= codebook.written(data.tables(), drawn)
    return written | with_figures(PAGE, lambda: document(data), drawn)


def save(data: TrialData, place: Path | str) -> Path:
    """Writes the folder, whole or not at all; gives its path. Raises as `folder.ready` does."""
    return folder.write(folder.ready(place, PAGE), files(data))
