"""Several worlds on the same axes: what targeting adds where there is nothing, little and much."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from msim.core.text import Interval
from msim.report.common.names import colour, label
from msim.report.common.theme import (
    INK,
    SOFT,
    Figure,
    Spec,
    Words,
    bare,
    finish,
    heading,
    numbers,
    plain_colour,
    row_axis,
    values,
)
from msim.report.run.figures.arms import said

ARMS = ("segmented", "segmented_free")
WIDTH = 540


def worlds(
    summaries: Mapping[str, Mapping[str, Any]], notes: Mapping[str, str] | None = None
) -> Figure:
    """The advantage over broadcast in each world, in net votes, and what would be worth having.

    Args:
        summaries: a name and the `summary.json` of each world, in the order of the rows.
        notes: a few words on a world, written beside its name.
    """
    frame = _frame(summaries)
    first = next(iter(summaries.values()))
    points = first.get("verdict", {}).get("worth_pp", 0)
    words = Words(
        "worlds",
        f"Does segmenting pay? The same question in {_counted(len(summaries))}",
        said.worlds(points),
        _told(frame),
        _footer(summaries),
    )
    return finish(_body(frame, notes or {}), words, bare(frame))


def _counted(count: int) -> str:
    names = ("no world", "one world", "two worlds", "three worlds", "four worlds")
    return names[count] if count < len(names) else f"{count} worlds"


def _frame(summaries: Mapping[str, Mapping[str, Any]]) -> pd.DataFrame:
    rows = []
    for world, summary in summaries.items():
        needed = Interval.of({"mean": summary.get("verdict", {}).get("worth_votes")}).mean or 0.0
        for arm in ARMS:
            entry = summary["contrasts"].get(f"{arm}-broadcast", {})
            named = {"world": world, "arm": arm, "name": label(arm), "colour": colour(arm)}
            votes = numbers(Interval.of(entry.get("net_votes")), "votes")
            rows.append(named | {"worth": needed} | votes)
    frame = pd.DataFrame(rows)
    frame = frame.astype(dict.fromkeys(("worth", "mean", "low", "high"), float))
    return frame.dropna(subset=["mean"])


def _body(frame: pd.DataFrame, notes: Mapping[str, str]) -> Spec:
    worth = float(frame["worth"].max())
    low = min(-worth, float(frame[["mean", "low"]].min().min()))
    high = max(worth, float(frame[["mean", "high"]].max().max()))
    pad = 0.05 * ((high - low) or 1.0)
    scale = {"domain": [low - pad, high + pad], "nice": False}
    panels = []
    for world, rows in frame.groupby("world", sort=False):
        note = notes.get(str(world))
        title = f"{world} \u00b7 {note}" if note else str(world)
        panels.append(_panel(rows, title, scale))
    panels[-1]["encoding"]["x"]["axis"] |= {"labels": True, "ticks": True, "domain": True}
    panels[-1]["encoding"]["x"]["title"] = "net votes against broadcast"
    return {"vconcat": panels, "spacing": 14}


def _panel(rows: pd.DataFrame, title: str, scale: Spec) -> Spec:
    worth = float(rows["worth"].iloc[0])
    axis = {
        "format": ",.0f", "tickCount": 5, "labels": False, "ticks": False, "domain": False,
        "labelFlush": False,
    }  # fmt: skip
    x = {"type": "quantitative", "scale": scale, "axis": axis, "title": None}
    y = row_axis([label(arm) for arm in ARMS])
    band = {
        "data": {"values": [{"from": -worth, "to": worth}]},
        "mark": {"type": "rect", "color": "#dcdcdc"},
        "encoding": {"x": {"field": "from"}, "x2": {"field": "to"}},
    }
    zero = {
        "data": {"values": [{"zero": 0}]},
        "mark": {"type": "rule", "color": SOFT, "strokeWidth": 1.5},
        "encoding": {"x": {"field": "zero"}},
    }
    line = {
        "mark": {"type": "rule", "strokeWidth": 3},
        "encoding": {"y": y, "x": {"field": "low"}, "x2": {"field": "high"}}
        | {"color": plain_colour()},
    }
    shape = {
        "field": "arm", "type": "nominal", "legend": None,
        "scale": {"domain": list(ARMS), "range": ["circle", "diamond"]},
    }  # fmt: skip
    point = {
        "mark": {"type": "point", "size": 170, "opacity": 1, "stroke": INK, "strokeWidth": 1},
        "encoding": {"y": y, "x": {"field": "mean"}, "fill": plain_colour(), "shape": shape},
    }
    written = {"field": "text", "type": "nominal"}
    text = {
        "mark": {"type": "text", "align": "left"},
        "encoding": {"y": y, "x": {"value": WIDTH + 12}, "text": written},
    }
    return {
        "title": heading(title, 15), "width": WIDTH, "height": 64, "data": values(rows),
        "encoding": {"x": x}, "layer": [band, zero, line, point, text],
    }  # fmt: skip


def _told(frame: pd.DataFrame) -> str:
    rows = frame.to_dict("records")
    each = [f"{row['world']}, {row['name']}: {row['text']}" for row in rows]
    return said.worlds_alt(each)


def _footer(summaries: Mapping[str, Mapping[str, Any]]) -> str:
    first = next(iter(summaries.values()))
    hashes = ", ".join(
        f"{name} {str(summary['scenario']['hash'])[:8]}" for name, summary in summaries.items()
    )
    seeds = sorted({str(summary["seed"]) for summary in summaries.values()})
    return (
        f"synthetic \u00b7 scenarios {hashes} \u00b7 seed {', '.join(seeds)} \u00b7 "
        f"msim {first['msim']}"
    )
