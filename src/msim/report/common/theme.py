"""What all figures share: the record, the look, whiskers, and how they become SVG and PNG.

A figure is a Vega-Lite specification, one for the notebook, the page and the slide. It is written
as plain data: Altair is imported only where somebody wants a chart to play with.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from msim.core.text import Interval, Unit, bounds, mean

if TYPE_CHECKING:
    import altair

Spec = dict[str, Any]

# vl-convert carries Liberation Sans and browsers have Arial, which is cut to the same widths.
FONT = "Liberation Sans, Arial, Helvetica, sans-serif"
SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
INK, SOFT, GRID = "#1a1a1a", "#555555", "#e3e3e3"
ROW = 34  # pixels of one arm's row
LABELS = 108  # pixels left of a row for its name


@dataclass(frozen=True)
class Figure:
    """A figure: its specification, the numbers in it, and what it says to who cannot see it.

    why: what is wrong where there is no specification.
    """

    name: str
    title: str
    caption: str
    alt: str
    frame: pd.DataFrame
    spec: Spec
    why: str = ""

    @property
    def chart(self) -> altair.TopLevelMixin:
        """The same figure as an Altair chart, which shows itself in a notebook."""
        import altair  # noqa: PLC0415 - a second, for whoever plays with a chart

        return altair.VConcatChart.from_dict(self.spec)


@dataclass(frozen=True)
class Words:
    """The words of a figure."""

    name: str
    title: str
    caption: str
    alt: str
    footer: str


def finish(body: Spec, words: Words, frame: pd.DataFrame) -> Figure:
    """Puts title and caption over a body, the footer under it, and the look on all of it."""
    head = {"text": words.title, "subtitle": _wrapped(words.caption), "offset": 16}
    foot = {
        "text": words.footer, "orient": "bottom", "anchor": "end", "fontSize": 11,
        "fontWeight": "normal", "color": SOFT, "offset": 12,
    }  # fmt: skip
    own = {"scale": {"shape": "independent"}}  # so that a legend stays below the title
    spec = {
        "$schema": SCHEMA,
        "description": words.alt,
        "title": foot,
        "padding": {"left": 16, "right": 16, "top": 14, "bottom": 10},
        "background": "white",
        "config": _look(),
        "vconcat": [{"title": head, "vconcat": [body], "resolve": own}],
        "resolve": own,
    }
    return Figure(words.name, words.title, words.caption, words.alt, frame, _named(spec))


# Vega looks texts up in JavaScript objects, which have these properties before any is given.
_TAKEN = frozenset((
    "constructor", "hasOwnProperty", "isPrototypeOf", "propertyIsEnumerable", "toLocaleString",
    "toString", "valueOf", "__defineGetter__", "__defineSetter__", "__lookupGetter__",
    "__lookupSetter__", "__proto__",
))  # fmt: skip


def _named(part: Any) -> Any:
    r"""The specification with a blank behind each text that Vega would take for another thing.

    >>> _named({"sort": ["valueOf", "age"]})
    {'sort': ['valueOf\xa0', 'age']}
    """
    if isinstance(part, dict):
        return {name: _named(inner) for name, inner in part.items()}
    if isinstance(part, list):
        return [_named(inner) for inner in part]
    return f"{part}\N{NO-BREAK SPACE}" if isinstance(part, str) and part in _TAKEN else part


def _look() -> Spec:
    return {
        "aria": False,  # a picture has one text: its marks are not read out one by one
        "mark": {"aria": False},
        "font": FONT,
        "view": {"stroke": None},
        "concat": {"spacing": 0},
        "title": {
            "anchor": "start", "frame": "bounds", "fontSize": 19, "color": INK,
            "subtitleFontSize": 13.5, "subtitleColor": SOFT, "subtitlePadding": 7,
            "subtitleLineHeight": 18,
        },
        "axis": {
            "labelFontSize": 13, "titleFontSize": 13, "labelColor": INK, "titleColor": SOFT,
            "titleFontWeight": "normal", "gridColor": GRID, "domainColor": "#888888",
            "tickColor": "#888888", "labelLimit": 260,
        },
        "text": {"fontSize": 13, "color": INK},
        "tick": {"opacity": 1},
        "legend": {"labelFontSize": 13, "labelColor": INK, "symbolSize": 110},
    }  # fmt: skip


def _wrapped(text: str, width: int = 116) -> list[str]:
    """The caption in lines that fit a figure."""
    lines, line = [], ""
    for word in text.replace(" %", "\u00a0%").split(" "):
        if line and len(line) + 1 + len(word) > width:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}".strip()
    return [*lines, line]


def heading(text: str, size: int = 14, **more: object) -> Spec:
    """The title of one panel within a figure."""
    return {"text": text, "fontSize": size, "frame": "group", "offset": 6, **more}


def values(frame: pd.DataFrame) -> Spec:
    """A table as the data of a specification; a missing number is null."""
    columns = [
        [None if value is None or value != value else value for value in frame[name].tolist()]
        for name in frame.columns
    ]
    names = list(frame.columns)
    return {"values": [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]}


def numbers(value: Interval, unit: Unit) -> Spec:
    """Mean, low, high and how they are written."""
    text = f"{mean(value, unit)} {bounds(value, unit)}".strip()
    return {"mean": value.mean, "low": value.low, "high": value.high, "text": text}


def bare(frame: pd.DataFrame) -> pd.DataFrame:
    """A figure's numbers without what is only there to draw it."""
    return frame.drop(columns=["name", "colour", "text"], errors="ignore")


