"""Would more points change the answer? The answer from ever more of a study's points.

The first points of a Sobol sequence, a Latin hypercube or a set of trajectories are a sample of the
space; those of a grid are a corner of it, so a grid's points are taken in a random order.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from msim.core.arrays import Floats, Ints
from msim.core.errors import InputError
from msim.core.streams import Streams
from msim.study.analyze import outcomes, points, sobol, worlds
from msim.study.records import Design

STEPS = 8
LEAST = 8


def convergence(design: Design, table: pd.DataFrame) -> pd.DataFrame:
    """The answer after ever more points, the whole study last.

    Columns: points, answer (`win`: share that wins, `claim`: share for which the claim is true,
    `mean`: mean target over the points, `index`: largest total index, of the parameter that is the
    largest at the end), parameter (of the index), value, low, high.
    """
    size = points.block_size(design)
    order = _order(design, len(table))
    rows: list[tuple[int, str, str, float, float, float]] = []
    widest = _largest(design, table)
    for count in counts(len(table), size):
        some = table.iloc[np.sort(order[:count])]
        rows += [(count, *each) for each in _answers(design, some)]
        if widest:
            rows += [(count, "index", widest, *ends) for ends in _index(design, some, widest)]
    return pd.DataFrame(rows, columns=["points", "answer", "parameter", "value", "low", "high"])


def counts(points: int, size: int) -> list[int]:
    """Ever more points, each about half as many again as before, in whole blocks of `size`.

    >>> counts(100, 1), counts(35, 5)
    ([9, 13, 20, 30, 44, 67, 100], [10, 15, 25, 35])
    """
    whole = points // size
    wanted = {round(whole / 1.5**k) for k in range(STEPS)}
    return sorted(each * size for each in wanted if each * size >= LEAST and each > 1)


def _order(design: Design, count: int) -> Ints:
    if design.kind != "grid":
        return np.arange(count)
    return Streams(design.seed, 0).generator("study/convergence").permutation(count)


def _answers(design: Design, some: pd.DataFrame) -> list[tuple[str, str, float, float, float]]:
    block = points.blocks(design, some)
    found: list[tuple[str, str, float, float, float]] = []
    told = {"win": outcomes.shares(design, some)["win"]}
    told |= {"claim": outcomes.claimed(design, some)} if design.claim else {}
    found += [(name, "", each.share, each.low, each.high) for name, each in told.items()]
    value = np.where(points.failed(some), np.nan, points.part(some, design.measure))
    known = np.isfinite(value)
    means = _by_block(value, block)
    if means.size < 2:
        return found
    pulled, by_points = worlds.pulls(some[known]), means.var(ddof=1, keepdims=True) / means.size
    none: Floats = np.zeros(1)
    by_worlds, freedom = (none, none), 1.0
    if pulled is not None:
        by_worlds = worlds.added(np.full((1, len(pulled)), 1.0 / len(pulled)), pulled)
        freedom = worlds.freedom(some[known])
    half = float(worlds.half_width(by_points, by_worlds, means.size - 1.0, freedom)[0])
    mean = float(means.mean())
    return [*found, ("mean", "", mean, mean - half, mean + half)]


def _by_block(value: Floats, block: Ints) -> Floats:
    """Means of the points that hang together, those without an answer left out."""
    known = np.isfinite(value)
    return np.asarray(pd.Series(value[known]).groupby(block[known]).mean(), dtype=float)


def _largest(design: Design, table: pd.DataFrame) -> str:
    """The parameter with the largest total index; none where there are no indices."""
    if design.kind != "sobol":
        return ""
    try:
        return str(_estimate(design, table)["parameter"].iloc[0])
    except InputError:
        return ""


def _estimate(design: Design, table: pd.DataFrame) -> pd.DataFrame:
    kept, _ = sobol.samples(design, table)
    if len(kept) < 2:
        raise InputError("no two whole base samples")
    return sobol.estimate(list(design.sources), kept.ravel())


def _index(design: Design, some: pd.DataFrame, key: str) -> list[tuple[float, float, float]]:
    try:
        found = _estimate(design, some)
    except InputError:
        return []
    row = found[found["parameter"] == key].iloc[0]
    return [(float(row["total"]), float(row["total_low"]), float(row["total_high"]))]
