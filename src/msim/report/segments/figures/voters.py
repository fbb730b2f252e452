"""Voters in two principal components of their readings, coloured by segment."""

from __future__ import annotations

import pandas as pd

from msim.core.text import digits
from msim.report.common.sentences import sentences
from msim.report.common.theme import INK, SOFT, Figure, Spec, Words, finish, values
from msim.report.segments.data import SegmentsData, titled

said = sentences("segments", "figures")
WIDTH, HEIGHT = 860, 470
COLOURS = (
    "#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#882255", "#6a7a18",
    "#332288", "#b3574f", "#44AA99", "#7f7f7f",
)  # fmt: skip
"""Of segments in all their figures: Okabe and Ito's, then of Tol's muted scheme."""
REST = "#c4c4c4"


def colours(data: SegmentsData) -> dict[int, str]:
    """A colour for each segment that figures tell apart; noise is grey."""
    noise = data.main["noise"]
    shown = [segment for segment in data.largest if segment != noise]
    found = dict(zip(shown, COLOURS, strict=False))
    return found if noise is None else found | {noise: REST}


def voters(data: SegmentsData) -> Figure | None:
    """A cloud of voters, and the centre of each segment in it."""
    table = data.tables["voters"]
    if table.empty or len(data.largest) < 2:
        return None
    shades, held = colours(data), data.summary["truth"]["components_hold"]
    table = table.assign(colour=[shades.get(int(s), REST) for s in table["segment"]])
    cloud = table[table["what"] == "voter"]
    shown = table[(table["what"] == "centre") & table["segment"].isin(data.largest)]
    words = Words(
        "voters",
        f"Voters as {titled(data.method)} cuts them",
        said.voters(len(cloud), digits(held, "rate", 0), data.left_out),
        said.voters_alt(len(cloud), _places(shown)),
        data.footer,
    )
    columns = ["what", "x", "y", "segment", "archetype"]
    return finish(_body(cloud, shown), words, table[columns])


def _places(centres: pd.DataFrame) -> list[str]:
    rows = centres.to_dict("records")
    return [f"{row['label']} at {row['x']:.1f}, {row['y']:.1f}" for row in rows]


def _body(cloud: pd.DataFrame, centres: pd.DataFrame) -> Spec:
    few = {"tickCount": 6}
    x, y = (
        {"field": name, "type": "quantitative", "title": f"{nth} component", "axis": few}
        for name, nth in (("x", "first"), ("y", "second"))
    )
    own = {"field": "colour", "type": "nominal", "scale": None}
    dots = {
        "data": values(cloud),
        "mark": {"type": "circle", "size": 17, "opacity": 0.6},
        "encoding": {"color": own},
    }
    at = values(centres)
    marks = {
        "data": at,
        "mark": {"type": "circle", "size": 640, "opacity": 1, "stroke": INK, "strokeWidth": 2,
                 "fill": "white"},
    }  # fmt: skip
    numbers = {
        "data": at,
        "mark": {"type": "text", "fontSize": 15, "fontWeight": "bold", "color": INK},
        "encoding": {"text": {"field": "segment", "type": "nominal"}},
    }
    return {
        "width": WIDTH, "height": HEIGHT, "view": {"stroke": SOFT, "strokeOpacity": 0.3},
        "encoding": {"x": x, "y": y}, "layer": [dots, marks, numbers],
    }  # fmt: skip
