"""Who passes it on? Earned reach in weekly steps: a branching process that saturates.

Each voter who is met for the first time, by paid media or by another voter, may tell others a week
later (Watts 2002, PNAS 99(9); Goel et al. 2016, Management Science 62(1)). In one block without
homophily the share reached in the end is the final size of Kermack and McKendrick (1927,
Proceedings of the Royal Society A 115).

Whom a voter would tell is fixed before anything is bought, by a counter-based hash (Steele, Lea and
Flood 2014, OOPSLA). So an arm that meets more voters, none of them later, never reaches fewer.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from scipy.special import lambertw

from msim.core.arrays import Bools, Floats, Ints
from msim.core.compiled import compiled
from msim.outcome.exposure import frequencies

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_FIRST = np.uint64(0xBF58476D1CE4E5B9)
_SECOND = np.uint64(0x94D049BB133111EB)
_30, _27, _31, _11 = np.uint64(30), np.uint64(27), np.uint64(31), np.uint64(11)


class SharingKeys(Protocol):
    """How readily voters pass a message on.

    share_rate: probability of sharing at all. contacts: mean number of voters whom a sharer tells.
    homophily: probability that one of them is drawn from the sharer's own archetype.
    """

    @property
    def share_rate(self) -> float: ...  # noqa: D102
    @property
    def contacts(self) -> float: ...  # noqa: D102
    @property
    def homophily(self) -> float: ...  # noqa: D102


@dataclass(frozen=True)
class Circle:
    """Whom each voter of a block would tell, should the message arrive; shared by every arm.

    Voter i would tell target[start[i]:start[i + 1]]. start: (n + 1,). target: voters of the block.
    """

    start: Ints
    target: Ints

    @property
    def contacts(self) -> Ints:
        """(n,) how many each voter would tell; 0 for those who would not share."""
        return np.diff(self.start)


@dataclass(frozen=True)
class Passed:
    """What earned reach adds to one arm in one block.

    told: (n, messages) earned exposures to each message, each times what is left of it on polling
    day. count: (n,) earned exposures. reached: (n,) met by paid media or by another voter.
    """

    told: Floats
    count: Ints
    reached: Bools


@compiled(error_model="python")
def _splitmix64(state: np.uint64) -> np.uint64:
    """The output of splitmix64 at this state."""
    z = (state ^ (state >> _30)) * _FIRST
    z = (z ^ (z >> _27)) * _SECOND
    return z ^ (z >> _31)


@compiled(error_model="python")
def _uniform(stream: np.uint64, index: int) -> float:
    """The index-th number of a stream, in [0, 1)."""
    z = _splitmix64(stream + _GOLDEN * np.uint64(index + 1))
    return np.float64(z >> _11) * 2.0**-53


@compiled(error_model="python")
def _targets(
    key: np.uint64, homophily: float, start: Ints, archetype: Ints, members: Ints, group: Ints
) -> Ints:
    n = archetype.size
    out = np.empty(start[n], dtype=np.int32)  # as many as 100 a voter
    for i in range(n):
        stream = _splitmix64(key + _GOLDEN * np.uint64(i + 1))
        low = group[archetype[i]]
        size = group[archetype[i] + 1] - low
        for j in range(start[i + 1] - start[i]):
            # Contact j takes the numbers 2j and 2j + 1 of the voter's own stream, so that a voter
            # who tells more tells those from before as well.
            which = _uniform(stream, 2 * j + 1)
            if _uniform(stream, 2 * j) < homophily:
                out[start[i] + j] = members[low + int(which * size)]
            else:
                out[start[i] + j] = int(which * n)
    return out


def circle(archetype: Ints, uniforms: Floats, key: int, keys: SharingKeys) -> Circle:
    """Whom each voter would tell. archetype: (n,) from 0; uniforms: (n, 2) of sharing and contacts.

    The j-th target of voter i hangs on (key, i, j) alone, key being 64 random bits. Who draws
    him- or herself tells one voter fewer.

    >>> from types import SimpleNamespace
    >>> keys = SimpleNamespace(share_rate=0.5, contacts=2.0, homophily=1.0)
    >>> one = circle(np.array([0, 1, 0]), np.array([[0.1, 0.5], [0.9, 0.5], [0.4, 0.9]]), 7, keys)
    >>> one.contacts, set(one.target.tolist()) <= {0, 2}
    (array([2, 0, 4]), True)
    """
    means = np.where(uniforms[:, 0] < keys.share_rate, keys.contacts, 0.0)
    start = np.concatenate([[0], np.cumsum(frequencies(uniforms[:, 1], means))])
    # Stable: within an archetype in the order of the voters, whatever sorts.
    members = np.argsort(archetype, kind="stable")
    group = np.concatenate([[0], np.cumsum(np.bincount(archetype))])
    whole = np.ascontiguousarray(archetype, dtype=np.int64)
    bits = np.uint64(key % 2**64)
    return Circle(start, _targets(bits, float(keys.homophily), start, whole, members, group))


@compiled(error_model="python")
def _by_week(first_week: Ints, weeks: int) -> tuple[Ints, Ints]:
    """Voters in order of their first paid exposure, and where each week begins among them."""
    begin = np.zeros(weeks + 1, dtype=np.int64)
    for week in first_week:
        if week >= 0:
            begin[week + 1] += 1
    begin = np.cumsum(begin)
    place, order = begin.copy(), np.empty(begin[weeks], dtype=np.int64)
    for i in range(first_week.size):
        if first_week[i] >= 0:
            order[place[first_week[i]]] = i
            place[first_week[i]] += 1
    return order, begin


@compiled(error_model="python")
def _spread(
    start: Ints, target: Ints, first_week: Ints, message: Ints, retention: Floats, messages: int
) -> tuple[Floats, Ints, Bools]:
    n, weeks = first_week.size, retention.size
    told, count = np.zeros((n, messages)), np.zeros(n, dtype=np.int64)
    met = np.where(first_week >= 0, first_week, weeks)  # the week each voter hears of it
    carried, teller = message.copy(), np.full(n, -1, dtype=np.int64)
    paid, begin = _by_week(first_week, weeks)
    queue, low, high = np.empty(n, dtype=np.int64), 0, 0  # each voter stands in it once
    for week in range(weeks - 1):
        for i in paid[begin[week] : begin[week + 1]]:
            if met[i] == week:  # not told before
                queue[high] = i
                high += 1
        # Those who heard in this week tell in the next: what they add to the queue lies behind
        # `high` as it is now.
        sharers, low = queue[low:high], high
        for i in sharers:
            for t in target[start[i] : start[i + 1]]:
                if t == i:
                    continue
                count[t] += 1
                told[t, carried[i]] += retention[week + 1]
                if met[t] > week + 1:
                    met[t] = week + 1
                    carried[t], teller[t] = carried[i], i
                    queue[high] = t
                    high += 1
                elif met[t] == week + 1 and i < teller[t]:  # never where paid media came as well
                    carried[t], teller[t] = carried[i], i
    return told, count, met < weeks


def pass_on(
    circle: Circle, first_week: Ints, message: Ints, retention: Floats, messages: int
) -> Passed:
    """Let the message spread from the voters whom paid media meet.

    first_week: (n,) week of the first paid exposure, -1 for none. message: (n,) the message met
    then, ignored without one. retention: (weeks,) what is left on polling day of an effect of each
    week, from 0 to 1. Sharers tell in the week after they first heard, and once; what would be told
    after the last week does not arrive. They carry the message of paid media where those came
    first or in the same week, else that of whoever told first, the lowest-numbered in a week.

    Raises ValueError for a week or a message that does not exist.

    >>> everyone_tells_the_next = Circle(np.arange(5), np.array([1, 2, 3, 0]))
    >>> weeks = np.array([0, -1, -1, -1])
    >>> pass_on(everyone_tells_the_next, weeks, np.zeros(4, int), np.array([0.3, 0.5, 0.9]), 1)
    ... # doctest: +NORMALIZE_WHITESPACE
    Passed(told=array([[0. ], [0.5], [0.9], [0. ]]), count=array([0, 1, 1, 0]),
           reached=array([ True,  True,  True, False]))
    """
    met = first_week >= 0
    if np.any(first_week >= retention.size):
        raise ValueError(f"first_week must be below {retention.size}, the number of weeks")
    if np.any(met & ((message < 0) | (message >= messages))):
        raise ValueError(f"message must be from 0 to {messages - 1} where a voter is met")
    weeks, carried = (np.ascontiguousarray(a, dtype=np.int64) for a in (first_week, message))
    left = np.ascontiguousarray(retention, dtype=np.float64)
    target = np.ascontiguousarray(circle.target, dtype=np.int32)
    return Passed(*_spread(circle.start, target, weeks, carried, left, messages))


@compiled(error_model="python")
def _first_weeks(counts: Ints, log_later: Floats, uniform: Floats) -> Ints:
    channels, weeks = log_later.shape
    out = np.full(uniform.size, -1, dtype=np.int64)
    for i in range(uniform.size):
        if not np.any(counts[:, i] > 0):
            continue
        bar, low, high = math.log1p(-uniform[i]), 0, weeks - 1
        while low < high:  # the first week in which none so far is unlikely enough
            week, log_none = (low + high) // 2, 0.0
            for c in range(channels):
                if counts[c, i] > 0:
                    log_none += counts[c, i] * log_later[c, week]
            if log_none < bar:
                high = week
            else:
                low = week + 1
        out[i] = low
    return out


def first_weeks(counts: Ints, flights: Sequence[Sequence[float]], uniform: Floats) -> Ints:
    """(n,) week of each voter's first paid exposure, -1 where there is none; uniform: (n,).

    counts: (channels, n) exposures, which fall independently on the weeks by the weights of the
    channel's flight: P(first > t) = prod_c (share of flight c after t)^counts_c, inverted. Flights
    end in the same week, the last before the vote; weeks count from the start of the longest. More
    exposures never come later, in logs not even by rounding.

    >>> flights = [(1.0, 1.0, 2.0), (1.0,)]
    >>> first_weeks(np.array([[0, 0, 1, 2], [0, 1, 0, 0]]), flights, np.full(4, 0.4))
    array([-1,  2,  1,  0])
    """
    weeks = max(len(flight) for flight in flights)
    log_later = np.zeros((len(flights), weeks))
    for c, flight in enumerate(flights):
        share = np.cumsum(np.asarray(flight, dtype=float))
        with np.errstate(divide="ignore"):
            log_later[c, weeks - share.size :] = np.log1p(-share / share[-1])
    whole = np.ascontiguousarray(counts, dtype=np.int64)
    week: Ints = _first_weeks(whole, log_later, np.ascontiguousarray(uniform, dtype=np.float64))
    return week


def final_size(r0: float) -> float:
    """Share reached in the end from a few, each telling r0 others: the root of z = 1 - exp(-r0 z).

    0 where r0 is at most 1 (in closed form: Corless et al. 1996, Adv. Comput. Math. 5).

    >>> round(final_size(1.5), 7)
    0.5828116
    """
    if r0 <= 1.0:
        return 0.0
    return float(1.0 + lambertw(-r0 * math.exp(-r0)).real / r0)
