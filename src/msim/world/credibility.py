"""Whose word counts for how much? A message moves a voter as far as its source is believed.

The Bayesian account of a source's credibility (Bovens and Hartmann 2003, Bayesian Epistemology;
Hahn, Harris and Corner 2009, Informal Logic 29(4); Harris, Hahn, Madsen and Hsu 2016, Cognitive
Science 40(6)), as agents have it in Madsen and Pilditch (2018, PLoS ONE 13(4)); written anew from
what is published in outline.

A report that the candidate is good comes from a source that knows with probability `expertise`
(else it tosses a coin) and that says what it knows with probability `trust` (else the opposite):

    P(report | good) = (1 - e) / 2 + e t          P(report | bad) = (1 - e) / 2 + e (1 - t)

By Bayes' rule the logit of the belief moves by the logarithm of their ratio, 2 artanh(e (2 t - 1)):
up where trust is above one half, down below it. The effect of a message is stated for a source that
is trusted fully; what any other source does is that effect times the ratio of the two movements.
"""

from __future__ import annotations

import numpy as np
from scipy.special import logit

from msim.core.arrays import Floats
from msim.core.columns import logistics
from msim.core.streams import Streams
from msim.core.truth import Voters
from msim.scenario.model import Scenario
from msim.world.politics import PoliticsModel


def belief(trust: Floats, expertise: float) -> Floats:
    """(n,) movement by a report from a source trusted so far, as a multiple of full trust's.

    Between -1 and 1, and nil at one half; `2 trust - 1` where expertise is 0, its limit.
    expertise is below 1: who is sure to know and to tell settles every question.

    >>> belief(np.array([0.0, 0.5, 1.0]), 0.5)
    array([-1.,  0.,  1.])
    """
    certain = 2.0 * trust - 1.0
    if expertise < 1e-6:  # the limit; closer to it the quotient below loses digits
        return certain
    if expertise > 0.99:  # in single precision it may be 1
        certain = certain.astype(float)
    moved: Floats = np.arctanh(expertise * certain) / np.arctanh(expertise)
    return moved.astype(trust.dtype, copy=False)


def voter_trust(
    scenario: Scenario, politics: PoliticsModel, streams: Streams, voters: Voters
) -> Floats:
    """(n,) how far each voter trusts the sender: a logistic of a normal, which goes with support.

    The same draw for every arm. The other side's sender is trusted by those who lean to it.
    """
    keys = scenario.response
    lean_sd = float(np.hypot(politics.keys.lean_sd, scenario.districts.lean_sd))
    middle = -politics.support_intercept if streams.side else politics.support_intercept
    logits = np.zeros_like(voters.support)
    if keys.trust_sd > 0.0:
        own = float(np.sqrt(1.0 - keys.trust_lean_share)) if lean_sd > 0.0 else 1.0
        streams.add_normals("voter/trust", voters.block, keys.trust_sd * own, logits)
        if lean_sd > 0.0:
            share = keys.trust_sd * float(np.sqrt(keys.trust_lean_share)) / lean_sd
            logits += share * (voters.support - middle)
    logits += float(logit(keys.trust))
    return logistics(logits)
