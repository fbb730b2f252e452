"""What does a message gain with each voter? Shifts of logits as votes in points.

A shift multiplies the odds of a logistic choice (Cox 1958, Journal of the Royal Statistical
Society B 20(2)); small changes keep all their digits. Knows the truth.
"""

from __future__ import annotations

import numpy as np
from scipy.special import expit, logit

from msim.core.arrays import Floats
from msim.core.columns import double
from msim.core.compiled import compiled
from msim.core.elementary import exp_less_one

_AT_ONCE = 1024
"""Voters whose numbers stay in the nearest cache."""


def votes_gained_pp(
    support: Floats,
    turnout_prob: Floats,
    effects: Floats,
    turnout_effects: Floats | None,
    as_a_goal: bool = False,
) -> Floats:
    """(n, messages) votes gained by one forced exposure, in points of a likely voter.

    The change of vote choice; where messages move turnout, with what that adds to the lead,
    halved, for each probability of voting. support: (n,) logits; effects, turnout_effects:
    (n, messages) logits. As a goal, nothing is gained by keeping anybody at home.

    >>> gained = votes_gained_pp(np.zeros(1), np.full(1, 0.5), np.ones((1, 1)), None)
    >>> gained.round(3).tolist()
    [[23.106]]
    """
    logits, columns = double(support), double(effects.T)
    gained = np.empty(columns.shape)
    _persuaded(logits, columns, np.empty((2, _AT_ONCE)), gained)
    if turnout_effects is not None:
        moved, usual = double(turnout_effects.T), double(turnout_prob)
        _mobilised(logits, usual, moved, np.empty((2, logits.size)), as_a_goal, gained)
    return gained.T


@compiled
def _persuaded(support, effects, likely, out):  # type: ignore[no-untyped-def]
    """Changes of vote choice in points, (messages, n)."""
    for first in range(0, support.size, _AT_ONCE):
        logits = support[first : first + _AT_ONCE]
        p, q = likely[0, : logits.size], likely[1, : logits.size]
        _both_ways(logits, p, q)
        for k in range(out.shape[0]):
            shifts, row = effects[k, first : first + p.size], out[k, first : first + p.size]
            for i in range(row.size):
                row[i] = 100.0 * _gain(p[i], q[i], np.float64(shifts[i]))


@compiled(forceinline=True)
def _both_ways(logits, p, q):  # type: ignore[no-untyped-def]
    """Probabilities of logits, (n,), and what each lacks to 1."""
    for i in range(p.size):
        x = np.float64(logits[i])
        more = exp_less_one(abs(x))
        less_likely = 1.0 / (more + 2.0)
        likely = (more + 1.0) * less_likely
        p[i] = likely if x >= 0.0 else less_likely
        q[i] = less_likely if x >= 0.0 else likely


@compiled(forceinline=True)
def _gain(p, q, shift):  # type: ignore[no-untyped-def]
    """Change of a probability p = 1 - q by a shift of its logit.

    `p q (f - 1) / (q + p f)` with f = exp(shift), and the same seen from the other side where it
    falls: nowhere is a difference taken of what is nearly equal.
    """
    more = exp_less_one(abs(shift))
    start, end = (q, p) if shift >= 0.0 else (p, q)
    size = p * q * more / (start + end * (more + 1.0))
    return size if shift >= 0.0 else -size


def stated_votes(support: Floats, effects: Floats) -> Floats:
    """(1 + messages, n) probabilities of the vote before any message, and after each.

    support: (n,) and effects: (messages, n) in logits.

    >>> stated_votes(np.zeros(2), np.array([[1.0, 0.0]])).round(3).tolist()
    [[0.5, 0.5], [0.731, 0.5]]
    """
    stated = np.empty((1 + effects.shape[0], support.size))
    _stated(double(support), double(effects), np.empty(_AT_ONCE), stated)
    return stated


@compiled
def _stated(support, effects, q, out):  # type: ignore[no-untyped-def]
    for first in range(0, support.size, _AT_ONCE):
        p = out[0, first : first + _AT_ONCE]
        _both_ways(support[first : first + _AT_ONCE], p, q)
        for k in range(effects.shape[0]):
            shifts, row = effects[k, first : first + p.size], out[k + 1, first : first + p.size]
            for i in range(p.size):
                row[i] = p[i] + _gain(p[i], q[i], shifts[i])


def plain_stated(support: Floats, effects: Floats) -> Floats:
    """(1 + messages, n): what `stated_votes` computes."""
    return expit(np.vstack([support, support + effects]))


@compiled
def _mobilised(support, usual, turnout_effects, room, as_a_goal, out):  # type: ignore[no-untyped-def]
    """Add what turnout adds to changes of vote choice, (messages, n) in points."""
    p, q = room[0], room[1]
    _both_ways(support, p, q)
    for k in range(out.shape[0]):
        shifts, row = turnout_effects[k], out[k]
        for i in range(row.size):
            turnout = np.float64(usual[i])
            come = _gain(turnout, 1.0 - turnout, np.float64(shifts[i]))
            mobilised = come * (100.0 * (p[i] - 0.5) + row[i])
            kept = min(mobilised, 0.0) if as_a_goal and come < 0.0 else mobilised
            row[i] += kept / max(turnout, 1e-9)


def plain_votes_gained(
    support: Floats,
    turnout_prob: Floats,
    effects: Floats,
    turnout_effects: Floats | None,
    as_a_goal: bool = False,
) -> Floats:
    """(n, messages): what `votes_gained_pp` computes."""
    prob = expit(np.asarray(support, dtype=float))[:, None]
    moved = expit(np.asarray(support, dtype=float)[:, None] + effects)
    if turnout_effects is None:
        return np.asarray(100.0 * (moved - prob))
    usual = np.asarray(turnout_prob, dtype=float)[:, None]
    more = expit(logit(usual) + turnout_effects) - usual
    mobilised = more * (moved - 0.5)
    if as_a_goal:
        mobilised = np.where(more < 0.0, np.minimum(mobilised, 0.0), mobilised)
    return np.asarray(100.0 * (moved - prob + mobilised / np.maximum(usual, 1e-9)))
