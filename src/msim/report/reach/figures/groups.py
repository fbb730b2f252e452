"""Whom reach misses: by level of each demographic trait, by district and by segment."""

from __future__ import annotations

import math

import pandas as pd

from msim.core.text import digits
from msim.report.common.names import colour, label
from msim.report.common.theme import INK, Figure, Spec, Words, finish, heading, values
from msim.report.reach.data import ALL, ARMS, ReachData
from msim.report.reach.sentences import said

ROW, WIDTH = 22, 250
MOST = 12  # groups of one kind shown
SHAPES = {"broadcast": "circle", "segmented": "diamond"}
MEASURES = ("reach_rate", "effective_reach_rate")


def reach_groups(data: ReachData) -> Figure | None:
    """Reach of both arms in every group, 1+ and effective; a panel a kind of group."""
    table = data.tables["groups"]
    table = table[(table["channel"] == ALL) & (table["kind"] != ALL) & table["arm"].isin(ARMS)]
    if table.empty:
        return None
    panels, cut = [], False
    low = math.floor(10.0 * float(table[list(MEASURES)].min().min())) / 10.0
    for number, (kind, rows) in enumerate(table.groupby("kind", sort=False)):
        shown = _shown(rows)
        cut = cut or shown["group"].nunique() < rows["group"].nunique()
        panels.append(_row(shown, str(kind), data, number == 0, low))
    words = Words(
        "reach_groups",
        "Whom reach misses",
        said.groups_caption(MOST if cut else 0),
        _told(table),
        data.footer,
    )
    return finish({"vconcat": panels, "spacing": 16}, words, table)


def _shown(rows: pd.DataFrame) -> pd.DataFrame:
    """The groups of one kind; where there are many, half of those shown the best reached."""
    first = rows[rows["arm"] == ARMS[0]].sort_values("reach_rate")
    if len(first) <= MOST:
        return rows
    kept = [*first["group"].head(MOST // 2), *first["group"].tail(MOST // 2)]
    return rows[rows["group"].isin(kept)]


def _row(
    rows: pd.DataFrame, kind: str, data: ReachData, titled: bool, low: float
) -> Spec:
    frames = []
    for measure in MEASURES if data.effective > 1 else MEASURES[:1]:
        frame = pd.DataFrame({
            "group": [_named(kind, group) for group in rows["group"]],
            "value": rows[measure],
            "colour": [colour(arm) for arm in rows["arm"]],
            "shape": [SHAPES[arm] for arm in rows["arm"]],
        })  # fmt: skip
        frames.append((measure, frame))
    order = list(dict.fromkeys(frames[0][1]["group"]))
    x: Spec = {"type": "quantitative", "title": None, "scale": {"domain": [low, 1]}}
    x["axis"] = {"format": ".0%", "tickCount": 5, "labelFlush": False}
    panels = [
        _panel(frame, _marks(data, measure), x, _names(order, labelled=index == 0))
        for index, (measure, frame) in enumerate(frames)
    ]
    if titled:
        titles = ("at least once", f"{data.effective} times or more")
        for each, title in zip(panels, titles, strict=False):
            each["title"] = heading(title)
    return {"hconcat": panels, "spacing": 26}


def _named(kind: str, group: str) -> str:
    if kind == "segment" and group == "none":
        return "in no segment"
    return f"{kind.replace('_', ' ')} {group}"


def _names(order: list[str], labelled: bool) -> Spec:
    """Rows by group, named in the panel at the left."""
    axis: Spec = {"ticks": False, "domain": False, "labelPadding": 8, "grid": True}
    axis |= {"tickBand": "extent", "gridDash": [2, 2]}
    axis |= {"minExtent": 150, "maxExtent": 150} if labelled else {"labelExpr": "''"}
    return {"field": "group", "type": "nominal", "sort": order, "title": None, "axis": axis}


def _marks(data: ReachData, measure: str) -> list[Spec]:
    """Where the whole electorate lies."""
    known = [(arm, data.arm(arm, measure)) for arm in ARMS]
    return [{"at": value, "colour": colour(arm)} for arm, value in known if value is not None]


def _panel(frame: pd.DataFrame, whole: list[Spec], x: Spec, y: Spec) -> Spec:
    shade = {"field": "colour", "type": "nominal", "scale": None}
    return {
        "width": WIDTH, "height": ROW * len(y["sort"]),
        "layer": [
            {
                "data": {"values": whole},
                "mark": {"type": "rule", "strokeWidth": 1.5, "opacity": 0.7},
                "encoding": {"x": x | {"field": "at"}, "color": shade},
            },
            {
                "data": values(frame),
                "mark": {
                    "type": "point", "size": 90, "opacity": 1, "stroke": INK, "strokeWidth": 1,
                },
                "encoding": {
                    "x": x | {"field": "value"}, "y": y, "fill": shade,
                    "shape": {"field": "shape", "type": "nominal", "scale": None, "legend": None},
                },
            },
        ],
    }  # fmt: skip


def _told(table: pd.DataFrame) -> str:
    each = []
    for (arm, kind), rows in table.groupby(["arm", "kind"], sort=False):
        ranked = rows.sort_values("reach_rate")
        low, high = ranked.iloc[0], ranked.iloc[-1]
        each.append(
            f"{label(str(arm))} by {kind}: from {digits(low['reach_rate'], 'rate', 1)} % "
            f"({low['group']}) to {digits(high['reach_rate'], 'rate', 1)} % ({high['group']})"
        )
    return said.groups_alt(each)
