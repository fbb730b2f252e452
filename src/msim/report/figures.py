"""All figures of a run by name: one drawing for the notebook, the page, SVG and PNG."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from msim.report import gallery
from msim.report.charts.attribution import attribution
from msim.report.charts.districts import districts, seats
from msim.report.charts.drawing import png, svg
from msim.report.charts.game import game
from msim.report.charts.ladder import ladder
from msim.report.charts.reach import frequency, reach
from msim.report.charts.segments import segments
from msim.report.charts.theme import Figure
from msim.report.charts.votes import promised, votes
from msim.report.charts.worlds import worlds
from msim.report.data import ReportData

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
