"""What the figures of studies share: axes for the target, and how verdicts look."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import pandas as pd

from msim.core.text import Unit
from msim.report.common.theme import Spec
from msim.report.study.data import StudyData
from msim.report.study.names import titled as named

AXIS: Final[Spec] = {"format": ".1f", "tickCount": 6, "grid": True}
FORMATS: Final[dict[Unit, str]] = {
    "votes": ",.0f", "rate": ".0%", "points": ".6~g", "money": ",.6~g", "ratio": ".6~g",
    "number": ".6~g",
}  # fmt: skip
VERDICTS: Final = ("win", "open", "loss")
COLOURS: Final = {"win": "#009E73", "open": "#8a8a8a", "loss": "#D55E00"}
SHAPES: Final = {"win": "triangle-up", "open": "circle", "loss": "triangle-down"}
NULL: Final = "#b5b5b5"


def target_axis(unit: Unit, grid: bool = True) -> Spec:
    """The axis of the target."""
    return {"format": FORMATS[unit], "tickCount": 5, "grid": grid}


def title_of(data: StudyData) -> str:
    """The target, as the title of an axis."""
    return named(data.design.measure)


def titled(data: StudyData) -> str:
    """The target, at the start of a sentence."""
    told = title_of(data)
    return told[:1].upper() + told[1:]


def per_range(data: StudyData) -> str:
    """What an elementary effect is in."""
    units = {"votes": "votes", "points": "points", "rate": "share", "money": "money"}
    return f"({units.get(data.unit, 'units')} per range)"


def lowest(values: pd.Series[Any], most: float) -> float:
    """The lower end of an axis that has to show all of these."""
    return min(most, float(values.min()))


def padded(ends: Sequence[float], part: float = 0.05) -> list[float]:
    """The least and the largest, and a little more on both sides."""
    low, high = min(ends), max(ends)
    pad = part * (high - low) or 1.0
    return [low - pad, high + pad]


def colour_scale() -> Spec:
    """Verdicts in colours that stay apart."""
    return {"domain": list(VERDICTS), "range": [COLOURS[v] for v in VERDICTS]}


def shape_scale() -> Spec:
    """Verdicts in shapes, for who sees no colours."""
    return {"domain": list(VERDICTS), "range": [SHAPES[v] for v in VERDICTS]}
