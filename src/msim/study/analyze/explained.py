"""What goes with the answer, in any design? The share of its variance that one parameter explains.

A first-order index from given data: the answers' variance between slices of a parameter over the
whole, with slices that grow with the points so that what varies within them vanishes (Plischke,
Borgonovo and Smith 2013, European Journal of Operational Research 226(3)), less what slices of
nothing would explain (epsilon squared: Kelley 1935, PNAS 21(9)). It says nothing of interplay.
Intervals: bootstrap over points, less its bias, with what the worlds add that all points share
(`analyze/worlds.py`). p: the F-test of slices.

Points must be independent of one another: of a Saltelli block the first and the last are, which no
parameter joins, and of a trajectory, or of a world that all choices meet, one point is taken.
"""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
from scipy.stats import f

from msim.core.arrays import Bools, Floats, Ints
from msim.core.streams import Streams
from msim.study.analyze import noise, points, worlds
from msim.study.records import Design, Parameter

SLICES = 8
"""Of a range, where slices are shown."""
FEWEST = 4
"""Points to a slice, at least: slices of one or two explain whatever they are."""
FEWEST_POINTS = 16
"""Points, at least: the bootstrap of fewer knows nothing."""
RESAMPLES = 400
COLUMNS = ["parameter", "share", "low", "high", "share_p", "note"]
QUANTILES = {"q05": 0.05, "q25": 0.25, "median": 0.5, "q75": 0.75, "q95": 0.95}


def explained(design: Design, table: pd.DataFrame, measure: str = "") -> pd.DataFrame:
    """Share of the variance of the target that goes with each parameter alone, the largest first.

    Columns: parameter, share, low, high, share_p, note; NaN where the answer is the same everywhere
    or there are too few points to tell. p: of as much without an effect, corrected over parameters
    (Holm). The last row, where noise is known, is what a parameter without effect would show.
    """
    value = points.part(table, measure or design.measure)
    known = np.isfinite(value) & ~points.failed(table) & _apart(design, table)
    value, rows = value[known], table[known]
    rng = Streams(design.seed, 0).generator("study/explained")
    drawn = (rng.multinomial(value.size, np.full(value.size, 1.0 / value.size), RESAMPLES)
             .astype(float) if value.size >= FEWEST_POINTS else None)  # fmt: skip
    found, most = [], 0
    for parameter in design.parameters:
        order, starts = _cut(rows, parameter)
        if drawn is None or value.size < FEWEST * starts.size:
            found.append((parameter.key, *[np.nan] * 4, ""))
            continue
        most = max(most, starts.size)
        share = _shares(value[order], starts, np.ones((1, value.size)))[0]
        again = _shares(value[order], starts, drawn[:, order])
        again = again[np.isfinite(again)]
        ends = np.array([np.nan, np.nan])
        if again.size:
            # Resamples hold copies, by which slices explain more: that is taken off.
            ends = np.quantile(again, [0.025, 0.975]) - float(again.mean()) + share
            if np.isfinite(ends).all() and measure in ("", design.measure):
                slope = np.empty(value.size)
                slope[order] = _slopes(value[order], starts)
                half = np.maximum([share - ends[0], ends[1] - share], 0.0)
                kept = np.flatnonzero(known)
                half = worlds.widened(half, np.stack([slope, slope]), table, kept)
                ends = share + half * [-1.0, 1.0]
        p = _p(share, starts.size, value.size)
        found.append((parameter.key, share, float(ends[0]), float(ends[1]), p, ""))
    each = pd.DataFrame(found, columns=COLUMNS)
    each["share_p"] = noise.holm(each["share_p"].to_numpy())
    sure = noise.told(each.rename(columns={"low": "share_low"}), "share")
    each["note"] = np.where(sure | each["share"].isna(), "", noise.INDISTINCT)
    each = each.sort_values("share", ascending=False, kind="stable", ignore_index=True)
    if not most or np.isnan(noise.share(design, table, measure)):
        return each
    low, high = (_epsilon(float(f.ppf(at, most - 1, value.size - most)), most, value.size)
                 for at in (0.025, 0.975))  # fmt: skip
    return noise.with_floor(each, {"share": 0.0, "low": low, "high": high})


