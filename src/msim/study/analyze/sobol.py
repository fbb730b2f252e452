"""How much of the spread of an answer is due to each parameter, alone and with all others?

First-order and total indices by the estimators of Saltelli et al. (2010, Computer Physics
Communications 181(2)), from SALib (Herman and Usher 2017, Journal of Open Source Software 2(9));
intervals by the bootstrap over base samples.

Estimates from few samples scatter, some below zero, which no index can be. So the table says of
each index whether it can be told from zero, and no table is given with a total index that is not
known within `LIMIT`: that would not tell a parameter that decides from one that does little. As
the width of an interval falls with the root of the number of base samples, it is said how many
would do, with a half added as the width is itself an estimate, and from few samples a low one.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pandas as pd

from msim.core.arrays import Floats
from msim.core.errors import InputError
from msim.core.text import number
from msim.scenario.keydocs import label
from msim.study.analyze.points import claims, part, whole_blocks
from msim.study.records import Design
from msim.study.sample.problem import start

LIMIT = 0.2
"""Half the width of a total index's interval, at most."""
MARGIN = 1.5
LEAST = 16
"""Base samples, at least: the bootstrap of fewer knows nothing of what they missed."""
USUAL = 256
"""Base samples that are advised at least: a width from fewer is too rough to go by."""
RESAMPLES = 1000
ZERO = "indistinguishable from zero"
ALONE = "first order indistinguishable from zero"
COLUMNS = ("parameter", "first", "first_low", "first_high", "total", "total_low", "total_high",
           "note")  # fmt: skip


def indices(design: Design, table: pd.DataFrame, measure: str = "") -> pd.DataFrame:
    """First-order and total indices, a row a parameter, the largest total first.

    measure: whose mean is looked at, the target's by default; `claim` for the claim as 0 and 1.
    Columns: parameter, first, first_low, first_high, total, total_low, total_high, note.

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
    size = len(design.parameters) + 2
    if len(kept) < LEAST:
        raise InputError(_few(f"{len(kept)} whole base samples of {size} points", USUAL, size))
    keys = [parameter.key for parameter in design.parameters]
    found = estimate(keys, kept.ravel(), design.seed)
    half = (found["total_high"] - found["total_low"]) / 2.0
    widest = int(half.argmax())
    if half[widest] > LIMIT or (found["first_high"] < 0.0).any():
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
    """(base samples, parameters + 2) values of the whole blocks, and how many had a failed point.

    Raises:
        InputError: the table does not hold the measure.
    """
    claimed = measure == "claim"
    values = claims(table) if claimed else part(table, measure or design.measure)
    kept, _, dropped = whole_blocks(design, table, values)
    return kept, dropped


def estimate(keys: Sequence[str], values: Floats, seed: int) -> pd.DataFrame:
    """The same table from (base samples x (parameters + 2),) values in Saltelli's order.

    However few samples there are. Raises InputError where all values are the same.
    """
    _refuse_constant(values)
    from SALib.analyze import sobol  # noqa: PLC0415 - takes a second to load

    problem = {"num_vars": len(keys), "names": list(keys), "bounds": [[0.0, 1.0]] * len(keys)}
    found = sobol.analyze(
        problem, values, calc_second_order=False, num_resamples=RESAMPLES, conf_level=0.95,
        seed=start(seed, "sobol/intervals"),
    )  # fmt: skip
    rows = pd.DataFrame({
        "parameter": list(keys),
        "first": found["S1"],
        "first_low": found["S1"] - found["S1_conf"],
        "first_high": found["S1"] + found["S1_conf"],
        "total": found["ST"],
        "total_low": found["ST"] - found["ST_conf"],
        "total_high": found["ST"] + found["ST_conf"],
    })
    rows["note"] = np.select(
        [rows["total_low"] <= 0.0, rows["first_low"] <= 0.0], [ZERO, ALONE], ""
    )
    return rows.sort_values("total", ascending=False, kind="stable", ignore_index=True)
