"""Which districts decide, and what share of the votes becomes what share of the seats."""

from __future__ import annotations

import pandas as pd

from msim.core.text import Interval, digits
from msim.report.common.names import label
from msim.report.common.theme import (
    INK,
    ROW,
    SOFT,
    Figure,
    Spec,
    Words,
    bare,
    finish,
    heading,
    plain_colour,
    row_axis,
    values,
    whiskers,
)
from msim.report.run import tables
from msim.report.run.data import ReportData
from msim.report.run.figures.arms import arm_frame, interval_note, said

MOST = 15  # districts shown
BAR = "#5f6b76"  # a grey that is no arm's
SIDE = {"electoral_votes": "electoral votes", "power_per_vote": "power of a vote"}


def districts(data: ReportData) -> Figure | None:
    """The power of each district, and where it stands in silence, for those with most of it."""
    every = tables.districts(data)
    if every.empty or data.rule != "districts":
        return None
    shown = every.head(MOST).assign(
        name=[f"district {int(number)}" for number in every["district"].head(MOST)]
    )
    shown["text"] = [f"{digits(value, 'rate', 1)} %" for value in shown["power_share"]]
    shown["stands"] = [f"{digits(value, 'points', 1)} %" for value in shown["silent_share_pp"]]
    words = Words(
        "districts",
        "Which districts decide",
        said.districts(len(every) - MOST),
        _told(shown),
        data.footer,
    )
    body = {"hconcat": [_power(shown), _silent(shown), _side(shown)], "spacing": 22}
    return finish(body, words, every)


def _told(shown: pd.DataFrame) -> str:
    rows = shown.head(5).to_dict("records")
    each = [f"{row['name']} {row['text']}, own share {row['stands']}" for row in rows]
    return said.districts_alt(each)


def _power(shown: pd.DataFrame) -> Spec:
    width = 290
    highest = max(float(shown["power_share"].max()), 1e-9)
    axis = {"format": ".0%" if highest > 0.04 else ".1%", "tickCount": 4, "labelFlush": False}
    scale: Spec = {"domain": [0, highest]}
    x: Spec = {"field": "power_share", "type": "quantitative", "title": None}
    x |= {"axis": axis, "scale": scale}
    bar = {
        "mark": {"type": "bar", "height": ROW * 0.5, "color": BAR},
        "encoding": {"x": x},
    }
    text = {
        "mark": {"type": "text", "align": "left", "dx": 6},
        "encoding": {
            "x": {"field": "power_share", "type": "quantitative"},
            "text": {"field": "text", "type": "nominal"},
        },
    }
    return {
        "title": heading("part of all power"), "width": width, "height": 26 * len(shown),
        "data": values(shown), "encoding": {"y": row_axis(list(shown["name"]))},
        "layer": [bar, text],
    }  # fmt: skip


def _silent(shown: pd.DataFrame) -> Spec:
    """Where each district stands without a campaign, beside the half that wins it."""
    shares = shown["silent_share_pp"]
    reach = max(2.0, float((shares - 50).abs().max()) * 1.15)
    axis = {"tickCount": 4, "labelFlush": False, "labelExpr": "datum.label + ' %'"}
    x: Spec = {"field": "silent_share_pp", "type": "quantitative", "title": None, "axis": axis}
    x |= {"scale": {"domain": [50 - reach, 50 + reach], "zero": False, "nice": False}}
    half = {
        "data": {"values": [{"half": 50}]},
        "mark": {"type": "rule", "color": SOFT, "strokeDash": [4, 3], "strokeWidth": 1.5},
        "encoding": {"x": {"field": "half", "type": "quantitative"}},
    }
    y = row_axis(list(shown["name"]), labels=False)
    y["axis"] |= {"grid": True, "gridDash": [2, 2]}
    point = {
        "mark": {"type": "point", "size": 90, "filled": True, "color": INK, "opacity": 1},
        "encoding": {"x": x, "y": y},
    }
    return {
        "title": heading("own share in silence"), "width": 190, "height": 26 * len(shown),
        "data": values(shown), "layer": [half, point],
    }  # fmt: skip


