"""Where does it turn? A line a key: what is published, today's value, the turning points."""

from __future__ import annotations

import pandas as pd

from msim.report.common.sentences import sentences
from msim.report.common.theme import INK, SOFT, Figure, Spec, Words, finish, row_axis, values
from msim.report.turns.data import TurnPoint, TurnRow, rows

said = sentences("turns")
WIDTH, ROW = 430, 52
LOOKS = {
    "win": ("#0072B2", "triangle-up"),
    "small": ("#009E73", "diamond"),
    "loss": ("#D55E00", "triangle-down"),
}
"""Colour and shape of what begins at a turning point."""


def turns(table: pd.DataFrame, footer: str) -> Figure | None:
    """The turning points of a table of `turns.csv`; None where it has no row."""
    found = list(rows(table))
    if not found:
        return None
    order = [_name(row) for row in found]
    lines = pd.DataFrame([_line(row) for row in found])
    marks = pd.DataFrame([mark for row in found for mark in _marks(row)])
    alt = said.figure_alt([said.of_key(row) for row in found])
    words = Words("turns", said.figure_title(), said.figure(), alt, footer)
    x: Spec = {"type": "quantitative", "title": None, "axis": None,
               "scale": {"domain": [0, 1], "nice": False}}  # fmt: skip
    body = {"width": WIDTH, "height": ROW * len(order), "encoding": {"y": row_axis(order)},
            "layer": [*_ranges(lines, x), *_points(marks, x)]}  # fmt: skip
    return finish(body, words, table)


def _name(row: TurnRow) -> str:
    return row.label


def _line(row: TurnRow) -> dict[str, object]:
    ends, told = row.published, row.of["today"]
    central = row.of["evidence_central"]
    return {
        "name": _name(row),
        "from": None if ends is None else row.place(ends[0]),
        "to": None if ends is None else row.place(ends[1]),
        "central": None if central is None else row.place(central),
        "today": row.place(told or 0.0),
        "low": row.written(row.of["low"]), "high": row.written(row.of["high"]),
        "unit": row.unit, "text": said.mark(row),
    }  # fmt: skip


def _marks(row: TurnRow) -> list[dict[str, object]]:
    """The turning points of a row: the nearest, and where a win begins, if that is another."""
    nearest, win = row.point("turn"), row.point("win")
    shown = [] if nearest is None else [(nearest, row.into)]
    if win is not None and nearest is not None and win.at != nearest.at:
        shown.append((win, "win"))
    return [
        {"name": _name(row), "at": row.place(point.at), "colour": LOOKS[into][0],
         "shape": LOOKS[into][1], "low": low, "high": high}
        for point, into in shown for low, high in [_ends(row, point)]
    ]  # fmt: skip


def _ends(row: TurnRow, point: TurnPoint) -> tuple[float | None, float | None]:
    """Where an interval is drawn; an end that leaves the range is drawn to the range's end."""
    if point.low is None and point.high is None:
        return None, None
    return (0.0 if point.low is None else row.place(point.low),
            1.0 if point.high is None else row.place(point.high))  # fmt: skip


def _ranges(lines: pd.DataFrame, x: Spec) -> list[Spec]:
    """The range that was searched with its ends, what is published, today's value, and words."""
    data = {"data": values(lines)}
    end = {"type": "text", "fontSize": 11, "color": SOFT, "dy": 17}
    return [
        {**data, "mark": {"type": "rule", "color": "#bbbbbb", "strokeWidth": 1.5},
         "encoding": {"x": {"value": 0}, "x2": {"value": WIDTH}}},
        {**data, "mark": {"type": "bar", "height": 14, "color": "#b9c3cc"},
         "encoding": {"x": x | {"field": "from"}, "x2": {"field": "to"}}},
        {**data, "mark": {"type": "tick", "thickness": 2, "size": 14, "color": SOFT},
         "encoding": {"x": x | {"field": "central"}}},
        {**data, "mark": {"type": "point", "size": 95, "fill": "white", "stroke": INK,
                          "strokeWidth": 2, "opacity": 1},
         "encoding": {"x": x | {"field": "today"}}},
        {**data, "mark": end | {"align": "left"},
         "encoding": {"x": {"value": 0}, "text": {"field": "low"}}},
        {**data, "mark": end | {"align": "right"},
         "encoding": {"x": {"value": WIDTH}, "text": {"field": "high"}}},
        {**data, "mark": end | {"align": "center"},
         "encoding": {"x": {"value": WIDTH / 2}, "text": {"field": "unit"}}},
        {**data, "mark": {"type": "text", "align": "left", "baseline": "middle"},
         "encoding": {"x": {"value": WIDTH + 14}, "text": {"field": "text"}}},
    ]  # fmt: skip


def _points(marks: pd.DataFrame, x: Spec) -> list[Spec]:
    """Each turning point with its interval."""
    if marks.empty:
        return []
    data = {"data": values(marks)}
    colour = {"field": "colour", "type": "nominal", "scale": None}
    both = [{"filter": "isValid(datum.low) && isValid(datum.high)"}]
    return [
        {**data, "transform": both, "mark": {"type": "rule", "strokeWidth": 4, "opacity": 0.7},
         "encoding": {"x": x | {"field": "low"}, "x2": {"field": "high"}, "color": colour}},
        {**data, "mark": {"type": "point", "size": 150, "stroke": INK, "strokeWidth": 1,
                          "opacity": 1},
         "encoding": {"x": x | {"field": "at"}, "fill": colour,
                      "shape": {"field": "shape", "type": "nominal", "scale": None,
                                "legend": None}}},
    ]  # fmt: skip
