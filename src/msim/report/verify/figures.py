"""Published against obtained, with the range that is accepted: a row a published result."""

from __future__ import annotations

import pandas as pd

from msim.published.run import Verified
from msim.report.common.names import colour
from msim.report.common.sentences import sentences
from msim.report.common.theme import (
    INK,
    Figure,
    Spec,
    Words,
    finish,
    plain_colour,
    row_axis,
    values,
    whiskers,
)
from msim.report.verify.data import VerifyData, interval, number

said = sentences("verify")
WIDTH, ROW = 530, 26  # pixels
MARGIN = 0.06  # of a row's width, free at both of its ends
INSIDE, OUTSIDE = colour("broadcast"), colour("segmented")


def rows(data: VerifyData) -> Figure | None:
    """Each row that counts on a scale of its own: a band, a diamond, a circle with whiskers."""
    counted = data.of_kind("counted")
    if not counted:
        return None
    frame = pd.DataFrame([_placed(each) for each in counted])
    words = Words(
        "rows",
        said.figure_title(),
        said.figure_caption(),
        said.figure_alt(len(counted), data.outside),
        data.footer,
    )
    y = row_axis(list(frame["name"]))
    y["axis"] |= {"minExtent": 170, "grid": True, "tickBand": "extent", "gridDash": [2, 2]}
    body = {
        "width": WIDTH, "height": ROW * len(frame), "data": values(frame),
        "encoding": {"y": y}, "layer": _layers(),
    }  # fmt: skip
    table = data.tables["rows"].drop(columns=["condition", "tolerance", "bounds_set"])
    shown = table[table["id"].isin([each.row.id for each in counted])]
    return finish(body, words, shown.reset_index(drop=True))


def _layers() -> list[Spec]:
    x: Spec = {"type": "quantitative", "title": None, "scale": {"domain": [0, 1]}}
    x["axis"] = {"labels": False, "ticks": False, "domain": False, "grid": False}
    band = {
        "mark": {"type": "bar", "height": ROW - 6, "color": "#d9d9d9"},
        "encoding": {"x": x | {"field": "from"}, "x2": {"field": "to"}},
    }
    point = {"type": "point", "opacity": 1}
    diamond = {
        "mark": point | {"shape": "diamond", "size": 150, "stroke": INK, "fill": "white"},
        "transform": [{"filter": "isValid(datum.published)"}],
        "encoding": {"x": x | {"field": "published"}},
    }
    circle = {
        "mark": point | {"size": 80, "stroke": INK, "strokeWidth": 1},
        "transform": [{"filter": "isValid(datum.mean)"}],
        "encoding": {"x": x | {"field": "mean"}, "fill": plain_colour()},
    }
    text = {
        "mark": {"type": "text", "align": "left", "baseline": "middle"},
        "encoding": {"x": {"value": WIDTH + 10}, "text": {"field": "text", "type": "nominal"}},
    }
    return [band, diamond, *whiskers("x", "low", "high"), circle, text]


def _placed(each: Verified) -> dict[str, object]:
    """A row's numbers as places between 0 and 1: rows differ in unit and size."""
    got, (lowest, highest) = each.obtained, each.row.accepted
    if each.row.by_interval:
        lowest, highest = got.low, got.high
    known = [
        value
        for value in (each.row.published, got.mean, got.low, got.high, lowest, highest)
        if value is not None
    ]
    least, span = min(known), (max(known) - min(known)) or 1.0

    def place(value: float | None) -> float | None:
        if value is None:
            return None
        return MARGIN + (1.0 - 2.0 * MARGIN) * (value - least) / span

    open_low, open_high = place(lowest), place(highest)
    return {
        "name": each.row.id,
        "from": 0.0 if open_low is None else open_low,
        "to": 1.0 if open_high is None else open_high,
        "published": place(each.row.published),
        "mean": place(got.mean), "low": place(got.low), "high": place(got.high),
        "colour": INSIDE if each.inside else OUTSIDE,
        "text": f"{number(got.mean)} {interval(each)}{'' if each.inside else '  outside'}",
    }  # fmt: skip
