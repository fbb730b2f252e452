"""Reach over budget, for everybody alike and segment by segment; and what the next percent costs.

The curves of media planning: reach at least once and often enough, of all voters and by channel.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from msim.core.text import digits
from msim.report.common.marks import named_lines, panel, rule_at
from msim.report.common.names import colour, label
from msim.report.common.theme import INK, Figure, Spec, Words, finish
from msim.report.reach.data import ALL, ARMS, ReachData
from msim.report.reach.sentences import next_cost, said

WIDE, NARROW, TALL, LOW = 620, 240, 300, 170
PERCENT = {"format": ".0%", "tickCount": 5, "grid": True}
MEASURES = ("reach_rate", "effective_reach_rate")
MOST = 6  # channels shown


def curves(data: ReachData) -> Figure | None:
    """Reach 1+ and effective reach over budget: all channels together, then each of them."""
    panels = [_panel(data, ALL, (WIDE, TALL))]
    channels = data.channels[:MOST]
    if len(channels) > 1:
        small = [_panel(data, channel, (NARROW, LOW)) for channel in channels]
        pairs = [small[start : start + 2] for start in range(0, len(small), 2)]
        panels += [{"hconcat": pair, "spacing": 24} for pair in pairs]
    crossed = [row for row in data.summary["crossings"] if row["measure"] in MEASURES]
    shown = [ALL, *(channels if len(channels) > 1 else [])]
    alike = any(_alike(data, channel) for channel in shown)
    words = Words(
        "curves",
        "Reach over budget",
        said.curves_caption(data.effective, _unit(data), bool(crossed), alike),
        _told(data),
        data.footer,
    )
    return finish({"vconcat": panels, "spacing": 22}, words, data.tables["curves"])


def _alike(data: ReachData, channel: str) -> bool:
    """Whether both arms reach the same on a channel, so that one line would hide the other."""
    first, second = (data.curve(arm, channel)[list(MEASURES)].to_numpy() for arm in ARMS)
    return np.allclose(first, second, atol=0.005)


def _unit(data: ReachData) -> str:
    return f"million {data.currency}".strip()


def _panel(data: ReachData, channel: str, size: tuple[int, int]) -> Spec:
    parts = []
    alike = _alike(data, channel)
    for arm in ARMS[:1] if alike else ARMS:
        rows = data.curve(arm, channel)
        for measure in MEASURES:
            k = "1+" if measure == MEASURES[0] else f"{data.effective}+"
            if measure == MEASURES[1] and data.effective == 1:
                continue
            parts.append(pd.DataFrame({
                "x": rows["budget"] / 1e6, "y": rows[measure],
                "name": f"{'both' if alike else label(arm)} {k}",
                "colour": INK if alike else colour(arm), "dash": "solid" if k == "1+" else "dashed",
            }))  # fmt: skip
    frame = pd.concat(parts, ignore_index=True)
    top = float(frame["x"].max())
    x: Spec = {"scale": {"domain": [0, top], "nice": False}, "title": None}
    x["axis"] = {"tickCount": 6, "grid": False, "format": "~g"}
    y: Spec = {"scale": {"domain": [0.0, 1.0]}, "axis": PERCENT, "title": None}
    layers = [
        _eaten(data, x),
        *named_lines(frame, x, y, size, coloured=True),
        *rule_at(data.budget / 1e6, "this budget"),
        *_rings(data, channel, x, y),
    ]
    title = "all channels together, counted once" if channel == ALL else channel
    return panel(layers, title, size)


def _eaten(data: ReachData, x: Spec) -> Spec:
    """The budgets that test and production eat, as a grey band."""
    least = min(data.summary["arms"][arm]["test_and_production"] for arm in ARMS)
    return {
        "data": {"values": [{"from": 0, "to": least / 1e6}]},
        "mark": {"type": "rect", "color": "#d4d4d4"},
        "encoding": {
            "x": x | {"field": "from", "type": "quantitative"}, "x2": {"field": "to"},
        },
    }  # fmt: skip


def _rings(data: ReachData, channel: str, x: Spec, y: Spec) -> list[Spec]:
    """Where one arm overtakes the other."""
    crossed = [
        {"x": row["budget"] / 1e6, "y": row["reach_rate"]}
        for row in data.summary["crossings"]
        if row["channel"] == channel and row["measure"] in MEASURES
    ]
    if not crossed:
        return []
    ring = {"type": "point", "size": 260, "stroke": INK, "strokeWidth": 2, "filled": False}
    return [
        {
            "data": {"values": crossed},
            "mark": ring | {"opacity": 1},
            "encoding": {
                "x": x | {"field": "x", "type": "quantitative"},
                "y": y | {"field": "y", "type": "quantitative"},
            },
        }
    ]


def _told(data: ReachData) -> str:
    each = [
        f"{label(arm)} {digits(data.arm(arm, 'expected_reach_rate'), 'rate', 1)} % at least once"
        for arm in ARMS
    ]
    return said.curves_alt(each)


def next_percent(data: ReachData) -> Figure | None:
    """What one more percent of all voters costs, by how many are reached already."""
    parts = []
    for arm in ARMS:
        rows = data.curve(arm).dropna(subset=["next_percent_cost"])
        parts.append(pd.DataFrame({
            "x": rows["reach_rate"], "y": rows["next_percent_cost"] / 1e3, "name": label(arm),
            "colour": colour(arm), "dash": "solid",
        }))  # fmt: skip
    frame = pd.concat(parts, ignore_index=True)
    frame = frame[frame["y"] > 0.0]
    if frame.empty:
        return None
    low, high = float(frame["y"].min()), float(frame["y"].max())
    y: Spec = {"title": None, "scale": {"type": "log", "domain": [low / 1.2, high * 1.2]}}
    powers = range(math.floor(math.log10(low)) - 1, math.ceil(math.log10(high)) + 1)
    ticks = [10.0**power for power in powers if low / 1.2 <= 10.0**power <= high * 1.2]
    y["axis"] = {"format": ",~g", "values": ticks, "grid": True}
    x: Spec = {"title": "reached at least once", "scale": {"domain": [0, 1]}}
    x["axis"] = {"format": ".0%", "grid": False, "tickCount": 6}
    lines = named_lines(frame, x, y, (WIDE, 230))[:1]
    ends = frame.sort_values("x").groupby("name", sort=False).tail(1)
    names = [_named(end, x, y, right=at > 0) for at, end in enumerate(ends.to_dict("records"))]
    words = Words(
        "next_percent",
        "What the next percent costs",
        said.next_caption(data.currency),
        _next_told(data),
        data.footer,
    )
    table = data.tables["curves"]
    shown = table[table["channel"] == ALL]
    kept = shown[["arm", "budget", "media_cost", "reach_rate", "next_percent_cost"]]
    return finish(panel([*lines, *names], "", (WIDE, 230)), words, kept)


def _named(end: Mapping[Hashable, Any], x: Spec, y: Spec, right: bool) -> Spec:
    """The name of a line at its end: before it, or behind the one that goes farthest right."""
    return {
        "data": {"values": [dict(end)]},
        "mark": {"type": "text", "align": "left" if right else "right", "dx": 8 if right else -8},
        "encoding": {
            "x": x | {"field": "x", "type": "quantitative"},
            "y": y | {"field": "y", "type": "quantitative"},
            "text": {"field": "name", "type": "nominal"},
            "color": {"field": "colour", "type": "nominal", "scale": None},
        },
    }


def _next_told(data: ReachData) -> str:
    each = [f"{label(arm)} {digits(next_cost(data, arm), 'money', 0)}" for arm in ARMS]
    return said.next_alt(each)
