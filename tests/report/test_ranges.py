"""No number of a result, and no end of an interval, lies where its kind of number cannot."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

import msim
from msim.campaign.segments.stability import Curve
from msim.experiment.segments.tables import curve_rows
from msim.report.run.data import TABLES
from tests.experiment.small import small
from tests.report.ranges import outside

FEW: dict[str, Any] = {"run__replicates": 2}
"""Two worlds: Student's t is 12.7, so that an interval on the wrong scale leaves its range."""
WORLDS: dict[str, dict[str, Any]] = {
    "everybody is reached": {"budget__total": 2e9, **FEW},
    "nobody is reached": {"budget__total": 151_000.0, **FEW},
    "one campaign always wins": {"politics__support": 0.6, "election__swing_sd": 0.001, **FEW},
}


@pytest.mark.parametrize("world", WORLDS)
def test_no_rate_of_a_run_leaves_its_range(world: str) -> None:
    found = msim.compare(small(**WORLDS[world])).tables
    assert outside({name: found[name] for name in ("arms", *TABLES)}) == []


@pytest.mark.parametrize("pairs", [[1.0, 1.0, 0.7], [1.0, 0.99], [-0.4, 1.0], [1.0, 1.0]])
def test_no_interval_of_a_stability_passes_one(pairs: list[float]) -> None:
    table = pd.DataFrame(curve_rows(Curve("kmeans", (3,), np.array([pairs]), 1_000), drawn=False))
    assert outside({"stability": table}) == []
    row = table.iloc[0]
    assert row["stability_low"] <= row["stability"] <= row["stability_high"]
