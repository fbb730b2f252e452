"""How do voters respond and vote? Persuasion and turnout on the logit scale, votes as expectations.

What targeting can cost is here as well: a targeted message that is noticed, and one that was meant
for another segment, lose part of their effect (Hersh and Schaffner 2013, JoP 75(2)).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numba import njit
from scipy.special import expit

from msim.core.arrays import Bools, Floats, Ints, group_sums
from msim.core.happened import FREQUENCIES, Tally
from msim.core.seen import Plan
from msim.outcome.delivery import Audience, Delivered, Met


def logit_shift(plan: Plan, row: Ints, delivered: Delivered, effects: Floats) -> Floats:
    """(n,) change of the support logit. row: (n,); effects: (n, messages) of a forced exposure.

    The saturated dose times the dose-weighted mean of the effects of the messages met.
    """
    shares = np.ascontiguousarray(delivered.dose_share.T)
    return _shift(plan.message, row, shares, delivered.effect_share, effects)


def turnout_shift(plan: Plan, row: Ints, delivered: Delivered, effects: Floats) -> Floats:
    """(n,) change of the turnout logit, by the same rule as `logit_shift`."""
    assert delivered.turnout_share is not None and delivered.turnout_effect is not None
    shares = np.ascontiguousarray(delivered.turnout_share.T)
    return _shift(plan.message, row, shares, delivered.turnout_effect, effects)


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


@dataclass(frozen=True)
class Penalties:
    """What targeting costs, in logits of support for one forced exposure.

    reactance: lost by a targeted message that is noticed. mismatch: lost by a message that was
    meant for another segment. noticed: (n,) who notices. meant: (n,) row of each voter were the
    campaign's readings right, a row of the same plan; None where no message can miss.
    """

    reactance: float
    mismatch: float
    noticed: Bools
    meant: Ints | None


def penalty(plan: Plan, row: Ints, delivered: Delivered, costs: Penalties) -> Floats:
    """(n,) logits of support that a plan's targeting loses, at the dose delivered."""
    lost = np.zeros(delivered.dose_share.shape)
    lost[:, plan.targeted] = (costs.reactance * costs.noticed)[:, None]
    if costs.meant is not None and costs.mismatch:
        lost += costs.mismatch * (plan.message[row] != plan.message[costs.meant])
    found: Floats = delivered.effect_share * np.einsum("nc,nc->n", lost, delivered.dose_share)
    return found


@dataclass(frozen=True)
class ElectionDay:
    """How votes are counted. turnout_prob: (n,) with all messages counted in.

    district: (n,) where votes are counted by district, else None; districts: their number.
    coins: (n, 2) uniforms for turnout and vote where each voter tosses coins, else None.
    even: weight of a voter in promises where messages move turnout too, else None.
    """

    turnout_prob: Floats
    district: Ints | None = None
    districts: int = 0
    coins: Floats | None = None
    even: float | None = None


def tally(
    plan: Plan,
    row: Ints,
    delivered: Delivered,
    audience: Audience,
    support: Floats,
    day: ElectionDay,
) -> Tally:
    """Count one block. support: (n,) logits on election day, swing and messages included."""
    turnout, usual = day.turnout_prob, audience.turnout_prob
    prob = expit(support)
    voted: Floats = turnout
    own: Floats = turnout * prob
    if day.coins is not None:
        voted = (day.coins[:, 0] < turnout) * 1.0
        own = voted * (day.coins[:, 1] < prob)
    promise: Floats = np.zeros(plan.rate.shape)
    if np.isfinite(plan.promised_pp).any():
        likely: Floats = usual if day.even is None else np.full(usual.size, day.even)
        weight = (likely * delivered.effect_share)[:, None]
        promise = group_sums(weight * delivered.dose_share, row, plan.rate.shape[0])
    by_district: Floats = np.zeros((0, 2))
    if day.district is not None:
        both = np.stack([own, voted - own], axis=1)
        by_district = group_sums(both, day.district, day.districts)
    return Tally(
        voters=float(row.size),
        reached=delivered.reached,
        reached_3=delivered.reached_3,
        expected_reached=delivered.expected_reached,
        impressions=delivered.impressions,
        frequency=delivered.frequency,
        persuadable=float(np.sum(usual[audience.persuadable])),
        persuadable_reached=delivered.persuadable_reached,
        persuadable_impressions=delivered.persuadable_impressions,
        own_votes=float(np.sum(own)),
        other_votes=float(np.sum(voted - own)),
        promise_dose=promise,
        exposures=delivered.exposures,
        earned=0.0,
        district_votes=by_district,
    )


def silence(audience: Audience) -> Delivered:
    """The delivery of nothing."""
    n, channels = audience.media.habit.shape
    frequency = np.zeros(FREQUENCIES)
    frequency[0] = float(n)
    nobody = Met(0.0, 0.0, 0.0, frequency, 0.0, 0.0)
    return Delivered(
        np.zeros((n, channels)), np.zeros(n), np.zeros((n, channels)), np.zeros(n), np.zeros(n),
        np.zeros((channels, n), dtype=np.int64), np.zeros(n), 0.0, 0.0, 0.0, 0.0, 0.0,
        nobody.frequency, 0.0, 0.0,
    )  # fmt: skip
