"""What do a notebook's cells come to? They are run in order, in a namespace of their own.

Only what ships with msim is ever run: nothing here takes code from anywhere else.
"""

from __future__ import annotations

import ast
import io
from collections.abc import Mapping, Sequence
from contextlib import redirect_stdout
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from msim.core.errors import MsimError
from msim.execution.here import one_thread
from msim.lessons.cells import NotebookCell, cells
from msim.lessons.lesson import Lesson
from msim.lessons.pictures import is_chart, svg
from msim.lessons.sheets import written

Shown = tuple[str, Any]
"""Something that a cell shows: `text` and what it printed, or `value` and its last expression's."""


@dataclass(frozen=True)
class Ran:
    """A notebook that was run: its cells, what each code cell shows, and what all of them named."""

    lesson: Lesson
    cells: Sequence[NotebookCell]
    shown: Sequence[Sequence[Shown]]
    names: Mapping[str, Any]

    def outputs(self) -> list[list[dict[str, Any]]]:
        """What each code cell shows, as nbformat has it; charts as pictures."""
        return [[_output(self.lesson, *each) for each in shown] for shown in self.shown]


def run(lesson: Lesson) -> Ran:
    """Run the lesson's notebook, the instructor's cells too; some seconds.

    Raises MsimError where a cell fails, which names the cell.
    """
    import_module("msim.api")  # so that all libraries with threads of their own are there
    parts = cells(written(lesson, "notebook"))
    names: dict[str, Any] = {"__name__": "__main__"}
    code = [cell for cell in parts if cell.kind == "code"]
    with one_thread():  # the cells are small: threads would spend more on waiting than on work
        shown = [_run(lesson, number, cell, names) for number, cell in enumerate(code, 1)]
    return Ran(lesson, parts, shown, names)


def _run(lesson: Lesson, number: int, cell: NotebookCell, names: dict[str, Any]) -> list[Shown]:
    place = f"lesson {lesson.name}, code cell {number}"
    tree, printed, last = ast.parse(cell.source, place), io.StringIO(), None
    if tree.body and isinstance(tree.body[-1], ast.Expr) and not cell.source.endswith(";"):
        last = ast.Expression(tree.body.pop().value)  # type: ignore[attr-defined]
    try:
        with redirect_stdout(printed):
            exec(compile(tree, place, "exec"), names)
            value = eval(compile(last, place, "eval"), names) if last else None
    except Exception as error:
        raise MsimError(f"{place}: {type(error).__name__}: {error}") from error
    shown: list[Shown] = [("text", printed.getvalue())] if printed.getvalue() else []
    return shown if value is None else [*shown, ("value", value)]


def _output(lesson: Lesson, kind: str, value: Any) -> dict[str, Any]:
    if kind == "text":
        return {"output_type": "stream", "name": "stdout", "text": value.splitlines(keepends=True)}
    data: dict[str, Any] = {"text/plain": repr(value).splitlines(keepends=True)}
    if is_chart(value):
        drawn = svg(value, lesson)
        data = {"image/svg+xml": drawn.splitlines(keepends=True), "text/plain": ["<chart>"]}
    elif hasattr(value, "_repr_html_"):
        data["text/html"] = str(value._repr_html_()).splitlines(keepends=True)
    return {"output_type": "execute_result", "metadata": {}, "data": data, "execution_count": None}
