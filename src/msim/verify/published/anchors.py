"""What can matching gain at the central values? The anchor: a large advantage there is a fault."""

from __future__ import annotations

import numpy as np

from msim.verify.designs import Targeting
from msim.verify.published.sources import CORRELATION, MESSAGES, RESPONDENTS, SPREAD, THEORY
from msim.verify.row import Effort, Obtained, Row, ratio_of

_UNIT = "% over the single best message"
_TEST = (
    "four groups, a test of 24,030 without a control group, standard deviation of answers 0.40, "
    "mean effect 1.55 points"
)


def _gain(targeting: Targeting, effort: Effort) -> Obtained:
    single, targeted = targeting.each(effort.of(2000), effort.seed)
    return ratio_of(targeted, single, less=1.0, times=100.0)


def _tested(shrinkage: str) -> Targeting:
    return Targeting(np.eye(4), MESSAGES, SPREAD, CORRELATION, RESPONDENTS, shrinkage)


ROWS = (
    Row(
        "anchor-perfect", THEORY, "two groups, six messages, all effects known", _UNIT, 1.4,
        "gains 1.4 %", "central values: correlation 0.86, spread 0.51", (0.4, 2.4), "1 point",
        lambda effort: _gain(Targeting(np.eye(2), MESSAGES, SPREAD, CORRELATION), effort),
    ),
    Row(
        "anchor-own-winners", THEORY, "four groups, each with its own winner of a shared test",
        _UNIT, -8.0, "loses about 8 %", _TEST, (-10.0, -6.0), "2 points",
        lambda effort: _gain(_tested("none"), effort),
    ),
    Row(
        "anchor-shrunk", THEORY, "the same, estimates shrunk by empirical Bayes", _UNIT, None,
        "loses less than 1 %", _TEST, (-1.0, None), "as published",
        lambda effort: _gain(_tested("empirical_bayes"), effort),
    ),
)  # fmt: skip
