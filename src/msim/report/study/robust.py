"""Does the answer stand when somebody asks otherwise? The facts of those sentences."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd

from msim.core.text import number, percent
from msim.report.common.document import Cell, Column, Table
from msim.report.common.sentences import listed, sentences
from msim.report.study import names
from msim.report.study.data import StudyData
from msim.report.study.sentences import said
from msim.scenario.keydocs import label
from msim.study.analyze.priors import WAYS, Reweighed
from msim.study.records import Design

told = sentences("study", "robust")
MOST_OF_SEEDS = 0.6
"""Share of the seeds whose intervals hold the mean of all, below which something moves too far."""


def worth_pp(design: Design) -> str:
    """What the scenario holds to matter, in points of vote share."""
    return f"{design.scenario.run.worth_pp:g}"


def another_worth(found: pd.DataFrame) -> str:
    """How the shares move as another difference is held to matter; empty where none is set."""
    if found.empty or not found["points"].any():
        return ""
    wins = found[found["answer"] == "win"]
    least, most = (wins.to_dict("records")[place] for place in (0, -1))
    whole = found[found["answer"].isin(("win", "fall", "open"))]
    top = [(worth, str(each.sort_values("share")["answer"].iloc[-1]))
           for worth, each in whole.groupby("worth_pp")]  # fmt: skip
    turns = [f"{worth:g}" for (worth, now), (_, before) in zip(top[1:], top[:-1], strict=True)
             if now != before]  # fmt: skip
    return said.by_worth(f"{least['worth_pp']:g}", f"{most['worth_pp']:g}",
                         percent(least["share"]), percent(most["share"]),
                         listed(turns) if turns else "")


def seeds(data: StudyData) -> str:
    """How far the leading share moves between seeds, and whether intervals say so."""
    found = data.seeds
    if found.empty:
        return ""
    shares = found[(found["quantity"] == "share") & found["name"].isin(WAYS)]
    loud = found[found["hold"] < MOST_OF_SEEDS * found["seeds"]]
    worst = quantity(loud.iloc[0]) if len(loud) else ""
    first = shares.sort_values("mean").iloc[-1] if len(shares) else None
    if first is None:
        return ""
    return told.seeds(int(first["seeds"]), said.answer(first["name"]), percent(first["least"]),
                      percent(first["most"]), worst, int(first["hold"]))  # fmt: skip


def quantity(row: Any) -> str:
    """What a row of the table over seeds is of."""
    name = said.answer(row["name"]) if row["quantity"] == "share" else names.called(row["name"])
    return told.quantity(row["quantity"], name)


def seeds_table(data: StudyData) -> Table:
    """A row a quantity: how far it moves between seeds, and how far an interval says."""
    titles = ("mean", "least", "most", "\u00b1", "hold")
    rows: list[tuple[str, ...]] = []
    for row in data.seeds.to_dict("records"):
        write: Callable[[float], str] = percent if row["quantity"] == "share" else number
        rows.append((quantity(row), *(write(row[name]) for name in ("mean", "least", "most")),
                     write(row["half"]) if row["half"] == row["half"] else "",
                     f"{row['hold']}/{row['seeds']}"))  # fmt: skip
    return Table("seeds", told.seeds_table(), [Column(""), *map(Column, titles)], rows)


def prior(found: Reweighed | None) -> list[str]:
    """Another prior in sentences: what it is worth, and whether it says the same."""
    if found is None:
        return []
    own, other = (found.leads(place) for place in (0.0, 1.0))
    keys = [label(each.key) for each in found.parameters]
    return [told.prior(keys, found.effective, percent(found.inside)),
            told.verdicts(said.answer(own), said.answer(other), own == other)]  # fmt: skip


def prior_table(found: Reweighed | None) -> Table:
    """Two verdicts side by side."""
    rows: list[tuple[Cell | str, ...]] = []
    for answer in WAYS if found is not None else ():
        cells = []
        for place in (0.0, 1.0):
            assert found is not None
            each = found.path[(found.path["place"] == place) & (found.path["answer"] == answer)]
            row = each.to_dict("records")[0]
            low, high = (percent(row[end]).removesuffix(" %") for end in ("low", "high"))
            cells.append(Cell(percent(row["share"]), f"[{low}, {high}]"))
        rows.append((said.answer(answer), *cells))
    columns = [Column(""), *(Column(name, interval=True) for name in ("own prior", "other prior"))]
    return Table("prior", told.prior_table(), columns, rows)


def turned(data: StudyData) -> str:
    """Which part of whose range would turn the sentence; empty where nothing is known."""
    found = data.parts
    if found.empty:
        return ""
    return told.turned([_part(row) for row in found[found["turns"]].to_dict("records")])


def _part(row: Any) -> str:
    ends = ("", "")
    if row["low"] == row["low"]:
        span = row["high"] - row["low"]
        ends = number(row["low"], span), number(row["high"], span)
    return told.part(row["part"], label(row["parameter"]), *ends)


def parts_table(data: StudyData) -> Table:
    """What worlds say where one key keeps to a part of its range."""
    answers = (Column(said.answer(way)) for way in WAYS)
    first, last = Column(told.part_column()), Column(told.leads(), words=True)
    columns = [first, Column("points"), *answers, last]
    rows: list[tuple[str, ...]] = []
    for row in data.parts.to_dict("records"):
        shares = (percent(row[way]) for way in WAYS)
        rows.append((_part(row), f"{row['points']:,}", *shares, said.answer(row["leads"])))
    return Table("parts-of-ranges", told.parts_table(), columns, rows, fold=True, where="page")
