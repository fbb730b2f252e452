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
class Delivered:
    """Exposure of one block under one delivery.

    dose_share: (n, channels) each channel's part of a voter's dose, 0 without exposure.
    effect_share: (n,) effect as a multiple of one forced exposure.
    The rest are sums over voters, as in a tally.
    """

    dose_share: Floats
    effect_share: Floats
    reached: float
    reached_3: float
    expected_reached: float
    impressions: float
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


def expected_exposures(plan: Plan, row: Ints, audience: Audience) -> list[Floats]:
    """For each channel (n,) expected exposures of each voter under a plan; row: (n,)."""
    means = []
    for c, targeted in enumerate(plan.targeted):
        mean = audience.media.habit[:, c] * plan.rate[row, c]
        means.append(mean * (audience.media.matched[:, c] & audience.known) if targeted else mean)
    return means


def deliver(
    means: Sequence[Floats], doses: Sequence[float], saturation: float, audience: Audience
) -> Delivered:
    """Exposures, reach and dose. means: per channel (n,); doses: what one exposure leaves."""
    counts = [frequencies(audience.uniforms(c), mean) for c, mean in enumerate(means)]
    total = np.sum(counts, axis=0)
    parts = np.stack([d * count for d, count in zip(doses, counts, strict=True)])
    dose = parts.sum(axis=0)
    parts /= np.where(dose > 0.0, dose, 1.0)
    reached = total >= 1
    on_target = audience.turnout_prob * (audience.persuadable & reached)
    return Delivered(
        dose_share=parts.T,
        effect_share=saturate(dose, saturation),
        reached=float(np.count_nonzero(reached)),
        reached_3=float(np.count_nonzero(total >= 3)),
        expected_reached=-float(np.sum(np.expm1(-np.sum(means, axis=0)))),
        impressions=float(total.sum()),
        frequency=np.bincount(np.minimum(total, FREQUENCIES - 1), minlength=FREQUENCIES) * 1.0,
        persuadable_reached=float(np.sum(on_target)),
        persuadable_impressions=float(np.sum(total[audience.persuadable])),
    )
