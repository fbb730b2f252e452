"""The tables of a study, for page and terminal."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd

from msim.core.text import NOTHING, choice, ends, number, percent
from msim.report.common.document import Cell, Column, Table, Where
from msim.report.study import names
from msim.report.study.data import StudyData
from msim.report.study.names import measured
from msim.report.study.sentences import said
from msim.scenario.keydocs import label
from msim.study.analyze import outcomes as counted
from msim.study.analyze import points
from msim.study.analyze.peeling import named_steps
from msim.study.analyze.shares import Share
from msim.study.records import Parameter

Row = tuple[Cell | str, ...]


def outcomes(data: StudyData) -> Table:
    """How often it wins, falls short and how, is open, and the claim is true."""
    design, table = data.design, data.table
    rows: list[Row] = []

    def row(name: str, found: Share) -> None:
        interval = names.interval(found) if found.low < found.high else ""
        rows.append((name, f"{found.hits:,}", Cell(percent(found.share), interval)))

    for answer, found in data.outcomes.items():
        if found.points:
            row(said.answer(answer), found)
    rows.insert(1, rows.pop() if rows else ())  # what falls short, before its parts
    if design.claim is not None:
        row(f"claim: {design.claim}", counted.claimed(design, table))
    lost = int(points.failed(table).sum())
    if lost:
        rows.append(("failed", f"{lost:,}", f"{percent(lost / len(table))} of all points"))
    imprecise = int((~table["precise"].astype(bool) & ~points.failed(table)).sum())
    if imprecise:
        rows.append(("not as precise as asked", f"{imprecise:,}", percent(imprecise / len(table))))
    worth = number(data.worth) if "/" not in design.measure and data.worth > 0.0 else ""
    caption = said.outcomes(len(table), design.sampled, worth, measured(design.measure))
    columns = (Column("outcome"), Column("points"), Column("share", interval=True))
    return Table("outcomes", caption, columns, [each for each in rows if each])


def by_worth(data: StudyData) -> Table:
    """How the shares move as another difference is held to matter."""
    found = data.by_worth
    shown = ("win", "small", "loss", "short", "open")
    columns = [Column(said.worth_column()), *(Column(said.briefly(each), interval=True)
                                              for each in shown)]  # fmt: skip
    rows: list[Row] = []
    for worth, each in found.groupby("worth_pp"):
        of = {row["answer"]: row for row in each.to_dict("records")}
        cells = [Cell(percent(of[answer]["share"]), _percents(of[answer])) for answer in shown]
        rows.append((f"{worth:g}", *cells))
    return Table("by-worth", said.by_worth_table(), columns, rows, fold=True)


def _percents(row: Any) -> str:
    low, high = (percent(row[end]).removesuffix(" %") for end in ("low", "high"))
    return f"[{low}, {high}]" if row["low"] < row["high"] else ""


def results(data: StudyData) -> Table:
    """What is published as a result, held against the worlds."""
    first, *others = said.results_columns().split("|")
    columns = [Column(first), *map(Column, others)]
    rows: list[Row] = []
    for row in data.results.to_dict("records"):
        span = row["high"] - row["low"]
        low, high, least, middle, most = (
            number(row[name], span) if row[name] == row[name] else NOTHING
            for name in ("low", "high", "q05", "median", "q95")
        )
        rows.append((measured(row["measure"]), f"{low} to {high}", middle,
                     f"{least} to {most}", percent(row["inside"]), percent(row["apart"])))
    return Table("results", said.results_table(), columns, rows, fold=True)


def parameters(data: StudyData) -> Table:
    """What varies, over what; on the page."""
    columns = [Column("parameter"), *(Column(title, words=True) for title in (
        "key", "values", "distribution", "role"))]  # fmt: skip
    rows = [(label(p.key), f"`{p.key}`", _range(p), p.distribution.replace("_", "-"), p.role)
            for p in data.design.parameters]  # fmt: skip
    return Table("parameters", said.varied(), columns, rows, where="page")


def _range(parameter: Parameter) -> str:
    if not parameter.numeric:
        return "; ".join(choice(each) for each in parameter.choices)
    span = parameter.high - parameter.low
    unit = f" {parameter.unit}" if parameter.unit else ""
    found = f"{number(parameter.low, span)} to {number(parameter.high, span)}{unit}"
    if parameter.mean is not None and parameter.sd is not None:
        found += f", mean {number(parameter.mean, span)}, sd {number(parameter.sd, span)}"
    return found


def deciding(data: StudyData, where: Where = "both") -> Table:
    """Indices, elementary effects, or else what goes with the target; no row where none is."""
    rows: list[Row]
    titles: tuple[str, ...] = ("first order", "total", "note")
    if data.indices is not None:
        caption = said.sobol_table()
        rows = [(names.called(r["parameter"]), _ends(r, "first"), _ends(r, "total"), r["note"])
                for r in data.indices.to_dict("records")]  # fmt: skip
    elif data.effects is not None:
        caption, titles = said.morris_table(), ("mu*", "sigma", "mu", "note")
        rows = [(names.called(r["parameter"]), _ends(r, "mu_star", 0.0), _ends(r, "sigma", 0.0),
                 number(r["mu"]), r["note"]) for r in data.effects.to_dict("records")]  # fmt: skip
    else:
        caption, titles = said.explained_table(), ("share", "note")
        rows = [(names.called(r["parameter"]), _ends(r, "share", 1.0, ""), r["note"])
                for r in data.explained.dropna(subset=["share"]).to_dict("records")]  # fmt: skip
    caption = f"{caption} {said.floor(data.noise)}".strip()
    columns = [Column("parameter"), *(
        Column(title, words=title == "note", interval=True) for title in titles)]  # fmt: skip
    return Table("deciding", caption, columns, rows, where=where, fold=True)


def pairs(data: StudyData) -> Table:
    """What parameters do in pairs, the largest first."""
    found = data.pairs if data.pairs is not None else pd.DataFrame()
    rows = [(f"{names.called(r['first'])} \u00d7 {names.called(r['second'])}",
             _ends(r, "index", 1.0, ""), r["note"]) for r in found.to_dict("records")]  # fmt: skip
    columns = (Column("pair"), Column("second order", interval=True), Column("note", words=True))
    return Table("pairs", said.pairs_table(), columns, rows, fold=True)


def _ends(row: Any, name: str, span: float = 1.0, prefix: str | None = None) -> Cell:
    start = f"{name}_" if prefix is None else prefix
    return Cell(number(row[name], span), ends(row[f"{start}low"], row[f"{start}high"], span))


def steps(data: StudyData) -> Table:
    """Steps of peeling, a few of them, and what each trades away."""
    columns = [Column(title) for title in said.steps_columns().split("|")]
    path = named_steps(data.boxes.peeling) if data.boxes else pd.DataFrame()
    rows = [(f"{row['step']}{' *' if row['chosen'] else ''}", f"{row['limits']}",
             _percent(row["scored_coverage"]), _percent(row["scored_density"]),
             _percent(row["support"])) for row in path.to_dict("records")]  # fmt: skip
    return Table("steps", said.steps_table(), columns, rows, fold=True)


def leaves(data: StudyData) -> Table:
    """The leaves of the tree, the densest first; no row where it has one leaf."""
    what = {"win": "wins", "loss": "falls short", "claim": "claim is true"}[data.outcome]
    columns = (Column("where"), Column(what, interval=True), Column("of the space"))
    rows = [] if len(data.leaves) < 2 else [
        (names.limits(leaf.limits) or "everywhere",
         Cell(percent(leaf.density.share), names.interval(leaf.density)), percent(leaf.support))
        if leaf.density.points else
        (names.limits(leaf.limits) or "everywhere", NOTHING, percent(leaf.support))
        for leaf in data.leaves
    ]  # fmt: skip
    return Table("leaves", said.leaves_table(), columns, rows, fold=True)


def definitions(data: StudyData) -> Table:
    """The share of combinations that win, by what winning means; on the terminal."""
    found = data.specifications
    if found is None or found.definitions.empty:
        return Table("definition-table", "", (), ())
    worlds = list(dict.fromkeys(found.definitions["world"]))
    table = found.definitions.pivot(index="definition", columns="world", values="share")
    rows = [(str(name), *(_percent(table.loc[name, world]) for world in worlds))
            for name in dict.fromkeys(found.definitions["definition"])]  # fmt: skip
    titles = {"own": "combinations that win", "null": "in the null world"}
    columns = [Column("definition"), *(Column(titles[world]) for world in worlds)]
    return Table("definition-table", said.definitions_table(), columns, rows, where="terminal")


def inference(data: StudyData) -> Table:
    """The curve in numbers, and that of the null world."""
    found = data.specifications
    if found is None:
        return Table("inference", "", (), ())
    null = not bool(found.inference["null"].isna().all())
    rows = []
    for row in found.inference.to_dict("records"):
        cells = [row["own"], row["null"]] if null else [row["own"]]
        write: Callable[[float], str] = _percent if "share" in row["statistic"] else number
        if row["statistic"] == "specifications":
            write = "{:,.0f}".format
        rows.append((row["statistic"], *(write(float(cell)) for cell in cells)))
    columns = [Column(title) for title in ("statistic", "own", "null")[: 2 + null]]
    return Table("inference", said.inference_table(), columns, rows)


def _percent(value: Any) -> str:
    return NOTHING if pd.isna(value) else percent(float(value))
