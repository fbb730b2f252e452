"""A lesson's filled texts as pages: one HTML file each, which opens offline and prints on A4.

What is to be predicted stands between `:::predict` and `:::`, what comes of it between `:::reveal`
and `:::`; the page shows the latter only to who opens it.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from markdown_it import MarkdownIt
from markupsafe import Markup

from msim.lessons.boxes import boxes, said
from msim.lessons.filling import Filled
from msim.lessons.lesson import Lesson, lessons
from msim.lessons.pictures import footer
from msim.report.common import drawing
from msim.report.common.html import render

_BOXES = {
    "predict": ('<div class="predict" role="note"><p class="tag">{}</p>', "</div>"),
    "reveal": ('<details class="reveal"><summary>{}</summary>', "</details>"),
}
"""What stands before a box, with its title, and after it."""
_FIGURE = re.compile(r"<!--figure (\w+)-->\n?")
_UNNAMED = re.compile(r"<th[^>]*></th>")  # an empty cell heads nothing
_COMMENT = re.compile(r"<!--came .*?-->\n?")


def html(lesson: Lesson, sheet: str, filled: Filled) -> str:
    """One sheet as a page. sheet: `lesson`, `worksheet`, `instructor` or `solutions`."""
    drawn = {name: (each, drawing.svg(each)) for name, each in filled.figures.items()}
    content = {
        "sheet": sheet,
        "told": said.sheet(sheet),
        "title": lesson.title,
        "question": lesson.question,
        "minutes": lesson.minutes,
        "number": [each.name for each in lessons()].index(lesson.name) + 1,
        "count": len(lessons()),
        "parts": parts(body(filled.text)),
        "footer": footer(lesson),
    }
    return render("lesson.html.jinja", content, drawn)


def body(text: str) -> str:
    r"""Markdown with boxes as HTML.

    >>> body(":::predict\nMore, or *less*?\n:::\n").count("<em>less</em>")
    1
    """
    made = []
    for kind, part in boxes(_COMMENT.sub("", text)):
        start, end = _BOXES.get(kind, ("", ""))
        title = getattr(said, kind)() if kind in _BOXES else ""
        made += [start.format(title), _markdown().render(part), end]
    found = _UNNAMED.sub("<td></td>", "\n".join(each for each in made if each))
    scrolled = '<div class="scroll" tabindex="0" role="group" aria-label="table"><table>'
    return found.replace("<table>", scrolled).replace("</table>", "</table></div>")


def parts(made: str) -> list[dict[str, Any]]:
    """The body cut at its figures, for the template."""
    pieces = _FIGURE.split(made)
    return [
        {"figure": piece if number % 2 else "", "html": Markup("" if number % 2 else piece)}
        for number, piece in enumerate(pieces)
    ]


@cache
def _markdown() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": True}).enable("table")
