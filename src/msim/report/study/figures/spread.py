"""How the answer runs along each parameter, and whether more points would change it."""

from __future__ import annotations

import pandas as pd

from msim.core.text import number, percent
from msim.report.common.marks import panel, rule_at
from msim.report.common.theme import Figure, Spec, Words, finish, values
from msim.report.study.data import StudyData
from msim.report.study.figures.look import padded, target_axis, titled
from msim.report.study.names import titled as named
from msim.report.study.sentences import said
from msim.scenario.keydocs import label
from msim.study.analyze.noise import NOISE
from msim.study.records import Parameter

WIDE, TALL = 270, 150
MOST = 8
BLUE = "#0072B2"


def slices(data: StudyData) -> Figure | None:
    """Quantiles of the target along each parameter, those that explain most first."""
    rows = data.slices
    if rows.empty:
        return None
    shares = data.explained.set_index("parameter")["share"]
    keys = [key for key in data.explained["parameter"] if key != NOISE][:MOST]
    ends = padded([*rows["q05"], *rows["q95"], data.worth])
    scale = {"domain": ends, "nice": False}
    parameters = {p.key: p for p in data.design.parameters}
    panels = []
    for key in keys:
        told = "" if shares[key] != shares[key] else f" \u00b7 {percent(max(shares[key], 0.0))}"
        panels.append(_along(data, parameters[key], scale, f"{label(key)}{told}"))
    pairs = [{"hconcat": panels[k : k + 2], "spacing": 34} for k in range(0, len(panels), 2)]
    left = len(parameters) - len(keys)
    words = Words(
        "slices",
        "The answer along each parameter",
        said.slices_caption(titled(data), left),
        said.slices_alt([
            f"{label(key)}: medians " + ", ".join(
                number(v) for v in rows[rows["parameter"] == key]["median"]) for key in keys]),
        data.footer,
    )  # fmt: skip
    return finish({"vconcat": pairs, "spacing": 20}, words, rows)


def _along(data: StudyData, parameter: Parameter, scale: Spec, title: str) -> Spec:
    rows = data.slices[data.slices["parameter"] == parameter.key]
    y: Spec = {"type": "quantitative", "title": None, "scale": scale,
               "axis": target_axis(data.unit)}  # fmt: skip
    quantiles = ["q05", "q25", "median", "q75", "q95"]
    shown = values(rows[["value", *quantiles]])
    if not parameter.numeric:
        x: Spec = {"field": "value", "type": "nominal", "title": None, "sort": list(rows["value"]),
                   "axis": {"labelAngle": 0, "labelLimit": 90, "labelOverlap": True}}
        bars = [("q05", "q95", 3), ("q25", "q75", 12)]
        layers: list[Spec] = [
            {"data": shown, "mark": {"type": "bar", "width": width, "color": BLUE, "opacity": 0.45},
             "encoding": {"x": x, "y": y | {"field": low}, "y2": {"field": high}}}
            for low, high, width in bars
        ]  # fmt: skip
        layers.append(_median(shown, x, y, "point"))
    else:
        kind = "log" if parameter.distribution == "log_uniform" else "linear"
        x = {"field": "value", "type": "quantitative", "title": None,
             "axis": {"tickCount": 4, "grid": False, "format": ",.6~g"},
             "scale": {"domain": [parameter.low, parameter.high], "nice": False, "type": kind}}
        layers = [
            {"data": shown, "mark": {"type": "area", "color": BLUE, "opacity": shade},
             "encoding": {"x": x, "y": y | {"field": low}, "y2": {"field": high}}}
            for low, high, shade in (("q05", "q95", 0.18), ("q25", "q75", 0.32))
        ]  # fmt: skip
        layers += [_median(shown, x, y, "line"), _median(shown, x, y, "point")]
    layers += rule_at(data.worth, "", "y")[:1]
    return panel(layers, title, (WIDE, TALL))


def _median(shown: Spec, x: Spec, y: Spec, kind: str) -> Spec:
    look = {"line": {"strokeWidth": 2}, "point": {"filled": True, "size": 40, "opacity": 1}}[kind]
    return {"data": shown, "mark": {"type": kind, "color": "#003f63", **look},
            "encoding": {"x": x, "y": y | {"field": "median"}}}  # fmt: skip


TITLES = {
    "win": "share that wins",
    "claim": "share for which the claim is true",
    "mean": "mean over worlds",
    "index": "largest total index",
}


def convergence(data: StudyData) -> Figure | None:
    """The answer after ever more points, with its interval."""
    rows = data.convergence
    if rows.empty or rows["points"].nunique() < 2:
        return None
    panels = []
    for answer, part in rows.groupby("answer", sort=False):
        panels.append(_answer(data, str(answer), part))
    pairs = [{"hconcat": panels[k : k + 2], "spacing": 34} for k in range(0, len(panels), 2)]
    words = Words(
        "convergence",
        "Would more points change the answer?",
        said.convergence_caption(named(data.design.measure)),
        said.convergence_alt([
            f"{TITLES[str(answer)]} {number(float(part['value'].iloc[-1]))}"
            for answer, part in rows.groupby("answer", sort=False)]),
        data.footer,
    )  # fmt: skip
    return finish({"vconcat": pairs, "spacing": 20}, words, rows)


def _answer(data: StudyData, answer: str, part: pd.DataFrame) -> Spec:
    x: Spec = {"field": "points", "type": "quantitative", "title": "points",
               "scale": {"type": "log", "base": 2, "nice": False,
                         "domain": [int(part["points"].min()), int(part["points"].max())]},
               "axis": {"tickCount": 5, "format": ",.6~g", "grid": False}}  # fmt: skip
    axis = {"mean": target_axis(data.unit), "index": {"format": ".1f", "tickCount": 5}}.get(
        answer, {"format": ".0%", "tickCount": 5})  # fmt: skip
    known = [end for name in ("value", "low", "high") for end in part[name].dropna()] or [0.0, 1.0]
    ends = padded(known) if answer in ("mean", "index") else [
        max(0.0, min(known) - 0.02), min(1.0, max(known) + 0.02)]  # fmt: skip
    y: Spec = {"type": "quantitative", "title": None, "axis": axis,
               "scale": {"domain": ends, "nice": False}}  # fmt: skip
    shown = values(part[["points", "value", "low", "high"]])
    layers: list[Spec] = [
        {"data": shown, "mark": {"type": "area", "color": BLUE, "opacity": 0.22},
         "encoding": {"x": x, "y": y | {"field": "low"}, "y2": {"field": "high"}}},
        {"data": shown, "mark": {"type": "line", "color": "#003f63", "strokeWidth": 2,
                                 "point": {"filled": True, "size": 40, "color": "#003f63"}},
         "encoding": {"x": x, "y": y | {"field": "value"}}},
    ]  # fmt: skip
    key = str(part["parameter"].iloc[0])
    return panel(layers, TITLES[answer] + (f", {label(key)}" if key else ""), (WIDE, TALL))
