"""Where it wins: what peeling a box trades away, and the limits of the box that is chosen."""

from __future__ import annotations

import pandas as pd

from msim.core.text import number
from msim.report.common.marks import panel, rule_at
from msim.report.common.theme import INK, SOFT, Figure, Spec, Words, finish, values
from msim.report.study import sentences
from msim.report.study.data import StudyData
from msim.report.study.names import share, within
from msim.report.study.sentences import said
from msim.scenario.keydocs import label
from msim.study.analyze.boxes import Boxes
from msim.study.analyze.limits import Limit
from msim.study.analyze.peeling import named_steps

SIDE, WIDE, ROW = 400, 480, 38
HALVES = ("half that found it", "half that scores it")
FOUND, SCORED = "#0072B2", "#D55E00"
RATE = {"format": ".0%", "values": [0, 0.2, 0.4, 0.6, 0.8, 1], "grid": True}
SHARE: Spec = {"type": "quantitative", "scale": {"domain": [0, 1.03], "nice": False}, "axis": RATE}


def peeling(data: StudyData) -> Figure | None:
    """Coverage against density along the peeling, on both halves."""
    found = data.boxes
    if found is None or found.peeling.empty:
        return None
    path = found.peeling
    parts = [
        pd.DataFrame({"coverage": path[f"{prefix}coverage"], "density": path[f"{prefix}density"],
                      "name": name, "chosen": path["chosen"], "step": path["step"]})
        for prefix, name in zip(("", "scored_"), HALVES, strict=True)
    ]  # fmt: skip
    frame = pd.concat(parts, ignore_index=True).dropna()
    x = SHARE | {"field": "coverage", "title": f"coverage: of all worlds where {so_in(found)}"}
    y = SHARE | {"field": "density", "title": "density: of the worlds in the box"}
    colour = {"field": "name", "type": "nominal", "scale": {
        "domain": list(HALVES), "range": [FOUND, SCORED]}}  # fmt: skip
    shape = {"field": "name", "type": "nominal", "scale": {
        "domain": list(HALVES), "range": ["circle", "diamond"]}}  # fmt: skip
    layers: list[Spec] = [
        *rule_at(found.overall.share, "everywhere", "y"),
        {
            "data": values(frame),
            "mark": {"type": "line", "strokeWidth": 1.5, "opacity": 0.6},
            "encoding": {"x": x, "y": y, "color": colour | {"legend": None},
                         "order": {"field": "step", "type": "quantitative"}},
        },
        {
            "data": values(frame),
            "mark": {"type": "point", "size": 55, "opacity": 1, "filled": True},
            "encoding": {"x": x, "y": y, "color": colour | {"legend": None},
                         "shape": shape | {"legend": None}},
        },
        *_key(),
        {
            "data": values(named_steps(path)[["coverage", "density", "step"]]),
            "mark": {"type": "text", "align": "left", "dx": 13, "dy": -7, "fontSize": 11,
                     "color": FOUND},
            "encoding": {"x": x, "y": y, "text": {"field": "step", "type": "quantitative"}},
        },
        {
            "data": values(frame[frame["chosen"]]),
            "mark": {"type": "point", "size": 330, "stroke": INK, "strokeWidth": 2,
                     "filled": False, "opacity": 1},
            "encoding": {"x": x, "y": y},
        },
    ]  # fmt: skip
    words = Words(
        "peeling",
        "A smaller box is surer, and leaves more out",
        said.peeling_caption(so_in(found)),
        said.peeling_alt(found.overall.share, sentences.box(found)),
        data.footer,
    )
    return finish(panel(layers, "", (SIDE, SIDE - 60)), words, path)


def _key() -> list[Spec]:
    """Which half is which, beside the curves."""
    marks: list[Spec] = []
    for at, (name, colour, shape) in enumerate(
        zip(HALVES, (FOUND, SCORED), ("circle", "diamond"), strict=True)
    ):
        place = {"x": {"value": SIDE + 20}, "y": {"value": 12 + 24 * at}}
        data = {"values": [{"name": name}]}
        mark = {"type": "point", "size": 70, "color": colour, "shape": shape, "filled": True}
        marks += [
            {"data": data, "mark": mark | {"opacity": 1}, "encoding": place},
            {"data": data, "mark": {"type": "text", "align": "left", "dx": 12},
             "encoding": place | {"text": {"field": "name", "type": "nominal"}}},
        ]  # fmt: skip
    return marks


