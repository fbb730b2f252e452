"""Lessons on the terminal: the list of them, and one to read, with or without what comes.

What comes needs the notebook's run, and spoils the prediction: it is shown only when asked for.
"""

from __future__ import annotations

import re

from rich import box
from rich.console import Console
from rich.markdown import Markdown
from rich.table import Table
from rich.text import Text

from msim.lessons.boxes import boxes, said
from msim.lessons.filling import fill
from msim.lessons.lesson import Lesson, lessons
from msim.lessons.running import run
from msim.lessons.sheets import written


def told(lesson: Lesson, reveal: bool = False) -> str:
    """The lesson as Markdown for a terminal; with `reveal` its notebook is run, some seconds."""
    filled = fill(lesson, "lesson", run(lesson).names).text if reveal else written(lesson, "lesson")
    made = [f"# {lesson.title}", said.asks(lesson.question, lesson.minutes)]
    for kind, piece in boxes(filled):
        if kind == "predict":
            made.append(f"**{said.predict()}.**\n\n{piece}")
        elif kind == "reveal":
            result = f"**{said.result()}.**\n\n{_spoken(piece)}"
            made.append(result if reveal else said.later(lesson.name))
        else:
            made.append(piece)
    return "\n\n".join(made)


def _spoken(text: str) -> str:
    text = re.sub(r"^<!--came .*?-->\n*", "", text)
    return re.sub(r"<!--figure \w+-->", said.picture(), text)


def show(lesson: Lesson, console: Console, reveal: bool = False) -> None:
    """Print one lesson."""
    console.print(Markdown(told(lesson, reveal)))


def show_list(console: Console) -> None:
    """Print every lesson: name, title, minutes, and what it asks."""
    table = Table(box=box.SIMPLE, show_edge=False, pad_edge=False)
    table.add_column("lesson", no_wrap=True)
    table.add_column("minutes", justify="right")
    table.add_column(said.column())
    for each in lessons():
        told = Text.assemble((each.title, "bold"), "\n", each.question)
        table.add_row(each.name, str(each.minutes), told)
    console.print(table)
    console.print(f"\n{said.more()}")
