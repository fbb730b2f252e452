"""Who was reached, and how often."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from msim.core.text import digits
from msim.report.common.names import colour, label
from msim.report.common.theme import (
    ROW,
    Figure,
    Spec,
    Words,
    bar_rows,
    bare,
    finish,
    heading,
    plain_colour,
    values,
)
from msim.report.run.data import ReportData
from msim.report.run.figures.arms import arm_frame, interval_note, over, said

PANELS = {
    "reach_rate": "at least once (1+)",
    "reach_3_rate": "at least three times (3+)",
    "on_target_reach": "of the persuadable, 1+",
}


def reach(data: ReportData) -> Figure | None:
    """Reach 1+, 3+ and on target by arm, in % of the electorate (of persuadable voters)."""
    arms = data.speaking
    frame = arm_frame(data, arms, dict.fromkeys(PANELS, "rate"))
    if frame.empty:
        return None
    frame["text"] = [f"{digits(value, 'rate', 1)} %" for value in frame["mean"]]
    earned = arm_frame(data, arms, {"earned_reach_rate": "rate"})
    axis = {"format": ".0%", "values": [0, 0.5, 1], "labelFlush": False}
    if not earned.empty:
        frame = _with_earned(frame, earned)
    panels = []
    for index, (measure, title) in enumerate(PANELS.items()):
        x = {"labels": index == 0, "axis": axis, "scale": {"domain": [0, 1]}}
        rows = frame[frame["measure"] == measure]
        panels.append(bar_rows(rows, [label(arm) for arm in arms], x, title, 165))
    if not earned.empty:
        panels[0]["layer"].insert(1, _light(frame))
    words = Words(
        "reach",
        "Who is reached",
        said.reach(interval_note(data, "Whiskers"), not earned.empty),
        _told(data, arms),
        data.footer,
    )
    every = pd.concat([frame.drop(columns="paid", errors="ignore"), earned], ignore_index=True)
    return finish({"hconcat": panels, "spacing": 28}, words, bare(every))


def _with_earned(frame: pd.DataFrame, earned: pd.DataFrame) -> pd.DataFrame:
    """Reach 1+ with the part of it that was paid for, and the earned part written behind it."""
    parts = dict(zip(earned["arm"], earned["mean"], strict=True))
    first = frame["measure"] == "reach_rate"
    part = frame["arm"].map(parts).fillna(0.0).where(first, 0.0)
    both = zip(part, first, strict=True)
    added = [f" ({digits(value, 'rate', 1)})" if own else "" for value, own in both]
    return frame.assign(paid=frame["mean"] - part, text=frame["text"] + added)


def _light(frame: pd.DataFrame) -> Spec:
    """The earned part of reach 1+, lighter and outlined."""
    rows = frame[(frame["measure"] == "reach_rate") & (frame["paid"] < frame["mean"])]
    mark = {"type": "bar", "height": ROW * 0.56 - 2, "fill": "white", "fillOpacity": 0.72}
    return {
        "data": values(rows),
        "mark": mark | {"strokeWidth": 2},
        "encoding": {
            "x": {"field": "paid", "type": "quantitative"},
            "x2": {"field": "mean"},
            "stroke": plain_colour(),
        },
    }


def _told(data: ReportData, arms: Sequence[str]) -> str:
    each = [
        f"{label(arm)} {digits(data.arm(arm, 'reach_rate').mean, 'rate', 1)} % at least once, "
        f"{digits(data.arm(arm, 'reach_3_rate').mean, 'rate', 1)} % three times"
        for arm in arms
    ]
    return said.reach_alt(each)


def frequency(data: ReportData) -> Figure | None:
    """How many voters met the campaign how often: broadcast above, segmented below."""
    arms = [arm for arm in ("broadcast", "segmented") if arm in data.arms] or data.speaking[:2]
    shown = data.frequency[data.frequency["arm"].isin(list(arms))]
    if shown.empty:
        return None
    top = int(shown["frequency"].max())
    shown = shown.assign(
        times=[f"{top}+" if times == top else str(times) for times in shown["frequency"]],
        text=[digits(share, "rate", 0 if share >= 0.095 else 1) for share in shown["share"]],
    )
    highest = float(shown["share"].max()) * 1.12
    panels = [_panel(shown[shown["arm"] == arm], arm, data, highest) for arm in arms]
    words = Words(
        "frequency",
        "How often voters meet the campaign",
        said.frequency(over(data), top),
        _frequency_told(data, arms),
        data.footer,
    )
    return finish({"vconcat": panels, "spacing": 18}, words, data.frequency)


def _panel(rows: pd.DataFrame, arm: str, data: ReportData, highest: float) -> Spec:
    average = digits(data.arm(arm, "average_frequency").mean, "number", 1)
    x_axis = {"labelAngle": 0, "ticks": False, "labelPadding": 6}
    scale = {"domain": [0, highest]}
    return {
        "title": heading(f"{label(arm)} \u00b7 average frequency {average}"),
        "width": 780,
        "height": 120,
        "data": values(rows),
        "encoding": {
            "x": {
                "field": "times", "type": "nominal", "sort": list(rows["times"]), "title": None,
                "axis": x_axis,
            },
            "y": {"field": "share", "type": "quantitative", "scale": scale, "axis": None},
        },
        "layer": [
            {"mark": {"type": "bar", "color": colour(arm), "width": {"band": 0.8}}},
            {
                "mark": {"type": "text", "dy": -8},
                "encoding": {"text": {"field": "text", "type": "nominal"}},
            },
        ],
    }  # fmt: skip


def _frequency_told(data: ReportData, arms: Sequence[str]) -> str:
    rows = data.frequency[data.frequency["frequency"] == 0]
    never = dict(zip(rows["arm"], rows["share"], strict=True))
    each = [f"{digits(never.get(arm), 'rate', 1)} % with {label(arm)}" for arm in arms]
    return said.frequency_alt(each)
