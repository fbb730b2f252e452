"""The specification curve: all combinations of choices, sorted, and what winning means in them."""

from __future__ import annotations

from typing import Any

import pandas as pd

from msim.core.text import percent
from msim.report.common.marks import panel, rule_at
from msim.report.common.theme import GRID, INK, SOFT, Figure, Spec, Words, finish, values
from msim.report.study import sentences
from msim.report.study.data import StudyData
from msim.report.study.figures.look import (
    NULL,
    colour_scale,
    padded,
    shape_scale,
    target_axis,
    titled,
)
from msim.report.study.sentences import said
from msim.scenario.keydocs import label
from msim.study.analyze.points import choices
from msim.study.analyze.specification import OR, Specifications

WIDE, TALL, ROW = 620, 250, 17
OWN = "#0072B2"


def specifications(data: StudyData) -> Figure | None:
    """Upper: sorted estimates with intervals, own and null. Lower: which choices each makes."""
    found = data.specifications
    if found is None or found.curve.empty:
        return None
    curve = found.curve
    count = int(curve["rank"].max())
    x: Spec = {"type": "quantitative", "field": "rank", "title": None,
               "scale": {"domain": [0.3, count + 0.7], "nice": False}}  # fmt: skip
    null = bool((curve["world"] == "null").any())
    words = Words(
        "specifications",
        "The answer under every combination of choices",
        said.specifications_caption(titled(data), count, bool(null)),
        sentences.choices(found),
        data.footer,
    )
    upper = panel(_estimates(data, curve, x), "", (WIDE, TALL))
    body = {"vconcat": [upper, _matrix(found, x)], "spacing": 14}
    return finish(body, words, curve)


def _estimates(data: StudyData, curve: pd.DataFrame, x: Spec) -> list[Spec]:
    known = [end for name in ("estimate", "low", "high") for end in curve[name].dropna()]
    scale = {"domain": padded([*known, data.worth, 0.0]), "nice": False}
    y: Spec = {"type": "quantitative", "title": None, "scale": scale,
               "axis": target_axis(data.unit)}  # fmt: skip
    hidden = x | {"axis": {"labels": False, "ticks": False, "grid": False}}
    own, null = (curve[curve["world"] == world] for world in ("own", "null"))
    many = int(curve["rank"].max()) > 60
    layers: list[Spec] = [*_worth(data.worth), _level(y)]
    for rows, thin in ((null, True), (own, False)):
        if rows.empty:
            continue
        shown = values(rows[["rank", "estimate", "low", "high", "verdict"]])
        colour: Spec = {"value": NULL} if thin else {
            "field": "verdict", "type": "nominal", "scale": colour_scale(), "legend": None}
        shape: Spec = {"value": "circle"} if thin else {
            "field": "verdict", "type": "nominal", "scale": shape_scale(), "legend": None}
        layers += [
            {
                "data": shown,
                "mark": {"type": "rule", "strokeWidth": 1 if many or thin else 2},
                "encoding": {"x": hidden, "y": y | {"field": "low"}, "y2": {"field": "high"},
                             "color": colour},
            },
            {
                "data": shown,
                "mark": {"type": "point", "size": 22 if many else 60, "filled": True, "opacity": 1},
                "encoding": {"x": hidden, "y": y | {"field": "estimate"}, "color": colour,
                             "shape": shape},
            },
        ]  # fmt: skip
    return layers


def _worth(worth: float) -> list[Spec]:
    """The line of what is worth having, named where no estimate is."""
    rule, text = rule_at(worth, "worth", "y")
    text["mark"] |= {"dx": 6, "dy": 0, "baseline": "middle"}
    text["encoding"]["x"] = {"value": WIDE}
    return [rule, text]


def _level(y: Spec) -> Spec:
    return {
        "data": {"values": [{"at": 0}]},
        "mark": {"type": "rule", "color": SOFT, "strokeWidth": 1},
        "encoding": {"y": y | {"field": "at"}},
    }


