"""What does a delivery do, whatever the message says? Reach, frequency and dose of one buy.

Arms with the same delivery share it; only their messages differ.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from msim.core.arrays import Bools, Floats, Ints
from msim.core.columns import PARTIALS, add_to_partials, single, summed
from msim.core.compiled import compiled
from msim.core.dose import saturate
from msim.core.elementary import exp_less_one, exp_less_one_single
from msim.core.memo import Memo
from msim.core.seen import Plan
from msim.core.tally import FREQUENCIES
from msim.core.truth import Media
from msim.outcome.exposure import frequencies, quantile_scores

_AT_ONCE = 1024
"""Voters whose numbers stay in the nearest cache."""
_NO_DOSE, _NEXT_TO_NONE = np.float32(1e-8), 1e-9
"""A dose so small that effects are proportional to it, which can be divided by (and squared: still
smaller numbers take a processor long); saturation that takes nothing from any dose."""


@dataclass(frozen=True)
class ExposureTerms:
    """How exposures count, the same for every plan of a side; one entry a channel.

    doses: what one exposure leaves on polling day, for vote choice. turnout_doses: the same for
    turnout, empty where messages do not move it. met: exposures for each impression or attempt.
    caps: exposures of one voter that count, None without a cap. saturation: as in the response.
    """

    doses: tuple[float, ...]
    turnout_doses: tuple[float, ...]
    met: tuple[float, ...]
    caps: tuple[int | None, ...]
    saturation: float


@dataclass(frozen=True)
class Delivered:
    """Exposure of one block under one delivery.

    parts: (channels, n) what each channel brings of the effect of one forced exposure.
    turnout_parts: the same for turnout; None where messages do not move it.
    counts: (channels, n) exposures that count.
    The rest are sums over voters, as in a tally.
    """

    parts: Floats
    turnout_parts: Floats | None
    counts: Ints
    reached: float
    reached_3: float
    expected_reached: float
    impressions: float
    exposures: float
    frequency: Floats
    persuadable_reached: float
    persuadable_impressions: float

    @property
    def effect_share(self) -> Floats:
        """(n,) effect as a multiple of one forced exposure."""
        return np.asarray(self.parts.sum(axis=0))


@dataclass(frozen=True)
class Audience:
    """What delivery needs to know of the voters of a block.

    known: (n,) usable record. persuadable: (n,) within the bounds. turnout_prob: (n,).
    uniforms: (n,) of each channel, by which it is drawn how often each voter is exposed.
    """

    media: Media
    known: Bools
    persuadable: Bools
    turnout_prob: Floats
    uniforms: Sequence[Floats]
    memo: Memo = field(default_factory=Memo, repr=False, init=False)

    def score(self, channel: int) -> Floats:
        """(n,) normal scores of a channel's exposure uniforms, made once for all deliveries."""
        if channel not in self.memo:
            self.memo[channel] = quantile_scores(self.uniforms[channel])
        return self.memo[channel]

    @cached_property
    def found(self) -> Bools:
        """(n, channels) whom targeted delivery finds, kept column by column."""
        return (self.media.matched.T & self.known).T

    @cached_property
    def weight_persuadable(self) -> float:
        """Persuadable voters, weighted by turnout."""
        return float(np.sum(self.turnout_prob * self.persuadable, dtype=float))


@dataclass(frozen=True)
class Met:
    """Sums over voters of who was met how often."""

    reached: float
    reached_3: float
    exposures: float
    frequency: Floats
    persuadable_reached: float
    persuadable_impressions: float


def expected_exposures(
    plan: Plan, row: Ints, audience: Audience, met: Sequence[float] = ()
) -> Floats:
    """(channels, n) expected exposures of each voter under a plan; row: (n,).

    met: exposures for each impression or attempt, by channel; one where it is not given.
    """
    habit = single(audience.media.habit.T)
    means = np.empty(habit.shape)
    everyone = np.ones(row.size, dtype=np.bool_)
    for c, targeted in enumerate(plan.targeted):
        rate = plan.rate[:, c] * (met[c] if met else 1.0)
        who = audience.found[:, c] if targeted else everyone
        _times_rate(habit[c], rate, row, who, means[c])
    return means


@compiled
def _times_rate(habit, rate, row, who, out):  # type: ignore[no-untyped-def]
    same, alike = rate[0], True
    for each in rate:
        alike &= each == same
    if alike:
        for i in range(out.size):
            out[i] = same * habit[i] if who[i] else 0.0
    else:
        for i in range(out.size):
            out[i] = rate[np.uint64(row[i])] * habit[i] if who[i] else 0.0


def deliver(means: Floats, terms: ExposureTerms, audience: Audience) -> Delivered:
    """Exposures, reach and dose. means: (channels, n) expected exposures."""
    means = np.asarray(means, dtype=float)
    counts = np.empty(means.shape, dtype=np.int32)
    for c, mean in enumerate(means):
        frequencies(audience.uniforms[c], mean, audience.score(c), counts[c])
    impressions = None
    if any(cap is not None for cap in terms.caps):
        impressions = float(counts.sum())
        for exposures, cap in zip(counts, terms.caps, strict=True):
            if cap is not None:
                # Beyond the cap an impression is paid for and wasted: whoever is met stays met.
                np.minimum(exposures, cap, out=exposures)
    met = count_met(counts, audience)
    turnout = parts(counts, terms.turnout_doses, terms.saturation) if terms.turnout_doses else None
    return Delivered(
        parts=parts(counts, terms.doses, terms.saturation),
        turnout_parts=turnout,
        counts=counts,
        reached=met.reached,
        reached_3=met.reached_3,
        expected_reached=_expected_reached(means, np.empty(_AT_ONCE), np.zeros(PARTIALS)),
        impressions=met.exposures if impressions is None else impressions,
        exposures=met.exposures,
        frequency=met.frequency,
        persuadable_reached=met.persuadable_reached,
        persuadable_impressions=met.persuadable_impressions,
    )