def so_in(found: Boxes) -> str:
    """What is so in a box."""
    return said.so_in(found.outcome)


def box(data: StudyData) -> Figure | None:
    """The limits of the chosen box, over the range of each parameter."""
    found = data.boxes
    if found is None or not found.limits:
        return None
    panels = [_limits_of(each, said.box_number(n + 1, share(each.density), each.outcome)
                         if found.others else "") for n, each in enumerate(found.each)]  # fmt: skip
    words = Words(
        "box",
        f"Where {so_in(found)}",
        said.box_caption(
            so_in(found), share(found.density), found.density.points, found.overall.share,
            found.support, found.coverage, bool(found.others),
        ),
        sentences.box(found),
        data.footer,
    )
    rows = pd.DataFrame([{"box": n + 1, **_bar(limit)} for n, each in enumerate(found.each)
                         for limit in each.limits])  # fmt: skip
    columns = ["box", "parameter", "low", "high", "choices", "p_low", "p_high"]
    body = panels[0] if len(panels) == 1 else {"vconcat": panels, "spacing": 24}
    return finish(body, words, rows[columns])


def _limits_of(found: Boxes, title: str) -> Spec:
    """The limits of one box, a bar each."""
    frame = pd.DataFrame([_bar(limit) for limit in found.limits])
    y: Spec = {"field": "name", "type": "nominal", "sort": list(frame["name"]), "title": None,
               "axis": {"ticks": False, "domain": False, "labelPadding": 8, "labelLimit": 240}}
    x: Spec = {"type": "quantitative", "title": None, "axis": None,
               "scale": {"domain": [0, 1], "nice": False}}  # fmt: skip
    layers: list[Spec] = [
        _bars(frame.assign(a=0.0, b=1.0), x, y, "#e3e3e3"),
        _bars(frame, x, y, FOUND),
        _text(frame, y, "left", WIDE + 12, "text"),
        _text(frame, y, "left", 5, "from", 17),
        _text(frame, y, "right", WIDE - 5, "to", 17),
    ]
    return panel(layers, title, (WIDE, (ROW + 8) * len(frame)))


def _bar(limit: Limit) -> Spec:
    p = limit.parameter
    small = " and ".join(_small(getattr(limit, f"p_{end}")) for end in limit.ends)
    row: Spec = {"name": label(p.key), "parameter": p.key, "p_low": limit.p_low,
                 "p_high": limit.p_high, "text": f"{within(limit)}, p {small}",
                 "choices": " ".join(limit.choices), "low": limit.low, "high": limit.high}
    if not p.numeric:
        share = len(limit.choices) / max(len(p.choices), 1)
        return row | {"a": 0.0, "b": share, "from": "", "to": f"{len(limit.choices)} of "
                      f"{len(p.choices)}"}  # fmt: skip
    span = p.high - p.low
    ends = [p.low if limit.low is None else limit.low, p.high if limit.high is None else limit.high]
    return row | {"a": (ends[0] - p.low) / span, "b": (ends[1] - p.low) / span,
                  "from": number(p.low, span), "to": number(p.high, span)}  # fmt: skip


def _small(p: float) -> str:
    return "< 0.001" if p < 0.001 else f"{p:.3f}"


def _bars(frame: pd.DataFrame, x: Spec, y: Spec, colour: str) -> Spec:
    return {
        "data": values(frame),
        "mark": {"type": "bar", "height": 16, "color": colour},
        "encoding": {"y": y, "x": x | {"field": "a"}, "x2": {"field": "b"}},
    }


def _text(frame: pd.DataFrame, y: Spec, align: str, at: int, what: str, below: int = 0) -> Spec:
    return {
        "data": values(frame),
        "mark": {"type": "text", "align": align, "yOffset": below,
                 **({"fontSize": 11, "color": SOFT} if below else {})},
        "encoding": {"y": y, "x": {"value": at}, "text": {"field": what, "type": "nominal"}},
    }  # fmt: skip