def _matrix(found: Specifications, x: Spec) -> Spec:
    """A tick for each choice that a combination makes, a row a choice."""
    own = found.curve[found.curve["world"] == "own"]
    order, rows = [], []
    for parameter in found.choices:
        for choice in choices(parameter):
            name = f"{label(parameter.key)}: {choice}"
            order.append(name)
            made = own[[choice in str(each).split(OR) for each in own[parameter.key]]]
            rows += [{"rank": int(rank), "name": name, "verdict": verdict} for rank, verdict in
                     zip(made["rank"], made["verdict"], strict=True)]  # fmt: skip
    count = max(int(own["rank"].max()), 1)
    axis = {"ticks": False, "domain": False, "labelPadding": 6, "labelLimit": 260,
            "labelFontSize": 12}  # fmt: skip
    y: Spec = {"field": "name", "type": "nominal", "sort": order, "title": None, "axis": axis,
               "scale": {"domain": order}}  # fmt: skip
    mark = {"type": "rect", "width": max(1.0, min(12.0, 0.7 * WIDE / count)), "height": 10}
    layers: list[Spec] = [{
        "data": values(pd.DataFrame({"name": order})),
        "mark": {"type": "rule", "color": GRID},
        "encoding": {"y": y, "x": {"value": 0}, "x2": {"value": WIDE}},
    }, {
        "data": values(pd.DataFrame(rows, columns=["rank", "name", "verdict"])),
        "mark": mark,
        "encoding": {"x": x | {"axis": None}, "y": y, "color": {
            "field": "verdict", "type": "nominal", "scale": colour_scale(), "legend": None}},
    }]  # fmt: skip
    return panel(layers, "", (WIDE, ROW * len(order)))


def definitions(data: StudyData) -> Figure | None:
    """The share of combinations that win, by what winning means."""
    found = data.specifications
    if found is None or found.definitions.empty:
        return None
    rows = found.definitions
    order = list(dict.fromkeys(rows["definition"]))
    names = {"own": (OWN, "circle", -6), "null": ("#6e6e6e", "square", 6)}
    frame = rows.assign(text=[
        f"{percent(r['share'])} of {r['specifications']}" for r in rows.to_dict("records")
    ])  # fmt: skip
    y: Spec = {"field": "definition", "type": "nominal", "sort": order, "title": None,
               "axis": {"ticks": False, "domain": False, "labelPadding": 8}}  # fmt: skip
    x: Spec = {"type": "quantitative", "title": None, "scale": {"domain": [0, 1]},
               "axis": {"format": ".0%", "tickCount": 5}}  # fmt: skip
    layers: list[Spec] = []
    for world, (colour, shape, at) in names.items():
        part = frame[frame["world"] == world]
        if not part.empty:
            layers += _shares(part, x, y, (colour, shape, at if null_too(rows) else 0))
    words = Words(
        "definitions",
        "What winning means, and how often it is so",
        said.definitions_caption(null_too(rows)),
        said.definitions_alt([
            f"{r['definition']}, {r['world']}: {r['text']}" for r in frame.to_dict("records")]),
        data.footer,
    )  # fmt: skip
    return finish(panel(layers, "", (WIDE - 190, 38 * len(order))), words, rows)


def null_too(rows: pd.DataFrame) -> bool:
    """Whether a null world was run."""
    return bool((rows["world"] == "null").any())


def _shares(part: pd.DataFrame, x: Spec, y: Spec, look: tuple[str, str, int]) -> list[Spec]:
    colour, shape, at = look
    point: dict[str, Any] = {"type": "point", "shape": shape, "size": 100, "fill": colour,
                             "stroke": INK, "strokeWidth": 1, "opacity": 1, "yOffset": at}
    return [
        {"data": values(part), "mark": point,
         "encoding": {"y": y, "x": x | {"field": "share"}}},
        {"data": values(part),
         "mark": {"type": "text", "align": "left", "yOffset": at, "fontSize": 12},
         "encoding": {"y": y, "x": {"value": WIDE - 178},
                      "text": {"field": "text", "type": "nominal"}}},
    ]  # fmt: skip
