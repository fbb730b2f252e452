"""What decides: Sobol indices as dots with intervals, and Morris's effects, mean against spread."""

from __future__ import annotations

import pandas as pd

from msim.core.text import ends, number
from msim.report.common.marks import GAP, panel, rule_at
from msim.report.common.theme import INK, SOFT, Figure, Spec, Words, finish, values
from msim.report.study.data import StudyData
from msim.report.study.figures.look import AXIS, lowest, per_range, target_axis, title_of
from msim.report.study.names import called, titled
from msim.report.study.sentences import said
from msim.study.analyze import noise

WIDE, ROW, TALL, BROAD = 430, 40, 340, 560
MOST, NAMED = 16, 8
"""Parameters that are shown, and that are named among points."""
TOTAL, FIRST = "#D55E00", "#0072B2"


def indices(data: StudyData) -> Figure | None:
    """First-order and total indices of each parameter, the largest total first."""
    found = data.indices
    if found is None:
        return None
    shown = _shown(found)
    rows = []
    sure = {kind: noise.told(shown, kind) for kind in ("first", "total")}
    for n, row in enumerate(shown.to_dict("records")):
        for kind, colour, shape, at in (("total", TOTAL, "diamond", 7), ("first", FIRST, "circle",
                                                                         -7)):  # fmt: skip
            told = ends(row[f"{kind}_low"], row[f"{kind}_high"], 1.0)
            rows.append({
                "name": called(row["parameter"]), "kind": kind, "value": row[kind],
                "low": row[f"{kind}_low"], "high": row[f"{kind}_high"], "colour": colour,
                "shape": shape, "at": at, "text": f"{number(row[kind], 1.0)} {told}",
                "sure": bool(sure[kind][n]),
            })  # fmt: skip
    frame = pd.DataFrame(rows)
    low, high = lowest(frame["low"], 0.0), max(1.0, float(frame["high"].max()))
    scale = {"domain": [low, high], "nice": False}
    x: Spec = {"type": "quantitative", "title": None, "scale": scale, "axis": AXIS}
    order = list(dict.fromkeys(frame["name"]))
    y: Spec = {"field": "name", "type": "nominal", "sort": order, "title": None,
               "axis": {"ticks": False, "domain": False, "labelPadding": 8, "labelLimit": 240}}
    layers: list[Spec] = [_zero()]
    for kind in ("first", "total"):
        part = frame[frame["kind"] == kind]
        layers += _dots(part, x, y)
    words = Words(
        "indices",
        "What decides the answer",
        said.indices_caption(titled(data.design.measure), len(found) - len(shown)),
        said.figure_alt("Sobol indices", [
            f"{called(r['parameter'])}: first {number(r['first'], 1.0)}, total "
            f"{number(r['total'], 1.0)}" for r in shown.to_dict("records")]),
        data.footer,
    )  # fmt: skip
    body = panel(layers, "", (WIDE, ROW * len(order)))
    return finish(body, words, found)


def _shown(found: pd.DataFrame, most: int = MOST) -> pd.DataFrame:
    """The first parameters, and the row of noise."""
    parameter = noise.is_parameter(found)
    return pd.concat([found[parameter].head(most), found[~parameter]])


def _dots(part: pd.DataFrame, x: Spec, y: Spec) -> list[Spec]:
    """One kind of index: its interval, its mark, and its numbers behind the row."""
    shift, colour = int(part["at"].iloc[0]), str(part["colour"].iloc[0])
    data = values(part)
    return [
        {
            "data": data,
            "mark": {"type": "rule", "strokeWidth": 2, "color": colour, "yOffset": shift},
            "encoding": {"y": y, "x": x | {"field": "low"}, "x2": {"field": "high"}},
        },
        {
            "data": data,
            "mark": {
                "type": "point", "size": 95, "opacity": 1, "stroke": colour, "strokeWidth": 1.5,
                "shape": str(part["shape"].iloc[0]), "yOffset": shift,
            },
            "encoding": {
                "y": y, "x": x | {"field": "value"},
                "fill": {"condition": {"test": "datum.sure", "value": colour}, "value": "white"},
            },
        },
        {
            "data": data,
            "mark": {"type": "text", "align": "left", "fontSize": 12, "yOffset": shift},
            "encoding": {
                "y": y, "x": {"value": WIDE + 12}, "text": {"field": "text", "type": "nominal"},
            },
        },
    ]  # fmt: skip


def _zero() -> Spec:
    return {
        "data": {"values": [{"at": 0}]},
        "mark": {"type": "rule", "color": SOFT, "strokeWidth": 1},
        "encoding": {"x": {"field": "at", "type": "quantitative"}},
    }


