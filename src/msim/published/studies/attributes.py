"""Where does one attribute pay, and what do more of them add? A region: nobody knows the spread.

Tappin et al. compare, in each of two issues, the message that is best for a group with the message
that is best for all. Here an attribute splits voters into two groups whose effects correlate.
"""

from __future__ import annotations

from itertools import product

import numpy as np

from msim.core.arrays import Floats
from msim.published.designs import Targeting
from msim.published.row import Effort, Obtained, Region, ratio_of
from msim.published.studies.sources import MESSAGES, RESPONDENTS, row

CORRELATIONS = (-0.95, -0.8, -0.5, 0.0, 0.62, 0.86)
SPREADS = (0.26, 0.51, 1.0, 2.0)
WIDEST = (-0.5, 1.0)
"""Correlation and spread at which matching gains most within the ranges of the evidence."""
PARTS = 6
"""Lots of replicates, each with a gain of its own: a ratio of gains needs several."""
_DOWN, _ACROSS = "group correlation", "spread over mean"


def _mix(attributes: int) -> Floats:
    """(cells, groups) two groups by the first attribute; the others only cut cells smaller."""
    return np.repeat(np.eye(2), 2 ** (attributes - 1), axis=0)


def _targeting(correlation: float, spread: float, attributes: int, shrinkage: str) -> Targeting:
    mix = _mix(attributes)
    return Targeting(mix, MESSAGES, spread, correlation, RESPONDENTS, shrinkage)


def _one(effort: Effort) -> Obtained:
    found = {
        (c, s): _targeting(c, s, 1, "none").each(effort.of(200), effort.seed)
        for c, s in product(CORRELATIONS, SPREADS)
    }
    region = Region(
        _DOWN, tuple(f"{c:g}" for c in CORRELATIONS), _ACROSS, tuple(f"{s:g}" for s in SPREADS),
        tuple(
            tuple(float(found[c, s][1].mean() / found[c, s][0].mean()) for s in SPREADS)
            for c in CORRELATIONS
        ),
        "times the single best message",
    )  # fmt: skip
    single, matched = found[WIDEST]
    return ratio_of(matched, single, region=region)


def _three(effort: Effort) -> Obtained:
    """Three attributes beside one, over the region; the row is where one of them gains most."""

    def pair(correlation: float, shrinkage: str) -> tuple[Floats, Floats]:
        targeting = (_targeting(correlation, WIDEST[1], a, shrinkage) for a in (1, 3))
        one, three = (each.each(effort.of(100), effort.seed)[1] for each in targeting)
        return one, three

    how = ("none", "empirical_bayes")
    found = {(c, h): pair(c, h) for c, h in product(CORRELATIONS, how)}
    region = Region(
        _DOWN, tuple(f"{c:g}" for c in CORRELATIONS), "shrinkage", how,
        tuple(
            tuple(100.0 * float(found[c, h][1].mean() / found[c, h][0].mean() - 1.0) for h in how)
            for c in CORRELATIONS
        ),
        "% more than one attribute",
    )  # fmt: skip
    one, three = found[WIDEST[0], how[0]]
    return ratio_of(three, one, less=1.0, times=100.0, region=region)


def _issue(effort: Effort) -> Obtained:
    """Gain of choosing the issue for each group, as a share of the gain of choosing the message."""
    targeting, size = _targeting(*WIDEST, 1, "none"), (PARTS, effort.of(150))
    ways = (targeting.by_issue, targeting.each)
    issue, message = (
        [values.reshape(size).mean(axis=1) for values in way(size[0] * size[1], effort.seed)]
        for way in ways
    )
    gain_by_issue, gain_by_message = (
        (matched - single) / single for single, matched in (issue, message)
    )
    return ratio_of(gain_by_issue, gain_by_message)


ROWS = (
    row("attributes-one", (1.7, None), _one, 1.7),
    row("attributes-more", (None, 5.0), _three, 0.0),
    row("attributes-issue", (None, 1 / 3), _issue),
)  # fmt: skip
