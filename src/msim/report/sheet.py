"""What all pages and their folders share: the look, pictures within a page, and how files read."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from msim.report.charts.theme import Figure, png

Drawings = Mapping[str, tuple[Figure, str]]
"""Figures by name, each with its SVG."""
HERE = Path(__file__).parent


def render(template: str, content: Mapping[str, Any], drawings: Drawings) -> str:
    """A page as HTML, with `figures` and `style`, the look of a run's page, beside its content."""
    environment = Environment(
        loader=FileSystemLoader(HERE), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    run = (HERE / "page.html.jinja").read_text(encoding="utf-8")
    look = run[run.index("<style>") : run.index("</style>") + len("</style>")]
    figures = {
        name: {"title": drawn.title, "svg": _inline(text, drawn.alt)}
        for name, (drawn, text) in drawings.items()
    }
    shared = {"style": Markup(look), "figures": figures}
    return environment.get_template(template).render({**content, **shared})


def _inline(svg: str, told: str) -> Markup:
    """An SVG for use within the page: as wide as its place, and with words for who cannot see it.

    The markup is the renderer's, which escapes every text of the scenario.
    """
    start = svg.index("<svg ")
    named = Markup('<svg role="img" aria-label="{}" ').format(escape(told))
    return Markup(svg[start:]).replace(Markup("<svg "), named, 1)


def figure_files(drawings: Drawings) -> dict[str, bytes | str]:
    """Each figure as SVG, PNG and CSV, by its relative name."""
    written: dict[str, bytes | str] = {}
    for name, (figure, text) in drawings.items():
        written[f"figures/{name}.svg"] = text
        written[f"figures/{name}.png"] = png(text)
        written[f"figures/{name}.csv"] = as_csv(figure.frame)
    return written


def as_json(value: Mapping[str, Any]) -> str:
    """Plain numbers and texts as JSON that people can read."""
    return json.dumps(value, indent=1, ensure_ascii=False, allow_nan=False) + "\n"


def as_csv(table: Any) -> str:
    """A table as CSV, the same on every system."""
    return str(table.to_csv(index=False, lineterminator="\n"))
