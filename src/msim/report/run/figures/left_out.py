"""Whom nobody reaches: each group of voters, one message for everybody beside segmented."""

from __future__ import annotations

import pandas as pd

from msim.core.text import Interval, digits
from msim.report.common.names import colour
from msim.report.common.theme import INK, Figure, Spec, Words, finish, values
from msim.report.run.data import ReportData
from msim.report.run.figures.arms import interval_note
from msim.report.run.left_out import NOBODY, arms, named, opposed, said, scales

ROW, WIDTH = 21, 470
SHAPES = ("circle", "diamond")


def left_out(data: ReportData) -> Figure | None:
    """The share that hears from nobody, by group and arm, with intervals."""
    some, rows = arms(data)[:2], []
    for name, each in named(data):
        for arm, shape in zip(some, SHAPES, strict=False):
            value = Interval.of(each[NOBODY][arm])
            ends = {"mean": value.mean, "low": value.low, "high": value.high}
            rows.append(
                {"kind": each["kind"], "group": name, "arm": arm, "shape": shape}
                | {"shade": colour(arm)} | ends
            )  # fmt: skip
    if not any(row["mean"] is not None for row in rows):
        return None
    frame = pd.DataFrame(rows).astype(dict.fromkeys(("mean", "low", "high"), float))
    panels = []
    kinds = list(frame.groupby("kind", sort=False))
    top = max(float(frame[["mean", "high"]].max().max()), 0.01)
    for number, (_, group) in enumerate(kinds):
        panels.append(_panel(group, frame[frame["kind"] == "all"], top, number == len(kinds) - 1))
    told = [
        f"{row['group']} {row['arm']} {digits(row['mean'], 'rate', 1)} %" for row in rows
        if row["mean"] is not None
    ]  # fmt: skip
    words = Words(
        "left_out", said.title(), said.figure(
            interval_note(data, "Level lines"), opposed(data), scales(data)),
        said.figure_alt(told), data.footer,
    )  # fmt: skip
    kept = frame.drop(columns=["shape", "shade"])
    return finish({"vconcat": panels, "spacing": 12}, words, kept)


def _panel(rows: pd.DataFrame, whole: pd.DataFrame, top: float, last: bool) -> Spec:
    order = list(dict.fromkeys(rows["group"]))
    shade: Spec = {"field": "shade", "type": "nominal", "scale": None}
    axis = {"format": ".0%", "tickCount": 6, "labelFlush": False, "labels": last, "ticks": last}
    x: Spec = {"type": "quantitative", "title": None, "scale": {"domain": [0, top * 1.05]}}
    x["axis"] = axis
    y: Spec = {"field": "group", "type": "nominal", "sort": order, "title": None}
    y["axis"] = {"ticks": False, "domain": False, "labelPadding": 8, "minExtent": 210}
    y["axis"] |= {"maxExtent": 210, "grid": True, "tickBand": "extent", "gridDash": [2, 2]}
    across = {"x": x | {"field": "low"}, "x2": {"field": "high"}, "y": y, "color": shade}
    point = {"type": "point", "size": 85, "opacity": 1, "stroke": INK, "strokeWidth": 1}
    return {
        "width": WIDTH, "height": ROW * len(order),
        "layer": [
            {
                "data": values(whole[["mean", "shade"]]),
                "mark": {"type": "rule", "strokeWidth": 1.5, "opacity": 0.6},
                "encoding": {"x": x | {"field": "mean"}, "color": shade},
            },
            {
                "data": values(rows.dropna(subset=["low", "high"])),
                "mark": {"type": "rule", "strokeWidth": 3, "opacity": 0.8},
                "encoding": across,
            },
            {
                "data": values(rows),
                "mark": point,
                "encoding": {
                    "x": x | {"field": "mean"}, "y": y, "fill": shade,
                    "shape": {"field": "shape", "type": "nominal", "scale": None, "legend": None},
                },
            },
        ],
    }  # fmt: skip
