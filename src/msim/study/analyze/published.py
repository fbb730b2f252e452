"""Do the worlds of a study give what experiments published as results?

Keys of a world may all lie within their evidence, and what follows from them may not.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from msim.core.arrays import Bools
from msim.scenario.evidence import EVIDENCE
from msim.scenario.model import Scenario
from msim.study.analyze import points
from msim.study.records import Design
from msim.study.results import PUBLISHED

COLUMNS = ["measure", "low", "high", "points", "inside", "below", "above", "apart", "q05",
           "median", "q95"]  # fmt: skip


def published(measure: str) -> tuple[float, float] | None:
    """The lowest and the highest published value of a result; None for what is none.

    >>> published("world.party_correlation"), published("segmented.reach_rate")
    ((0.5, 0.98), None)
    """
    row = EVIDENCE.get(PUBLISHED.get(measure, ""))
    if row is None or row.low is None or row.high is None:
        return None
    return row.low, row.high


def results(design: Design, table: pd.DataFrame) -> tuple[str, ...]:
    """The measures of a study that are published as results; prices only in the usual currency."""
    usual = design.scenario.budget.currency == Scenario().budget.currency
    there = (each for each in PUBLISHED if f"{each}.mean" in table)
    return tuple(each for each in there if usual or each.partition(".")[0] == "world")


def inside(design: Design, table: pd.DataFrame) -> Bools:
    """(n,) the points whose every published result lies within its range; one without it does not.

    >>> rows = pd.DataFrame({"error": "", "world.party_correlation.mean": [0.4, 0.9, None]})
    >>> inside(Design("", Scenario(), "grid", 3, 1, (), ""), rows).tolist()
    [False, True, False]
    """
    kept = ~points.failed(table)
    for measure in results(design, table):
        value, ends = points.part(table, measure), published(measure)
        assert ends is not None
        kept &= (value >= ends[0]) & (value <= ends[1])
    return kept


def held(design: Design, table: pd.DataFrame) -> pd.DataFrame:
    """Each result held against its range, a row a result.

    Columns: measure; low, high: its published range; points that have it; inside, below, above:
    shares of all points that did not fail, by their means; apart: the share whose whole interval
    lies outside; q05, median, q95 of the means.
    """
    rows, known = [], ~points.failed(table)
    for measure in results(design, table):
        low, high = published(measure) or (np.nan, np.nan)
        mean, least, most = (points.part(table, measure, end)[known] for end in (
            "mean", "low", "high"))  # fmt: skip
        shares = [float(np.mean(each)) if each.size else np.nan for each in (
            (mean >= low) & (mean <= high), mean < low, mean > high,
            (most < low) | (least > high))]  # fmt: skip
        there = mean[np.isfinite(mean)]
        middle = np.quantile(there, [0.05, 0.5, 0.95]) if there.size else [np.nan] * 3
        rows.append((measure, low, high, there.size, *shares, *middle))
    return pd.DataFrame(rows, columns=COLUMNS)
