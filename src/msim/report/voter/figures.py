"""What would move the voter, beside what the campaign believes of the voter's segment."""

from __future__ import annotations

import pandas as pd

from msim.core.text import digits
from msim.report.common.names import colour
from msim.report.common.sentences import sentences
from msim.report.common.theme import INK, Figure, Spec, Words, finish, row_axis, values
from msim.report.voter.data import VoterData

said = sentences("voter")
ROW, WIDTH = 34, 560
TRUE, SEEN = ("true", "circle", colour("oracle")), ("segment", "diamond", colour("segmented"))


def messages(data: VoterData) -> Figure | None:
    """The true effect of each message on the voter, and the estimate for the segment."""
    rows = []
    for each in data.summary["messages"]:
        for (what, shape, shade), value in zip(
            (TRUE, SEEN), (each["true_pp"], each["segment_pp"]), strict=True
        ):
            rows.append({"name": f"message {each['message']}", "what": what, "value": value,
                         "shape": shape, "shade": shade})  # fmt: skip
    frame = pd.DataFrame(rows).astype({"value": float})
    order = list(dict.fromkeys(frame["name"]))
    told = [
        f"{row['name']} {row['what']} {digits(row['value'], 'points', 2)}" for row in rows
        if row["value"] is not None
    ]  # fmt: skip
    words = Words(
        "messages", said.figure_title(), said.figure(), said.figure_alt(told), data.footer
    )
    kept = frame.drop(columns=["shape", "shade"]).assign(synthetic=True)
    return finish(_drawn(frame.dropna(subset=["value"]), order), words, kept)


def _drawn(frame: pd.DataFrame, order: list[str]) -> Spec:
    x: Spec = {"field": "value", "type": "quantitative", "title": None}
    zero = {
        "data": {"values": [{"value": 0.0}]}, "mark": {"type": "rule", "color": INK},
        "encoding": {"x": x},
    }  # fmt: skip
    pairs = frame.pivot_table(index="name", columns="what", values="value").reset_index()
    layers = [zero]
    if {"true", "segment"} <= set(pairs.columns):
        layers.append({
            "data": values(pairs),
            "mark": {"type": "rule", "strokeWidth": 2, "opacity": 0.5, "color": INK},
            "encoding": {
                "x": x | {"field": "true"}, "x2": {"field": "segment"}, "y": row_axis(order),
            },
        })  # fmt: skip
    layers.append({
        "data": values(frame),
        "mark": {"type": "point", "size": 110, "opacity": 1, "stroke": INK, "strokeWidth": 1},
        "encoding": {
            "x": x, "y": row_axis(order),
            "fill": {"field": "shade", "type": "nominal", "scale": None},
            "shape": {"field": "shape", "type": "nominal", "scale": None, "legend": None},
        },
    })  # fmt: skip
    return {"width": WIDTH, "height": ROW * len(order), "layer": layers}
