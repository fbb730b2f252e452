"""Who hears which message, and who hears none? What voters have in common of a campaign.

The effective number of messages is that of Laakso and Taagepera (1979, Comparative Political
Studies 12(1)), the inverse of Simpson's concentration (1949, Nature 163): of equally large
audiences it is their number. Its shares are those of hearings: a voter who hears a message counts
once for it.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from msim.core.arrays import Bools, Floats, Ints
from msim.core.compiled import compiled
from msim.core.seen import Plan
from msim.outcome.delivery import Delivered

HEARD: Final = (
    "unreached_rate", "reach_rate", "reach_3_rate", "messages_heard", "shared_message_rate",
)  # fmt: skip
"""What is told of each group of voters, in this order."""
WAYS = 4
"""Ways in which a voter of a row hears: not at all, the common message, the row's own, both."""
MOST_SETS = 8
"""Messages, at most, of which each set that a voter may hear is counted where voters pass them on:
with more, what two voters have in common is not told."""
_AT_ONCE = 1024
"""Voters whose ways stay in the nearest cache."""
OFTEN = 3
"""Exposures that are often enough to count, by a common rule of thumb."""


def columns(plan: Plan) -> tuple[Ints, Ints, Bools]:
    """(rows,) messages of some channels, (rows,) those of the others, (channels,) the others.

    A channel that cannot target carries one message to all rows, so that no more than two columns
    of messages differ, and the first is the same in every row.
    """
    message = plan.message
    others: Bools = (message != message[:, :1]).any(axis=0)
    common, own = message[:, 0], message[:, int(np.argmax(others))]
    if others.any() and (common != common[0]).any():
        return own, common, ~others
    return common, own, others


def ways(plan: Plan) -> Bools:
    """(channels,) whether a channel carries a message of the row's own."""
    if not plan.several:
        return np.zeros(plan.targeted.size, dtype=np.bool_)
    return columns(plan)[2]


def count_heard(
    counts: Ints, row: Ints, rows: int, own: Bools, group: Ints, groups: int
) -> tuple[Floats, Floats]:
    """(groups, rows, ways) voters by how they hear, and (groups,) voters who were met often.

    counts: (channels, n) exposures. row: (n,) of the plan; all are taken as one row where rows is
    1. own: see `ways`. group: (kinds, n) group of each voter, by each kind from 1; group 0 is
    everybody.

    >>> counts = np.array([[1, 0, 4], [0, 0, 1]], dtype=np.int32)
    >>> nobody = np.zeros((0, 3), dtype=np.int16)
    >>> row, own = np.zeros(3, np.int32), np.array([False, True])
    >>> heard, often = count_heard(counts, row, 1, own, nobody, 1)
    >>> heard.tolist(), often.tolist()
    ([[[1.0, 1.0, 0.0, 1.0]]], [1.0])
    """
    sums = np.zeros((groups, rows, 2, WAYS))
    _count(counts, row, own, group, np.empty(_AT_ONCE, dtype=np.int32), sums)
    return sums.sum(axis=2), sums[:, :, 1].sum(axis=(1, 2))


def counted_alone(plan: Plan, row: Ints, delivered: Delivered) -> tuple[Floats, Floats, Floats]:
    """What a tally holds of who heard what, of everybody, where no other side speaks."""
    if not plan.several:
        heard, often = everybody(delivered)
    else:
        kinds = np.zeros((0, row.size), dtype=np.int16)
        rows, counts = len(plan.message), delivered.counts
        heard, often = count_heard(counts, row, rows, ways(plan), kinds, 1)
    return heard, often, heard[:, :, 0].sum(axis=1)


def everybody(delivered: Delivered) -> tuple[Floats, Floats]:
    """What `count_heard` counts of everybody where there is one message."""
    voters = float(delivered.frequency.sum())
    heard = np.array([[[voters - delivered.reached, delivered.reached, 0.0, 0.0]]])
    return heard, np.array([delivered.reached_3])


def plain_heard(
    counts: Ints, row: Ints, rows: int, own: Bools, group: Ints, groups: int
) -> tuple[Floats, Floats]:
    """What `count_heard` counts."""
    way = counts[~own].any(axis=0) + 2 * counts[own].any(axis=0)
    at = row if rows > 1 else np.zeros_like(row)
    every = np.vstack([np.zeros((1, row.size), dtype=group.dtype), group])
    heard, often = np.zeros((groups, rows, WAYS)), np.zeros(groups)
    for kind in every:
        np.add.at(heard, (kind, at, way), 1.0)
        np.add.at(often, kind, counts.sum(axis=0) >= OFTEN)
    return heard, often


@compiled
def _count(counts, row, own, group, room, sums):  # type: ignore[no-untyped-def]
    # The way is found for many voters at a time and takes no jump; bit 2 of it: met often.
    flat = sums.reshape(sums.shape[0], sums.shape[1], 2 * WAYS)
    several = sums.shape[1] > 1
    for first in range(0, row.size, _AT_ONCE):
        last = min(first + _AT_ONCE, row.size)
        way, of = room[: last - first], row[first:last]
        way[:] = 0
        for c in range(counts.shape[0]):
            each, bit = counts[c, first:last], np.int32(2 if own[c] else 1)
            for i in range(way.size):
                # Exposures are added up above the two lowest bits.
                way[i] = (way[i] + 4 * each[i]) | (bit if each[i] > 0 else 0)
        for i in range(way.size):
            way[i] = (way[i] & 3) | (4 if way[i] >= 4 * OFTEN else 0)
        for k in range(-1, group.shape[0]):
            if k < 0:
                table = flat[0]
                for i in range(way.size):
                    at = np.uint64(of[i]) if several else np.uint64(0)
                    table[at, np.uint64(way[i])] += 1.0
            else:
                mine = group[k, first:last]
                for i in range(way.size):
                    at = np.uint64(of[i]) if several else np.uint64(0)
                    flat[np.uint64(mine[i]), at, np.uint64(way[i])] += 1.0


