"""What is a world's answer? An interval, from what its replicates came to on either side.

A row is a replicate. For most quantities its two columns are the two sides of the comparison; for
an attribution a column is a factor. Where who wins is asked, a row holds probabilities of winning
over the swings, as every run reports them (`msim.outcome.winning`), so that no election has to be
drawn and few replicates tell small chances.
"""

from __future__ import annotations

import numpy as np

from msim.core.arrays import Floats
from msim.debate.claim import OF_WINNING, Quantity
from msim.experiment.estimands import PROBABILITIES, SHARES
from msim.experiment.intervals import (
    Interval,
    mean_interval,
    paired_gap,
    paired_share_interval,
    probability_interval,
    share_interval,
)

WON = 1e-9
"""A side that wins less often than this has nothing to lose."""


def estimate(quantity: Quantity, rows: Floats, measure: str = "") -> Interval:
    """The answer with its 95 % interval; rows: (replicates, 2), see the module.

    >>> found = estimate("gap", np.array([[3.0, 1.0], [4.0, 2.0], [5.0, 3.0]]))
    >>> found["mean"], found["low"]
    (2.0, 2.0)
    """
    first, second = rows[:, 0], rows[:, 1]
    if quantity == "share":
        return (probability_interval if measure in PROBABILITIES else share_interval)(first)
    if quantity == "changed":
        return _share_bounds(mean_interval(np.abs(paired_gap(first, second))))
    if quantity == "lost":
        gone = np.maximum(paired_gap(first, second), 0.0)
        each = np.where(first > WON, gone / np.maximum(first, WON), 0.0)
        return _share_bounds(mean_interval(each))
    if quantity == "attribution" and float(second.mean()) < 0.0:
        return mean_interval(first)  # what a factor takes away is no merit of the other's
    if quantity == "gap" and measure in SHARES and set(np.unique(rows)) <= {0.0, 1.0}:
        return paired_share_interval(first, second)
    return mean_interval(paired_gap(first, second))


def _share_bounds(found: Interval) -> Interval:
    """A share's interval cut to where shares lie."""
    bounds = {
        name: None if found[name] is None else min(max(found[name] or 0.0, 0.0), 1.0)
        for name in ("low", "high")
    }
    return {**found, **bounds}


def of_winning(quantity: Quantity) -> bool:
    """Whether the two sides are probabilities of winning.

    >>> of_winning("changed"), of_winning("gap")
    (True, False)
    """
    return quantity in OF_WINNING
