"""What is a world's answer? An interval, from what its replicates came to on either side.

A row is a replicate. For most quantities its two columns are the two sides of the comparison; for
an attribution a column is a factor. Who wins is asked over the national swing, in closed form:
where every voter's support logit moves by the same normal swing, the side wins whenever the swing
exceeds what it lacks, so that no election has to be drawn and few replicates tell small chances.
"""

from __future__ import annotations

import math

import numpy as np
from scipy.optimize import brentq
from scipy.special import expit, ndtr

from msim.core.arrays import Floats
from msim.debate.claim import OF_WINNING, Quantity
from msim.experiment.estimands import SHARES
from msim.experiment.intervals import (
    Interval,
    mean_interval,
    paired_gap,
    paired_share_interval,
    share_interval,
)

_NODES, _WEIGHTS = np.polynomial.hermite_e.hermegauss(41)
_WEIGHTS = _WEIGHTS / _WEIGHTS.sum()
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
        return share_interval(first)
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


def chance_of_winning(share_pp: float, lean_sd: float, swing_sd: float) -> float:
    """The probability of winning over the national swing, of a side with an expected share.

    share_pp: points of the vote without a swing. lean_sd: spread of voters' leanings, taken as
    normal. swing_sd: of the swing; both in logits. Without a swing the larger share wins.

    >>> chance_of_winning(50.0, 1.5, 0.1)
    0.5
    >>> round(chance_of_winning(49.0, 1.5, 0.1), 2)
    0.29
    """
    if swing_sd <= 0.0:
        return 0.5 if share_pp == 50.0 else float(share_pp > 50.0)
    if not 0.0 < share_pp < 100.0:
        return float(share_pp >= 100.0)
    return float(ndtr(shift_of(share_pp / 100.0, lean_sd) / swing_sd))


def shift_of(share: float, lean_sd: float) -> float:
    """The mean support logit of an electorate with this share of votes.

    >>> shift_of(0.5, 1.5)
    0.0
    """
    if share == 0.5:
        return 0.0
    wide = abs(math.log(share / (1.0 - share))) * (1.0 + lean_sd) + 1.0

    def gap(middle: float) -> float:
        return float(_WEIGHTS @ expit(middle + lean_sd * _NODES)) - share

    return float(brentq(gap, -wide, wide, xtol=1e-12))
