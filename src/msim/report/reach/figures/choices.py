"""When, how often, how and to whom: the choices of a plan, each as curves of reach and votes."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from msim.core.text import show
from msim.report.common.marks import dots, panel
from msim.report.common.names import colour, label
from msim.report.common.theme import INK, SOFT, Figure, Spec, Words, finish, values
from msim.report.reach.data import ARMS, USUAL, ReachData
from msim.report.reach.sentences import said, sampled

HALF, THIRD, TALL = 340, 212, 220
SHAPES = {"broadcast": "circle", "segmented": "diamond"}
RATE = {"format": ".0%", "values": [0, 0.2, 0.4, 0.6, 0.8, 1], "grid": True}
WHOLE = {"domain": [0, 1.05], "nice": False}
VOTES = {"format": ",.0f", "tickCount": 5, "grid": True}
WAYS = {"proportional": "proportional", "optimised": "optimised"}


def weeks(data: ReachData) -> Figure | None:
    """What is left of a week's exposures on polling day, and votes with all money in one week."""
    rows = data.choice("weeks")
    single = rows[rows["point"] != USUAL]
    if single.empty:
        return None
    order = list(dict.fromkeys(single["point"]))
    x = _order(order, f"week of the campaign (of {len(order)}; the vote follows the last)")
    left = single[single["arm"] == ARMS[0]]
    kept = {
        "data": values(pd.DataFrame({"x": left["point"], "y": left["retention"]})),
        "mark": {"type": "bar", "color": "#8a8a8a", "width": {"band": 0.75}},
        "encoding": {
            "x": x | {"field": "x"},
            "y": {"field": "y", "type": "quantitative", "title": None, "axis": RATE,
                  "scale": WHOLE},
        },
    }  # fmt: skip
    frame = _frame(single)
    votes = _layers(frame, x, _votes_axis(frame, rows))
    votes += [_level(data.votes("weeks", USUAL, arm).mean, arm) for arm in ARMS]
    words = Words(
        "weeks",
        "Early against late money",
        said.weeks_caption(sampled(data)),
        _told(data, "weeks", order, "week"),
        data.footer,
    )
    body = {"hconcat": [
        panel([kept], "left on polling day", (HALF, TALL)),
        panel(votes, "net votes", (HALF, TALL)),
    ], "spacing": 40}  # fmt: skip
    return finish(body, words, rows)


def caps(data: ReachData) -> Figure | None:
    """Reach, effective reach and votes by how many exposures of one voter count."""
    rows = data.choice("caps")
    if rows.empty:
        return None
    order = list(dict.fromkeys(rows["point"]))
    capped = [point for point in order if point != "none"]
    x = _order([*capped, "", "none"], "exposures of one voter that count, on each channel")
    x |= {"scale": {"domain": x["sort"]}}
    x["axis"]["labelExpr"] = "datum.value === 'none' ? 'no cap' : datum.value"
    frame, whole = _frame(rows), {"title": None, "axis": RATE, "scale": WHOLE}
    frame["name"] += (frame["x"] == "none").map({True: " without", False: ""})  # a line of its own
    often = frame.assign(y=rows["effective_reach_rate"].to_numpy(), low=None, high=None)
    body = {"hconcat": [
        _with_data(often, x, whole, f"reached {data.effective} times or more", HALF),
        _with_data(frame, x, _votes_axis(frame, rows), "net votes", HALF),
    ], "spacing": 40}  # fmt: skip
    words = Words(
        "caps",
        "Frequency caps",
        said.caps_caption(sampled(data)),
        _told(data, "caps", order, "cap"),
        data.footer,
    )
    return finish(body, words, rows)


def allocation(data: ReachData) -> Figure | None:
    """Votes and reach over budget, money split by shares or by predicted value."""
    rows = data.choice("allocation")
    if rows.empty:
        return None
    panels = []
    for arm in ARMS:
        part = rows[rows["arm"] == arm]
        frame = pd.DataFrame({
            "x": part["budget"] / 1e6, "reach": part["reach_rate"], "y": part["net_votes"],
            "low": part["low"], "high": part["high"], "name": part["point"],
            "colour": [colour(arm) if way == "optimised" else "#8a8a8a" for way in part["point"]],
            "shape": [SHAPES[arm] if way == "optimised" else "square" for way in part["point"]],
        })  # fmt: skip
        x: Spec = {"type": "quantitative", "title": f"budget, million {data.currency}".strip()}
        x |= {"axis": {"tickCount": 5, "grid": False}, "scale": {"zero": True}}
        reach = frame.assign(y=frame["reach"], low=None, high=None)
        y: Spec = {"title": None, "axis": RATE, "scale": WHOLE}
        panels.append({"hconcat": [
            _with_data(reach, x, y, f"{label(arm)}: at least once", HALF),
            _with_data(frame, x, _votes_axis(frame, rows), f"{label(arm)}: net votes", HALF),
        ], "spacing": 40})  # fmt: skip
    words = Words(
        "allocation",
        "Money split by shares, or by predicted value",
        said.allocation_caption(sampled(data)),
        _allocation_told(data, rows),
        data.footer,
    )
    return finish({"vconcat": panels, "spacing": 22}, words, rows)


