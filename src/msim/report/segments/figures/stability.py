"""How many segments? Whether the cut repeats, number by number, and the gap statistic beside it."""

from __future__ import annotations

import pandas as pd

from msim.campaign.segments.stability import POOR
from msim.core.text import digits
from msim.report.common.names import colour
from msim.report.common.sentences import sentences
from msim.report.common.theme import (
    INK,
    SOFT,
    Figure,
    Spec,
    Words,
    finish,
    heading,
    values,
    whiskers,
)
from msim.report.segments.data import SegmentsData

said = sentences("segments", "figures")
WIDTH, HEIGHT = 395, 300
OWN, FLAT = colour("broadcast"), "#8a8a8a"


def stability(data: SegmentsData) -> Figure | None:
    """Mean agreement of resamples with its interval, the most stable ringed; the gap statistic."""
    table = data.tables["stability"]
    known = table.dropna(subset=["stability"])
    if len(known) < 2:
        return None
    samples, twin = data.summary["samples"], "without_stability" in table
    gap = data.main["gap"]
    words = Words(
        "stability",
        "How many segments come out again",
        said.stability(samples["resamples"], samples["stability"], twin, gap and gap["segments"]),
        _told(known, data),
        data.footer,
    )
    panels = [_curve(known, twin)]
    if gap:
        panels.append(_gap(table.dropna(subset=["gap"])))
    return finish({"hconcat": panels, "spacing": 40}, words, table)


def _told(known: pd.DataFrame, data: SegmentsData) -> str:
    each = [
        f"{int(row['segments'])}: {digits(row['stability'], 'number', 2)}"
        for row in known.to_dict("records")
    ]
    pick = data.main["pick"]
    return said.stability_alt(each, pick["told"] if pick else "")


def _x(table: pd.DataFrame) -> Spec:
    counts = [int(count) for count in table["segments"]]
    axis = {"labelAngle": 0, "grid": False}
    return {"field": "segments", "type": "ordinal", "sort": counts, "title": "segments",
            "axis": axis}  # fmt: skip


def _line(name: str, colour: str) -> list[Spec]:
    y = {"field": name, "type": "quantitative"}
    return [
        {"mark": {"type": "line", "color": colour, "strokeWidth": 2}, "encoding": {"y": y}},
        {
            "mark": {"type": "circle", "color": colour, "size": 80, "opacity": 1},
            "encoding": {"y": y},
        },
    ]


def _curve(known: pd.DataFrame, twin: bool) -> Spec:
    axis = {"format": ".1f", "tickCount": 6}
    low = min(0.0, float(known["stability_low"].min()))
    y = {"field": "stability", "type": "quantitative", "title": None, "axis": axis,
         "scale": {"domain": [low, 1.0], "nice": False}}  # fmt: skip
    base = {"mark": {"type": "point", "opacity": 0}, "encoding": {"y": y}}
    ring = {
        "transform": [{"filter": "datum.pick"}],
        "mark": {"type": "point", "size": 420, "color": INK, "strokeWidth": 2.5, "filled": False},
        "encoding": {"y": {"field": "stability", "type": "quantitative"}},
    }
    poor = {
        "data": {"values": [{"at": POOR, "text": f"below {POOR}: poor agreement"}]},
        "layer": [
            {
                "mark": {"type": "rule", "strokeDash": [5, 4], "color": SOFT},
                "encoding": {"y": {"field": "at", "type": "quantitative"}},
            },
            {
                "mark": {"type": "text", "align": "left", "x": 6, "dy": -9, "color": SOFT},
                "encoding": {
                    "y": {"field": "at", "type": "quantitative"},
                    "text": {"field": "text", "type": "nominal"},
                },
            },
        ],
    }
    flat = _line("without_stability", FLAT) if twin else []
    own = [*whiskers("y", "stability_low", "stability_high"), *_line("stability", OWN), ring]
    for layer in (base, *flat, *own):
        layer["encoding"] = {"x": _x(known), **layer["encoding"]}
    return {
        "title": heading("stability (adjusted Rand index)"), "width": WIDTH, "height": HEIGHT,
        "data": values(known), "layer": [base, poor, *flat, *own],
    }  # fmt: skip


def _gap(table: pd.DataFrame) -> Spec:
    error = table["gap_error"]
    table = table.assign(low=table["gap"] - error, high=table["gap"] + error)
    axis = {"format": ".2f", "tickCount": 6}
    y = {"field": "gap", "type": "quantitative", "title": None, "axis": axis,
         "scale": {"zero": False}}  # fmt: skip
    base = {"mark": {"type": "point", "opacity": 0}, "encoding": {"y": y}}
    ring = {
        "transform": [{"filter": "datum.gap_pick"}],
        "mark": {"type": "point", "size": 420, "color": INK, "strokeWidth": 2.5, "filled": False},
        "encoding": {"y": {"field": "gap", "type": "quantitative"}},
    }
    layers = [base, *whiskers("y", "low", "high"), *_line("gap", OWN), ring]
    for layer in layers:
        layer["encoding"] = {"x": _x(table), **layer["encoding"]}
    return {
        "title": heading("gap statistic, with standard errors"), "width": WIDTH, "height": HEIGHT,
        "data": values(table), "layer": layers,
    }  # fmt: skip
