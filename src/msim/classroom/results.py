"""What comes of a lesson's steps: its notebook is run, and each figure drawn for a room."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any, Final

from msim.lab.answers import body as bare
from msim.lessons.filling import fill
from msim.lessons.lesson import Lesson
from msim.lessons.pages import body, parts
from msim.lessons.running import run
from msim.lessons.steps import results
from msim.report.common import drawing
from msim.report.common.theme import Figure, Spec

LARGER: Final = 1.2
"""How much larger a figure's letters are than on a page: it is read across a room."""
WIDE: Final = 680.0
"""Pixels from which on a figure is shown smaller, and its letters have to be larger still."""
_SIZES: Final = ("fontSize", "labelFontSize", "titleFontSize", "subtitleFontSize", "labelLimit")


def compute(lesson: Lesson) -> dict[str, Any]:
    """What `kept.LessonResults` says, by running the lesson's notebook.

    Raises MsimError where a cell fails.
    """
    names = run(lesson).names
    filled = fill(lesson, "lesson", names)
    made = [
        {
            "came": step.came,
            "text": _unstyled(_html(step.text)),
            "pictures": [
                picture for name in _named(step.text) for picture in _pictures(filled.figures[name])
            ],
        }
        for step in results(filled.text)
    ]
    notes = body(fill(lesson, "instructor", names).text)
    return {"steps": made, "notes": _unstyled(notes)}


def _named(text: str) -> list[str]:
    return [part["figure"] for part in parts(text) if part["figure"]]


def _html(text: str) -> str:
    """What is said of a step's result, without its pictures."""
    said = "\n\n".join(str(part["html"]) for part in parts(text) if not part["figure"])
    return body(said)


def _unstyled(html: str) -> str:
    """The columns of tables by class: pages of a class allow no style in an element."""
    return html.replace(' style="text-align:right"', ' class="right"')


def _pictures(figure: Figure) -> list[dict[str, str]]:
    """A figure without its frame, each of its panels for itself, in letters for a room."""
    spec = bare(figure.spec)
    look = {"header": {"labelFontSize": 13, "titleFontSize": 13}, **spec["config"]}
    # Below the chart, where a phone shows it without being pushed aside.
    look["legend"] = {"titleFontSize": 13, **look.get("legend", {}), "orient": "bottom"}
    shared = {"$schema": spec["$schema"], "config": look, "background": "white", "padding": 6}
    panels = [_labelled(panel) for panel in spec.get("hconcat", [])] or [spec]
    shown = {"title": figure.title, "caption": figure.caption, "alt": figure.alt}
    return [{**shown, "svg": _drawn(replace(figure, spec={**panel, **shared}))} for panel in panels]


def _drawn(figure: Figure) -> str:
    svg = drawing.svg(replace(figure, spec=enlarged(figure.spec)))
    width = re.search(r'width="([\d.]+)"', svg)
    wider = float(width[1]) / WIDE if width else 1.0
    if wider <= 1.0:
        return svg
    return drawing.svg(replace(figure, spec=enlarged(figure.spec, LARGER * wider)))


def _labelled(panel: Spec) -> Spec:
    """A panel that had its labels from the one beside it."""
    y = panel["encoding"]["y"]
    axis = {name: value for name, value in y["axis"].items() if name != "labels"}
    return {**panel, "encoding": {**panel["encoding"], "y": {**y, "axis": axis}}}


def enlarged(part: Any, times: float = LARGER) -> Any:
    """A specification whose letters are so many times as large.

    >>> enlarged({"config": {"axis": {"labelFontSize": 10}}}, 1.5)
    {'config': {'axis': {'labelFontSize': 15.0}}}
    """
    if isinstance(part, list):
        return [enlarged(each, times) for each in part]
    if not isinstance(part, dict):
        return part
    return {
        name: value * times if name in _SIZES and isinstance(value, int | float)
        else value if name == "values" else enlarged(value, times)
        for name, value in part.items()
    }  # fmt: skip

