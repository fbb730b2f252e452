"""What comes of a lesson's steps: its notebook is run once, and the result kept for the next class.

What is kept lies in the user's cache folder, under a name that says the lesson's texts, msim's own
source and the libraries: whatever changes a number changes the name.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import multiprocessing
import re
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from msim.core.paths import cache_folder, whole
from msim.execution.here import end_with_parent
from msim.execution.versions import here
from msim.lab.answers import body as bare
from msim.lessons.filling import fill
from msim.lessons.lesson import Lesson
from msim.lessons.pages import body, parts
from msim.lessons.running import run
from msim.lessons.steps import results
from msim.report.common import drawing
from msim.report.common.theme import Figure, Spec

LessonResults = dict[str, Any]
"""`steps`: for each the index of the choice that came, a text (HTML) and pictures; `notes`."""
LARGER: Final = 1.2
"""How much larger a figure's letters are than on a page: it is read across a room."""
WIDE: Final = 680.0
"""Pixels from which on a figure is shown smaller, and its letters have to be larger still."""
_SIZES: Final = ("fontSize", "labelFontSize", "titleFontSize", "subtitleFontSize", "labelLimit")


def kept(lesson: Lesson) -> LessonResults | None:
    """What was computed before, None where nothing was."""
    try:
        found: LessonResults = json.loads(_file(lesson).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return found


def compute(lesson: Lesson) -> LessonResults:
    """Run the lesson's notebook, some seconds to a minute, and keep what came of it.

    Raises MsimError where a cell fails. Where nothing can be kept, the next class computes again.
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
    found = {"steps": made, "notes": _unstyled(notes)}
    with suppress(OSError):  # a folder that cannot be written
        _keep(lesson, json.dumps(found, ensure_ascii=False))
    return found


async def ready(lesson: Lesson) -> LessonResults:
    """What was kept, or what a process of its own computes meanwhile. Raises as `compute` does."""
    found = kept(lesson)
    if found is not None:
        return found
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(1, context, initializer=end_with_parent)
    try:
        return await asyncio.get_running_loop().run_in_executor(pool, compute, lesson)
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _file(lesson: Lesson) -> Path:
    texts = [lesson.text(name) for name in ("lesson", "instructor", "notebook")]
    told = json.dumps([texts, here()], sort_keys=True)
    digest = hashlib.sha256(told.encode()).hexdigest()[:16]
    return cache_folder() / "class" / f"{lesson.name}-{digest}.json"


def _keep(lesson: Lesson, text: str) -> None:
    file = _file(lesson)
    file.parent.mkdir(parents=True, exist_ok=True)
    with whole(file) as part:
        part.write_text(text, encoding="utf-8")
    for other in file.parent.glob(f"{lesson.name}-*.json"):
        if other != file:
            other.unlink(missing_ok=True)


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
    look["legend"] = {"titleFontSize": 13, **look.get("legend", {})}
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

