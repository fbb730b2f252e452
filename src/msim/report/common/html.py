"""What all pages and their folders share: the look, pictures within a page, and how files read."""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from msim.core import text
from msim.core.errors import IncompleteWarning
from msim.core.text import as_json
from msim.core.wording import say
from msim.report.common import drawing
from msim.report.common.document import Answer, Cell, Column, Document, Table, cell
from msim.report.common.drawing import UndrawnError, finished
from msim.report.common.theme import Figure

Drawings = Mapping[str, tuple[Figure, str]]
"""Figures by name, each with its SVG."""
HERE = Path(__file__).parent
_MARKS = (
    (re.compile(r"\*\*([^*]+)\*\*"), r"<strong>\1</strong>"),
    (re.compile(r"`([^`]+)`"), r"<code>\1</code>"),
    (re.compile(r"\[([^\]]+)\]\(#([A-Za-z0-9_-]+)\)"), r'<a href="#\2">\1</a>'),
)


def page(document: Document, drawings: Drawings) -> str:
    """A document as HTML: one file that opens offline, reads without scripts, and prints.

    drawings: the document's figures by name, each with its SVG.
    """
    base = _environment().get_template("base.html.jinja")
    return base.render(document=document, figures=_shown(drawings), style=Markup(look()))


def glance(document: Document) -> str:
    """The answer and the first table of a document as HTML: what a notebook shows of a result."""
    blocks = [block for section in document.shown("page") for block in section.blocks]
    answers = [block for block in blocks if isinstance(block, Answer)]
    tables = [block for block in blocks if isinstance(block, Table)]
    made = _environment().get_template("blocks.html.jinja").module
    return str(made.draw([*answers[:1], *tables[:1]], {}))  # type: ignore[attr-defined]


def render(template: str, content: Mapping[str, Any], drawings: Drawings) -> str:
    """A template as HTML, with `figures` and `style` beside its content."""
    shared = {"style": Markup(f"<style>\n{look()}</style>"), "figures": _shown(drawings)}
    return _environment().get_template(template).render({**content, **shared})


def _shown(drawings: Drawings) -> dict[str, dict[str, str | Markup]]:
    """What a template shows of each figure."""
    return {
        name: {"title": drawn.title, "svg": _inline(text, drawn.alt)}
        for name, (drawn, text) in drawings.items()
    }


@cache
def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(HERE), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True,
    )  # fmt: skip
    made.filters |= {"marked": marked, "across": _across, "kind": lambda each: type(each).__name__}
    return made


@cache
def look() -> str:
    """The style sheet of every page."""
    return (HERE / "look.css").read_text(encoding="utf-8")


def marked(text: str) -> Markup:
    """Text with its marks as HTML; all else in it is text.

    >>> str(marked("**2 < 3**, see `msim run`"))
    '<strong>2 &lt; 3</strong>, see <code>msim run</code>'
    """
    told = str(escape(text))
    for mark, tag in _MARKS:
        told = mark.sub(tag, told)
    return Markup(told)


def _across(table: Table, row: Sequence[Cell | str]) -> list[tuple[Column, Cell]]:
    """The columns of a row that the page shows, each with its cell."""
    pairs = zip(table.columns, map(cell, row), strict=True)
    return [(column, content) for column, content in pairs if column.where != "terminal"]


def _inline(svg: str, told: str) -> Markup:
    """An SVG for use within the page: as wide as its place, and with words for who cannot see it.

    The markup is the renderer's, which escapes every text of the scenario. Where it made none, its
    reason stands there.
    """
    if "<svg " not in svg:
        return Markup("<p>{}</p>").format(svg)
    start = svg.index("<svg ")
    named = Markup('<svg role="img" aria-label="{}" ').format(escape(told))
    return Markup(svg[start:]).replace(Markup("<svg "), named, 1)


def with_figures(
    name_of_page: str, made: Callable[[], Document], figures: Mapping[str, Figure],
    asked: drawing.Drawings | None = None,
) -> dict[str, bytes | str]:
    """A page, and each of its figures as SVG, PNG and CSV, by their relative names.

    made: makes the document, while the figures are drawn. asked: what `draw` gave of them, where it
    was asked before. What cannot be drawn is left out, which the page says, and an
    `IncompleteWarning`.
    """
    asked = drawing.draw(figures) if asked is None else asked
    document = made()
    for each in ("base.html.jinja", "blocks.html.jinja"):
        _environment().get_template(each)
    drawings: dict[str, tuple[Figure, str]] = {}
    written: dict[str, bytes | str] = {}
    promised: dict[str, tuple[str, Future[bytes]]] = {}
    undrawn: dict[str, list[str]] = {}
    for name, svg, picture in asked:
        if isinstance(svg, UndrawnError):
            undrawn.setdefault(str(svg), []).append(name)
            drawings[name] = (figures[name], say("missing", why=svg))
        else:
            drawings[name] = (figures[name], svg)
            promised[name] = (svg, picture)
    written[name_of_page] = page(document, drawings)
    for name, figure in figures.items():
        if name in promised:
            svg, picture = promised[name]
            written[f"figures/{name}.svg"] = svg
            try:
                written[f"figures/{name}.png"] = finished(picture, svg)
            except UndrawnError as error:
                undrawn.setdefault(str(error), []).append(f"{name}.png")
        written[f"figures/{name}.csv"] = as_csv(figure.frame)
    if undrawn:
        names = "; ".join(f"{', '.join(each)} ({why})" for why, each in undrawn.items())
        warnings.warn(IncompleteWarning(say("undrawn", names=names)), stacklevel=2)
    return written


def lasting(summary: Mapping[str, Any]) -> str:
    """A summary as a file of the results, the same each time: its timing is in the manifest."""
    inner = {name: _untimed(summary[name]) for name in ("before", "after") if name in summary}
    return as_json({**_untimed(summary), **inner})


def _untimed(summary: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in summary.items() if name != "timing"}


def as_csv(table: Any) -> str:
    """A table as CSV, the same on every system; no text in it is a formula to a spreadsheet.

    A world that is called null gets a name that readers of CSV do not take for a missing value.
    """
    named = table.replace({"world": {"null": "null world"}}) if "world" in table else table
    return text.as_csv(named)
