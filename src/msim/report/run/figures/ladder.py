"""The ladder as a waterfall: what each step from silence to full knowledge is worth."""

from __future__ import annotations

import pandas as pd

from msim.core.arms import BESIDE
from msim.core.text import MINUS, Interval, bounds, mean
from msim.report.common.names import colour, label
from msim.report.common.theme import (
    INK,
    SOFT,
    Figure,
    Spec,
    Words,
    finish,
    heading,
    plain_colour,
    values,
    whiskers,
)
from msim.report.run import tables
from msim.report.run.data import ReportData
from msim.report.run.figures.arms import interval_note, said
from msim.report.run.sentences import rung

WIDTH, HEIGHT, LOW = 780, 330, 250
MANY = 7  # rungs beyond which those beside the ladder stand below it


def ladder(data: ReportData) -> Figure | None:
    """Each rung a floating bar from the arm it starts at to the arm it leads to, in net votes."""
    table = tables.ladder(data).dropna(subset=["mean"])
    if table.empty:
        return None
    words = Words(
        "ladder",
        "What each step is worth",
        said.ladder(interval_note(data)),
        said.ladder_alt([rung(entry) for entry in data.summary["ladder"]]),
        data.footer,
    )
    return finish(_body(_drawn(table)), words, table)


def _drawn(table: pd.DataFrame) -> pd.DataFrame:
    """The table with what is needed to draw it."""
    gains = [Interval.of(row) for row in table.to_dict("records")]
    return table.assign(
        panel=["beside the ladder" if step in BESIDE else "the ladder" for step in table["step"]],
        name=table["what"].str.replace(" + ", "|+ ", regex=False)
        + "|"
        + [label(step) for step in table["step"]],
        colour=[colour(step) for step in table["step"]],
        top=table[["start", "end", "end_high"]].max(axis=1),
        gain=[_signed(gain) for gain in gains],
        interval=[bounds(gain, "votes") for gain in gains],
    )


def _signed(gain: Interval) -> str:
    text = mean(gain, "votes")
    return text if text.startswith(MINUS) or text == "0" else f"+{text}"


def _body(table: pd.DataFrame) -> Spec:
    """The ladder and, apart from it, the arms beside it, on one scale."""
    low = min(0.0, float(table[["start", "end", "end_low"]].min().min()))
    high = float(table["top"].max())
    span = (high - low) or 1.0
    floor = low - 0.03 * span if low < 0 else 0.0
    scale = {"domain": [floor, high + 0.17 * span], "nice": False}
    rungs = table.groupby("panel", sort=False).size()
    stacked = len(table) > MANY
    step = WIDTH / max(4, int(rungs.max()) if stacked else len(table))
    panels = [
        _panel(rows, str(title), scale, step) for title, rows in table.groupby("panel", sort=False)
    ]
    if stacked:
        for panel in panels:
            panel["height"] = LOW
        return {"vconcat": panels, "spacing": 30}
    for panel in panels[1:]:
        panel["encoding"]["y"]["axis"] |= {"labels": False, "ticks": False}
    return {"hconcat": panels, "spacing": 34}


def _panel(rows: pd.DataFrame, title: str, scale: Spec, step: float) -> Spec:
    x_axis = {
        "labelAngle": 0, "labelExpr": "split(datum.value, '|')", "ticks": False, "domain": False,
        "labelPadding": 8, "labelLineHeight": 17, "labelLimit": round(step) + 20,
    }  # fmt: skip
    y_axis = {"format": ",.0f", "tickCount": 6, "domain": False}
    order = list(rows["name"])
    x = {"field": "name", "type": "nominal", "sort": order, "title": None, "axis": x_axis}
    y = {"type": "quantitative", "scale": scale, "axis": y_axis, "title": None}
    zero = {
        "mark": {"type": "rule", "color": SOFT},
        "encoding": {"y": {"datum": 0}, "x": {"value": 0}, "x2": {"value": "width"}},
    }
    bar = {
        "mark": {"type": "bar", "width": {"band": 0.62}},
        "encoding": {"y": {"field": "start"}, "y2": {"field": "end"}, "color": plain_colour()},
    }
    start = {
        "mark": {"type": "tick", "width": {"band": 0.9}, "thickness": 1.5, "color": SOFT},
        "encoding": {"y": {"field": "start"}},
    }
    texts = [_above("gain", -24, 15, "bold"), _above("interval", -8, 12, "normal")]
    bounded = bool(rows["end_low"].notna().any())  # without any, a browser finds no extent
    lines = whiskers("y", "end_low", "end_high") if bounded else []
    layers = [zero, bar, start, *lines, *texts]
    return {
        "title": heading(title), "width": step * len(rows), "height": HEIGHT,
        "data": values(rows), "encoding": {"x": x, "y": y}, "layer": layers,
    }  # fmt: skip


def _above(field: str, rise: int, size: int, weight: str) -> Spec:
    mark = {"type": "text", "dy": rise, "fontSize": size, "fontWeight": weight, "color": INK}
    return {
        "mark": mark | {"baseline": "bottom"},
        "encoding": {"y": {"field": "top"}, "text": {"field": field, "type": "nominal"}},
    }