def _side(shown: pd.DataFrame) -> Spec:
    """Electoral votes and the power of one vote, as words."""
    rows = []
    for row in shown.to_dict("records"):
        for column, title in SIDE.items():
            decimals = 0 if column == "electoral_votes" else 1
            text = digits(row[column], "number", decimals)
            rows.append({"name": row["name"], "column": title, "text": text})
    axis = {
        "orient": "top", "labelAngle": 0, "ticks": False, "domain": False, "labelPadding": 22,
        "labelExpr": "[split(datum.value, ' ')[0], slice(datum.value, "
        "length(split(datum.value, ' ')[0]) + 1)]",
        "labelLineHeight": 15,
    }  # fmt: skip
    x = {"field": "column", "type": "nominal", "sort": list(SIDE.values()), "title": None}
    return {
        "width": 190, "height": 26 * len(shown), "data": values(pd.DataFrame(rows)),
        "mark": {"type": "text"},
        "encoding": {
            "x": x | {"axis": axis},
            "y": row_axis(list(shown["name"]), labels=False),
            "text": {"field": "text", "type": "nominal"},
        },
    }  # fmt: skip


SHARES = {"vote_share_pp": "share of votes", "electoral_votes": "share of electoral votes"}
SHAPES = ("circle", "diamond")


def seats(data: ReportData) -> Figure | None:
    """The share of electoral votes beside the share of votes, by arm."""
    whole = Interval.of({"mean": data.part("districts").get("electoral_votes")}).mean
    if not whole or data.rule != "districts" or not data.has("electoral_votes"):
        return None
    frame = arm_frame(data, data.arms, {"vote_share_pp": "points", "electoral_votes": "number"})
    of = {"vote_share_pp": 1.0, "electoral_votes": 100.0 / whole}
    for bound in ("mean", "low", "high"):
        frame[bound] = frame[bound] * frame["measure"].map(of)
    frame["kind"] = frame["measure"].map(SHARES)
    words = Words(
        "seats",
        "From votes to electoral votes",
        said.seats(interval_note(data, "Whiskers")),
        _seats_told(frame),
        data.footer,
    )
    return finish(_points(frame, [label(arm) for arm in data.arms]), words, bare(frame))


def _points(frame: pd.DataFrame, order: list[str]) -> Spec:
    kinds = list(SHARES.values())
    y = row_axis(order)
    y["axis"] |= {"grid": True, "tickBand": "extent", "gridDash": [2, 2]}
    offset = {"field": "kind", "type": "nominal", "sort": kinds, "scale": {"paddingOuter": 0.7}}
    axis = {"tickCount": 6, "labelFlush": False, "labelExpr": "datum.label + ' %'"}
    x: Spec = {"field": "mean", "type": "quantitative", "title": None, "axis": axis}
    low = min(50.0, float(frame[["mean", "low"]].min().min()))
    high = max(50.0, float(frame[["mean", "high"]].max().max()))
    pad = max(0.5, 0.05 * (high - low))
    x |= {"scale": {"domain": [low - pad, high + pad], "zero": False, "nice": False}}
    legend = {
        "title": None, "orient": "top", "symbolFillColor": SOFT, "symbolStrokeColor": INK,
        "labelLimit": 300, "columnPadding": 24, "offset": 8,
    }  # fmt: skip
    half = {
        "data": {"values": [{"half": 50}]},
        "mark": {"type": "rule", "color": SOFT, "strokeDash": [4, 3], "strokeWidth": 1.5},
        "encoding": {"x": {"field": "half", "type": "quantitative"}},
    }
    point = {
        "mark": {"type": "point", "size": 130, "opacity": 1, "stroke": INK, "strokeWidth": 1},
        "encoding": {
            "x": x,
            "fill": plain_colour(),
            "shape": {
                "field": "kind", "type": "nominal", "sort": kinds, "legend": legend,
                "scale": {"domain": kinds, "range": list(SHAPES)},
            },
        },
    }  # fmt: skip
    rows = [
        layer | {"encoding": {"y": y, "yOffset": offset} | layer["encoding"]}
        for layer in (*whiskers("x", "low", "high"), point)
    ]
    return {
        "width": 650, "height": ROW * 1.5 * len(order), "data": values(frame),
        "layer": [half, *rows],
    }  # fmt: skip


def _seats_told(frame: pd.DataFrame) -> str:
    each = [
        f"{row['name']} {row['kind']} {digits(row['mean'], 'points', 1)} %"
        for row in frame.to_dict("records")
    ]
    return said.seats_alt(each)
