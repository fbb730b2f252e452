"""What can matching gain at the central values? The anchor: a large advantage there is a fault."""

from __future__ import annotations

import numpy as np

from msim.published.designs import Targeting
from msim.published.row import Effort, Obtained, ratio_of
from msim.published.studies.sources import CORRELATION, MESSAGES, RESPONDENTS, SPREAD, row


def _gain(targeting: Targeting, effort: Effort) -> Obtained:
    single, targeted = targeting.each(effort.of(2000), effort.seed)
    return ratio_of(targeted, single, less=1.0, times=100.0)


def _tested(shrinkage: str) -> Targeting:
    return Targeting(np.eye(4), MESSAGES, SPREAD, CORRELATION, RESPONDENTS, shrinkage)


ROWS = (
    row(
        "anchor-perfect", (0.4, 2.4),
        lambda effort: _gain(Targeting(np.eye(2), MESSAGES, SPREAD, CORRELATION), effort), 1.4,
    ),
    row("anchor-own-winners", (-10.0, -6.0), lambda effort: _gain(_tested("none"), effort), -8.0),
    row("anchor-shrunk", (-1.0, None), lambda effort: _gain(_tested("empirical_bayes"), effort)),
)  # fmt: skip