def audience(data: ReachData) -> Figure | None:
    """Reach, on-target reach and votes by the size of a selected audience."""
    rows = data.choice("audience")
    rows = rows[rows["point"] != "none"]
    if rows.empty:
        return None
    rows = rows.assign(x=rows["point"].astype(float))
    x: Spec = {"type": "quantitative", "title": "share of voters addressed"}
    x |= {"axis": {"format": ".0%", "tickCount": 5, "grid": False}, "scale": {"domain": [0, 1.03]}}
    frame = _frame(rows).assign(x=rows["x"].to_numpy())
    panels = []
    for measure, title in (("reach_rate", "at least once"), ("on_target_reach", "on target, 1+")):
        y: Spec = {"title": None, "axis": RATE, "scale": WHOLE}
        part = frame.assign(y=rows[measure].to_numpy(), low=None, high=None)
        panels.append(_with_data(part, x, y, title, THIRD))
        panels[-1]["layer"] += [_level(data.arm(ARMS[0], f"expected_{measure}"), ARMS[0])]
    votes = _with_data(frame, x, _votes_axis(frame, rows), "net votes", THIRD)
    chosen = data.summary["audience_chosen"]
    if chosen is not None:
        votes["layer"] += [_chosen(float(chosen))]
    words = Words(
        "audience",
        "How many to address",
        said.audience_caption(sampled(data)),
        _told(data, "audience", list(rows["point"]), "share"),
        data.footer,
    )
    return finish({"hconcat": [*panels, votes], "spacing": 30}, words, rows.drop(columns="x"))


def _frame(rows: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame({
        "x": rows["point"].to_numpy(), "y": rows["net_votes"].to_numpy(),
        "low": rows["low"].to_numpy(), "high": rows["high"].to_numpy(),
        "name": rows["arm"].to_numpy(), "colour": [colour(arm) for arm in rows["arm"]],
        "shape": [SHAPES[arm] for arm in rows["arm"]],
    })  # fmt: skip


def _layers(frame: pd.DataFrame, x: Spec, y: Spec) -> list[Spec]:
    return [{"data": values(frame), **layer} for layer in dots(frame, x, y)]


def _with_data(frame: pd.DataFrame, x: Spec, y: Spec, title: str, width: int) -> Spec:
    return panel(_layers(frame, x, y), title, (width, TALL))


def _order(order: Sequence[str], title: str) -> Spec:
    axis = {"labelAngle": 0, "ticks": False, "labelPadding": 6, "titlePadding": 8}
    return {"type": "nominal", "sort": list(order), "title": title, "axis": axis}


def _votes_axis(frame: pd.DataFrame, rows: pd.DataFrame) -> Spec:
    """Net votes from zero up, the same for every panel of a figure."""
    known = rows[["net_votes", "low", "high"]].astype(float)
    low, high = min(0.0, float(known.min().min())), float(known.max().max())
    pad = 0.05 * (high - low) or 1.0
    scale = {"domain": [low - pad if low < 0.0 else 0.0, high + pad], "nice": False}
    return {"title": None, "axis": VOTES, "scale": scale}


def _level(value: float | None, arm: str) -> Spec:
    """A dotted line across at one arm's value."""
    return {
        "data": {"values": [] if value is None else [{"at": value}]},
        "mark": {"type": "rule", "color": colour(arm), "strokeDash": [2, 3], "strokeWidth": 2},
        "encoding": {"y": {"field": "at", "type": "quantitative"}},
    }


def _chosen(share: float) -> Spec:
    return {
        "data": {"values": [{"at": share}]},
        "mark": {"type": "rule", "color": SOFT, "strokeWidth": 1.5},
        "encoding": {"x": {"field": "at", "type": "quantitative"}, "color": {"value": INK}},
    }


def _told(data: ReachData, curve: str, points: Sequence[str], what: str) -> str:
    each = [
        f"{what} {point}, {label(arm)}: {show(data.votes(curve, point, arm), 'votes')}"
        for point in points
        for arm in ARMS
        if data.votes(curve, point, arm).known
    ]
    return said.votes_alt(each)


def _allocation_told(data: ReachData, rows: pd.DataFrame) -> str:
    each = [
        f"{label(arm)}, {way}: {show(data.votes('allocation', way, arm, data.budget), 'votes')}"
        for arm in ARMS
        for way in WAYS
    ]
    return said.allocation_alt(each)
