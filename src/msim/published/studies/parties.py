"""Does what is stated of the two parties come back? How their effects correlate, over many worlds.

A ratio of moments: covariance over variances, of effects in points weighted by turnout, centred
within each world. The mean of correlations over six messages each would be another number.
"""

from __future__ import annotations

import numpy as np

from msim.core.arrays import Floats
from msim.experiment.comparison.correlations import ratio_of_moments
from msim.experiment.engine.agreement import moments
from msim.experiment.engine.recovery import effects_pp, group_means
from msim.experiment.engine.sides import electorate
from msim.published.row import Effort, Obtained
from msim.published.studies.sources import ANY, central, row
from msim.scenario import Scenario, override

VOTERS, WORLDS, ERRORS, USUAL = 500, 4_000, 4.0, 1.96


def _moments(effort: Effort) -> Floats:
    """(worlds, 3) covariance and variances of the parties' mean effects, over messages."""
    keys = {"population.simulated": VOTERS, "run.seed": effort.seed}
    chosen = override(Scenario(), keys)
    found = []
    for number in range(effort.of(WORLDS)):
        block = electorate(chosen, number).block(0)
        voters = block.voters
        party = (voters.support >= 0.0).astype(np.intp)
        found.append(moments(group_means(effects_pp(block), party, 2, voters.turnout_prob)))
    return np.array(found)


def _run(effort: Effort) -> Obtained:
    """The defaults, which are the evidence's; with four standard errors either way."""
    found = ratio_of_moments(_moments(effort))
    mean, low, high = found["mean"], found["low"], found["high"]
    assert mean is not None
    assert low is not None
    assert high is not None
    apart = np.arctanh([low, high]) - np.arctanh(mean)
    low, high = np.tanh(np.arctanh(mean) + ERRORS / USUAL * apart).tolist()
    return Obtained(mean, low, high)


ROWS = (
    row("group-party", ANY, _run, central("party_correlation"), "consistency", by_interval=True),
)  # fmt: skip