def plain_parts(counts: Ints, doses: Sequence[float], saturation: float) -> Floats:
    """(channels, n): what `parts` computes."""
    each = np.asarray(doses)[:, None] * counts
    dose = each.sum(axis=0)
    return np.asarray(saturate(dose, saturation) * each / np.where(dose > 0.0, dose, 1.0))


def parts(counts: Ints, doses: Sequence[float], saturation: float) -> Floats:
    """(channels, n) what each channel brings of the effect of one forced exposure.

    The saturated dose, shared out by doses; counts: (channels, n), doses: of one exposure on each.

    >>> parts(np.array([[1], [1]]), (0.25, 0.75), 0.0).tolist()
    [[0.25], [0.75]]
    """
    out = np.empty(counts.shape, dtype=np.float32)
    room = np.empty(_AT_ONCE), np.empty(_AT_ONCE, dtype=np.float32)
    _parts(counts, np.asarray(doses), float(saturation), room, out)
    return out


@compiled
def _parts(counts, doses, saturation, room, out):  # type: ignore[no-untyped-def]
    levelling, whole = np.float32(saturation), np.float32(exp_less_one(-saturation))
    sums, each = room
    for first in range(0, counts.shape[1], _AT_ONCE):
        last = min(first + _AT_ONCE, counts.shape[1])
        dose, effect = sums[: last - first], each[: last - first]
        dose[:] = 0.0
        for c in range(counts.shape[0]):
            often = counts[c, first:last]
            for i in range(dose.size):
                dose[i] += doses[c] * often[i]
        if saturation > _NEXT_TO_NONE:
            for i in range(dose.size):
                # (1 - exp(-s d)) / ((1 - exp(-s)) d) has a limit at d = 0, and no value there
                met = max(np.float32(dose[i]), _NO_DOSE)
                effect[i] = exp_less_one_single(-levelling * met) / (whole * met)
        else:
            effect[:] = 1.0
        for c in range(counts.shape[0]):
            part, often, one = out[c, first:last], counts[c, first:last], np.float32(doses[c])
            for i in range(dose.size):
                part[i] = effect[i] * (one * np.float32(often[i]))


@compiled
def _expected_reached(means, missed, partials):  # type: ignore[no-untyped-def]
    """Expected voters met at least once, from (channels, n) expected exposures."""
    for first in range(0, means.shape[1], _AT_ONCE):
        last = min(first + _AT_ONCE, means.shape[1])
        here = missed[: last - first]
        here[:] = 0.0
        for c in range(means.shape[0]):
            mean = means[c, first:last]
            for i in range(here.size):
                here[i] += mean[i]
        for i in range(here.size):
            # Poisson, independent given the voter: no exposure has probability exp(-sum of means)
            here[i] = -exp_less_one(-here[i])
        add_to_partials(partials, here)
    return summed(partials)


def count_met(counts: Ints, audience: Audience) -> Met:
    """Who is met how often, from (channels, n) exposures of each voter."""
    room = np.empty(_AT_ONCE, dtype=np.int64), np.empty(_AT_ONCE), np.zeros(PARTIALS)
    voters = np.zeros((4, FREQUENCIES), dtype=np.int64)
    exposures, reached, shown = _count_met(
        counts, audience.persuadable, audience.turnout_prob, room, voters
    )
    frequency = voters.sum(axis=0).astype(float)
    return Met(
        reached=float(frequency[1:].sum()),
        reached_3=float(frequency[3:].sum()),
        exposures=float(exposures),
        frequency=frequency,
        persuadable_reached=reached,
        persuadable_impressions=float(shown),
    )


def plain_met(counts: Ints, audience: Audience) -> Met:
    """What `count_met` counts."""
    total = counts.sum(axis=0)
    met = total > 0
    return Met(
        reached=float(met.sum()),
        reached_3=float((total >= 3).sum()),
        exposures=float(total.sum()),
        frequency=np.bincount(np.minimum(total, FREQUENCIES - 1), minlength=FREQUENCIES) * 1.0,
        persuadable_reached=float(audience.turnout_prob[met & audience.persuadable].sum()),
        persuadable_impressions=float(total[audience.persuadable].sum()),
    )


@compiled
def _count_met(counts, persuadable, turnout_prob, room, frequency):  # type: ignore[no-untyped-def]
    total, weight, partials = room
    exposures, shown = 0, 0
    for first in range(0, counts.shape[1], _AT_ONCE):
        last = min(first + _AT_ONCE, counts.shape[1])
        met, target = total[: last - first], persuadable[first:last]
        usual, hit = turnout_prob[first:last], weight[: last - first]
        met[:] = 0
        for c in range(counts.shape[0]):
            each = counts[c, first:last]
            for i in range(met.size):
                met[i] += each[i]
        for i in range(met.size):
            exposures += met[i]
            shown += met[i] if target[i] else 0
            hit[i] = usual[i] if target[i] and met[i] > 0 else 0.0
        add_to_partials(partials, hit)
        for i in range(met.size):
            # Four tables in turn: most fall into a few cells, where increments wait for each other
            often = np.uint64(min(met[i], FREQUENCIES - 1))
            frequency[np.uint64(i) % np.uint64(4), often] += 1
    return exposures, summed(partials), shown
