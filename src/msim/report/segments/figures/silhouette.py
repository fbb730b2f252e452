"""How surely do voters belong to their segments? A silhouette for each, sorted within segments."""

from __future__ import annotations

import numpy as np
import pandas as pd

from msim.core.text import MINUS, digits
from msim.report.common.sentences import sentences
from msim.report.common.theme import INK, SOFT, Figure, Spec, Words, finish, values
from msim.report.segments.data import SegmentsData, titled
from msim.report.segments.figures.voters import REST, colours

said = sentences("segments", "figures")
WIDTH, HEIGHT, GAP, POINTS = 780, 430, 0.02, 60


def silhouette(data: SegmentsData) -> Figure | None:
    """A knife for each segment, as thick as it is large; a dashed line at the mean of all."""
    table = data.tables["silhouette"]
    shown = table[table["segment"].isin(data.largest)]
    if shown.empty or data.main["silhouette"] is None:
        return None
    mean, twin = data.main["silhouette"], data.summary["twin"]
    known = twin and twin["silhouette"] is not None
    flat = digits(twin["silhouette"], "number", 2) if known else ""
    words = Words(
        "silhouette",
        "How far apart the segments lie",
        said.silhouette(len(table), digits(mean, "number", 2), flat, data.left_out),
        said.silhouette_alt(titled(data.method), _means(shown)),
        data.footer,
    )
    return finish(_body(shown, mean, colours(data)), words, table[["segment", "silhouette"]])


def _means(table: pd.DataFrame) -> list[str]:
    means = table.groupby("label", sort=False)["silhouette"].mean()
    return [f"{name} {digits(value, 'number', 2)}" for name, value in means.items()]


def _body(table: pd.DataFrame, mean: float, shades: dict[int, str]) -> Spec:
    places, labels, start = [], [], 0.0
    for segment, rows in table.groupby("segment", sort=True):
        share = len(rows) / len(table)
        ranks = np.linspace(0.0, 1.0, min(POINTS, max(len(rows), 2)))
        found = np.quantile(rows["silhouette"], 1.0 - ranks)
        name, average = rows["label"].iloc[0], float(rows["silhouette"].mean())
        for rank, value in zip(ranks, found, strict=True):
            at = {"segment": int(str(segment)), "y": start + share * rank, "value": float(value)}
            places.append(at | {"zero": 0.0})
        text = f"{name}: {digits(average, 'number', 2)}"
        labels.append({"y": start + share / 2.0, "text": text.replace("-", MINUS)})
        start += share + GAP
    domain = list(dict.fromkeys(place["segment"] for place in places))
    shade = {
        "field": "segment", "type": "nominal", "legend": None,
        "scale": {"domain": domain, "range": [shades.get(int(s), REST) for s in domain]},
    }  # fmt: skip
    low = min(-0.1, float(table["silhouette"].min()) - 0.03)
    high = max(0.4, float(table["silhouette"].max()) + 0.05)
    x = {"field": "value", "type": "quantitative", "title": "silhouette",
         "axis": {"tickCount": 6, "format": ".1f"},
         "scale": {"domain": [low, high], "nice": False}}  # fmt: skip
    y = {"field": "y", "type": "quantitative", "axis": None,
         "scale": {"domain": [start, 0.0], "nice": False}}  # fmt: skip
    knives = {
        "data": {"values": places},
        "mark": {"type": "area", "orient": "horizontal", "opacity": 0.9},
        "encoding": {"x": x, "x2": {"field": "zero"}, "y": y, "color": shade},
    }
    names = {
        "data": {"values": labels},
        "mark": {"type": "text", "align": "right", "x": -10, "fontSize": 13, "color": INK},
        "encoding": {"y": y, "text": {"field": "text", "type": "nominal"}},
    }
    line = {
        "data": values(pd.DataFrame([{"value": mean}])),
        "mark": {"type": "rule", "strokeDash": [6, 4], "strokeWidth": 2, "color": INK},
        "encoding": {"x": x},
    }
    nought = {
        "data": {"values": [{"value": 0.0}]},
        "mark": {"type": "rule", "color": SOFT},
        "encoding": {"x": x},
    }
    layers = [knives, nought, line, names]
    return {"width": WIDTH - 100, "height": HEIGHT, "layer": layers}
