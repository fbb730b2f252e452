"""The phase diagram: the target over two parameters, where it breaks even, and what is unsure."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from msim.report.common.marks import panel
from msim.report.common.theme import INK, Figure, Spec, Words, finish, values
from msim.report.study import sentences
from msim.report.study.data import StudyData
from msim.report.study.figures.look import FORMATS, SHAPES, VERDICTS, title_of, titled
from msim.report.study.names import axis, is_key
from msim.report.study.sentences import said
from msim.scenario import explain
from msim.study.analyze import points
from msim.study.analyze.phase import Phase
from msim.study.analyze.published import published as of_result
from msim.study.records import Parameter

SIZE = (460, 400)
MOST = 400
"""Points that are drawn; of more, as many as this, evenly picked."""
BELOW, MIDDLE, ABOVE = "#D55E00", "#f7f7f7", "#0072B2"


def phase(data: StudyData) -> Figure | None:
    """The smooth target over two parameters with its break-even line and band."""
    found = data.phase
    if found is None:
        return None
    frame = found.surface
    x, y = (_axis(parameter) for parameter in (found.x, found.y))
    worth = float(frame["worth"].iloc[0])
    far = float((frame["target"] - worth).abs().max()) or 1.0
    layers = [
        _tiles(frame.assign(colour=_shades((frame["target"] - worth) / far)), found, (x, y)),
        _band(frame, x, y),
        _line(found, x, y),
        *_evidence(found, x, y),
        *_run(data, found, x, y),
    ]
    scale = _scale(title_of(data), (worth - far, worth, worth + far), data)
    body = {"hconcat": [panel(layers, "", SIZE), scale], "spacing": 34}
    words = Words(
        "phase",
        f"Where it turns: {axis(found.x.key)} and {axis(found.y.key)}",
        said.phase_caption(titled(data), _marks(), bool(_frame_of(found)),
                           sum(p.key not in (found.x.key, found.y.key)
                               for p in data.design.parameters)),
        sentences.turning(found),
        data.footer,
    )
    return finish(body, words, frame)


def _shades(part: pd.Series[Any]) -> list[str]:
    """Colours of numbers from -1 to 1: vermilion, nearly white at 0, blue."""
    ends = {name: np.array([int(tone[k : k + 2], 16) for k in (1, 3, 5)])
            for name, tone in (("low", BELOW), ("mid", MIDDLE), ("high", ABOVE))}  # fmt: skip
    found = []
    for value in np.clip(part.to_numpy(), -1.0, 1.0):
        end = ends["high"] if value > 0.0 else ends["low"]
        red, green, blue = np.rint(ends["mid"] + abs(value) * (end - ends["mid"])).astype(int)
        found.append(f"#{red:02x}{green:02x}{blue:02x}")
    return found


def _scale(title: str, ends: tuple[float, float, float], data: StudyData) -> Spec:
    """What the colours mean: a narrow panel with an axis of its own."""
    edges = np.linspace(ends[0], ends[2], 42)
    middles = (edges[1:] + edges[:-1]) / 2.0
    shades = _shades(pd.Series((middles - ends[1]) / (ends[2] - ends[1])))
    frame = pd.DataFrame({"low": edges[:-1], "high": edges[1:], "colour": shades})
    y: Spec = {"type": "quantitative", "title": None,
               "scale": {"domain": [ends[0], ends[2]], "nice": False},
               "axis": {"orient": "right", "tickCount": 6, "grid": False,
                        "format": FORMATS[data.unit]}}  # fmt: skip
    return panel([
        {"data": values(frame), "mark": {"type": "rect", "strokeWidth": 0.7},
         "encoding": {"y": y | {"field": "low"}, "y2": {"field": "high"}, **_own_colour()}},
        {"data": {"values": [{"at": ends[1]}]},
         "mark": {"type": "rule", "color": INK, "strokeWidth": 2.5},
         "encoding": {"y": y | {"field": "at"}}},
    ], title.replace(", ", "\n").split("\n")[0], (18, SIZE[1]))  # fmt: skip


def _own_colour() -> Spec:
    own = {"field": "colour", "type": "nominal", "scale": None}
    return {"fill": own, "stroke": own}


def _marks() -> str:
    names = {"triangle-up": "up", "circle": "ring", "triangle-down": "down"}
    return ", ".join(f"{names[SHAPES[v]]}: {v}" for v in VERDICTS)


def _axis(parameter: Parameter) -> Spec:
    log = parameter.distribution == "log_uniform"
    scale = {"domain": [parameter.low, parameter.high], "nice": False}
    if log:
        scale["type"] = "log"
    unit = f", {parameter.unit}" if parameter.unit else ""
    return {"type": "quantitative", "scale": scale, "title": f"{axis(parameter.key)}{unit}",
            "axis": {"tickCount": 6, "grid": False, "format": ",.6~g"}}  # fmt: skip


def _tiles(frame: pd.DataFrame, found: Phase, axes: tuple[Spec, Spec]) -> Spec:
    """A tile around each place, cut to the ranges."""
    ends = {}
    for name, parameter in (("x", found.x), ("y", found.y)):
        levels = np.unique(frame[name])
        log = parameter.distribution == "log_uniform"
        middles = np.sqrt(levels[1:] * levels[:-1]) if log else (levels[1:] + levels[:-1]) / 2.0
        edges = np.array([parameter.low, *middles, parameter.high])
        at = np.searchsorted(levels, frame[name])
        ends[f"{name}1"], ends[f"{name}2"] = edges[at], edges[at + 1]
    x, y = axes
    return {
        "data": values(pd.DataFrame({**ends, "colour": frame["colour"]})),
        "mark": {"type": "rect", "strokeWidth": 0.7},
        "encoding": {"x": x | {"field": "x1"}, "x2": {"field": "x2"}, "y": y | {"field": "y1"},
                     "y2": {"field": "y2"}, **_own_colour()},
    }  # fmt: skip


def _band(frame: pd.DataFrame, x: Spec, y: Spec) -> Spec:
    """Dots where the side is open, so that the band does not hang on colour."""
    return {
        "data": values(frame.loc[frame["side"] == "open", ["x", "y"]]),
        "mark": {"type": "point", "size": 11, "filled": True, "color": "#333333", "opacity": 0.55},
        "encoding": {"x": x | {"field": "x"}, "y": y | {"field": "y"}},
    }


def _line(found: Phase, x: Spec, y: Spec) -> Spec:
    return {
        "data": values(found.line),
        "mark": {"type": "rule", "color": INK, "strokeWidth": 2.5, "strokeCap": "round"},
        "encoding": {"x": x | {"field": "x"}, "y": y | {"field": "y"}, "x2": {"field": "x2"},
                     "y2": {"field": "y2"}},
    }  # fmt: skip


def _published(parameter: Parameter) -> tuple[float, float] | None:
    """The part of a range that is published; None where nothing is, or none of it."""
    key = parameter.key
    published = explain(key).published if is_key(key) else of_result(key)
    if published is None:
        return None
    low, high = max(parameter.low, published[0]), min(parameter.high, published[1])
    return (low, high) if low < high else None


def _frame_of(found: Phase) -> dict[str, float]:
    """The frame of what is published; empty where it would be the whole diagram."""
    ends = [_published(parameter) for parameter in (found.x, found.y)]
    whole = [(p.low, p.high) for p in (found.x, found.y)]
    sides = [end or all_ for end, all_ in zip(ends, whole, strict=True)]
    if sides == whole:
        return {}
    return {"x": sides[0][0], "x2": sides[0][1], "y": sides[1][0], "y2": sides[1][1]}


def _evidence(found: Phase, x: Spec, y: Spec) -> list[Spec]:
    frame = _frame_of(found)
    if not frame:
        return []
    return [{
        "data": {"values": [frame]},
        "mark": {"type": "rect", "filled": False, "stroke": INK, "strokeDash": [7, 4],
                 "strokeWidth": 1.5},
        "encoding": {"x": x | {"field": "x"}, "x2": {"field": "x2"}, "y": y | {"field": "y"},
                     "y2": {"field": "y2"}},
    }]  # fmt: skip


def _run(data: StudyData, found: Phase, x: Spec, y: Spec) -> list[Spec]:
    """The worlds that were run, by verdict."""
    table = data.table
    places = {at: table[key if key in table else f"{key}.mean"]
              for at, key in (("x", found.x.key), ("y", found.y.key))}  # fmt: skip
    rows = pd.DataFrame({**places, "verdict": points.verdicts(data.design, table)})  # fmt: skip
    rows = rows[rows["verdict"] != "failed"]
    rows = rows.iloc[:: max(1, -(-len(rows) // MOST))]
    shape = {"field": "verdict", "type": "nominal", "legend": None, "scale": {
        "domain": list(VERDICTS), "range": [SHAPES[v] for v in VERDICTS]}}  # fmt: skip
    return [{
        "data": values(rows),
        "mark": {"type": "point", "size": 26, "filled": False, "stroke": "#222222",
                 "strokeWidth": 1, "opacity": 0.75},
        "encoding": {"x": x | {"field": "x"}, "y": y | {"field": "y"}, "shape": shape},
    }]  # fmt: skip
