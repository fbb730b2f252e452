"""Who else is reached by whom? Duplication between channels, an arm a matrix."""

from __future__ import annotations

import pandas as pd

from msim.core.text import digits
from msim.report.common.names import label
from msim.report.common.theme import INK, SOFT, Figure, Spec, Words, finish, heading, values
from msim.report.reach.data import ARMS, ReachData
from msim.report.reach.sentences import said

CELL, TALL = 128, 58
MOST = 6  # channels shown


def duplication(data: ReachData) -> Figure | None:
    """The share of those whom one channel reaches that another reaches too."""
    channels = data.channels[:MOST]
    if len(channels) < 2:
        return None
    table = data.tables["duplication"]
    panels, told = [], []
    for arm in ARMS:
        rows = table[(table["arm"] == arm) & table["channel"].isin(channels)]
        rows = rows[rows["also"].isin(channels)]
        if rows.empty:
            continue
        panels.append(_matrix(rows, arm, data))
        told += [
            f"{label(arm)}: of those reached by {row['channel']}, {row['also']} reaches "
            f"{digits(row['share'], 'rate', 0)} % too"
            for row in rows.to_dict("records")
            if row["channel"] != row["also"]
        ]
    if not panels:
        return None
    words = Words(
        "duplication",
        "Who is reached by both",
        said.duplication_caption(),
        said.duplication_alt(told),
        data.footer,
    )
    shown = table[table["arm"].isin(ARMS)]
    side = len(channels) <= 2
    body = {"hconcat" if side else "vconcat": panels, "spacing": 40 if side else 24}
    return finish(body, words, shown)


def _matrix(rows: pd.DataFrame, arm: str, data: ReachData) -> Spec:
    order = [name for name in data.channels if name in set(rows["channel"])]
    own = rows["channel"] == rows["also"]
    shown = rows.assign(value=rows["both_rate"].where(own, rows["share"]), own=own)
    shown["text"] = [f"{digits(v, 'rate', 0)} %" for v in shown["value"]]
    shown["under"] = ["of all voters" if same else "" for same in own]
    together = data.summary["arms"][arm]["deduplicated"]
    axis: Spec = {"labelAngle": 0, "ticks": False, "domain": False, "labelPadding": 8}
    x = {"field": "also", "type": "nominal", "sort": order, "title": None}
    y = {"field": "channel", "type": "nominal", "sort": order, "title": None}
    shade = {
        "field": "value", "type": "quantitative", "legend": None,
        "scale": {"scheme": "blues", "domain": [0, 1.25]},
    }  # fmt: skip
    dark = "datum.value > 0.72 && !datum.own"
    ink = {"condition": {"test": dark, "value": "white"}, "value": INK}
    return {
        "title": heading(
            f"{label(arm)} \u00b7 together {digits(together['reach_rate'], 'rate', 1)} %"
        ),
        "width": CELL * len(order), "height": TALL * len(order), "data": values(shown),
        "encoding": {"x": x | {"axis": axis | {"orient": "top"}}, "y": y | {"axis": axis}},
        "layer": [
            {
                "mark": {"type": "rect", "stroke": "white", "strokeWidth": 3},
                "encoding": {"color": {
                    "condition": {"test": "datum.own", "value": "#eeeeee"}, **shade,
                }},
            },
            {
                "mark": {"type": "text", "fontSize": 15, "dy": -3},
                "encoding": {"text": {"field": "text", "type": "nominal"}, "color": ink},
            },
            {
                "mark": {"type": "text", "fontSize": 11, "dy": 13, "color": SOFT},
                "encoding": {"text": {"field": "under", "type": "nominal"}},
            },
        ],
    }  # fmt: skip
