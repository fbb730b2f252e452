"""A notebook's charts as figures of the pages: the same drawing, in the look of all pages."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import pandas as pd

from msim import __version__
from msim.lessons.lesson import Lesson
from msim.report.common import drawing
from msim.report.common.theme import SCHEMA, Figure, Spec, Words, finish

COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9")
"""Of Okabe and Ito (2008), as on all pages; a lesson's charts tell groups by shape or dash too."""
_TOP = ("$schema", "config", "datasets", "usermeta", "background", "padding")


def is_chart(value: Any) -> bool:
    """Whether a cell's value is a chart, and not a table or a number."""
    return type(value).__module__.startswith("altair.")


def footer(lesson: Lesson) -> str:
    """What each picture of a lesson says of itself."""
    return f"synthetic \u00b7 lesson {lesson.name} \u00b7 msim {__version__}"


def figure(chart: Any, words: Words) -> Figure:
    """A chart of a notebook as a figure; one of msim's own keeps its title, caption and footer."""
    spec: Spec = chart.to_dict()
    if "vconcat" in spec and "description" in spec:  # it is finished
        own = dict(spec, description=words.alt)
        return Figure(words.name, words.title, words.caption, words.alt, pd.DataFrame(), own)
    made = finish(_bare(spec), words, pd.DataFrame())
    made.spec["config"] |= {"range": {"category": list(COLOURS)}, "mark": {"color": COLOURS[0]}}
    together = {"scale": {"shape": "shared", "color": "shared"}}  # one legend for both
    made.spec["vconcat"][0]["resolve"] = made.spec["resolve"] = together
    return made


def svg(chart: Any, lesson: Lesson) -> str:
    """A chart as SVG without words around it, as a notebook shows it."""
    name = re.sub(r"\W", "", lesson.name)
    dressed = figure(chart, Words(name, lesson.title, "", lesson.title, footer(lesson)))
    spec = chart.to_dict()
    if "description" not in spec:
        top = {"$schema": SCHEMA, "background": "white", "padding": 12}
        spec = {**top, "config": dressed.spec["config"], **_bare(spec)}
    return drawing.svg(Figure(name, lesson.title, "", lesson.title, pd.DataFrame(), spec))


def _bare(spec: Spec) -> Spec:
    """The drawing alone, each table in its place."""
    filled = _filled(spec, spec.get("datasets", {}))
    return {key: value for key, value in filled.items() if key not in _TOP}


def _filled(spec: Any, sets: Mapping[str, Any]) -> Any:
    """The specification with each named table in its place."""
    if isinstance(spec, list):
        return [_filled(each, sets) for each in spec]
    if not isinstance(spec, dict):
        return spec
    if set(spec) == {"name"} and spec["name"] in sets:
        return {"values": sets[spec["name"]]}
    return {key: _filled(value, sets) for key, value in spec.items() if key != "datasets"}
