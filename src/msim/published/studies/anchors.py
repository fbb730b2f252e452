"""What can matching gain in the published designs? Theory: a large advantage there is a fault."""

from __future__ import annotations

import numpy as np

from msim.published.designs import Targeting
from msim.published.row import Effort, Obtained, Row, ratio_of
from msim.published.studies.sources import CORRELATION, MESSAGES, RESPONDENTS, SPREAD, row


def _gain(targeting: Targeting, effort: Effort) -> Obtained:
    single, targeted = targeting.each(effort.of(2000), effort.seed)
    return ratio_of(targeted, single, less=1.0, times=100.0)


def _row(
    name: str, accepted: tuple[float | None, float | None], of: Targeting, published: float | None
) -> Row:
    return row(name, accepted, lambda effort: _gain(of, effort), published, "consistency")


_KNOWN = Targeting(np.eye(2), MESSAGES, SPREAD, CORRELATION)
_OWN, _SHRUNK = (
    Targeting(np.eye(4), MESSAGES, SPREAD, CORRELATION, RESPONDENTS, shrinkage)
    for shrinkage in ("none", "empirical_bayes")
)
ROWS = (
    _row("anchor-perfect", (0.4, 2.4), _KNOWN, 1.4),
    _row("anchor-own-winners", (-10.0, -6.0), _OWN, -8.0),
    _row("anchor-shrunk", (-1.0, None), _SHRUNK, None),
)
