"""How do voters respond and vote? Persuasion and turnout on the logit scale, votes as expectations.

What targeting can cost is here as well: a targeted message that is noticed, and one that was meant
for another segment, lose part of their effect (Hersh and Schaffner 2013, JoP 75(2)).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from msim.core.arrays import Bools, Floats, Ints, group_sums
from msim.core.columns import PARTIALS, add_to_partials, logistics, single, summed
from msim.core.compiled import compiled
from msim.core.elementary import logistic_single
from msim.core.seen import Plan
from msim.core.tally import FREQUENCIES, Tally
from msim.outcome.delivery import Audience, Delivered
from msim.outcome.heard import counted_alone
from msim.outcome.mixed import ROUNDING, blended, missed

_AT_ONCE = 1024
"""Voters whose numbers stay in the nearest cache."""


def logit_shift(plan: Plan, row: Ints, delivered: Delivered, effects: Floats) -> Floats:
    """(n,) change of the support logit. row: (n,); effects: (n, messages) of a forced exposure.

    The saturated dose times the dose-weighted mean of the effects of the messages met.
    """
    return _shift_by(plan, row, delivered.parts, effects)


def turnout_shift(plan: Plan, row: Ints, delivered: Delivered, effects: Floats) -> Floats:
    """(n,) change of the turnout logit, by the same rule as `logit_shift`."""
    assert delivered.turnout_parts is not None
    return _shift_by(plan, row, delivered.turnout_parts, effects)


def plain_shift(message: Ints, row: Ints, parts: Floats, effects: Floats) -> Floats:
    """(n,): what shifts come to. message: (rows, channels); parts: (channels, n)."""
    met = np.take_along_axis(effects, message[row], axis=1)
    return np.asarray(np.sum(parts.T * met, axis=1))


def _shift_by(plan: Plan, row: Ints, parts: Floats, effects: Floats) -> Floats:
    if plan.mixture is not None:
        return blended(plan.mixture.left, row, parts, effects)
    return _shifted(plan.message, row, parts, effects)


def _shifted(message: Ints, row: Ints, parts: Floats, effects: Floats) -> Floats:
    shift = np.empty(row.size, dtype=np.float32)
    of_rows = np.ascontiguousarray(message.T, dtype=np.int32)
    _shift(of_rows, row, single(parts), single(effects.T), np.empty(_AT_ONCE), shift)
    return shift


@compiled
def _shift(message, row, parts, effects, sums, out):  # type: ignore[no-untyped-def]
    # Sums in double precision, so that the order of channels is no matter.
    for first in range(0, out.size, _AT_ONCE):
        last = min(first + _AT_ONCE, out.size)
        here = sums[: last - first]
        here[:] = 0.0
        for c in range(message.shape[0]):
            part, of_row = parts[c, first:last], message[c]
            # Where all rows carry one message its effects are read in order and not gathered:
            # this loop waits for memory.
            alike = True
            for each in of_row:
                alike &= each == of_row[0]
            if alike:
                effect = effects[of_row[0], first:last]
                for i in range(here.size):
                    moved = part[i] * effect[i]
                    here[i] += moved
            else:
                of = row[first:last]
                for i in range(here.size):
                    k = np.uint64(of_row[np.uint64(of[i])])
                    here[i] += part[i] * effects[k, np.uint64(first + i)]
        for i in range(here.size):
            out[first + i] = here[i]


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
    lost = np.zeros(delivered.parts.T.shape)
    lost[:, plan.targeted] = (costs.reactance * costs.noticed)[:, None]
    if plan.mixture is not None:
        whole = plan.mixture.left.sum(axis=2)[row]
        if costs.meant is not None:
            lost += costs.mismatch * missed(plan.mixture.left, row, costs.meant)
        lost *= np.where(np.abs(whole - 1.0) > ROUNDING, whole, 1.0)
    elif costs.meant is not None and costs.mismatch:
        lost += costs.mismatch * (plan.message[row] != plan.message[costs.meant])
    logits: Floats = np.einsum("nc,cn->n", lost, delivered.parts)
    return logits


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
    votes, heard = counted(support, day), counted_alone(plan, row, delivered)
    promise = promise_dose(plan, row, delivered, audience, day)
    return tallied(delivered, audience, votes, promise, heard)


Votes = tuple[float, float, Floats]
"""Votes for the own side, all votes, and (districts, 2) those for either side by district."""
Heard = tuple[Floats, Floats, Floats]
"""Voters by group: by how they heard, met often, and met by neither side; as in a tally."""


def promise_dose(
    plan: Plan, row: Ints, delivered: Delivered, audience: Audience, day: ElectionDay
) -> Floats:
    """(rows, channels) turnout times saturated dose; zeros where the plan foretells nothing."""
    usual, promise = audience.turnout_prob, np.zeros(plan.rate.shape)
    if plan.foretells:
        weight = usual if day.even is None else np.full_like(usual, day.even)
        _promise(weight, delivered.parts, row, np.empty((len(plan.rate), 4)), promise)
    return promise


def tallied(
    delivered: Delivered, audience: Audience, votes: Votes, promise: Floats, heard: Heard
) -> Tally:
    """The tally of a block from its delivery, its votes, what was promised, and who heard what."""
    own, voted, by_district = votes
    return Tally(
        voters=float(audience.turnout_prob.size),
        reached=delivered.reached,
        reached_3=delivered.reached_3,
        expected_reached=delivered.expected_reached,
        impressions=delivered.impressions,
        frequency=delivered.frequency,
        persuadable=audience.weight_persuadable,
        persuadable_reached=delivered.persuadable_reached,
        persuadable_impressions=delivered.persuadable_impressions,
        own_votes=own,
        other_votes=voted - own,
        promise_dose=promise,
        exposures=delivered.exposures,
        earned=0.0,
        district_votes=by_district,
        heard=heard[0],
        often=heard[1],
        unheard=heard[2],
    )


def counted(support: Floats, day: ElectionDay) -> Votes:
    """Votes of a block; support: (n,) logits on election day, swing and messages included."""
    districts: Floats = np.zeros((day.districts if day.district is not None else 0, 2))
    turnout = single(day.turnout_prob)
    if day.coins is None:
        place = np.zeros(0, dtype=np.int32) if day.district is None else day.district
        room = np.empty(_AT_ONCE, dtype=np.float32), np.zeros((2, PARTIALS))
        own, voted = _expected_votes(single(support), turnout, place, room, districts)
        return own, voted, districts
    # Two coins: given the voter, coming to the polls and choosing a side are independent.
    votes = (day.coins[:, 0] < turnout) * 1.0
    ours = votes * (day.coins[:, 1] < logistics(support))
    if day.district is not None:
        districts = group_sums(np.stack([ours, votes - ours], axis=1), day.district, day.districts)
    return float(ours.sum()), float(votes.sum()), districts


@compiled
def _expected_votes(support, turnout, district, room, by_district):  # type: ignore[no-untyped-def]
    """Votes for the own side and all votes; with (n,) districts, each side's in (districts, 2)."""
    votes, partials = room
    own, all_votes = partials[0], partials[1]
    for first in range(0, support.size, _AT_ONCE):
        logit, likely = support[first : first + _AT_ONCE], turnout[first : first + _AT_ONCE]
        here = votes[: logit.size]
        for i in range(logit.size):
            here[i] = likely[i] * logistic_single(logit[i])
        add_to_partials(own, here)
        add_to_partials(all_votes, likely)
        if by_district.size:
            for i in range(logit.size):
                d = np.uint64(district[first + i])
                by_district[d, 0] += here[i]
                by_district[d, 1] += likely[i] - here[i]
    return summed(own), summed(all_votes)


@compiled
def _promise(weight, parts, row, apart, out):  # type: ignore[no-untyped-def]
    """Weighted parts of an effect, summed by row of the plan and channel."""
    # apart: (rows, 4), for sums side by side need not wait for each other.
    for c in range(parts.shape[0]):
        part = parts[c]
        apart[:] = 0.0
        for i in range(row.size):
            apart[np.uint64(row[i]), np.uint64(i) % np.uint64(4)] += weight[i] * part[i]
        for r in range(out.shape[0]):
            out[r, c] = summed(apart[r])


def silence(audience: Audience) -> Delivered:
    """The delivery of nothing."""
    n, channels = audience.media.habit.shape
    nothing, frequency = np.zeros((channels, n)), np.zeros(FREQUENCIES)
    frequency[0] = float(n)
    counts = np.zeros((channels, n), dtype=np.int32)
    return Delivered(
        nothing, nothing, counts, 0.0, 0.0, 0.0, 0.0, 0.0, frequency, 0.0, 0.0
    )
