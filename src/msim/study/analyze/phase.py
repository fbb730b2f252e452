"""Over two parameters, where does the answer turn? A phase diagram with its break-even line.

The line is where the smooth answer equals what is worth having; its band holds the places where
the 95 % interval of the smooth answer holds it. That interval counts that all points share their
worlds, so that more points do not make it ever narrower.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np
import pandas as pd

from msim.core.arrays import Floats, Ints
from msim.core.errors import InputError
from msim.core.wording import say
from msim.study.analyze import points, worlds
from msim.study.analyze.explained import explained
from msim.study.analyze.smooth import Worlds, surface
from msim.study.records import Design, Parameter

SIDE = 25
"""Places along each side of the diagram at which the smooth answer is taken."""
CELLS = 8
"""Cells along each side in which points are counted, where they lie on no grid of their own."""
LEAST = 20


@dataclass(frozen=True)
class Phase:
    """The phase diagram of two parameters.

    surface: x, y, target (the smooth mean of the target), low, high, worth, and side: `above` or
    `below` where the interval is clear of the worth, else `open`. cells: x_low, x_high, y_low,
    y_high, points, mean, win (share of the points that win), of what was run. line: pieces of the
    break-even line, x, y, x2, y2; empty where it does not cross the diagram. width: of the
    smoothing kernel, in whole ranges.
    """

    x: Parameter
    y: Parameter
    surface: pd.DataFrame
    cells: pd.DataFrame
    line: pd.DataFrame
    width: float

    @property
    def shares(self) -> dict[str, float]:
        """The share of the diagram that is `above`, `below` and `open`."""
        counted = self.surface["side"].value_counts(normalize=True)
        return {side: float(counted.get(side, 0.0)) for side in ("above", "below", "open")}


def phase(design: Design, table: pd.DataFrame, x: str = "", y: str = "") -> Phase:
    """The phase diagram of two ranges, by default of those that explain most of the target.

    x, y: also measures that the study holds, such as `world.party_correlation`: their means.

    Raises:
        InputError: there are no two such parameters, or too few points.
    """
    table, design = _with_measures(design, table, (x, y))
    first, second = _pair(design, table, x, y)
    value = np.where(points.failed(table), np.nan, points.part(table, design.measure))
    known = np.isfinite(value) & np.isfinite(table[[first.key, second.key]].to_numpy(float)).all(1)
    if known.sum() < LEAST:
        raise InputError(f"a phase diagram needs {LEAST} points or more; {known.sum()} can be used")
    rows, needed = table[known], points.worth(design, table, design.measure)[known]
    places = np.column_stack([unit(p, np.asarray(rows[p.key], dtype=float)) for p in (
        first, second)])  # fmt: skip
    side = np.linspace(0.0, 1.0, SIDE)
    at = np.array([(a, b) for b in side for a in side])
    block = points.blocks(design, table)[known]
    pulled = worlds.pulls(rows)
    beside = np.zeros((len(rows), 0)) if pulled is None else pulled
    spots, gaps, block, pulls = _once(places, value[known] - needed, block, beside)
    shared = None if pulled is None else Worlds(pulls, worlds.freedom(rows))
    smooth = surface(spots, gaps, block, at, design.seed, shared)
    worth = float(np.median(needed))
    found = pd.DataFrame({
        "x": value_at(first, at[:, 0]), "y": value_at(second, at[:, 1]),
        "target": smooth.mean + worth, "low": smooth.low + worth, "high": smooth.high + worth,
        "worth": worth,
        "side": np.select([smooth.low > 0.0, smooth.high < 0.0], ["above", "below"], "open"),
    })  # fmt: skip
    line = contour(smooth.mean.reshape(SIDE, SIDE))
    for axis, parameter in (("x", first), ("y", second)):
        for end in (axis, f"{axis}2"):
            line[end] = value_at(parameter, np.asarray(line[end], dtype=float))
    return Phase(first, second, found, _cells(design, table, (first, second)), line, smooth.width)


def _with_measures(
    design: Design, table: pd.DataFrame, axes: tuple[str, str]
) -> tuple[pd.DataFrame, Design]:
    """The table with a column, and the design with a range, for each axis that is a measure.

    Raises InputError for a measure that is the same at every point.
    """
    varied = {p.key for p in design.parameters}
    for key in dict.fromkeys(axes):
        if not key or key in varied or f"{key}.mean" not in table:
            continue
        values = points.part(table, key)
        known = values[np.isfinite(values) & ~points.failed(table)]
        if known.size < LEAST or np.ptp(known) <= 1e-9 * np.abs(known).max():
            raise InputError(say("axis_flat", key=key, points=known.size))
        axis = Parameter(key, low=float(known.min()), high=float(known.max()))
        table = table.assign(**{key: values})
        design = replace(design, parameters=(*design.parameters, axis))
    return table, design


def _once(
    places: Floats, value: Floats, block: Ints, pulled: Floats
) -> tuple[Floats, Floats, Ints, Floats]:
    """Points of one block at the same place as one, their mean: they differ in little else."""
    frame = pd.DataFrame({"block": block, "x": places[:, 0], "y": places[:, 1], "value": value})
    frame = frame.join(pd.DataFrame(pulled, columns=[f"w{k}" for k in range(pulled.shape[1])]))
    rows = frame.groupby(["block", "x", "y"], as_index=False, sort=False).mean()
    return (rows[["x", "y"]].to_numpy(), rows["value"].to_numpy(), rows["block"].to_numpy(),
            rows.iloc[:, 4:].to_numpy())  # fmt: skip


def _pair(design: Design, table: pd.DataFrame, x: str, y: str) -> tuple[Parameter, Parameter]:
    ranges = {p.key: p for p in design.parameters if p.numeric}
    for key in (x, y):
        if key and key not in ranges:
            raise InputError(
                f"{key}: no range of this study; a phase diagram needs two of "
                f"{', '.join(ranges) or 'which it has none'}"
            )
    if len(ranges) < 2:
        raise InputError("a phase diagram needs two parameters that are ranges")
    if x and y:
        return ranges[x], ranges[y]
    if len(ranges) == 2:
        keys = list(ranges)
    else:
        shares = explained(design, table).set_index("parameter")["share"]
        keys = sorted(ranges, key=lambda key: -shares[key])
    keys = [key for key in keys if key not in (x, y)]
    return ranges[x or keys[0]], ranges[y or next(k for k in keys if x or k != keys[0])]


def unit(parameter: Parameter, values: Floats) -> Floats:
    """(n,) values as places in the range, from 0 to 1; by their logarithm where that is even."""
    low, high = parameter.low, parameter.high
    if parameter.distribution == "log_uniform":
        low, high, values = np.log(low), np.log(high), np.log(values)
    return np.asarray((values - low) / (high - low))


def value_at(parameter: Parameter, places: Floats) -> Floats:
    """(n,) places in the range as values."""
    if parameter.distribution == "log_uniform":
        return np.asarray(parameter.low * (parameter.high / parameter.low) ** places)
    return np.asarray(parameter.low + (parameter.high - parameter.low) * places)


def _cells(
    design: Design, table: pd.DataFrame, pair: tuple[Parameter, Parameter]
) -> pd.DataFrame:
    """The points that were run, counted in cells."""
    edges = [_edges(np.asarray(table[p.key], dtype=float), p) for p in pair]
    told, value = points.hits(design, table, "win"), points.part(table, design.measure)
    at = [np.clip(np.searchsorted(edge, np.asarray(table[p.key], dtype=float), "right") - 1, 0,
                  edge.size - 2) for edge, p in zip(edges, pair, strict=True)]  # fmt: skip
    frame = pd.DataFrame({"a": at[0], "b": at[1], "win": told, "mean": value})
    frame = frame[np.isfinite(told)]
    rows = frame.groupby(["a", "b"]).agg(points=("win", "size"), mean=("mean", "mean"),
                                         win=("win", "mean")).reset_index()  # fmt: skip
    a, b = (rows[name].to_numpy() for name in ("a", "b"))
    return pd.DataFrame({
        "x_low": edges[0][a], "x_high": edges[0][a + 1], "y_low": edges[1][b],
        "y_high": edges[1][b + 1], "points": rows["points"], "mean": rows["mean"],
        "win": rows["win"],
    })  # fmt: skip


def _edges(values: Floats, parameter: Parameter) -> Floats:
    """Edges of cells: half-way between the values of a grid, else equal parts of the range."""
    levels = np.unique(unit(parameter, values[np.isfinite(values)]))
    if levels.size <= 2 * CELLS:
        inner = (levels[1:] + levels[:-1]) / 2.0
        return value_at(parameter, np.array([0.0, *inner, 1.0]))
    return value_at(parameter, np.linspace(0.0, 1.0, CELLS + 1))


def contour(height: Floats) -> pd.DataFrame:
    """Pieces of the line at height 0 on a square of (rows: y, columns: x), both from 0 to 1.

    Marching squares, each square cut into two triangles, in which the line is straight.

    >>> contour(np.array([[-1.0, 1.0], [-1.0, 1.0]])).round(2).to_numpy().tolist()
    [[0.5, 0.0, 0.5, 0.5], [0.5, 0.5, 0.5, 1.0]]
    """
    rows, columns = height.shape
    found = []
    for j in range(rows - 1):
        for i in range(columns - 1):
            square = height[j : j + 2, i : i + 2]
            if (square > 0.0).all() or (square <= 0.0).all():
                continue
            for third in ((1, 0), (0, 1)):
                corners = ((0, 0), third, (1, 1))
                ends = [_crossing(square, a, b) for a, b in combinations(corners, 2)]
                met = [end for end in ends if end is not None]
                if len(met) == 2 and met[0] != met[1]:
                    found.append([place for a, b in met for place in (
                        (i + a) / (columns - 1), (j + b) / (rows - 1))])  # fmt: skip
    return pd.DataFrame(found, columns=["x", "y", "x2", "y2"], dtype=float)


def _crossing(
    square: Floats, first: tuple[int, int], second: tuple[int, int]
) -> tuple[float, float] | None:
    """Where the height is 0 between two corners (x, y); None where both are on one side."""
    a, b = float(square[first[1], first[0]]), float(square[second[1], second[0]])
    if (a > 0.0) == (b > 0.0):
        return None
    part = a / (a - b)
    return (first[0] + part * (second[0] - first[0]), first[1] + part * (second[1] - first[1]))
