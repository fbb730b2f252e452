"""What each factor carries: Shapley values beside what each does alone, and their sum."""

from __future__ import annotations

import pandas as pd

from msim.core.text import Interval
from msim.report.common.theme import Figure, Spec, Words, bar_rows, finish, numbers
from msim.report.run import tables
from msim.report.run.attribution import shared_out, together, unit_of
from msim.report.run.data import ReportData
from msim.report.run.figures.arms import interval_note, said

FACTOR, SUM = "#5f6b76", "#1a1a1a"
TOGETHER = "together"


def attribution(data: ReportData) -> Figure | None:
    """A bar a factor, the largest first, then what all of them add up to."""
    table = tables.attribution(data)
    if table.dropna(subset=["mean"]).empty:
        return None
    what = shared_out(data)
    value, alone = _rows(table, data, "mean", "low", "high"), _rows(table, data, *tables.ALONE)
    total = together(data)
    order = list(table["factor"])
    if total.known:
        last = {"name": TOGETHER, "colour": SUM} | numbers(total, what.unit)
        value = pd.concat([value, pd.DataFrame([last])], ignore_index=True)
        order = [*order, TOGETHER]
    x: Spec = {"axis": {"tickCount": 4, "labelFlush": False, "format": _format(what.unit)}}
    panels = [
        bar_rows(value, order, x | {"labels": True}, "adds, over all orders", 230),
        bar_rows(alone, order, x, "alone, all others off", 150),
    ]
    for panel in panels:
        panel["encoding"]["y"]["scale"] = {"domain": order}
    words = Words(
        "attribution",
        f"What each factor adds to {what.label}",
        said.attribution(unit_of(data), interval_note(data)),
        _told(table, data, total),
        data.footer,
    )
    return finish({"hconcat": panels, "spacing": 28}, words, table)


def _format(unit: str) -> str:
    return {"rate": ".1%", "votes": ",.0f", "money": ",.0f"}.get(unit, ",.2~f")


def _rows(table: pd.DataFrame, data: ReportData, mean: str, low: str, high: str) -> pd.DataFrame:
    unit = shared_out(data).unit
    rows = [
        {"name": row["factor"], "colour": FACTOR}
        | numbers(Interval.of({"mean": row[mean], "low": row[low], "high": row[high]}), unit)
        for row in table.to_dict("records")
    ]
    frame = pd.DataFrame(rows, columns=["name", "colour", "mean", "low", "high", "text"])
    return frame.astype(dict.fromkeys(("mean", "low", "high"), float)).dropna(subset=["mean"])


def _told(table: pd.DataFrame, data: ReportData, total: Interval) -> str:
    unit = shared_out(data).unit
    each = [
        f"{row['factor']} {numbers(Interval.of(row), unit)['text']}"
        for row in table.to_dict("records")
    ]
    text = numbers(total, unit)["text"]
    return said.attribution_alt(each, text)
