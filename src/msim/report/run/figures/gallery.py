"""All figures of a run by name: one drawing for the notebook, the page, SVG and PNG."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from msim.report.common import gallery
from msim.report.common.drawing import png, svg
from msim.report.common.theme import Figure
from msim.report.run.data import ReportData
from msim.report.run.figures.attribution import attribution
from msim.report.run.figures.districts import districts, seats
from msim.report.run.figures.game import game
from msim.report.run.figures.ladder import ladder
from msim.report.run.figures.reach import frequency, reach
from msim.report.run.figures.segments import segments
from msim.report.run.figures.votes import promised, votes
from msim.report.run.figures.worlds import worlds

FIGURES: Mapping[str, Callable[[ReportData], Figure | None]] = {
    "reach": reach,
    "frequency": frequency,
    "ladder": ladder,
    "votes": votes,
    "segments": segments,
    "promised": promised,
    "seats": seats,
    "districts": districts,
    "game": game,
    "attribution": attribution,
}

__all__ = ["FIGURES", "Figure", "every", "figure", "png", "svg", "worlds"]


def figure(name: str, data: ReportData) -> Any:
    """One figure as an Altair chart: shows itself in a notebook, and has `.save("ladder.svg")`.

    Raises:
        InputError: no figure has this name, or the run has nothing for it.
    """
    return gallery.chart(FIGURES, name, data)


def every(data: ReportData) -> dict[str, Figure]:
    """The figures that this run has something for."""
    return gallery.every(FIGURES, data)
