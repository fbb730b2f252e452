"""What does a schedule reach? Every voter counted by group and channel, and reach in expectation.

Counted: k+ reach, frequency and duplication of one delivery (Rust 1986, Advertising Media Models).
Expected: given habits a frequency is Poisson, so that reach over voters is a Poisson mixture whose
components are the voters themselves, and one pass over them serves any number of budgets.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, fields

import numpy as np

from msim.core.arrays import Bools, Floats, Ints
from msim.core.compiled import compiled
from msim.core.tally import FREQUENCIES

NO_CAP = np.iinfo(np.int64).max


@dataclass(frozen=True)
class Reached:
    """Voters of some groups by how often each channel met them. Adds up, block by block.

    Arrays are (groups, channels + 1, ...): the last channel is all of them together.
    voters: (groups,). target: (groups,) persuadable voters, weighted by turnout.
    frequency: (..., 11) voters by number of exposures, the last ten or more.
    target_frequency: the same of persuadable voters, weighted by turnout.
    impressions: bought and delivered. exposures: those that count. squares: summed squares of a
    voter's exposures. target_exposures: exposures of persuadable voters.
    both: (channels, channels) voters whom each of two channels met.
    """

    voters: Floats
    target: Floats
    frequency: Floats
    target_frequency: Floats
    impressions: Floats
    exposures: Floats
    squares: Floats
    target_exposures: Floats
    both: Floats

    def __add__(self, other: Reached) -> Reached:
        """The counts of both groups of voters together."""
        return Reached(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(self)))


def count_reached(
    drawn: Ints, caps: Ints, groups: Ints, of: int, target: Floats
) -> Reached:
    """Count a delivery by group. Every voter belongs to one group of each kind.

    Args:
        drawn: (channels, n) exposures, whether or not they count.
        caps: (channels,) exposures of one voter that count, `NO_CAP` without a cap.
        groups: (kinds, n) index of the voter's group of each kind, over all kinds.
        of: number of groups.
        target: (n,) probability of voting where the voter is persuadable, 0 else.
    """
    channels = drawn.shape[0]
    shape = (of, channels + 1)
    reached = Reached(
        np.zeros(of), np.zeros(of), np.zeros((*shape, FREQUENCIES)),
        np.zeros((*shape, FREQUENCIES)), np.zeros(shape), np.zeros(shape), np.zeros(shape),
        np.zeros(shape), np.zeros((channels, channels)),
    )  # fmt: skip
    arrays = tuple(getattr(reached, f.name) for f in fields(reached))
    _count(np.ascontiguousarray(drawn), caps, groups, target, arrays)
    return reached


@compiled(error_model="python")
def _count(
    drawn: Ints, caps: Ints, groups: Ints, target: Floats, into: tuple[Floats, ...]
) -> None:
    voters, targets, frequency, on_target, bought, met, squares, hit, both = into
    channels, n = drawn.shape
    last = frequency.shape[2] - 1
    counts = np.zeros(channels + 1, dtype=np.int64)
    paid = np.zeros(channels + 1, dtype=np.int64)
    for i in range(n):
        counts[channels] = 0
        paid[channels] = 0
        for c in range(channels):
            paid[c] = drawn[c, i]
            counts[c] = min(drawn[c, i], caps[c])
            paid[channels] += paid[c]
            counts[channels] += counts[c]
        for a in range(channels):
            if counts[a] > 0:
                for b in range(channels):
                    if counts[b] > 0:
                        both[a, b] += 1.0
        for kind in range(groups.shape[0]):
            g = groups[kind, i]
            voters[g] += 1.0
            targets[g] += target[i]
            for c in range(channels + 1):
                times = min(counts[c], last)
                frequency[g, c, times] += 1.0
                on_target[g, c, times] += target[i]
                bought[g, c] += paid[c]
                met[g, c] += counts[c]
                squares[g, c] += float(counts[c]) * float(counts[c])
                if target[i] > 0.0:
                    hit[g, c] += counts[c]


@dataclass(frozen=True)
class Listeners:
    """Whom schedules may meet: voters of one block.

    habit: (n, channels) part of a buy, 0 for who cannot be met. row: (n,) row of a schedule.
    weights: (n, weights) what a voter counts in each of several sums.
    """

    habit: Floats
    row: Ints
    weights: Floats


def expected_reach(listeners: Listeners, rates: Floats, caps: Ints, k: int) -> Floats:
    """(schedules, channels + 1, 2, weights) weighted voters reached 1+ and k+, in expectation.

    Args:
        listeners: whom the schedules may meet.
        rates: (schedules, rows, channels) expected exposures of a voter with habit 1.
        caps: (channels,) exposures of one voter that count, `NO_CAP` without a cap.
        k: at least 1.

    >>> two = Listeners(np.array([[1.0], [0.0]]), np.zeros(2, dtype=np.int64), np.ones((2, 1)))
    >>> expected_reach(two, np.array([[[1.0]]]), np.array([NO_CAP]), 3)[0, 1, :, 0].round(4)
    array([0.6321, 0.0803])
    """
    shape = (rates.shape[0], rates.shape[2] + 1, 2, listeners.weights.shape[1])
    out = np.zeros(shape)
    _expect(
        np.ascontiguousarray(listeners.habit), listeners.row, listeners.weights,
        np.ascontiguousarray(rates), caps, k, out,
    )  # fmt: skip
    return out


@compiled(error_model="python")
def _expect(  # noqa: PLR0913 (arrays of one loop)
    habit: Floats, row: Ints, weights: Floats, rates: Floats, caps: Ints, k: int, out: Floats
) -> None:
    schedules, _, channels = rates.shape
    below = np.zeros(k)
    part = np.zeros(k)
    for s in range(schedules):
        if not np.any(rates[s]):
            continue
        for i in range(habit.shape[0]):
            zero, free = 1.0, 0.0
            for c in range(channels):
                mean = habit[i, c] * rates[s, row[i], c]
                if mean <= 0.0:
                    continue
                unmet = math.exp(-mean)
                zero *= unmet
                more = 1.0 - _poisson_below(mean, unmet, k) if caps[c] >= k else 0.0
                if caps[c] >= k:
                    free += mean
                for w in range(weights.shape[1]):
                    out[s, c, 0, w] += weights[i, w] * (1.0 - unmet)
                    out[s, c, 1, w] += weights[i, w] * more
            if zero == 1.0:
                continue
            _poisson_terms(free, below)
            for c in range(channels):
                mean = habit[i, c] * rates[s, row[i], c]
                if caps[c] < k and mean > 0.0:
                    _add_capped(mean, caps[c], below, part)
            more = max(1.0 - below.sum(), 0.0)
            for w in range(weights.shape[1]):
                out[s, channels, 0, w] += weights[i, w] * (1.0 - zero)
                out[s, channels, 1, w] += weights[i, w] * more


@compiled(error_model="python")
def _poisson_below(mean: float, zero: float, k: int) -> float:
    """Probability of less than k; zero: that of none."""
    total, term = zero, zero
    for j in range(1, k):
        term *= mean / j
        total += term
    return min(total, 1.0)


@compiled(error_model="python")
def _poisson_terms(mean: float, out: Floats) -> None:
    """Probabilities of exactly 0, 1, ..., k - 1."""
    term = math.exp(-mean)
    for j in range(out.size):
        out[j] = term
        term *= mean / (j + 1)


@compiled(error_model="python")
def _add_capped(mean: float, cap: int, below: Floats, part: Floats) -> None:
    """Lay a channel whose exposures count up to a cap over probabilities of 0, ..., k - 1."""
    _poisson_terms(mean, part)
    part[cap] = max(1.0 - part[:cap].sum(), 0.0)
    for j in range(below.size - 1, -1, -1):
        total = 0.0
        for i in range(min(j, cap) + 1):
            total += below[j - i] * part[i]
        below[j] = total


def persuadable_weight(persuadable: Bools, turnout_prob: Floats) -> Floats:
    """(n,) probability of voting of the persuadable, 0 for the rest.

    >>> persuadable_weight(np.array([True, False]), np.array([0.7, 0.9]))
    array([0.7, 0. ])
    """
    return np.where(persuadable, turnout_prob, 0.0)
