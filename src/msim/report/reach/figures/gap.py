"""What parts broadcast from segmented in plain reach: premium, match, and the cost of testing."""

from __future__ import annotations

import pandas as pd

from msim.core.text import digits
from msim.report.common.names import colour
from msim.report.common.theme import INK, Figure, Spec, Words, finish, row_axis, values
from msim.report.reach.data import ReachData
from msim.report.reach.sentences import FACTORS, said

WIDTH, ROW = 430, 36


def reach_gap(data: ReachData) -> Figure | None:
    """Points of reach that each factor takes from segmented against broadcast; they add up."""
    gap = data.summary["gap"]
    if gap is None or abs(gap["gap"]) < 1e-9:
        return None
    frame = pd.DataFrame(gap["factors"])
    frame["name"] = [FACTORS[name] for name in frame["factor"]]
    whole = {"factor": "all", "points": gap["gap"], "alone": gap["gap"], "name": "together"}
    frame = pd.concat([frame, pd.DataFrame([whole])], ignore_index=True)
    frame["text"] = [
        digits(points, "points", 2)
        + ("" if factor == "all" else f"  (alone {digits(alone, 'points', 2)})")
        for factor, points, alone in zip(
            frame["factor"], frame["points"], frame["alone"], strict=True
        )
    ]
    frame["colour"] = [colour("silent")] * (len(frame) - 1) + [colour("segmented")]
    y = row_axis(list(frame["name"]))
    y["axis"] |= {"minExtent": 250, "maxExtent": 300}
    x: Spec = {"field": "points", "type": "quantitative", "title": None}
    x["axis"] = {"tickCount": 5, "format": "~g"}
    body = {
        "width": WIDTH, "height": ROW * len(frame), "data": values(frame),
        "encoding": {"y": y},
        "layer": [
            {
                "mark": {"type": "bar", "height": 20},
                "encoding": {
                    "x": x, "color": {"field": "colour", "type": "nominal", "scale": None},
                },
            },
            {
                "mark": {"type": "text", "align": "left", "color": INK},
                "encoding": {
                    "x": {"value": WIDTH + 10}, "text": {"field": "text", "type": "nominal"},
                },
            },
        ],
    }  # fmt: skip
    each = [f"{n} {t}" for n, t in zip(frame["name"], frame["text"], strict=True)]
    words = Words(
        "reach_gap",
        "Why the segmented campaign reaches fewer voters",
        said.gap_caption(),
        said.gap_alt(each),
        data.footer,
    )
    return finish(body, words, frame.drop(columns=["name", "text", "colour"]))
