"""Are they the segments that there are? True archetypes against the segments found."""

from __future__ import annotations

import pandas as pd

from msim.core.text import digits
from msim.report.common.sentences import sentences
from msim.report.common.theme import INK, Figure, Spec, Words, finish, values
from msim.report.segments.data import SegmentsData

said = sentences("segments", "figures")
WIDTH, ROW = 720, 44


def archetypes(data: SegmentsData) -> Figure | None:
    """Where each archetype's voters end up, in %; alike columns mean that nothing was found."""
    table = data.tables["archetypes"]
    shown = table[table["segment"].isin(data.largest)]
    if shown.empty or len(data.largest) < 2:
        return None
    truth = data.summary["truth"]
    structure = digits(truth["structure"], "rate", 0) if truth["structure"] else None
    words = Words(
        "archetypes",
        "True archetypes and the segments found",
        said.archetypes(structure, digits(data.main["recovery"], "number", 2), data.left_out),
        _told(shown),
        data.footer,
    )
    return finish(_body(shown), words, table)


def _told(table: pd.DataFrame) -> str:
    each = []
    for name, rows in table.dropna(subset=["share"]).groupby("archetype", sort=False):
        most = rows.nlargest(1, "share").iloc[0]
        each.append(f"archetype {name} mostly in {most['label']}, {100 * most['share']:.0f} %")
    return said.archetypes_alt(each)


def _body(table: pd.DataFrame) -> Spec:
    table = table.assign(
        row=[
            f"archetype {int(a)} ({100 * s:.0f} %)"
            for a, s in zip(table["archetype"], table["archetype_share"], strict=True)
        ],
        text=[f"{100 * share:.0f}" if share == share else "" for share in table["share"]],
    )
    rows, columns = (list(dict.fromkeys(table[name])) for name in ("row", "label"))
    most = max(0.5, float(table["share"].max()))
    plain = {"ticks": False, "domain": False, "labelPadding": 8}
    narrow = len(columns) > 7
    across = plain | {"orient": "top", "labelAngle": -35 if narrow else 0}
    x = {"field": "label", "type": "nominal", "sort": columns, "title": None, "axis": across}
    y = {"field": "row", "type": "nominal", "sort": rows, "title": None, "axis": plain}
    shade = {
        "field": "share", "type": "quantitative", "legend": None,
        "scale": {"scheme": "blues", "domain": [0, most]},
    }  # fmt: skip
    dark = {"condition": {"test": f"datum.share > {0.74 * most}", "value": "white"}, "value": INK}
    return {
        "width": WIDTH, "height": ROW * len(rows), "data": values(table),
        "encoding": {"x": x, "y": y},
        "layer": [
            {
                "mark": {"type": "rect", "stroke": "white", "strokeWidth": 2},
                "encoding": {"color": shade},
            },
            {
                "mark": {"type": "text", "fontSize": 14},
                "encoding": {"text": {"field": "text", "type": "nominal"}, "color": dark},
            },
        ],
    }  # fmt: skip
