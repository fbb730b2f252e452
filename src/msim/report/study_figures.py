"""All figures of a study by name: one drawing for the notebook, the page, SVG and PNG."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from msim.report import gallery
from msim.report.charts.study_boxes import box, peeling
from msim.report.charts.study_curve import definitions, specifications
from msim.report.charts.study_indices import effects, indices, parts
from msim.report.charts.study_phase import phase
from msim.report.charts.study_spread import convergence, slices
from msim.report.charts.theme import Figure
from msim.report.study_data import StudyData

FIGURES: Mapping[str, Callable[[StudyData], Figure | None]] = {
    "indices": indices,
    "effects": effects,
    "parts": parts,
    "slices": slices,
    "box": box,
    "peeling": peeling,
    "phase": phase,
    "specifications": specifications,
    "definitions": definitions,
    "convergence": convergence,
}


def figure(name: str, data: StudyData) -> Any:
    """One figure as an Altair chart.

    Raises:
        InputError: no figure has this name, or there is nothing to show in it.
    """
    analysis = {"box": "boxes", "peeling": "boxes"}.get(name, name)
    return gallery.chart(FIGURES, name, data, lambda: data.missing.get(analysis, ""))


def every(data: StudyData) -> dict[str, Figure]:
    """The figures that there is something for."""
    return gallery.every(FIGURES, data)
