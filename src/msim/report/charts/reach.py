"""Who was reached, and how often."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from msim.report.charts.theme import (
    Figure,
    Spec,
    Words,
    arm_frame,
    bar_rows,
    bare,
    finish,
    heading,
    interval_note,
    over,
    values,
)
from msim.report.data import ReportData
from msim.report.names import colour, label
from msim.report.numbers import digits

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
    axis = {"format": ".0%", "values": [0, 0.5, 1], "labelFlush": False}
    panels = []
    for index, (measure, title) in enumerate(PANELS.items()):
        x = {"labels": index == 0, "axis": axis, "scale": {"domain": [0, 1]}}
        rows = frame[frame["measure"] == measure]
        panels.append(bar_rows(rows, [label(arm) for arm in arms], x, title, 165))
    words = Words(
        "reach",
        "Who is reached",
        f"Share of voters reached, for the same money. {interval_note(data, 'Whiskers')}",
        _told(data, arms),
        data.footer,
    )
    return finish({"hconcat": panels, "spacing": 28}, words, bare(frame))


def _told(data: ReportData, arms: Sequence[str]) -> str:
    each = [
        f"{label(arm)} {digits(data.arm(arm, 'reach_rate').mean, 'rate', 1)} % at least once, "
        f"{digits(data.arm(arm, 'reach_3_rate').mean, 'rate', 1)} % three times"
        for arm in arms
    ]
    return f"Bars of reach by arm: {'; '.join(each)}."


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
        "Share of voters, in %, by number of exposures over the campaign "
        f"({over(data)}; {top}+ is {top} or more).",
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
    return f"Bars of exposures per voter. Never reached: {', '.join(each)}."
