"""What the figures of a run share: its arms as a table, and over what its means are taken."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from msim.core.text import Unit
from msim.report.common.names import colour, label
from msim.report.common.sentences import sentences
from msim.report.common.theme import INK, ROW, SOFT, Spec, numbers, plain_colour, row_axis, values
from msim.report.run.data import ReportData
from msim.report.run.worlds import counted

said = sentences("run", "figures")


def over(data: ReportData) -> str:
    """What means are taken over."""
    return "one world" if data.summary["replicates"] == 1 else f"mean over {counted(data)}"


def interval_note(data: ReportData, what: str = "Whiskers and brackets") -> str:
    """The interval that is shown, in words; says so where there is none."""
    return sentences("run").interval_note(counted(data), what)


def arm_frame(data: ReportData, arms: Sequence[str], measures: Mapping[str, Unit]) -> pd.DataFrame:
    """Arms by measures, a row each: mean, low, high, the text of them, name and colour."""
    rows = []
    for measure, unit in measures.items():
        for arm in arms:
            value = data.arm(arm, measure)
            rows.append(
                {"measure": measure, "arm": arm, "name": label(arm), "colour": colour(arm)}
                | numbers(value, unit)
            )
    columns = ["measure", "arm", "name", "colour", "mean", "low", "high", "text"]
    frame = pd.DataFrame(rows, columns=columns)
    return frame.astype(dict.fromkeys(("mean", "low", "high"), float)).dropna(subset=["mean"])


def by_kind(
    frame: pd.DataFrame, order: Sequence[str], kinds: Mapping[str, str], along: tuple[str, str]
) -> Spec:
    """Rows of points with intervals, a shape for each kind. along: title of x, and its format.

    `frame` has columns name, kind, mean, low, high, colour; where it has `least` and `most`, a
    thin line joins them, and rows stand closer, as there are many.
    """
    y = row_axis(order)
    y["axis"] |= {"grid": True, "tickBand": "extent", "gridDash": [2, 2]}
    offset = {
        "field": "kind", "type": "nominal", "sort": list(kinds), "scale": {"paddingOuter": 0.7},
    }  # fmt: skip
    x: Spec = {"field": "mean", "type": "quantitative", "title": along[0]}
    x |= {"axis": {"format": along[1], "tickCount": 6, "labelFlush": False}}
    x |= {"scale": {"zero": True}}
    legend = {
        "title": None, "orient": "top", "symbolFillColor": SOFT, "symbolStrokeColor": INK,
        "labelLimit": 300, "columnPadding": 24, "offset": 8,
    }  # fmt: skip
    spans = [("least", "most", 1), ("low", "high", 2)] if "least" in frame else [("low", "high", 2)]
    rules: list[Spec] = [
        {
            "mark": {"type": "rule", "strokeWidth": width, "color": SOFT},
            "encoding": {"x": {"field": low, "type": "quantitative"}, "x2": {"field": high}},
        }
        for low, high, width in spans
    ]
    point = {
        "mark": {"type": "point", "size": 150, "opacity": 1, "stroke": INK, "strokeWidth": 1},
        "encoding": {
            "x": x,
            "fill": plain_colour(),
            "shape": {
                "field": "kind", "type": "nominal", "sort": list(kinds), "legend": legend,
                "scale": {"domain": list(kinds), "range": list(kinds.values())},
            },
        },
    }  # fmt: skip
    high = ROW * (1.3 if len(spans) > 1 else 1.9)
    return {
        "width": 650, "height": high * len(order), "data": values(frame),
        "encoding": {"y": y, "yOffset": offset}, "layer": [*rules, point],
    }  # fmt: skip
