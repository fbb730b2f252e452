"""How often voters are met, and how near a negative binomial comes: by frequency, and k by k.

The comparison of audience models with what was delivered (Danaher 2007, Marketing Science 26(3)).
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from msim.core.text import digits
from msim.reach import Fit
from msim.report.common.names import colour, label
from msim.report.common.theme import INK, SOFT, Figure, Spec, Words, finish, heading, values
from msim.report.reach.data import ALL, ARMS, ReachData
from msim.report.reach.sentences import said

BARS, ERRORS, TALL = 430, 250, 150


def frequency_fit(data: ReachData) -> Figure | None:
    """Frequencies counted and fitted, and the error of the fit at k or more; an arm a row."""
    panels, kept = [], []
    for arm in ARMS:
        rows = data.tables["fits"]
        rows = rows[(rows["arm"] == arm) & (rows["channel"] == ALL)]
        if rows.empty:
            continue
        panels.append({"hconcat": [_bars(rows, arm), _errors(rows)], "spacing": 34})
        kept.append(rows)
    if not panels:
        return None
    words = Words(
        "frequency_fit",
        "How often, and how near a negative binomial comes",
        said.fit_caption(),
        _told(data),
        data.footer,
    )
    return finish({"vconcat": panels, "spacing": 20}, words, pd.concat(kept, ignore_index=True))


def _exact(more: np.ndarray) -> np.ndarray:
    """Rates at 0, 1, ..., and at the last or more, from rates at k or more."""
    return -np.diff(np.concatenate([[1.0], more, [0.0]]))


def _bars(rows: pd.DataFrame, arm: str) -> Spec:
    top = int(rows["k"].max())
    shape = float(rows["shape"].iloc[0])
    fit = Fit(float(rows["mean"].iloc[0]), shape)
    frame = pd.DataFrame({
        "times": [*map(str, range(top)), f"{top}+"],
        "counted": _exact(rows["reach_rate"].to_numpy()),
        "fitted": _exact(fit.more(top)),
    })  # fmt: skip
    frame["text"] = [digits(v, "rate", 0 if v >= 0.095 else 1) for v in frame["counted"]]
    axis = {"labelAngle": 0, "ticks": False, "labelPadding": 6}
    x = {"field": "times", "type": "nominal", "sort": list(frame["times"]), "title": None}
    highest = 1.2 * float(frame[["counted", "fitted"]].max().max())
    y: Spec = {"type": "quantitative", "scale": {"domain": [0, highest]}, "axis": None}
    mean = digits(fit.mean, "number", 1)
    told = "Poisson" if not np.isfinite(shape) else f"shape {digits(shape, 'number', 2)}"
    return {
        "title": heading(f"{label(arm)} \u00b7 mean {mean} per voter, {told}"),
        "width": BARS, "height": TALL, "data": values(frame),
        "encoding": {"x": x | {"axis": axis}},
        "layer": [
            {
                "mark": {"type": "bar", "color": colour(arm), "width": {"band": 0.8}},
                "encoding": {"y": y | {"field": "counted"}},
            },
            {
                "mark": {
                    "type": "point", "size": 90, "stroke": INK, "strokeWidth": 2.5, "opacity": 1,
                    "fill": "white",
                },
                "encoding": {"y": y | {"field": "fitted"}},
            },
            {
                "mark": {"type": "text", "dy": -14},
                "transform": [{"calculate": "max(datum.counted, datum.fitted)", "as": "above"}],
                "encoding": {
                    "y": y | {"field": "above"}, "text": {"field": "text", "type": "nominal"},
                },
            },
        ],
    }  # fmt: skip


def _errors(rows: pd.DataFrame) -> Spec:
    frame = pd.DataFrame({
        "k": [f"{k}+" for k in rows["k"]],
        "zeros": 100.0 * rows["gap"],
        "moments": 100.0 * (rows["by_moments"] - rows["reach_rate"]),
    })  # fmt: skip
    x = {
        "field": "k", "type": "nominal", "sort": list(frame["k"]), "title": None,
        "axis": {"labelAngle": 0, "ticks": False, "labelPadding": 6},
    }  # fmt: skip
    y: Spec = {"type": "quantitative", "title": None}
    largest = float(frame[["zeros", "moments"]].abs().max().max())
    y["axis"] = {"tickCount": 4, "format": "+.0f" if largest > 4.0 else "+.1f", "grid": True}
    point = {"type": "point", "size": 70, "opacity": 1, "stroke": INK, "strokeWidth": 1.5}
    return {
        "title": heading("error of the fit, in points"),
        "width": ERRORS, "height": TALL, "data": values(frame), "encoding": {"x": x},
        "layer": [
            {
                "mark": {"type": "rule", "color": SOFT},
                "data": {"values": [{"at": 0}]},
                "encoding": {"y": {"datum": 0}, "x": {"value": 0}, "x2": {"value": ERRORS}},
            },
            {
                "mark": point | {"fill": "white", "shape": "diamond"},
                "encoding": {"y": y | {"field": "moments"}},
            },
            {"mark": point | {"fill": INK}, "encoding": {"y": y | {"field": "zeros"}}},
        ],
    }  # fmt: skip


def _told(data: ReachData) -> str:
    each = []
    for arm in ARMS:
        fit = data.summary["arms"][arm]["fit"].get(ALL)
        if fit:
            worst = fit["largest_gap"]
            off = digits(100.0 * abs(worst["gap"]), "number", 1)
            each.append(f"{label(arm)}: off by at most {off} points, at {worst['k']}+")
    return said.fit_alt(each)
