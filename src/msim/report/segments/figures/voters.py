"""Voters in two principal components of their readings, coloured by segment."""

from __future__ import annotations

import pandas as pd

from msim.core.text import digits
from msim.report.common.theme import INK, SOFT, Figure, Spec, Words, finish, values
from msim.report.segments.data import SegmentsData, titled

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
        f"{len(cloud):,} voters as the campaign's data show them, in the two principal components "
        f"that hold {digits(held, 'rate', 0)} % of the readings' variance. Colours are segments, "
        "numbers their centres. A method colours any cloud, whether or not there are clusters in "
        f"it.{data.left_out}",
        _told(len(cloud), shown),
        data.footer,
    )
    columns = ["what", "x", "y", "segment", "archetype"]
    return finish(_body(cloud, shown), words, table[columns])


def _told(count: int, centres: pd.DataFrame) -> str:
    rows = centres.to_dict("records")
    places = "; ".join(f"{row['label']} at {row['x']:.1f}, {row['y']:.1f}" for row in rows)
    return f"Scatter plot of {count} voters in two components; centres of segments: {places}."


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
