"""How far does a study move under another seed? Everything that it says, seed by seed.

Another seed draws other points and other worlds. What an interval promises is checked by it: about
as many of the seeds as it says should lie near enough.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd

from msim.core.errors import InputError
from msim.study.analyze import convergence, explained, morris, outcomes, sobol
from msim.study.analyze.noise import is_parameter
from msim.study.analyze.phase import Phase, phase
from msim.study.records import Design

Row = tuple[str, str, float, float, float]
COLUMNS = ["quantity", "name", "seed", "value", "low", "high"]
KINDS = ("share", "mean", "index", "line")
"""Of quantities: a share of worlds, the mean over points, an index, the break-even line."""


def by_seed(studies: Sequence[tuple[Design, pd.DataFrame]]) -> pd.DataFrame:
    """A row a quantity and seed: its value and its 95 % interval there.

    Quantities (see `KINDS`) have a name each: the answer of a share, the parameter of an index, the
    parameter whose value the line has in the middle of the diagram.
    """
    rows = [(kind, name, design.scenario.run.seed, *ends) for design, table in studies
            for kind, name, *ends in _all(design, table)]  # fmt: skip
    return pd.DataFrame(rows, columns=COLUMNS)


def spread(found: pd.DataFrame) -> pd.DataFrame:
    """A row a quantity: mean, least, most and sd over seeds, and how many intervals hold the mean.

    Columns: quantity, name, seeds, mean, least, most, sd, half (half the width of the middle
    interval), hold.
    """
    rows = []
    for (kind, name), each in found.groupby(["quantity", "name"], sort=False):
        value = each["value"].to_numpy(dtype=float)
        low, high = (each[end].to_numpy(dtype=float) for end in ("low", "high"))
        mean, known = float(value.mean()), np.isfinite(low) & np.isfinite(high)
        half = float(np.median((high - low)[known] / 2.0)) if known.any() else float("nan")
        rows.append((kind, name, value.size, mean, float(value.min()), float(value.max()),
                     float(value.std(ddof=1)) if value.size > 1 else float("nan"), half,
                     int(((low <= mean) & (mean <= high)).sum())))  # fmt: skip
    return pd.DataFrame(rows, columns=["quantity", "name", "seeds", "mean", "least", "most", "sd",
                                       "half", "hold"])  # fmt: skip


def _all(design: Design, table: pd.DataFrame) -> Iterator[Row]:
    if "-" in design.measure or "/" in design.measure:
        shares = outcomes.shares(design, table)
        for answer in ("win", "fall", "loss", "small", "open"):
            each = shares[answer]
            yield "share", answer, each.share, each.low, each.high
    last = convergence.convergence(design, table)
    last = last[(last["answer"] == "mean") & (last["points"] == len(table))]
    for row in last.to_dict("records"):
        yield "mean", design.measure, row["value"], row["low"], row["high"]
    found, column, prefix = _indices(design, table)
    for row in found[is_parameter(found)].to_dict("records"):
        if np.isfinite(row[column]):
            yield ("index", str(row["parameter"]), row[column], row[f"{prefix}low"],
                   row[f"{prefix}high"])  # fmt: skip
    try:
        yield from _line(phase(design, table))
    except InputError:
        return


def _indices(design: Design, table: pd.DataFrame) -> tuple[pd.DataFrame, str, str]:
    try:
        if design.kind == "sobol":
            return sobol.indices(design, table), "total", "total_"
        if design.kind == "morris":
            return morris.effects(design, table), "mu_star", "mu_star_"
    except InputError:
        pass
    return explained.explained(design, table), "share", ""


def _line(found: Phase) -> Iterator[Row]:
    """Where the line and the ends of its band cross the middle of the diagram, upwards."""
    at = found.surface
    middle = np.unique(at["x"])[np.unique(at["x"]).size // 2]
    rows = at[at["x"] == middle].sort_values("y")
    crossed = [crossing(rows["y"], rows[end] - rows["worth"]) for end in ("target", "low", "high")]
    if np.isfinite(crossed[0]):
        known = sorted(each for each in crossed[1:] if np.isfinite(each))
        low = known[0] if known and known[0] <= crossed[0] else -np.inf  # out of the diagram
        high = known[-1] if known and known[-1] >= crossed[0] else np.inf
        yield "line", found.y.key, crossed[0], low, high


def crossing(places: pd.Series[float], height: pd.Series[float]) -> float:
    """The first place at which a height crosses zero, linear between places; NaN where it does not.

    >>> crossing(pd.Series([0.0, 1.0, 2.0]), pd.Series([-1.0, 1.0, 3.0]))
    0.5
    """
    x, y = (np.asarray(each, dtype=float) for each in (places, height))
    turned = np.flatnonzero(np.diff(np.sign(y)))
    if not turned.size:
        return float("nan")
    k = int(turned[0])
    return float(x[k] + (x[k + 1] - x[k]) * y[k] / (y[k] - y[k + 1]))
