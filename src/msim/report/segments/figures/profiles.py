"""Who is in the segments: as the campaign's data say, and as it is."""

from __future__ import annotations

import pandas as pd

from msim.core.text import MINUS, digits
from msim.report.common.sentences import sentences
from msim.report.common.theme import INK, Figure, Spec, Words, finish, heading, values
from msim.report.segments.data import SegmentsData

said = sentences("segments", "figures")
WIDTH, ROW, LEFT = 780, 32, 96
SEEN, TRUE = "As the campaign's data say", "As it is"


def profiles(data: SegmentsData) -> Figure | None:
    """Two heat maps on one scale: readings and truth, in standard deviations of all voters."""
    table = data.tables["profiles"]
    table = table[table["segment"].isin(data.largest)]
    if table.empty or len(data.largest) < 2:
        return None
    long = table.melt(["segment", "label", "reading"], ["seen", "true"], "panel", "value")
    long = long.assign(
        reading=long["reading"].str.replace("_", " "),
        text=[_signed(value) for value in long["value"]],
    )
    most = max(1.0, float(long["value"].abs().max()))
    words = Words(
        "profiles",
        "Who is in the segments",
        said.profiles(data.left_out),
        _told(long),
        data.footer,
    )
    panels = [
        _heat(long[long["panel"] == name], title, most, top)
        for name, title, top in (("seen", SEEN, True), ("true", TRUE, False))
    ]
    return finish({"vconcat": panels, "spacing": 22}, words, table)


def _signed(value: float) -> str:
    text = digits(float(value), "number", 1)
    return text if text.startswith(MINUS) or text in ("0.0", "\u2013") else f"+{text}"


def _heat(long: pd.DataFrame, title: str, most: float, top: bool) -> Spec:
    labels, readings = (list(dict.fromkeys(long[name])) for name in ("label", "reading"))
    dark = f"datum.value < {-0.72 * most} || datum.value > {0.8 * most}"
    plain = {"ticks": False, "domain": False, "labelPadding": 8}
    across = plain | {"orient": "top", "labelAngle": -35, "labels": top, "labelLimit": 150}
    down = plain | {"minExtent": LEFT, "maxExtent": LEFT}
    x = {"field": "reading", "type": "nominal", "sort": readings, "title": None, "axis": across}
    y = {"field": "label", "type": "nominal", "sort": labels, "title": None, "axis": down}
    shade = {
        "field": "value", "type": "quantitative", "legend": None,
        "scale": {"scheme": "blueorange", "domain": [-most, most], "domainMid": 0},
    }  # fmt: skip
    field = {
        "mark": {"type": "rect", "stroke": "white", "strokeWidth": 2},
        "encoding": {"color": shade},
    }
    texts: list[Spec] = []
    if WIDTH / len(readings) >= 34:
        ink = {"condition": {"test": dark, "value": "white"}, "value": INK}
        text = {"field": "text", "type": "nominal"}
        texts = [{"mark": {"type": "text"}, "encoding": {"text": text, "color": ink}}]
    return {
        "title": heading(title), "width": WIDTH, "height": ROW * len(labels),
        "data": values(long), "encoding": {"x": x, "y": y}, "layer": [field, *texts],
    }  # fmt: skip


def _told(long: pd.DataFrame) -> str:
    each = []
    for name, rows in long.dropna(subset=["value"]).groupby("label", sort=False):
        seen = rows[rows["panel"] == "seen"]
        first = seen.iloc[int(seen["value"].abs().to_numpy().argmax())]
        true = rows[(rows["panel"] == "true") & (rows["reading"] == first["reading"])]
        truth = f", in truth {true['text'].iloc[0]}" if len(true) else ""
        each.append(f"{name}: {first['reading']} {first['text']}{truth}")
    return said.profiles_alt(each)
