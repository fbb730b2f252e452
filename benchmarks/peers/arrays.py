"""The model as a whole-array numpy script: every voter at once, an arm after the other.

What a good student would write: float64, a column a number, numpy's own generator, no blocks, no
threads, no compiled loops. Exposures are drawn anew for each arm (`Generator.poisson`), which is
faster than inverting shared uniforms with `scipy.stats.poisson.ppf`.
"""

from __future__ import annotations

import numpy as np
from scipy.special import expit

from benchmarks.peers.outcome import Outcome
from benchmarks.peers.setting import Arm, Line, Setting
from msim.core.arrays import Floats, Ints


def simulate(s: Setting, voters: int, seed: int) -> Outcome:
    """Draw the voters and play every arm on them."""
    rng = np.random.default_rng(seed)

    def score(line: Line) -> Floats:
        return line.intercept + traits @ line.weights + line.sd * rng.standard_normal(voters)

    archetype = rng.choice(s.shares.size, size=voters, p=s.shares)
    traits = s.means[archetype] + s.within * rng.standard_normal((voters, s.means.shape[1]))
    support = score(s.support)
    turnout = expit(score(s.turnout))
    effects = s.effects.mean + traits @ s.effects.loadings
    effects += s.effects.sd * rng.standard_normal(effects.shape)
    effects += score(s.effects.common)[:, None]
    habit = np.ones((voters, len(s.channels)))
    for c, channel in enumerate(s.channels):
        if channel.log_habit is not None:
            habit[:, c] = np.exp(score(channel.log_habit))
        habit[rng.random(voters) >= channel.users, c] = 0.0
    matched = rng.random(habit.shape) < [channel.match_rate for channel in s.channels]
    known = rng.random(voters) < s.data.known
    rows = _rows(s, rng, traits, support, effects)

    own, exposures = {}, {}
    for arm in s.arms:
        row = np.where(known, rows[arm.rule], 0)
        counts = _meet(s, arm, rng, habit * arm.rate[row], matched & known[:, None])
        support_after = support + s.swing + _moved(s, arm, row, counts, effects)
        own[arm.name] = turnout * expit(support_after)
        exposures[arm.name] = counts.sum(axis=1)
    return Outcome(turnout, own, exposures)


def _rows(
    s: Setting, rng: np.random.Generator, traits: Floats, support: Floats, effects: Floats
) -> dict[str, Ints]:
    """Row of each voter with a record, by rule; row 0 holds those without."""
    n, cells = support.size, s.cells
    readings = s.data.keep * traits + s.data.sd * rng.standard_normal(traits.shape)
    for index, cuts in enumerate(s.data.cuts):
        if cuts.size:
            readings[:, index] = np.searchsorted(cuts, readings[:, index], side="right")
    right = rng.random(n) < s.data.party_accuracy
    party = np.where(right, 1.0, -1.0) * np.where(support >= 0.0, 1.0, -1.0)
    columns = []
    for index, levels in enumerate(s.data.levels):
        if levels:
            columns += [readings[:, index] == level for level in range(levels)]
        else:
            columns.append(readings[:, index])
    table = np.column_stack([*columns, party])
    scaled = (table - cells.mean) * cells.scale
    distance = ((scaled[:, None, :] - cells.centres) ** 2).sum(axis=2)
    demographic = np.zeros(n, dtype=int)
    for index, levels in cells.demographic:
        demographic = demographic * levels + readings[:, index].astype(int)
    return {
        "everyone": np.zeros(n, dtype=int),
        "segments": distance.argmin(axis=1) + 1,
        "lots": rng.choice(cells.lots.size, size=n, p=cells.lots) + 1,
        "cells": demographic + 1,
        "lines": (cells.level + table @ cells.slopes).argmax(axis=1) + 1,
        "best": effects.argmax(axis=1) + 1,
    }


def _meet(
    s: Setting, arm: Arm, rng: np.random.Generator, mean: Floats, found: Floats
) -> Floats:
    """(n, channels) exposures that count."""
    counts = np.zeros(mean.shape)
    for c, channel in enumerate(s.channels):
        expected = mean[:, c] * found[:, c] if arm.targeted[c] else mean[:, c]
        counts[:, c] = rng.poisson(expected)
        if channel.cap is not None:
            counts[:, c] = np.minimum(counts[:, c], channel.cap)
    return counts


def _moved(s: Setting, arm: Arm, row: Ints, counts: Floats, effects: Floats) -> Floats:
    """(n,) change of the support logit: the saturated dose times the mean effect of what is met."""
    doses = counts * [channel.dose for channel in s.channels]
    dose = doses.sum(axis=1)
    met = np.take_along_axis(effects, arm.message[row], axis=1)
    mean = (doses * met).sum(axis=1) / np.where(dose > 0.0, dose, 1.0)
    if s.saturation == 0.0:
        return dose * mean
    return np.expm1(-s.saturation * dose) / np.expm1(-s.saturation) * mean
