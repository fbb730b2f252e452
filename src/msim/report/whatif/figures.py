"""What does a change do to votes? Net votes before and after, and the difference, arm by arm."""

from __future__ import annotations

import pandas as pd

from msim.core.text import show
from msim.report.common.names import colour, label
from msim.report.common.sentences import sentences
from msim.report.common.theme import (
    INK,
    ROW,
    Figure,
    Spec,
    Words,
    bar_rows,
    finish,
    heading,
    numbers,
    plain_colour,
    row_axis,
    values,
)
from msim.report.whatif.data import WhatIfData

said = sentences("whatif")
BEFORE, AFTER = 300, 220  # pixels of the two panels


def net_votes(data: WhatIfData) -> Figure | None:
    """Net votes of each arm before and after, and the difference with its interval."""
    if not data.arms:
        return None
    frame = pd.DataFrame([
        {"arm": arm, "name": label(arm), "colour": colour(arm),
         "before": float(data.votes[arm]["before"]),
         "after": float(data.votes[arm]["after"]),
         **numbers(data.difference(arm), "votes")}
        for arm in data.arms
    ])  # fmt: skip
    frame = frame.astype({"low": float, "high": float})
    order = list(frame["name"])
    each = [f"{label(arm)} {show(data.difference(arm), 'votes')}" for arm in data.arms]
    words = Words(
        "net_votes",
        said.figure_title(),
        said.figure_caption(bool(frame["low"].notna().any())),
        said.figure_alt(each),
        data.footer,
    )
    axis = {"axis": {"format": ",.0f", "tickCount": 4, "labelFlush": False}}
    panels = [_moves(frame, order), bar_rows(frame, order, axis, "difference", AFTER)]
    named = {"mean": "difference"}
    table = frame.drop(columns=["name", "colour", "text"]).rename(columns=named)
    return finish({"hconcat": panels, "spacing": 28}, words, table)


def _moves(frame: pd.DataFrame, order: list[str]) -> Spec:
    """A line for each arm from where it was (hollow) to where it is (filled)."""
    x: Spec = {"type": "quantitative", "title": None, "scale": {"zero": True}}
    x["axis"] = {"format": ",.0f", "tickCount": 5, "labelFlush": False}
    y = row_axis(order)
    y["axis"] |= {"grid": True, "tickBand": "extent", "gridDash": [2, 2]}
    point = {"type": "point", "size": 110, "opacity": 1, "strokeWidth": 2}
    return {
        "title": heading("net votes, before and after"), "width": BEFORE,
        "height": ROW * len(order), "data": values(frame), "encoding": {"y": y},
        "layer": [
            {
                "mark": {"type": "rule", "strokeWidth": 2.5},
                "encoding": {
                    "x": x | {"field": "before"}, "x2": {"field": "after"},
                    "color": plain_colour(),
                },
            },
            {
                "mark": point | {"fill": "white"},
                "encoding": {"x": x | {"field": "before"}, "stroke": plain_colour()},
            },
            {
                "mark": point | {"stroke": INK, "strokeWidth": 1},
                "encoding": {"x": x | {"field": "after"}, "fill": plain_colour()},
            },
        ],
    }  # fmt: skip
