"""Where does one attribute pay, and what do more of them add?

Tappin et al. compare, in each of two issues, the message that is best for a group with the message
that is best for all. Here an attribute splits voters into two groups whose effects correlate;
how much is not known, so that the first row is a region.
"""

from __future__ import annotations

import numpy as np

from msim.core.arrays import Floats
from msim.published.designs import Targeting
from msim.published.row import Effort, Obtained, Region, ratio_of, reached
from msim.published.studies.sources import ANY, MESSAGES, RESPONDENTS, region, row

CORRELATIONS = (0.5, 0.0, -0.3, -0.5, -0.8)
PER_ISSUE, SPREAD, ONE_ATTRIBUTE = 30, 1.0, 1.7
WAYS: dict[str, float | None] = {"a test of 24,030": RESPONDENTS, "all known": None}
DIVIDED = -0.5
"""The correlation at which more attributes are added to one."""
PERSONAL_CORRELATIONS, PERSONAL_MEANS_PP, PERSONAL_GAIN_PP = (0.98, 0.95, 0.86, 0.5), (5, 10), 0.4
PERSONAL_SPREAD = 0.40


def _mix(attributes: int) -> Floats:
    """(cells, groups) two groups by the first attribute; the others only cut cells smaller."""
    return np.repeat(np.eye(2), 2 ** (attributes - 1), axis=0)


def _one(effort: Effort) -> Obtained:
    values = []
    for correlation in CORRELATIONS:
        ways = (Targeting(_mix(1), PER_ISSUE, SPREAD, correlation, n) for n in WAYS.values())
        found = [way.each(effort.of(300), effort.seed) for way in ways]
        values.append(tuple(float(best.mean() / single.mean()) for single, best in found))
    tested = np.array(values)[:, 0]
    at = reached(tested, np.array(CORRELATIONS), ONE_ATTRIBUTE)
    return Obtained(None, region=Region(
        "group correlation", tuple(f"{c:g}" for c in CORRELATIONS), "what is known", tuple(WAYS),
        tuple(values), "times the single best message", at, next(iter(WAYS)),
    ))  # fmt: skip


def _three(effort: Effort) -> Obtained:
    """Three attributes beside one, over correlations and two ways of choosing."""
    how = ("none", "empirical_bayes")

    def pair(correlation: float, shrinkage: str) -> tuple[Floats, Floats]:
        both = (
            Targeting(_mix(a), MESSAGES, SPREAD, correlation, RESPONDENTS, shrinkage)
            for a in (1, 3)
        )
        one, three = (each.each(effort.of(200), effort.seed)[1] for each in both)
        return one, three

    found = {(c, h): pair(c, h) for c in CORRELATIONS for h in how}
    shown = Region(
        "group correlation", tuple(f"{c:g}" for c in CORRELATIONS), "shrinkage", how,
        tuple(
            tuple(100.0 * float(found[c, h][1].mean() / found[c, h][0].mean() - 1.0) for h in how)
            for c in CORRELATIONS
        ),
        "% more than one attribute",
    )  # fmt: skip
    one, three = found[DIVIDED, how[0]]
    return ratio_of(three, one, less=1.0, times=100.0, region=shown)


def _personal(effort: Effort) -> Obtained:
    """Points that the best message of each group gains over the best for all, all known."""
    values = []
    for correlation in PERSONAL_CORRELATIONS:
        known = Targeting(_mix(1), MESSAGES, PERSONAL_SPREAD, correlation)
        single, best = known.each(effort.of(1000), effort.seed)
        gain = float((best - single).mean())
        values.append(tuple(mean * gain for mean in PERSONAL_MEANS_PP))
    column = np.array(values)[:, -1]
    at = reached(column, np.array(PERSONAL_CORRELATIONS), PERSONAL_GAIN_PP)
    means = tuple(f"{mean} points" for mean in PERSONAL_MEANS_PP)
    return Obtained(None, region=Region(
        "group correlation", tuple(f"{c:g}" for c in PERSONAL_CORRELATIONS), "mean effect", means,
        tuple(values), "points gained", at, means[-1],
    ))  # fmt: skip


def _nothing(effort: Effort) -> Obtained:
    return Obtained(None)


ROWS = (
    region("attributes-one", _one, ONE_ATTRIBUTE),
    row("attributes-more", (-5.0, 5.0), _three, 0.0),
    row("attributes-issue", ANY, _nothing, kind="not modelled"),
    region("personalised", _personal, PERSONAL_GAIN_PP),
)  # fmt: skip
