"""What goes with the answer, in any design? The share of its variance that one parameter explains.

A first-order index from given data: the answers' variance between slices of a parameter over the
whole (Plischke, Borgonovo and Smith 2013, European Journal of Operational Research 226(3)), less
what slices of nothing would explain (epsilon squared: Kelley 1935, PNAS 21(9)). It needs no order
of sampling, and says nothing of interplay. Intervals: bootstrap over points.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from msim.core.arrays import Floats, Ints
from msim.core.streams import Streams
from msim.study.analyze import points
from msim.study.records import Design, Parameter

SLICES = 8
FEWEST = 4
"""Points to a slice, at least: slices of one or two explain whatever they are."""
FEWEST_BLOCKS = 16
"""Points that do not hang together, at least: the bootstrap of fewer knows nothing."""
RESAMPLES = 400
COLUMNS = ["parameter", "share", "low", "high"]
QUANTILES = {"q05": 0.05, "q25": 0.25, "median": 0.5, "q75": 0.75, "q95": 0.95}


def explained(design: Design, table: pd.DataFrame, measure: str = "") -> pd.DataFrame:
    """Share of the variance of the target that goes with each parameter alone, the largest first.

    Columns: parameter, share, low, high; NaN where the answer is the same everywhere or there are
    too few points to tell.
    """
    value = points.part(table, measure or design.measure)
    known = np.isfinite(value) & ~points.failed(table)
    value, block = value[known], points.blocks(design, table)[known]
    names, at = np.unique(block, return_inverse=True)
    rng = Streams(design.seed, 0).generator("study/explained")
    drawn = [np.bincount(rng.integers(names.size, size=names.size), minlength=names.size)[at]
             for _ in range(RESAMPLES)] if names.size >= FEWEST_BLOCKS else []  # fmt: skip
    rows = []
    for parameter in design.parameters:
        slices, kinds = sliced(table[known], parameter)
        if not drawn or value.size < FEWEST * len(kinds):
            rows.append((parameter.key, np.nan, np.nan, np.nan))
            continue
        share = _share(value, slices, np.ones(value.size))
        again = np.array([_share(value, slices, weight.astype(float)) for weight in drawn])
        again = again[np.isfinite(again)]
        ends = np.array([np.nan, np.nan])
        if again.size:
            # Resamples hold copies, by which slices explain more: that is taken off.
            ends = np.quantile(again, [0.025, 0.975]) - float(again.mean()) + share
        rows.append((parameter.key, share, float(ends[0]), float(ends[1])))
    found = pd.DataFrame(rows, columns=COLUMNS)
    return found.sort_values("share", ascending=False, kind="stable", ignore_index=True)


def _share(value: Floats, slices: Ints, weight: Floats) -> float:
    """Epsilon squared of slices; NaN where there is no spread."""
    total = float(weight.sum())
    if total < 4.0:
        return float("nan")
    gap = value - float(weight @ value) / total
    whole = float(weight @ gap**2)
    size = np.bincount(slices, weights=weight)
    sums = np.bincount(slices, weights=weight * gap)
    filled = size > 0.0
    count = int(filled.sum())
    if whole <= 0.0 or count >= total:
        return float("nan")
    within = whole - float(np.sum(sums[filled] ** 2 / size[filled]))
    return 1.0 - (within / (total - count)) / (whole / (total - 1.0))


def sliced(table: pd.DataFrame, parameter: Parameter) -> tuple[Ints, list[str]]:
    """(n,) the slice of each point, and what the slices are; ranges in parts of as many points."""
    if not parameter.numeric:
        names = points.choices(parameter)
        place = {name: k for k, name in enumerate(names)}
        return np.array([place[each] for each in points.column(table, parameter)], int), names
    values = np.asarray(table[parameter.key], dtype=float)
    levels = np.unique(values)
    if levels.size <= SLICES:
        return np.searchsorted(levels, values), [f"{level:g}" for level in levels]
    inner = np.quantile(values, np.linspace(0.0, 1.0, SLICES + 1)[1:-1])
    return np.searchsorted(inner, values, "right"), [str(k + 1) for k in range(SLICES)]


def slices(design: Design, table: pd.DataFrame, measure: str = "") -> pd.DataFrame:
    """Quantiles of the target and the share of wins in each slice of each parameter.

    Columns: parameter, slice (from 1), value (the middle of a range's slice, or the choice), low,
    high (its ends), points, q05, q25, median, q75, q95, mean, win.
    """
    answer, told = points.part(table, measure or design.measure), points.hits(design, table, "win")
    known = np.isfinite(answer) & np.isfinite(told)
    rows = []
    for parameter in design.parameters:
        at, names = sliced(table[known], parameter)
        for number, name in enumerate(names):
            here = at == number
            if not here.any():
                continue
            ends: tuple[float, float] = (float("nan"), float("nan"))
            value: float | str = name
            if parameter.numeric:
                numbers = np.asarray(table[known][parameter.key], dtype=float)[here]
                ends = (float(numbers.min()), float(numbers.max()))
                value = float(np.median(numbers))
            of = answer[known][here]
            rows.append({"parameter": parameter.key, "slice": number + 1, "value": value,
                         "low": ends[0], "high": ends[1], "points": int(here.sum()),
                         **{q: float(np.quantile(of, at_)) for q, at_ in QUANTILES.items()},
                         "mean": float(of.mean()), "win": float(told[known][here].mean())})
    return pd.DataFrame(rows)
