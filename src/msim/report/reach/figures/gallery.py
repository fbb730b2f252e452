"""All figures of reach by name: one drawing for the notebook, the page, SVG and PNG."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from msim.report.common import gallery
from msim.report.common.theme import Figure
from msim.report.reach.data import ReachCurves
from msim.report.reach.figures.choices import allocation, audience, caps, weeks
from msim.report.reach.figures.curves import curves, next_percent
from msim.report.reach.figures.duplication import duplication
from msim.report.reach.figures.frequency_fit import frequency_fit
from msim.report.reach.figures.gap import reach_gap
from msim.report.reach.figures.groups import reach_groups

FIGURES: Mapping[str, Callable[[ReachCurves], Figure | None]] = {
    "curves": curves,
    "next_percent": next_percent,
    "reach_gap": reach_gap,
    "frequency_fit": frequency_fit,
    "duplication": duplication,
    "reach_groups": reach_groups,
    "weeks": weeks,
    "caps": caps,
    "allocation": allocation,
    "audience": audience,
}


def figure(name: str, data: ReachCurves) -> Any:
    """One figure as an Altair chart.

    Raises:
        InputError: no figure has this name, or there is nothing to show in it.
    """
    return gallery.chart(FIGURES, name, data)


def every(data: ReachCurves) -> dict[str, Figure]:
    """The figures that there is something for."""
    return gallery.every(FIGURES, data)