def count_sets(
    told: Bools, total: Ints, messages: Ints, group: Ints, groups: int
) -> tuple[Floats, Floats]:
    """(groups, 1, sets) voters by the set of messages heard, and (groups,) who were met often.

    told: (n, every message) who heard which. total: (n,) exposures. messages: those that count,
    set s holding the k-th where bit k of s is set. With more than `MOST_SETS` there are two sets:
    nothing and anything.
    """
    if messages.size > MOST_SETS:
        code, sets = told.any(axis=1).astype(np.intp), 2
    else:
        code, sets = told[:, messages] @ (1 << np.arange(messages.size)), 1 << messages.size
    heard, often = np.zeros((groups, 1, sets)), np.zeros(groups)
    enough = (total >= OFTEN).astype(float)
    for kind in (np.zeros(code.size, dtype=np.intp), *group):
        at = kind.astype(np.intp) * sets + code
        heard += np.bincount(at, minlength=groups * sets).reshape(groups, 1, sets)
        often += np.bincount(kind, weights=enough, minlength=groups)
    return heard, often


def count_unheard(mine: Ints | Bools, theirs: Bools, group: Ints, groups: int) -> Floats:
    """(groups,) voters whom neither side meets. mine: (n,) or (channels, n) exposures."""
    nobody = ~(mine.astype(np.bool_) if mine.ndim == 1 else mine.any(axis=0)) & ~theirs
    out = np.zeros(groups)
    out[0] = np.count_nonzero(nobody)
    for kind in group:
        out += np.bincount(kind[nobody], minlength=groups)
    return out


def hearing(plan: Plan, heard: Floats, often: Floats, unheard: Floats, sets: bool) -> Floats:
    """(groups, 5) what `HEARD` names, from counts of voters; NaN for a group without anybody.

    sets: whether voters are counted by the set of messages that they heard (`count_sets`), instead
    of by row and way.
    """
    found = np.full((often.size, len(HEARD)), np.nan)
    if not sets and not plan.several:
        for g, ((never, once, *_),) in enumerate(heard.tolist()):
            voters = never + once
            if voters > 0.0:
                share = once / voters
                told = unheard[g] / voters, share, often[g] / voters
                found[g] = (*told, 1.0 if once else np.nan, share * share)
        return found
    if not sets:
        common, own, _ = columns(plan)
        each = np.zeros((2, int(plan.message.max(initial=0)) + 1))
        _tell(heard, np.stack([common, own]), each, np.stack([often, unheard]), found)
        return found
    messages = plan.carried.size
    held = (np.arange(heard.shape[2])[:, None] >> np.arange(messages)) & 1 if messages else None
    for g, by_set in enumerate(heard[:, 0]):
        voters = by_set.sum()
        if voters == 0.0:
            continue
        reached = voters - by_set[0]
        found[g, :3] = unheard[g] / voters, reached / voters, often[g] / voters
        if held is None or reached == 0.0:
            found[g, 4] = 0.0
        elif messages <= MOST_SETS:
            hearers = by_set @ held
            found[g, 3] = hearers.sum() ** 2 / (hearers**2).sum()
            found[g, 4] = by_set @ (held @ held.T > 0) @ by_set / voters**2
    return found


@compiled
def _tell(heard, message, each, met, found):  # type: ignore[no-untyped-def]
    # each: (2, messages) voters who heard each, and of those who heard two, who heard each as
    # the second: the first is the one that all rows share.
    common, own, often, unheard = message[0], message[1], met[0], met[1]
    hearers, both = each[0], each[1]
    for g in range(heard.shape[0]):
        hearers[:] = 0.0
        both[:] = 0.0
        voters, reached = 0.0, 0.0
        for r in range(heard.shape[1]):
            one, two = heard[g, r, 1], heard[g, r, 2]
            pair = heard[g, r, 3]
            reached += one + two + pair
            voters += heard[g, r, 0] + one + two + pair
            hearers[common[r]] += one + pair
            hearers[own[r]] += two
            if common[r] != own[r]:
                hearers[own[r]] += pair
                both[own[r]] += pair
        if voters > 0.0:
            total, squares, shared = 0.0, 0.0, 0.0
            for k in range(hearers.size):
                total += hearers[k]
                squares += hearers[k] * hearers[k]
                # Two who both heard the same two messages have them in common once.
                shared += hearers[k] * hearers[k] - both[k] * both[k]
            found[g, 0] = unheard[g] / voters
            found[g, 1] = reached / voters
            found[g, 2] = often[g] / voters
            if squares > 0.0:
                found[g, 3] = total * total / squares
            found[g, 4] = shared / (voters * voters)


def hearers(plan: Plan, heard: Floats, messages: int, sets: bool) -> Floats | None:
    """(groups, messages) voters who heard each message; None where that was not counted.

    heard, sets: as in `hearing`.
    """
    out, sent = np.zeros((heard.shape[0], messages)), plan.carried
    if sets and sent.size > MOST_SETS:
        return None
    if sets or not plan.several:
        if sent.size:
            codes = np.arange(heard.shape[2])
            held = (codes[:, None] >> np.arange(sent.size)) & 1 if sets else codes[:, None] > 0
            out[:, sent] = heard[:, 0] @ held
        return out
    common, own, _ = columns(plan)
    for r in range(heard.shape[1]):
        out[:, common[r]] += heard[:, r, 1] + heard[:, r, 3]
        out[:, own[r]] += heard[:, r, 2] + (heard[:, r, 3] if common[r] != own[r] else 0.0)
    return out
