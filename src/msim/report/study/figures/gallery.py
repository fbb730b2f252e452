"""All figures of a study by name: one drawing for the notebook, the page, SVG and PNG."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from msim.report.common import gallery
from msim.report.common.theme import Figure
from msim.report.study.data import StudyData
from msim.report.study.figures.boxes import box, peeling
from msim.report.study.figures.curve import definitions, specifications
from msim.report.study.figures.indices import effects, indices, parts
from msim.report.study.figures.phase import phase
from msim.report.study.figures.spread import convergence, slices

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
