"""Who is in the segments: profiles in standard deviations, and the message each was sent."""

from __future__ import annotations

import pandas as pd

from msim.core.text import MINUS, NOTHING, digits
from msim.report.common.theme import INK, Figure, Spec, Words, finish, values
from msim.report.run.data import ReportData
from msim.report.run.figures.arms import said

ROW, WIDTH, COLUMN = 36, 590, 58
MOST = 20  # segments shown
PREFIX = "trait:"
SIDE = {"size_share": "share", "message": "sent", "best_message": "best"}


def segments(data: ReportData) -> Figure | None:
    """Mean of each true trait by segment, in standard deviations of the electorate."""
    every = data.segments
    table = every.nlargest(min(MOST, len(every)), "size_share").sort_values("segment")
    traits = [column for column in table.columns if column.startswith(PREFIX)]
    if table.empty or not traits:
        return None
    long = table.melt(["segment", "label"], traits, "trait", "value")
    long["trait"] = long["trait"].str.removeprefix(PREFIX).str.replace("_", " ")
    long["text"] = [_signed(value) for value in long["value"]]
    words = Words(
        "segments",
        "Who is in the segments",
        said.segments(MOST, len(every)),
        _told(long),
        data.footer,
    )
    body = {"hconcat": [_heat(long, len(traits)), _side(table)], "spacing": 8}
    return finish(body, words, table)


def _signed(value: float) -> str:
    text = digits(float(value), "number", 1)
    return text if text.startswith(MINUS) or text == "0.0" else f"+{text}"


def _rows(order: list[str], **axis: object) -> Spec:
    shown = {"ticks": False, "domain": False, "labelPadding": 8, **axis}
    return {"field": "label", "type": "nominal", "sort": order, "title": None, "axis": shown}


def _top(field: str, order: list[str], angle: int = 0) -> Spec:
    axis: Spec = {
        "orient": "top", "labelAngle": angle, "ticks": False, "domain": False, "labelPadding": 8,
        "labelLimit": 160,
    }  # fmt: skip
    if not angle:
        lines = max(map(len, map(str.split, order)))
        # Vega hangs lines of text down from the label's place: lift them all, and let those
        # with fewer words begin lower, so that all end above the map.
        blank = f"length(split(datum.value, ' ')) < {lines} ? ['', datum.value] : "
        axis |= {
            "labelExpr": (blank if lines == 2 else "") + "split(datum.value, ' ')",
            "labelPadding": 8 + 16 * (lines - 1), "labelLineHeight": 16,
        }  # fmt: skip
    return {"field": field, "type": "nominal", "sort": order, "title": None, "axis": axis}


def _heat(long: pd.DataFrame, count: int) -> Spec:
    step = min(76.0, WIDTH / count)
    most = max(1.0, float(long["value"].abs().max()))
    dark = f"datum.value < {-0.72 * most} || datum.value > {0.8 * most}"
    order = list(dict.fromkeys(long["label"]))
    traits = list(dict.fromkeys(long["trait"]))
    longest = max(len(word) for trait in traits for word in trait.split())
    roomy = longest * 7 < step and all(len(trait.split()) <= 2 for trait in traits)
    colour = {
        "field": "value", "type": "quantitative", "legend": None,
        "scale": {"scheme": "blueorange", "domain": [-most, most], "domainMid": 0},
    }  # fmt: skip
    return {
        "width": step * count,
        "height": ROW * len(order),
        "data": values(long),
        "encoding": {"x": _top("trait", traits, 0 if roomy else -40), "y": _rows(order)},
        "layer": [
            {
                "mark": {"type": "rect", "stroke": "white", "strokeWidth": 2},
                "encoding": {"color": colour},
            },
            {
                "mark": {"type": "text"},
                "encoding": {
                    "text": {"field": "text", "type": "nominal"},
                    "color": {"condition": {"test": dark, "value": "white"}, "value": INK},
                },
            },
        ],
    }


def _side(table: pd.DataFrame) -> Spec:
    """Size and messages of each segment, as words beside the map."""
    rows = []
    for row in table.to_dict("records"):
        for column, title in SIDE.items():
            value = row.get(column)
            text = NOTHING
            if value is not None and not pd.isna(value):
                text = f"{100 * value:.0f} %" if column == "size_share" else f"no. {int(value)}"
            rows.append({"label": row["label"], "column": title, "text": text})
    order = [str(name) for name in table["label"]]
    return {
        "width": COLUMN * len(SIDE),
        "height": ROW * len(order),
        "data": values(pd.DataFrame(rows)),
        "mark": {"type": "text"},
        "encoding": {
            "x": _top("column", list(SIDE.values())),
            "y": _rows(order, labels=False),
            "text": {"field": "text", "type": "nominal"},
        },
    }


def _told(long: pd.DataFrame) -> str:
    each = []
    for name, rows in long.groupby("label", sort=False):
        most = max(rows.to_dict("records"), key=lambda row: abs(row["value"]))
        each.append(f"{name}: {most['trait']} {most['text']}")
    return said.segments_alt(each)
