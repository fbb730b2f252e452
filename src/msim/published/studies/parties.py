"""Does what is stated of the two parties come back? How their effects correlate, over many worlds.

A ratio of moments: covariance over variances, of effects in points weighted by turnout, centred
within each world. The mean of correlations over six messages each would be another number.
"""

from __future__ import annotations

import numpy as np

from msim.core.arrays import Floats
from msim.experiment.engine.recovery import effects_pp, group_means
from msim.experiment.engine.sides import electorate
from msim.published.row import Effort, Obtained
from msim.published.studies.sources import ANY, CORRELATION, row
from msim.scenario import Scenario, override

STATED = {"messages.party_correlation": CORRELATION, "messages.spread": 0.40,
          "messages.lean_alignment": 0.9}  # fmt: skip
VOTERS, WORLDS, ERRORS = 500, 4_000, 4.0


def _moments(effort: Effort) -> Floats:
    """(worlds, 2, 2) squares and products of the parties' mean effects, over messages."""
    keys = {**STATED, "population.simulated": VOTERS, "run.seed": effort.seed}
    chosen = override(Scenario(), keys)
    found = np.empty((effort.of(WORLDS), 2, 2))
    for number in range(len(found)):
        block = electorate(chosen, number).block(0)
        voters = block.voters
        party = (voters.support >= 0.0).astype(np.intp)
        means = group_means(effects_pp(block), party, 2, voters.turnout_prob)
        apart = means - means.mean(axis=1, keepdims=True)
        found[number] = apart @ apart.T
    return found


def _correlation(moments: Floats) -> Floats:
    """From (..., 2, 2) moments."""
    variances = moments[..., 0, 0] * moments[..., 1, 1]
    return np.asarray(moments[..., 0, 1] / np.sqrt(variances))


def _run(effort: Effort) -> Obtained:
    """With four standard errors either way, by leaving out one world at a time."""
    moments = _moments(effort)
    total, count = moments.sum(axis=0), len(moments)
    without = _correlation(total - moments)
    error = np.sqrt((count - 1) / count * np.sum((without - without.mean()) ** 2))
    found = float(_correlation(total))
    return Obtained(found, found - ERRORS * float(error), found + ERRORS * float(error))


ROWS = (
    row("group-party", ANY, _run, CORRELATION, "consistency", by_interval=True),
)  # fmt: skip
