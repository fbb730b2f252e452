"""How much of the spread of an answer is due to each parameter, alone and with all others?

First-order and total indices by the estimators of Saltelli et al. (2010, Computer Physics
Communications 181(2)), from SALib (Herman and Usher 2017, Journal of Open Source Software 2(9));
intervals are told in `analyze/sobol_spread.py`.

Estimates from few samples scatter, some below zero, which no index can be. Noise of the points adds
its share of the variance to every total index. So the table says of each index whether it can be
told from noise, and has a row of what a parameter without effect would show (`analyze/noise.py`).
And no table is given with a total index that is not known within `LIMIT`: that would not tell a
parameter that decides from one that does little. As the width of an interval falls with the root of
the number of base samples, it is said how many would do, with a half added as the width is itself
an estimate, and from few samples a low one.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd
from scipy.stats import norm

from msim.core.arrays import Floats, Ints
from msim.core.errors import InputError
from msim.core.text import number
from msim.experiment.comparison.rates import Z
from msim.scenario.keydocs import label
from msim.study.analyze import worlds
from msim.study.analyze.noise import (
    ALPHA,
    INDISTINCT,
    holm,
    is_parameter,
    moved_p,
    told,
    variance,
    wander,
    with_floor,
)
from msim.study.analyze.points import claims, part, whole_blocks
from msim.study.analyze.smooth import Worlds
from msim.study.analyze.sobol_spread import half_widths
from msim.study.records import Design
from msim.study.sample.problem import start

LIMIT = 0.2
"""Half the width of a total index's interval, at most."""
MARGIN = 1.5
LEAST = 16
"""Base samples, at least: the bootstrap of fewer knows nothing of what they missed."""
USUAL = 512
"""Base samples that are advised at least: a width from fewer is too rough to go by."""
RESAMPLES = 1000
ALONE = f"first order {INDISTINCT}"


def indices(design: Design, table: pd.DataFrame, measure: str = "") -> pd.DataFrame:
    """First-order and total indices, a row a parameter or group, the largest total first.

    measure: whose mean is looked at, the target's by default; `claim` for the claim as 0 and 1.
    Columns: parameter, first, first_low, first_high, first_p, total, total_low, total_high,
    total_p, note. p: how likely as much is without an effect, corrected over parameters (Holm); of
    total NaN where the noise of the points is not known. The last row is that of noise.

    Raises:
        InputError: the design is not `sobol`, the answer is the same everywhere, or there are too
            few samples; then it is said how many points would do.
    """
    if design.kind != "sobol":
        raise InputError(
            f"Sobol indices need design = \"sobol\"; this study's is \"{design.kind}\""
        )
    kept, _ = samples(design, table, measure)
    _refuse_constant(kept)
    size = design.block
    if len(kept) < LEAST:
        raise InputError(_few(f"{len(kept)} whole base samples of {size} points", USUAL, size))
    keys = list(design.sources)
    drawn, _, _ = whole_blocks(design, table, np.where(
        np.isfinite(_values(table, design, measure)), variance(design, table, measure), np.nan))
    known = _first(design, drawn) if len(drawn) == len(kept) else None
    replicates = float(table["replicates"].mean())
    found = estimate(keys, kept.ravel(), known, replicates, *_shared(design, table, measure))
    half = ((found["total_high"] - found["total_low"]) / 2.0)[is_parameter(found)]
    widest = int(half.argmax())
    noise = found["first_high"][~is_parameter(found)].sum()  # by which noise alone falls below 0
    if half[widest] > LIMIT or (found["first_high"] < -noise).any():
        name = label(str(found["parameter"][widest]))
        told = f"{number(float(found['total'][widest]), 1.0)} \u00b1 {number(half[widest], 1.0)}"
        why = (
            f"{len(kept)} base samples of {size} points: the total index of {name} is {told}, "
            f"and \u00b1 {LIMIT:g} is the most that is shown"
        )
        times = max((MARGIN * half[widest] / LIMIT) ** 2, 1.0 + 1e-9)
        raise InputError(_few(why, max(len(kept) * times, USUAL), size))
    return found


def _refuse_constant(values: Floats) -> None:
    if values.size and float(np.ptp(values)) <= 1e-12 * float(np.abs(values).max()):
        raise InputError("the measure is the same at every point: there is nothing to share out")


def _few(why: str, base: float, size: int) -> str:
    wanted = 2 ** math.ceil(math.log2(base) - 1e-12)
    return (
        f"too few samples, {why}; about {wanted} base samples would do, which are points = "
        f"{wanted * size}"
    )


def samples(design: Design, table: pd.DataFrame, measure: str = "") -> tuple[Floats, int]:
    """(base samples, sources + 2) values of the whole blocks, and how many had a failed point.

    Raises:
        InputError: the table does not hold the measure.
    """
    kept, _, dropped = whole_blocks(design, table, _values(table, design, measure))
    return _first(design, kept), dropped


def _values(table: pd.DataFrame, design: Design, measure: str) -> Floats:
    return claims(table) if measure == "claim" else part(table, measure or design.measure)


