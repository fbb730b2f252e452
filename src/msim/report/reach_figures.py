"""All figures of reach by name: one drawing for the notebook, the page, SVG and PNG."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from msim.report import gallery
from msim.report.charts.choices import allocation, audience, caps, weeks
from msim.report.charts.duplication import duplication
from msim.report.charts.frequency_fit import frequency_fit
from msim.report.charts.reach_curves import curves, next_percent
from msim.report.charts.reach_gap import reach_gap
from msim.report.charts.reach_groups import reach_groups
from msim.report.charts.theme import Figure
from msim.report.reach_data import ReachCurves

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
