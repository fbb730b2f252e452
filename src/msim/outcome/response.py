"""How do voters respond and vote? Persuasion on the logit scale, votes as expectations."""

from __future__ import annotations

import numpy as np
from numba import njit
from scipy.special import expit

from msim.core.arrays import Floats, Ints, group_sums
from msim.core.happened import FREQUENCIES, Tally
from msim.core.seen import Plan
from msim.outcome.delivery import Audience, Delivered


def logit_shift(plan: Plan, row: Ints, delivered: Delivered, effects: Floats) -> Floats:
    """(n,) change of the support logit. row: (n,); effects: (n, messages) of a forced exposure.

    The saturated dose times the dose-weighted mean of the effects of the messages met.
    """
    shares = np.ascontiguousarray(delivered.dose_share.T)
    return _shift(plan.message, row, shares, delivered.effect_share, effects)


@njit(cache=True, nogil=True)
def _shift(
    message: Ints, row: Ints, dose_share: Floats, effect_share: Floats, effects: Floats
) -> Floats:
    out = np.zeros(row.size)
    for i in range(row.size):
        if effect_share[i] > 0.0:
            mean = 0.0
            for c in range(message.shape[1]):
                mean += dose_share[c, i] * effects[i, message[row[i], c]]
            out[i] = effect_share[i] * mean
    return out


def tally(
    plan: Plan, row: Ints, delivered: Delivered, audience: Audience, support: Floats
) -> Tally:
    """Count one block. support: (n,) logits on election day, swing and messages included."""
    turnout = audience.turnout_prob
    own = turnout * expit(support)
    promise: Floats = np.zeros(plan.rate.shape)
    if np.isfinite(plan.promised_pp).any():
        weight = (turnout * delivered.effect_share)[:, None]
        promise = group_sums(weight * delivered.dose_share, row, plan.rate.shape[0])
    return Tally(
        voters=float(row.size),
        reached=delivered.reached,
        reached_3=delivered.reached_3,
        expected_reached=delivered.expected_reached,
        impressions=delivered.impressions,
        frequency=delivered.frequency,
        persuadable=float(np.sum(turnout[audience.persuadable])),
        persuadable_reached=delivered.persuadable_reached,
        persuadable_impressions=delivered.persuadable_impressions,
        own_votes=float(np.sum(own)),
        other_votes=float(np.sum(turnout - own)),
        promise_dose=promise,
    )


def silence(audience: Audience) -> Delivered:
    """The delivery of nothing."""
    n, channels = audience.media.habit.shape
    frequency = np.zeros(FREQUENCIES)
    frequency[0] = float(n)
    return Delivered(np.zeros((n, channels)), np.zeros(n), 0.0, 0.0, 0.0, 0.0, frequency, 0.0, 0.0)
