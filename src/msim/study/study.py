"""A study that was run, in numbers: its design, its points and what they came to."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from msim.study.records import Design


@dataclass(frozen=True)
class StudyRun:
    """The points of a design and what they came to.

    table: a row a point in order: `point`, a column for each parameter under its key, `seed`,
    `replicates`, `precise` (whether the precision asked was reached), `error` ("" or a message),
    for each measure M of the design `M.mean`, `M.low` and `M.high` (95 %; NaN where there is no
    such number or the point failed), `claim` (True, False, or None where it cannot be told) and
    `noise`: the standard deviation of the target's mean by what chance does to that point alone,
    and `worlds`: how far each replicate pulls that mean (not in files: the store has replicates).
    null: the same points in the null worlds; None where the study has none. store: what keeps the
    points: a file, or the bytes of one. unused: points in it that another number of points asked
    for.
    """

    design: Design
    table: pd.DataFrame
    null: pd.DataFrame | None = None
    store: Path | bytes | None = field(default=None, repr=False, compare=False)
    unused: int = field(default=0, repr=False, compare=False)
