"""What does a delivery do, whatever the message says? Reach, frequency and dose of one buy.

Arms with the same delivery share it; only their messages differ.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from msim.core.arrays import Bools, Floats, Ints
from msim.core.dose import saturate
from msim.core.happened import FREQUENCIES
from msim.core.seen import Plan
from msim.core.truth import Media
from msim.outcome.exposure import frequencies


@dataclass(frozen=True)
class Terms:
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

    dose_share: (n, channels) each channel's part of a voter's dose, 0 without exposure.
    effect_share: (n,) effect as a multiple of one forced exposure.
    turnout_share, turnout_effect, turnout_dose: the same for turnout; None where messages do not
    move it.
    counts: (channels, n) exposures that count. dose: (n,) before saturation.
    The rest are sums over voters, as in a tally.
    """

    dose_share: Floats
    effect_share: Floats
    turnout_share: Floats | None
    turnout_effect: Floats | None
    turnout_dose: Floats | None
    counts: Ints
    dose: Floats
    reached: float
    reached_3: float
    expected_reached: float
    impressions: float
    exposures: float
    frequency: Floats
    persuadable_reached: float
    persuadable_impressions: float


@dataclass(frozen=True)
class Audience:
    """What delivery needs to know of the voters of a block.

    known: (n,) usable record. persuadable: (n,) within the bounds. turnout_prob: (n,).
    uniforms: gives the (n,) exposure uniforms of a channel (by index).
    """

    media: Media
    known: Bools
    persuadable: Bools
    turnout_prob: Floats
    uniforms: Callable[[int], Floats]


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
) -> list[Floats]:
    """For each channel (n,) expected exposures of each voter under a plan; row: (n,).

    met: exposures for each impression or attempt, by channel; one where it is not given.
    """
    means = []
    for c, targeted in enumerate(plan.targeted):
        rate = plan.rate[:, c] * met[c] if met and met[c] != 1.0 else plan.rate[:, c]
        mean = audience.media.habit[:, c] * rate[row]
        means.append(mean * (audience.media.matched[:, c] & audience.known) if targeted else mean)
    return means


def deliver(means: Sequence[Floats], terms: Terms, audience: Audience) -> Delivered:
    """Exposures, reach and dose. means: per channel (n,) expected exposures."""
    whole = np.stack([frequencies(audience.uniforms(c), mean) for c, mean in enumerate(means)])
    counts = whole
    if any(cap is not None for cap in terms.caps):
        most = [whole.max(initial=0) if cap is None else cap for cap in terms.caps]
        counts = np.minimum(whole, np.array(most)[:, None])
    dose, share = _dose(terms.doses, counts)
    turnout_share = turnout_effect = turnout_dose = None
    if terms.turnout_doses:
        turnout_dose, turnout_share = _dose(terms.turnout_doses, counts)
        turnout_effect = saturate(turnout_dose, terms.saturation)
    met = count_met(counts.sum(axis=0), audience)
    return Delivered(
        dose_share=share,
        effect_share=saturate(dose, terms.saturation),
        turnout_share=turnout_share,
        turnout_effect=turnout_effect,
        turnout_dose=turnout_dose,
        counts=counts,
        dose=dose,
        reached=met.reached,
        reached_3=met.reached_3,
        expected_reached=-float(np.sum(np.expm1(-np.sum(means, axis=0)))),
        impressions=met.exposures if counts is whole else float(whole.sum()),
        exposures=met.exposures,
        frequency=met.frequency,
        persuadable_reached=met.persuadable_reached,
        persuadable_impressions=met.persuadable_impressions,
    )


def _dose(doses: Sequence[float], counts: Ints) -> tuple[Floats, Floats]:
    """(n,) dose and (n, channels) each channel's part of it."""
    parts = np.stack([d * count for d, count in zip(doses, counts, strict=True)])
    dose = parts.sum(axis=0)
    parts /= np.where(dose > 0.0, dose, 1.0)
    return dose, parts.T


def count_met(total: Ints, audience: Audience) -> Met:
    """Who is met how often, from (n,) exposures of each voter."""
    reached = total >= 1
    on_target = audience.turnout_prob * (audience.persuadable & reached)
    return Met(
        reached=float(np.count_nonzero(reached)),
        reached_3=float(np.count_nonzero(total >= 3)),
        exposures=float(total.sum()),
        frequency=np.bincount(np.minimum(total, FREQUENCIES - 1), minlength=FREQUENCIES) * 1.0,
        persuadable_reached=float(np.sum(on_target)),
        persuadable_impressions=float(np.sum(total[audience.persuadable])),
    )
