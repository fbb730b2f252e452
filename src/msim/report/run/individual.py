"""Do voters gain what a model of single voters predicts? By tenths of the predicted benefit."""

from __future__ import annotations

from msim.core.text import Interval, bounds, digits, mean
from msim.report.common.document import Block, Cell, Column, Details, Picture, Points, Table, Text
from msim.report.common.sentences import sentences
from msim.report.run import tables
from msim.report.run.data import ReportData
from msim.report.run.worlds import counted

said = sentences("run", "individual")
FLAT = 1e-9
"""Benefit in points below which the model has told nobody apart."""


def told(data: ReportData) -> list[str]:
    """What came of the highest tenth, of all together, and how sure a single campaign may be."""
    table = tables.individual(data)
    if table.empty:
        return []
    top = table.iloc[-1]
    predicted, obtained, gap = (_interval(top, name) for name in tables.BENEFITS)
    if predicted.mean is None or predicted.mean < FLAT:
        return [said.nothing()]
    whole = (float(table[name].mean()) for name in tables.BENEFITS[:2])
    ends = [top["single_pp_low"], top["single_pp_high"]]
    return [
        said.top(predicted, obtained, gap),
        said.together(*(digits(each, "points", 2) for each in whole)),
        "" if any(each != each for each in ends) else said.single(
            *(digits(float(each), "points", 2) for each in ends)
        ),
    ]  # fmt: skip


def numbers(data: ReportData) -> Table:
    """Each tenth, the highest first: predicted, obtained, the difference, and one campaign."""
    rows: list[tuple[Cell | str, ...]] = []
    for row in tables.individual(data).iloc[::-1].to_dict("records"):
        found = [_interval(row, name) for name in tables.BENEFITS]
        cells = [Cell(mean(each, "points"), bounds(each, "points")) for each in found]
        ends = [row["single_pp_low"], row["single_pp_high"]]
        known = all(each == each for each in ends)
        one = " to ".join(digits(float(each), "points", 2) for each in ends) if known else ""
        rows.append((str(row["tenth"]), *cells, one))
    columns = (
        Column("tenth"), Column("predicted"), Column("obtained"),
        Column("obtained less predicted"), Column("one campaign"),
    )  # fmt: skip
    return Table("individual-table", said.table(), columns, rows, where="page")


def blocks(data: ReportData) -> tuple[Block, ...]:
    """The section of a run that tells of it; empty where no voter was predicted alone."""
    if not told(data):
        return ()
    return (
        Points(told(data)),
        Picture("individual"),
        Text(said.means(counted(data)), "page"),
        Details(said.each_tenth(), (numbers(data),)),
    )


def _interval(row: object, name: str) -> Interval:
    """One number of a row of the table, with its bounds."""
    ends = {"mean": name, "low": f"{name}_low", "high": f"{name}_high"}
    return Interval.of({end: row[key] for end, key in ends.items()})  # type: ignore[index]
