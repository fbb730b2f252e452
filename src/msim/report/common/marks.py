"""Lines over a number, an arm or a kind each, named where they end; used by several figures."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import pandas as pd

from msim.report.common.theme import INK, SOFT, Spec, heading, values

GAP = 15
"""Pixels between names, at least."""


def named_lines(
    frame: pd.DataFrame, x: Spec, y: Spec, size: tuple[int, int], coloured: bool = False
) -> list[Spec]:
    """Layers: a line for each `name` in its `colour` and `dash`, and the name at its right end.

    `frame` has columns x, y, name, colour, dash (`solid` or `dashed`). coloured: names have the
    colours of their lines; where one of these is light it is a line's colour, not a text's.
    """
    shade: Spec = {"field": "colour", "type": "nominal", "scale": None}
    lines = {
        "data": values(frame),
        "mark": {"type": "line", "strokeWidth": 2.5},
        "encoding": {
            "x": x | {"field": "x", "type": "quantitative"},
            "y": y | {"field": "y", "type": "quantitative"},
            "detail": {"field": "name", "type": "nominal"},
            "color": shade,
            "strokeDash": {
                "field": "dash", "type": "nominal", "legend": None,
                "scale": {"domain": ["solid", "dashed"], "range": [[1, 0], [6, 4]]},
            },
        },
    }  # fmt: skip
    ends = frame.dropna(subset=["y"]).sort_values("x").groupby("name", sort=False).tail(1)
    low, high = y["scale"]["domain"]
    places = apart([size[1] * (high - v) / (high - low) for v in ends["y"]], size[1])
    ends = ends.assign(pixel=places)
    names = {
        "data": values(ends[["name", "colour", "pixel"]]),
        "mark": {"type": "text", "align": "left", "dx": 8},
        "encoding": {
            "x": {"value": size[0]},
            "y": {"field": "pixel", "type": "quantitative", "scale": None},
            "text": {"field": "name", "type": "nominal"},
            "color": shade if coloured else {"value": INK},
        },
    }
    return [lines, names]


def apart(places: Sequence[float], height: float) -> list[float]:
    """The same places, in the same order, moved so that none is nearer than `GAP` to another.

    >>> apart([10.0, 12.0, 100.0], 200.0)
    [10.0, 25.0, 100.0]
    """
    order = sorted(range(len(places)), key=lambda i: places[i])
    found = list(places)
    for before, here in pairwise(order):
        found[here] = max(found[here], found[before] + GAP)
    below = height
    for here in reversed(order):
        found[here] = min(found[here], below)
        below = found[here] - GAP
    return found


def rule_at(value: float, text: str, along: str = "x") -> list[Spec]:
    """A thin line at one value, with a word at it."""
    other = "y" if along == "x" else "x"
    data = {"values": [{"at": value, "text": text}]}
    place = {"field": "at", "type": "quantitative"}
    return [
        {
            "data": data,
            "mark": {"type": "rule", "color": SOFT, "strokeDash": [2, 3], "strokeWidth": 1.5},
            "encoding": {along: place},
        },
        {
            "data": data,
            "mark": {"type": "text", "align": "left", "dx": 5, "dy": 8, "color": SOFT},
            "encoding": {
                along: place, other: {"value": 0 if along == "x" else 4},
                "text": {"field": "text", "type": "nominal"},
            },
        },
    ]  # fmt: skip


def dots(frame: pd.DataFrame, x: Spec, y: Spec) -> list[Spec]:
    """Layers: an interval (`low` to `high`), a line and a point for each `name`; shapes differ.

    `frame` has columns x, y, low, high, name, colour, shape.
    """
    along = {"x": x | {"field": "x"}}
    colour = {"color": {"field": "colour", "type": "nominal", "scale": None}}
    name = {"detail": {"field": "name", "type": "nominal"}}
    across = y | {"field": "y", "type": "quantitative"}
    known = [{"filter": "isValid(datum.low) && isValid(datum.high)"}]
    return [
        {
            "mark": {"type": "rule", "strokeWidth": 2},
            "transform": known,
            "encoding": along | colour | {
                "y": y | {"field": "low", "type": "quantitative"}, "y2": {"field": "high"},
            },
        },
        {
            "mark": {"type": "line", "strokeWidth": 2},
            "encoding": along | colour | name | {"y": across},
        },
        {
            "mark": {"type": "point", "size": 80, "opacity": 1, "stroke": INK, "strokeWidth": 1},
            "encoding": along | {
                "y": across,
                "fill": {"field": "colour", "type": "nominal", "scale": None},
                "shape": {"field": "shape", "type": "nominal", "scale": None, "legend": None},
            },
        },
    ]  # fmt: skip


def panel(layers: Sequence[Spec], title: str, size: tuple[int, int]) -> Spec:
    """Layers under a title (none where it is empty), so wide and so high in pixels."""
    named = {"title": heading(title)} if title else {}
    return {**named, "width": size[0], "height": size[1], "layer": list(layers)}