def effects(data: StudyData) -> Figure | None:
    """mu* against sigma: how much a parameter does, and how unevenly."""
    found = data.effects
    if found is None:
        return None
    frame = found.assign(name=[called(key) for key in found["parameter"]])
    right = 1.15 * float(frame["mu_star_high"].max()) or 1.0
    top = 1.15 * max(float(frame["sigma_high"].max()), 0.25 * right)
    x: Spec = {"type": "quantitative", "scale": {"domain": [0.0, right], "nice": False},
               "axis": target_axis(data.unit),
               "title": f"mu*: mean absolute effect {per_range(data)}"}  # fmt: skip
    y = x | {"scale": {"domain": [0.0, top], "nice": False},
             "title": "sigma: standard deviation of effects"}  # fmt: skip
    named = _shown(frame, NAMED)
    named = named.assign(pixel=_beside(named, (right, top)))
    size = {"field": "mu_star", "type": "quantitative"}
    data_, labels = values(frame), values(named)
    layers: list[Spec] = [
        {
            "data": {"values": [{"a": 0.0, "b": min(top, right)}]},
            "mark": {"type": "rule", "color": SOFT, "strokeDash": [2, 3]},
            "encoding": {"x": x | {"field": "a"}, "x2": {"field": "b"},
                         "y": y | {"field": "a"}, "y2": {"field": "b"}},
        },
        *({
            "data": data_,
            "mark": {"type": "rule", "color": FIRST, "strokeWidth": 1.5, "clip": True},
            "encoding": ends,
        } for ends in (
            {"x": x | {"field": "mu_star_low"}, "x2": {"field": "mu_star_high"},
             "y": y | {"field": "sigma"}},
            {"x": x | {"field": "mu_star"}, "y": y | {"field": "sigma_low"},
             "y2": {"field": "sigma_high"}},
        )),
        {
            "data": data_,
            "mark": {"type": "point", "size": 90, "fill": FIRST, "stroke": INK, "opacity": 1,
                     "strokeWidth": 1},
            "encoding": {"x": x | size, "y": y | {"field": "sigma", "type": "quantitative"}},
        },
        {
            "data": labels,
            "mark": {"type": "text", "align": "left", "dx": 9},
            "encoding": {
                "x": x | size, "y": {"field": "pixel", "type": "quantitative", "scale": None},
                "text": {"field": "name", "type": "nominal"},
            },
        },
    ]  # fmt: skip
    words = Words(
        "effects",
        "What moves the answer",
        said.effects_caption(titled(data.design.measure), NAMED if len(named) < len(found) else 0),
        said.figure_alt("Elementary effects", [
            f"{r['name']}: mu* {number(r['mu_star'])}, sigma {number(r['sigma'])}"
            for r in named.to_dict("records")]),
        data.footer,
    )  # fmt: skip
    return finish(panel(layers, "", (BROAD, TALL)), words, found)


def _beside(named: pd.DataFrame, ends: tuple[float, float]) -> list[float]:
    """Pixels from the top at which names stand beside their points, none over another."""
    taken: list[tuple[float, float, float]] = []
    for row in named.to_dict("records"):
        left = BROAD * row["mu_star"] / ends[0]
        right, y = left + 8.0 * len(row["name"]) + 20.0, TALL * (1.0 - row["sigma"] / ends[1]) - 9
        while any(abs(y - there) < GAP and left < b and a < right for a, b, there in taken):
            y -= 4.0
        taken.append((left, right, y))
    return [y for _, _, y in taken]


def parts(data: StudyData) -> Figure | None:
    """What goes with the target in any design: the share of variance each explains alone."""
    found = data.explained.dropna(subset=["share"])
    if data.indices is not None or noise.is_parameter(found).sum() < 2:
        return None
    shown = _shown(found)
    frame = pd.DataFrame({
        "name": [called(key) for key in shown["parameter"]], "value": shown["share"],
        "low": shown["low"], "high": shown["high"], "colour": FIRST, "shape": "circle", "at": 0,
        "sure": (shown["note"] == "") & noise.is_parameter(shown),
        "text": [f"{number(r['share'], 1.0)} {ends(r['low'], r['high'], 1.0)}"
                 for r in shown.to_dict("records")],
    })  # fmt: skip
    scale = {"domain": [lowest(frame["low"], 0.0), 1.0], "nice": False}
    x: Spec = {"type": "quantitative", "title": None, "scale": scale, "axis": AXIS}
    y: Spec = {"field": "name", "type": "nominal", "sort": list(frame["name"]), "title": None,
               "axis": {"ticks": False, "domain": False, "labelPadding": 8, "labelLimit": 240}}
    words = Words(
        "parts",
        "What goes with the answer",
        said.parts_caption(titled(data.design.measure)),
        said.parts_alt(title_of(data), [
            f"{row['name']}: {row['text']}" for row in frame.to_dict("records")]),
        data.footer,
    )  # fmt: skip
    layers = [_zero(), *_dots(frame, x, y), *rule_at(1.0, "")[:1]]
    return finish(panel(layers, "", (WIDE, (ROW - 10) * len(frame))), words, found)