def estimate(
    keys: Sequence[str], values: Floats, drawn: Floats | None = None, replicates: float = 2.0,
    number: Ints | None = None, shared: Worlds | None = None,
) -> pd.DataFrame:
    """The same table from (base samples x (sources + 2),) values in Saltelli's order.

    However few samples there are. drawn: (base samples, sources + 2) variances of the values by
    noise, each known from so many replicates. number, shared: see `half_widths`. Raises InputError
    where all values are the same.
    """
    _refuse_constant(values)
    from SALib.analyze import sobol  # noqa: PLC0415 - takes a second to load

    block = values.reshape(-1, len(keys) + 2)
    scaled = ((values - values.mean()) / values.std()).reshape(block.shape)  # as SALib does
    a, moved, b = scaled[:, 0], scaled[:, 1:-1], scaled[:, -1]
    place = np.arange(len(block)) if number is None else number
    indices = {"first": sobol.first_order, "total": sobol.total_order}
    rows = pd.DataFrame({"parameter": list(keys)})
    for (name, of), half in zip(indices.items(), half_widths(block, place, shared), strict=True):
        index = np.array([float(of(a, each, b)) for each in moved.T])
        rows[name], rows[f"{name}_low"], rows[f"{name}_high"] = index, index - half, index + half
    noise = np.full_like(block, np.nan) if drawn is None else drawn
    moves, beside = block[:, 1:-1] - block[:, :1], block[:, -1] - values.mean()
    between = noise[:, 1:-1] + noise[:, :1]
    freedom = 2.0 * len(block) * (replicates - 1.0)
    rows["first_p"] = holm(_sign_p(beside, moves))
    rows["total_p"] = holm(np.array([
        moved_p(*each, freedom) for each in zip(moves.T, between.T, strict=True)
    ]))  # fmt: skip
    rows["note"] = np.select([~told(rows, "total"), ~told(rows, "first")], [INDISTINCT, ALONE], "")
    rows = rows.sort_values("total", ascending=False, kind="stable", ignore_index=True)
    return with_floor(rows, _floor(block, between, beside))


def pairs(design: Design, table: pd.DataFrame, measure: str = "") -> pd.DataFrame:
    """What two sources do together and neither alone: second-order indices, the largest first.

    Columns: first, second, index, low, high, p, note. p: normal, from the bootstrap, corrected over
    pairs (Holm). Empty where the study has no second order, or too few samples for its indices.

    Raises:
        InputError: as `indices`.
    """
    columns = ["first", "second", "index", "low", "high", "p", "note"]
    if not design.second_order or len(design.sources) < 2:
        return pd.DataFrame(columns=columns)
    indices(design, table, measure)
    kept, _, _ = whole_blocks(design, table, _values(table, design, measure))
    from SALib.analyze import sobol  # noqa: PLC0415 - takes a second to load

    found = sobol.analyze(
        _problem(design.sources), kept.ravel(), calc_second_order=True, num_resamples=RESAMPLES,
        conf_level=0.95, seed=start(design.seed, "sobol/pairs"),
    )  # fmt: skip
    names, rows = design.sources, []
    for a, b in combinations(range(len(names)), 2):
        index, half = float(found["S2"][a, b]), float(found["S2_conf"][a, b])
        p = 2.0 * float(norm.sf(abs(index) / half * Z)) if half > 0.0 else float("nan")
        rows.append((names[a], names[b], index, index - half, index + half, p, ""))
    each = pd.DataFrame(rows, columns=columns)
    each["p"] = holm(each["p"].to_numpy())
    each["note"] = np.where(each["p"] > ALPHA, INDISTINCT, "")
    return each.sort_values("index", ascending=False, kind="stable", ignore_index=True)


def _problem(keys: Sequence[str]) -> dict[str, Any]:
    return {"num_vars": len(keys), "names": list(keys), "bounds": [[0.0, 1.0]] * len(keys)}


def _first(design: Design, blocks: Floats) -> Floats:
    """(base samples, sources + 2) of the whole blocks: without what second orders alone need."""
    count = len(design.sources)
    return blocks[:, [*range(count + 1), -1]] if design.second_order else blocks


def _sign_p(beside: Floats, moves: Floats) -> Floats:
    """(parameters,) p of first orders: of a parameter without effect, moves have no sign.

    A move is the difference of two points that differ in that parameter alone, so without an effect
    it is as likely the other way round, whatever the third point of its block, and however many
    parameters share the rows (the sign test of Fisher 1935, by its normal limit).
    """
    each = beside[:, None] * moves
    spread = np.sqrt(np.sum(each**2, axis=0))
    with np.errstate(invalid="ignore", divide="ignore"):
        size = np.where(spread > 0.0, np.abs(each.sum(axis=0)) / spread, 0.0)
    return np.asarray(2.0 * norm.sf(size))


def _shared(
    design: Design, table: pd.DataFrame, measure: str
) -> tuple[Ints, Worlds | None]:
    """The numbers of the whole base samples, and how worlds pull the values of the target."""
    known, every = np.isfinite(_values(table, design, measure)), np.arange(len(table), dtype=float)
    kept, number, _ = whole_blocks(design, table, np.where(known, every, np.nan))
    pulled = worlds.pulls(table) if measure in ("", design.measure) else None
    if pulled is None:
        return number, None
    rows = _first(design, kept).astype(int).ravel()
    return number, Worlds(pulled[rows], worlds.freedom(table))


def _floor(block: Floats, between: Floats, beside: Floats) -> dict[str, float]:
    """What a parameter without effect would show."""
    whole = float(block[:, [0, -1]].var())
    total = float(between.mean()) / 2.0 / whole if whole > 0.0 else float("nan")
    first = Z * float(np.sqrt(np.mean(beside**2) * between.mean() / len(block))) / whole
    low, high = total * wander(len(block))
    return {"first": 0.0, "first_low": -first, "first_high": first,
            "total": total, "total_low": float(low), "total_high": float(high)}  # fmt: skip
