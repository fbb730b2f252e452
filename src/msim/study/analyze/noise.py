"""How much of what points differ by is noise? What is no larger than that is not told from it.

A point's mean is of a few replicates: drawn again, it would be another. A parameter without effect
then shows what noise alone shows (the dummy parameter of Khorashadi Zadeh et al. 2017,
Environmental Modelling & Software 91). Points of a study share their seeds, so what chance does to
all of them alike moves none against another; a table's column `noise` is what is left (the
interaction of points and replicates: Scheffe 1959, "The Analysis of Variance", chapter 4). A table
without it has the points' own intervals, which are wider.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.stats import chi2, f, t

from msim.core.arrays import Bools, Floats
from msim.study.analyze import points
from msim.study.records import Design

NOISE = "noise"
"""The row of a table of indices that is no parameter's: what one without effect would show."""
INDISTINCT = "indistinguishable from noise"
LOUD = 1.0 / 3.0
"""Share of noise in the variance of the points above which they say little."""
ALPHA = 0.05


def variance(design: Design, table: pd.DataFrame, measure: str = "") -> Floats:
    """(n,) the variance by which each point's mean would move, drawn again; NaN where not known."""
    measure = measure or design.measure
    if measure == "claim":
        return np.full(len(table), np.nan)
    low, high = (points.part(table, measure, end) for end in ("low", "high"))
    freedom = np.maximum(np.asarray(table["replicates"], dtype=float) - 1.0, 1.0)
    own = ((high - low) / 2.0 / t.ppf(0.975, freedom)) ** 2
    if measure != design.measure or NOISE not in table:
        return np.asarray(own)
    return np.fmin(own, np.asarray(table[NOISE], dtype=float) ** 2)


def share(design: Design, table: pd.DataFrame, measure: str = "") -> float:
    """The share of noise in the variance of the points' means, 1 at most; NaN where not known.

    >>> from msim.scenario import Scenario
    >>> asked = Design("", Scenario(), "grid", 2, 1, (), "broadcast.net_votes")
    >>> rows = pd.DataFrame({"broadcast.net_votes.mean": [0.0, 2.0], "error": "", "noise": 1.0,
    ...     "broadcast.net_votes.low": -9.0, "broadcast.net_votes.high": 9.0, "replicates": 9})
    >>> share(asked, rows)
    0.5
    """
    value = points.part(table, measure or design.measure)
    drawn = variance(design, table, measure)
    known = np.isfinite(value) & np.isfinite(drawn) & ~points.failed(table)
    if known.sum() < 2:
        return float("nan")
    of, noise = float(value[known].var(ddof=1)), float(drawn[known].mean())
    return min(noise / of, 1.0) if of > 0.0 else float(noise > 0.0)


def moved_p(moves: Floats, drawn: Floats, freedom: float) -> float:
    """How likely moves as large are if they are noise alone: an F-test of their mean square.

    moves: (n,) differences. drawn: (n,) the variance that noise gives each. freedom: how many
    degrees of freedom that is known with. Where variances differ, Satterthwaite's approximation
    (1946, Biometrics Bulletin 2(6)).

    >>> moved_p(np.array([0.0, 0.0]), np.zeros(2), 9.0), moved_p(np.ones(2), np.zeros(2), 9.0)
    (1.0, 0.0)
    """
    large, noise = float(np.sum(moves**2)), float(drawn.sum())
    if not noise > 0.0:
        return float("nan") if np.isnan(noise) else float(large <= 0.0)
    worth = noise**2 / float(np.sum(drawn**2))
    return float(f.sf(large / noise, worth, max(freedom, 1.0)))


def wander(n: int) -> Floats:
    """(2,) between what multiples of itself the mean of n squares of noise lies, 95 %."""
    return np.asarray(chi2.ppf([0.025, 0.975], n) / n)


def holm(p: Floats) -> Floats:
    """(n,) p corrected for n tests (Holm 1979, Scandinavian Journal of Statistics 6(2)); NaN stays.

    >>> holm(np.array([0.01, 0.04, np.nan, 0.03])).round(2).tolist()
    [0.03, 0.06, nan, 0.06]
    """
    found, known = np.array(p, dtype=float), np.flatnonzero(np.isfinite(p))
    order = known[np.argsort(found[known], kind="stable")]
    times = np.arange(order.size, 0, -1)
    found[order] = np.minimum(np.maximum.accumulate(found[order] * times), 1.0)
    return found


def told(found: pd.DataFrame, index: str) -> Bools:
    """(n,) whether each row's index is told from noise: by its p, and its interval is above 0."""
    p = np.asarray(found[f"{index}_p"], dtype=float)
    return (~(p > ALPHA)) & np.asarray(found[f"{index}_low"] > 0.0) & is_parameter(found)


def is_parameter(found: pd.DataFrame) -> Bools:
    """(n,) whether each row is a parameter's: all but that of noise."""
    return np.asarray(found["parameter"] != NOISE, dtype=bool)


def with_floor(found: pd.DataFrame, floor: dict[str, float]) -> pd.DataFrame:
    """The table with the row of noise at its end; without one where noise is not known."""
    if not np.isfinite(list(floor.values())).all():
        return found
    row = pd.DataFrame([{"parameter": NOISE, **floor}])
    return pd.concat([found, row], ignore_index=True).fillna({"note": ""})