def _apart(design: Design, table: pd.DataFrame) -> Bools:
    """(n,) which points are independent of one another."""
    size = points.block_size(design)
    number = points.points(table)
    place = number % size
    if design.kind == "crossed":  # of each world one combination, another one in each
        return np.asarray(place == number // size % size)
    return np.asarray((place == 0) | ((place == size - 1) & (design.kind == "sobol")))


def _cut(rows: pd.DataFrame, parameter: Parameter) -> tuple[Ints, Ints]:
    """(n,) the order of the points along a parameter, and (slices,) where each slice begins."""
    at, _ = sliced(rows, parameter)
    few = not parameter.numeric or len(np.unique(rows[parameter.key])) <= SLICES
    if few:
        order = np.argsort(at, kind="stable")
        return order, np.searchsorted(at[order], np.unique(at))
    values, n = np.asarray(rows[parameter.key], dtype=float), len(rows)
    order = np.argsort(values, kind="stable")
    starts = np.round(np.linspace(0.0, n, slices_of(n) + 1)[:-1]).astype(int)
    return order, np.unique(np.searchsorted(values[order], values[order][starts]))


def slices_of(n: int) -> int:
    """Into how many slices n points are cut.

    >>> [slices_of(n) for n in (16, 128, 512, 4096)]
    [4, 23, 45, 128]
    """
    return max(min(round(2.0 * math.sqrt(n)), n // FEWEST), 2)


def _shares(value: Floats, starts: Ints, weight: Floats) -> Floats:
    """(resamples,) epsilon squared of slices, points in their order; NaN where there is no spread.

    weight: (resamples, n) how often each point is there.
    """
    gap, total = value - value.mean(), weight.sum(axis=1)
    times = weight * gap
    size, sums = (np.add.reduceat(each, starts, axis=1) for each in (weight, times))
    off = times.sum(axis=1) ** 2 / total
    whole = times @ gap - off
    within = whole + off - np.sum(sums**2 / np.maximum(size, 1.0), axis=1)
    count = np.count_nonzero(size, axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        found = 1.0 - (within / (total - count)) / (whole / (total - 1.0))
    return np.where((whole > 1e-12 * float(np.abs(value).max()) ** 2) & (count < total),
                    found, np.nan)  # fmt: skip


def _slopes(value: Floats, starts: Ints) -> Floats:
    """(n,) the slope of epsilon squared of slices in each value, points in their order."""
    sizes = np.diff([*starts, value.size])
    within = value - np.repeat(np.add.reduceat(value, starts) / sizes, sizes)
    gap, n = value - value.mean(), value.size
    inside, whole = float(within @ within), float(gap @ gap)
    if not whole > 0.0 or n <= starts.size:
        return np.zeros(n)
    return np.asarray(-2.0 * (n - 1.0) / (n - starts.size) / whole * (
        within - inside / whole * gap))  # fmt: skip


def _p(share: float, slices: int, n: int) -> float:
    """The F-test of slices; NaN where there is no share."""
    if np.isnan(share) or slices < 2 or n <= slices:
        return float("nan")
    left = max((1.0 - share) * (n - slices) / (n - 1.0), 0.0)
    if left == 0.0:
        return 0.0
    return float(f.sf((1.0 - left) / (slices - 1.0) / left * (n - slices), slices - 1, n - slices))


def _epsilon(at: float, slices: int, n: int) -> float:
    """The share at a value of F.

    >>> round(_epsilon(1.0, 8, 100), 12) + 0.0
    0.0
    """
    return 1.0 - (n - 1.0) / ((slices - 1.0) * at + n - slices)


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
