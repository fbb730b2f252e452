"""What a model of single voters foretold and what came of it, by tenths, over worlds."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from scipy.special import stdtrit

from msim.core.arrays import Floats
from msim.experiment.comparison.intervals import LEVEL, mean_interval, paired_gap
from msim.experiment.engine.tenths import TENTHS, TOLD, tenth_name

ENDS = ("mean", "low", "high")


def individuals(diagnostics: Sequence[Mapping[str, float]]) -> dict[str, Any]:
    """Part of the summary: for each tenth, the lowest first, means over worlds with intervals.

    gap_pp: what is obtained less what was predicted. single_pp: where a single campaign, which
    predicts as much as the mean, obtains as much in 95 % of worlds. Empty without predictions.
    """
    if tenth_name(TOLD[0], 1) not in diagnostics[0]:
        return {}
    found = []
    for tenth in range(1, TENTHS + 1):
        values = [
            np.array([each[tenth_name(what, tenth)] for each in diagnostics]) for what in TOLD
        ]
        gap = paired_gap(values[1], values[0])
        means = dict(zip((*TOLD, "gap_pp"), map(mean_interval, (*values, gap)), strict=True))
        told: dict[str, Any] = {
            name: {end: interval[end] for end in ENDS} for name, interval in means.items()
        }
        low, high = one_more(gap)
        middle = told[TOLD[0]]["mean"]
        ends = {"low": low, "high": high}
        told["single_pp"] = {
            end: None if gained is None or middle is None else middle + gained
            for end, gained in ends.items()
        }
        found.append({"tenth": tenth, **told})
    return {"individual": found}


def one_more(values: Floats) -> tuple[float | None, float | None]:
    """Where one more value lies with 95 % (Hahn and Meeker 1991, Statistical Intervals).

    For values that are about normal; None for fewer than three, or where one is no number.

    >>> low, high = one_more(np.array([1.0, 2.0, 3.0]))
    >>> round(low, 2), round(high, 2)
    (-2.97, 6.97)
    """
    n = values.size
    if n < 3 or not np.isfinite(values).all():
        return None, None
    apart = float(values.std(ddof=1)) * math.sqrt(1.0 + 1.0 / n)
    half = float(stdtrit(n - 1, 0.5 + LEVEL / 2.0)) * apart
    return float(values.mean()) - half, float(values.mean()) + half
