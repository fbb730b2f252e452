"""Where numbers of a result may lie, by what the codebook says of their column."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from msim.report.common.codebook import described

RANGES = {"share": (0.0, 1.0), "probability": (0.0, 1.0)}
"""By unit, as the codebook has it."""
EITHER_SIDE = ("stability", "without_stability", "silhouette", "recovery", "efficiency_gap",
               "mean_minus_median")  # fmt: skip
"""Numbers from -1 to 1."""


def range_of(file: str, column: str) -> tuple[float, float] | None:
    """Where the numbers of a column may lie; None where the codebook sets no bounds."""
    name = column.removesuffix("_low").removesuffix("_high")
    if name in EITHER_SIDE:
        return -1.0, 1.0
    return RANGES.get(described(file, column)[0])


def outside(tables: Mapping[str, pd.DataFrame]) -> list[str]:
    """Which columns hold a number that cannot be. A table may have a column a measure and end."""
    found, looked = [], 0
    for file, table in tables.items():
        for at, column in table.select_dtypes("number").items():
            limits = range_of(file, str(at[0] if isinstance(at, tuple) else at))
            if limits is not None:
                values = column.dropna()
                looked += values.size
                if not values.between(limits[0] - 1e-12, limits[1] + 1e-12).all():
                    found.append(f"{file}: {at} {values.min()} to {values.max()}")
    assert looked  # a test of no number would pass
    return found
