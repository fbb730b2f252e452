"""Which parameters matter at all? Elementary effects, for many parameters and few points.

Morris (1991, Technometrics 33(2)) moves one parameter at a time along random trajectories; the
mean of absolute effects, mu* (Campolongo, Cariboni and Saltelli 2007, Environmental Modelling &
Software 22(10)), orders parameters, and their standard deviation sigma tells of curves and of
interplay. By SALib, in units of the answer per whole range of a parameter; intervals by the
bootstrap over trajectories, with what the worlds add that all points share (`analyze/worlds.py`).
"""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from msim.core.arrays import Floats, Ints
from msim.core.errors import InputError
from msim.core.streams import Streams
from msim.experiment.comparison.rates import Z
from msim.study import sample
from msim.study.analyze import worlds
from msim.study.analyze.noise import (
    INDISTINCT,
    NOISE,
    holm,
    moved_p,
    told,
    variance,
    wander,
    with_floor,
)
from msim.study.analyze.points import part, whole_blocks
from msim.study.records import Design
from msim.study.sample.problem import start

LEAST = 4
"""Trajectories, at least."""
RESAMPLES = 1000


def effects(
    design: Design, table: pd.DataFrame, unit: Floats | None = None, measure: str = ""
) -> pd.DataFrame:
    """Elementary effects, a row a parameter, the largest mu* first.

    unit: (points, parameters) the design's points between 0 and 1; made anew where not given.
    Columns: parameter, mu, mu_star, mu_star_low, mu_star_high, mu_star_p, sigma, sigma_low,
    sigma_high, note. p: how likely effects as large are by noise alone, corrected over parameters
    (Holm); NaN where the noise of the points is not known. The last row is what a parameter without
    effect would show.

    Raises:
        InputError: the design is not `morris`, or there are too few whole trajectories.
    """
    if design.kind != "morris":
        raise InputError(
            f"elementary effects need design = \"morris\"; this study's is \"{design.kind}\""
        )
    if unit is None:
        unit = sample.unit(design)
    kept, blocks, dropped = whole_blocks(design, table, part(table, measure or design.measure))
    size = len(design.parameters) + 1
    if len(kept) < LEAST:
        lost = f" ({dropped} more had a failed point)" if dropped else ""
        raise InputError(
            f"too few samples: {len(kept)} whole trajectories of {size} points{lost}; "
            f"{LEAST} at least, which are points = {LEAST * size}"
        )
    moves = unit[: (len(unit) // size) * size].reshape(-1, size, size - 1)[blocks]
    drawn, _, _ = whole_blocks(design, table, np.where(
        np.isfinite(part(table, measure or design.measure)), variance(design, table, measure),
        np.nan))  # fmt: skip
    noise = drawn if len(drawn) == len(kept) else np.full_like(kept, np.nan)
    freedom = float((np.asarray(table["replicates"]) - 1.0).mean()) * len(kept)
    moves = np.ascontiguousarray(moves, dtype=float)
    found = _estimate(design, moves, kept, noise, freedom)
    if measure not in ("", design.measure):
        return found
    known = np.isfinite(part(table, design.measure))
    rows, _, _ = whole_blocks(design, table, np.where(known, np.arange(float(len(table))), np.nan))
    return _with_worlds(design, found, _slopes(moves, kept), table, rows.astype(int).ravel())


def _with_worlds(
    design: Design, found: pd.DataFrame, slopes: dict[str, Floats], table: pd.DataFrame, kept: Ints
) -> pd.DataFrame:
    """The effects with intervals that count what worlds add; their order and notes as they were."""
    keys = [parameter.key for parameter in design.parameters]
    found = found.set_index("parameter")
    for name, each in slopes.items():
        middle = found.loc[keys, name].to_numpy()
        half = found.loc[keys, f"{name}_high"].to_numpy() - middle
        half = worlds.widened(half, each, table, kept)
        found.loc[keys, f"{name}_low"] = middle - half
        found.loc[keys, f"{name}_high"] = middle + half
    found = found.reset_index()
    parameter = found["parameter"] != NOISE
    sure = told(found, "mu_star")[parameter]
    found.loc[parameter, "note"] = np.where(sure, "", INDISTINCT)
    return found


def _slopes(moves: Floats, values: Floats) -> dict[str, Floats]:
    """(parameters, points) the slopes of mu* and sigma in the value of each point."""
    each, steps = elementary(moves, values), np.diff(moves, axis=1)
    which = np.abs(steps).argmax(axis=2)
    taken = np.take_along_axis(steps, which[:, :, None], axis=2)[:, :, 0]
    n, count = each.shape
    gap = each - each.mean(axis=0)
    sigma = each.std(axis=0, ddof=1)
    in_effects = {"mu_star": np.sign(each) / n,
                  "sigma": gap / np.where(sigma > 0.0, sigma, np.inf) / max(n - 1, 1)}  # fmt: skip
    found = {}
    for name, slope in in_effects.items():
        of = np.zeros((count, n, count + 1))
        moved = np.take_along_axis(slope, which, axis=1) / taken
        for step in range(count):
            at = which[:, step], np.arange(n)
            of[(*at, step + 1)] += moved[:, step]
            of[(*at, step)] -= moved[:, step]
        found[name] = of.reshape(count, -1)
    return found


def _estimate(
    design: Design, moves: Floats, values: Floats, noise: Floats, freedom: float
) -> pd.DataFrame:
    """From (trajectories, parameters + 1, parameters) places and (trajectories, ...) values.

    noise: (trajectories, parameters + 1) the values' variances by noise.
    """
    from SALib.analyze import morris  # noqa: PLC0415 - takes a second to load

    keys = [parameter.key for parameter in design.parameters]
    step = float(np.abs(np.diff(moves, axis=1)).max())
    problem = {"num_vars": len(keys), "names": keys, "bounds": [[0.0, 1.0]] * len(keys)}
    found = morris.analyze(
        problem, moves.reshape(-1, len(keys)), values.ravel().astype(float),
        num_resamples=RESAMPLES, num_levels=_levels(step),
        seed=start(design.seed, "morris/means"),
    )  # fmt: skip
    each = elementary(moves, values)
    spread = _spread(each, design.seed)
    star, half = np.asarray(found["mu_star"]), np.asarray(found["mu_star_conf"], dtype=float)
    sigma = np.asarray(found["sigma"], dtype=float)
    rows = pd.DataFrame({
        "parameter": keys, "mu": np.asarray(found["mu"]),
        "mu_star": star, "mu_star_low": star - half, "mu_star_high": star + half,
        "sigma": sigma, "sigma_low": sigma - spread, "sigma_high": sigma + spread,
    })  # fmt: skip
    between = _between(moves, noise)
    rows["mu_star_p"] = holm(np.array([
        moved_p(*pair, 2.0 * freedom) for pair in zip(each.T, between.T, strict=True)
    ]))  # fmt: skip
    rows["note"] = np.where(told(rows, "mu_star"), "", INDISTINCT)
    rows = rows.sort_values("mu_star", ascending=False, kind="stable", ignore_index=True)
    return with_floor(rows, _floor(between))


def _between(moves: Floats, noise: Floats) -> Floats:
    """(trajectories, parameters) variances of the effects by noise."""
    steps = np.diff(moves, axis=1)
    which = np.abs(steps).argmax(axis=2)
    taken = np.abs(steps).max(axis=2)
    found = np.empty(which.shape)
    np.put_along_axis(found, which, (noise[:, 1:] + noise[:, :-1]) / taken**2, axis=1)
    return found


def _floor(between: Floats) -> dict[str, float]:
    """What a parameter without effect would show: of normal noise, mu* is 0.80 of sigma."""
    n, sigma = len(between), float(np.sqrt(between.mean()))
    star, low_high = sigma * math.sqrt(2.0 / math.pi), np.sqrt(wander(n - 1))
    half = Z * sigma * math.sqrt((1.0 - 2.0 / math.pi) / n)
    return {"mu": 0.0, "mu_star": star, "mu_star_low": max(star - half, 0.0),
            "mu_star_high": star + half, "sigma": sigma, "sigma_low": sigma * float(low_high[0]),
            "sigma_high": sigma * float(low_high[1])}  # fmt: skip


def _levels(step: float) -> int:
    """Levels of the grid whose step Morris takes: levels / (2 (levels - 1))."""
    return round(2.0 * step / (2.0 * step - 1.0))


def elementary(moves: Floats, values: Floats) -> Floats:
    """(trajectories, parameters) effects: the answer's change over the step of the one that moved.

    >>> moves = np.array([[[0.0, 0.0], [1.0, 0.0], [1.0, 1.0]]])
    >>> elementary(moves, np.array([[5.0, 7.0, 4.0]]))
    array([[ 2., -3.]])
    """
    steps, changes = np.diff(moves, axis=1), np.diff(values, axis=1)
    which = np.abs(steps).argmax(axis=2)
    taken = np.take_along_axis(steps, which[:, :, None], axis=2)[:, :, 0]
    found = np.empty_like(changes)
    np.put_along_axis(found, which, changes / taken, axis=1)
    return found


def _spread(effects: Floats, seed: int) -> Floats:
    """(parameters,) half the width of the interval of sigma."""
    rng = Streams(seed, 0).generator("study/morris/spreads")
    chosen = rng.integers(len(effects), size=(RESAMPLES, len(effects)))
    return Z * np.asarray(effects[chosen].std(axis=1, ddof=1).std(axis=0, ddof=1))