def plain_colour() -> Spec:
    """The colour written in the data, the same for an arm in every panel and figure."""
    return {"field": "colour", "type": "nominal", "scale": None}


def row_axis(order: Sequence[str], labels: bool = True) -> Spec:
    """Rows by name, from top to bottom."""
    axis: Spec = {"ticks": False, "domain": False, "labelPadding": 8, "labels": labels}
    if labels:
        axis |= {"minExtent": LABELS, "maxExtent": 240}
    return {"field": "name", "type": "nominal", "sort": list(order), "title": None, "axis": axis}


def bar_rows(frame: pd.DataFrame, order: Sequence[str], x: Spec, title: str, width: int) -> Spec:
    """Horizontal bars, a row an arm, with whiskers, and each value written behind its row.

    `frame` is of `arm_frame`; rows are labelled in the panel whose `x` has `labels` set.
    """
    x = dict(x)
    y = row_axis(order, x.pop("labels", False))
    y["scale"] = {"domain": list(order)}  # so that rows stay level where one has no number
    x = {"field": "mean", "type": "quantitative", "title": None, **x}
    layers = [
        {
            "mark": {"type": "bar", "height": ROW * 0.56},
            "encoding": {"x": x, "color": plain_colour()},
        },
        *whiskers("x", "low", "high"),
        {
            "mark": {"type": "text", "align": "left", "baseline": "middle"},
            "encoding": {"x": {"value": width + 10}, "text": {"field": "text", "type": "nominal"}},
        },
    ]
    return {
        "title": heading(title), "width": width, "height": ROW * len(order),
        "data": values(frame), "encoding": {"y": y}, "layer": layers,
    }  # fmt: skip


def whiskers(along: str, low: str, high: str) -> list[Spec]:
    """An interval along `x` or `y`, dark on a light halo, so that it shows on any bar."""
    both = [{"filter": f"isValid(datum.{low}) && isValid(datum.{high})"}]
    ends = {
        along: {"field": low, "type": "quantitative"},
        f"{along}2": {"field": high},
    }
    rules = [
        {
            "mark": {"type": "rule", "strokeWidth": width, "color": shade, "opacity": opacity},
            "transform": both,
            "encoding": ends,
        }
        for width, shade, opacity in ((5, "white", 0.75), (2, INK, 1))
    ]
    across = "vertical" if along == "x" else "horizontal"
    ticks = [
        {
            "mark": {
                "type": "tick", "thickness": 2, "size": 11, "color": INK, "orient": across,
                "opacity": 1,
            },
            "transform": both,
            "encoding": {along: {"field": end, "type": "quantitative"}},
        }
        for end in (low, high)
    ]  # fmt: skip
    return [*rules, *ticks]
