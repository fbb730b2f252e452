"""What is a world's answer? An interval, from what its replicates came to on either side.

A row is a replicate, with the mean over its surveys. For most quantities its two columns are the
two sides of the comparison; for an attribution a column is a factor. Where who wins is asked, a row
holds probabilities of winning over the swings, as every run reports them (`msim.outcome.winning`),
so that no election has to be drawn and few replicates tell small chances.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from msim.claims.claim import OF_WINNING, Quantity
from msim.core.arrays import Floats
from msim.experiment.comparison.intervals import (
    FEWEST,
    LEVEL,
    Interval,
    gap_interval,
    paired_gap,
    ratio_interval,
)
from msim.experiment.comparison.rates import (
    on_logit,
    paired_share_interval,
    probability_interval,
    share_interval,
)
from msim.experiment.engine.measures import PROBABILITIES, SHARES

WON = 1e-9
"""A side that wins less often than this has nothing to lose."""


def estimate(
    quantity: Quantity, rows: Floats, measure: str = "", level: float = LEVEL
) -> Interval:
    """The answer with its interval; no bounds where fewer than five replicates differ at all.

    rows: (replicates, 2), see the module; (replicates, 3) for `changed`, `lost` and `moved`, the
    last the chance that an election comes out otherwise (see `turned`). level: how often it is to
    cover.

    >>> found = estimate("gap", np.array([[3.0, 1.0], [4.0, 2.0], [5.0, 3.0], [5.0, 3.0], [7, 5]]))
    >>> found["mean"], found["low"]
    (2.0, 2.0)
    """
    first, second = rows[:, 0], rows[:, 1]
    if quantity == "share":
        return (probability_interval if measure in PROBABILITIES else share_interval)(first, level)
    if quantity == "changed":
        return on_logit(gap_interval(rows[:, 2], level=level))
    if quantity == "lost":
        return on_logit(_lost(first, rows[:, 2], level))
    if quantity == "moved":
        return probability_interval(rows[:, 2], level)
    if quantity == "gap" and measure in SHARES and set(np.unique(rows)) <= {0.0, 1.0}:
        return paired_share_interval(first, second, level)
    return gap_interval(paired_gap(first, second), level=level)


def credited(rows: Floats, level: float = LEVEL) -> Interval:
    """The other reading of an attribution: a second factor that costs votes counts as nothing.

    rows: (replicates, 2) what the two factors add. Less its loss, the second would make a merit of
    the first.

    >>> credited(np.array([[0.1, -0.3]] * 5))["mean"]
    0.1
    """
    costs = float(rows[:, 1].mean()) < 0.0
    return estimate("attribution", rows * [1.0, 0.0] if costs else rows, level=level)


def turned(quantity: Quantity, first: Floats, second: Floats, by: float = 0.0) -> float:
    """The chance that an election comes out otherwise: won by another side, or lost for won.

    first, second: (surveys, parts) chances of winning on either side. The swing is the same for
    both, so that where one side's chance is smaller, the difference is what is lost. For `moved`
    they are values of a measure, and asked is in how many elections they differ by more than `by`.

    >>> few, many = np.array([[0.25]]), np.array([[0.5], [0.0]])
    >>> turned("changed", few, many), turned("lost", few, many)
    (0.25, 0.125)
    >>> turned("moved", np.array([[50.0], [50.2]]), np.array([[50.1], [50.1]]), by=0.1)
    0.0
    """
    if quantity == "moved":  # survey by survey: both sides read the same answers
        moved = np.abs(first[:, :, None] - second[:, None, :])
        return float((moved > by * (1.0 + 1e-9)).mean())
    gap = first[:, :, None] - second[:, None, :]
    return float((np.abs(gap) if quantity == "changed" else np.maximum(gap, 0.0)).mean())


def _lost(won: Floats, gone: Floats, level: float) -> Interval:
    """The share of what was won that is lost instead: a ratio of means over replicates."""
    if float(won.mean()) <= WON:
        return gap_interval(np.zeros(won.size))
    found = ratio_interval(gone, won, level=level)
    if found["mean"] is None:
        found = {**found, "mean": float(gone.mean()) / float(won.mean())}
    return _of_five(found, gone)


def per_1000(arms: Sequence[tuple[float, Floats, Floats]], level: float = LEVEL) -> Interval:
    """Net votes for each 1,000 spent, of arms added up with their signs: ratios of means.

    arms: sign, (replicates,) net votes and (replicates,) money of each; none is spent for none.
    Linearised (Cochran 1977, Sampling Techniques, 6.4).

    >>> votes, money = np.array([2.0, 4.0, 6.0, 2.0, 4.0]), np.full(5, 1000.0)
    >>> found = per_1000([(1.0, 2.0 * votes, money), (-1.0, votes, 2.0 * money)])
    >>> round(found["mean"], 9)
    5.4
    """
    size = arms[0][1].size
    mean, around, each = 0.0, np.zeros(size), np.zeros(size)
    for sign, votes, money in arms:
        spent = float(money.mean())
        if spent == 0.0:
            continue
        ratio, factor = float(votes.mean()) / spent, 1000.0 * sign
        mean += factor * ratio
        around += factor * (votes - ratio * money) / spent
        each += factor * votes / spent
    return _of_five(gap_interval(mean + around, level=level), each)


def _of_five(found: Interval, differing: Floats) -> Interval:
    """The interval, without bounds where some replicates differ and fewer than five do."""
    if 0 < np.count_nonzero(differing) < FEWEST:
        return {**found, "low": None, "high": None}
    return found


def of_winning(quantity: Quantity) -> bool:
    """Whether the two sides are probabilities of winning.

    >>> of_winning("changed"), of_winning("gap")
    (True, False)
    """
    return quantity in OF_WINNING
