"""What a peer hands back, and how far that is from what `msim` says of the same arms."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from msim.core.arrays import Floats


@dataclass(frozen=True)
class Outcome:
    """Votes of n voters. own, exposures: by the name of a plan, (n,) each. turnout: (n,)."""

    turnout: Floats
    own: Mapping[str, Floats]
    exposures: Mapping[str, Floats]


@dataclass(frozen=True)
class Estimate:
    """A number and its standard error."""

    value: float
    error: float


def by_arm(found: Outcome) -> dict[str, str]:
    """The plan of each arm: the oracle's is the better of its two."""
    plans = {name: name for name in found.own if "/" not in name}
    deliveries = [name for name in found.own if "/" in name]
    if deliveries:
        best = max(deliveries, key=lambda name: float(found.own[name].sum()))
        plans[best.split("/")[0]] = best
    return plans


def share_pp(found: Outcome, plan: str) -> Estimate:
    """Share of votes for the own side, in points (a ratio: its error by linearisation)."""
    own, votes = found.own[plan], found.turnout
    share = float(own.sum() / votes.sum())
    residual = own - share * votes
    error = float(residual.std() / np.sqrt(own.size) / votes.mean())
    return Estimate(100.0 * share, 100.0 * error)


def gain_pp(found: Outcome, plan: str) -> Estimate:
    """What an arm adds to that share beside silence, on the same voters."""
    gain, votes = found.own[plan] - found.own["silent"], found.turnout
    ratio = float(gain.sum() / votes.sum())
    residual = gain - ratio * votes
    error = float(residual.std() / np.sqrt(gain.size) / votes.mean())
    return Estimate(100.0 * ratio, 100.0 * error)


def reach_rate(found: Outcome, plan: str) -> Estimate:
    """Share of voters who were met at least once."""
    met = found.exposures[plan] > 0
    return Estimate(float(met.mean()), float(met.std() / np.sqrt(met.size)))
