"""Methods side by side: what each gains, beside how stable it is and what it can see of effects."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from msim.core.text import Interval, bounds, digits, mean
from msim.report.common.names import colour
from msim.report.common.sentences import sentences
from msim.report.common.theme import (
    ROW,
    SOFT,
    Figure,
    Spec,
    Words,
    finish,
    heading,
    row_axis,
    values,
    whiskers,
)
from msim.report.segments.data import SegmentsData, titled

said = sentences("segments", "figures")
WIDE, NARROW = 205, 120
ARMS = {"segmented_free": "at broadcast's delivery", "segmented": "by targeted delivery"}


def methods(data: SegmentsData) -> Figure | None:
    """A row a method: gain over broadcast with its interval, stability, effect variance."""
    if len(data.methods) < 2:
        return None
    words = Words(
        "methods",
        "Methods side by side",
        said.methods(data.summary["replicates"]),
        _told(data),
        data.footer,
    )
    return finish(_body(data), words, data.tables["methods"])


def _told(data: SegmentsData) -> str:
    each = []
    for name in data.methods:
        gain = data.gain(name, "segmented_free")
        stability = digits(data.of(name)["stability"]["mean"], "number", 2)
        numbers = f"{mean(gain, 'votes')} {bounds(gain, 'votes')}"
        each.append(said.method_alt(titled(name), numbers, stability))
    return said.methods_alt(each)


def _rows(data: SegmentsData, entry: Any, unit: str, scale: float = 1.0) -> pd.DataFrame:
    rows = []
    for name in data.methods:
        value = Interval.of(entry(data.of(name)))
        found = {key: getattr(value, key) for key in ("mean", "low", "high")}
        drawn = {k: None if x is None else scale * x for k, x in found.items()}
        if unit == "votes":
            text = f"{mean(value, 'votes')} {bounds(value, 'votes')}".strip()
        else:
            text = digits(value.mean, unit, 1 if unit == "rate" else 2)  # type: ignore[arg-type]
            text += " %" if unit == "rate" and value.known else ""
        rows.append({"name": titled(name), "text": text, **drawn})
    columns = ["name", "text", "mean", "low", "high"]
    table = pd.DataFrame(rows, columns=columns)
    return table.astype(dict.fromkeys(("mean", "low", "high"), float))


def _body(data: SegmentsData) -> Spec:
    order = [titled(name) for name in data.methods]
    panels = []
    gains = [
        _rows(data, lambda entry, arm=arm: entry["gain"][f"{arm}-broadcast"], "votes")
        for arm in ARMS
    ]
    ends = pd.concat(gains)[["mean", "low", "high"]]
    low, high = min(0.0, float(ends.min().min())), max(0.0, float(ends.max().max()))
    room = 0.06 * ((high - low) or 1.0)
    domain = {"domain": [low - room, high + room], "nice": False}
    for place, ((arm, title), table) in enumerate(zip(ARMS.items(), gains, strict=True)):
        look = {"title": f"gain, {title}", "width": WIDE, "colour": colour(arm), "scale": domain,
                "labels": place == 0, "format": ",.0f", "zero": True}  # fmt: skip
        panels.append(_panel(table, order, look))
    stable = _rows(data, lambda entry: entry["stability"], "number")
    panels.append(_panel(stable, order, {
        "title": "stability", "width": NARROW, "colour": "#0072B2", "labels": False,
        "scale": {"domain": [0, 1]}, "format": ".1f", "zero": False,
    }))  # fmt: skip
    effects = _rows(data, lambda entry: entry["effect_variance_between"], "rate", 100.0)
    panels.append(_panel(effects, order, {
        "title": "effect variance, %", "width": NARROW, "colour": "#009E73", "labels": False,
        "scale": {"zero": True}, "format": "~g", "zero": False,
    }))  # fmt: skip
    return {"hconcat": panels, "spacing": 18}


def _panel(table: pd.DataFrame, order: list[str], look: Mapping[str, Any]) -> Spec:
    """Points with whiskers, and each value written over its own."""
    x = {
        "field": "mean", "type": "quantitative", "title": None, "scale": look["scale"],
        "axis": {"tickCount": 3, "format": look["format"]},
    }  # fmt: skip
    dot = {
        "mark": {"type": "circle", "size": 110, "opacity": 1, "color": look["colour"]},
        "encoding": {"x": x},
    }
    text = {"type": "text", "dy": -16, "align": "center", "x": look["width"] / 2}
    halo = {"stroke": "white", "strokeWidth": 5, "strokeJoin": "round"}
    written = [
        {"mark": text | under, "encoding": {"text": {"field": "text", "type": "nominal"}}}
        for under in (halo, {})
    ]
    layers = [*whiskers("x", "low", "high"), dot, *written]
    for layer in layers:
        layer["encoding"] = {**layer["encoding"], "y": row_axis(order, look["labels"])}
    if look["zero"]:
        nought = {"data": {"values": [{}]}, "mark": {"type": "rule", "color": SOFT}}
        layers.insert(0, nought | {"encoding": {"x": {"datum": 0}}})
    return {
        "title": heading(look["title"], 13), "width": look["width"],
        "height": (ROW + 16) * len(order), "data": values(table), "layer": layers,
    }  # fmt: skip
