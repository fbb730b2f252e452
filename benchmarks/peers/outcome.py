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


Plans = list[str]
"""What an arm leaves to chance: it comes to the mean over these plans, by name."""


def by_arm(found: Outcome) -> dict[str, Plans]:
    """The plans of each arm, such as `naive` and `naive#1`; of the oracle's the best alone."""
    plans: dict[str, Plans] = {}
    for name in found.own:
        if "/" not in name:
            plans.setdefault(name.split("#")[0], []).append(name)
    choices = [name for name in found.own if "/" in name]
    if choices:
        told = [name for name in found.own if name == "best_single"]
        best = max([*choices, *told], key=lambda name: float(found.own[name].sum()))
        plans[choices[0].split("/")[0]] = [best]
    return plans


def _own(found: Outcome, plans: Plans) -> Floats:
    return np.asarray(np.mean([found.own[plan] for plan in plans], axis=0))


def share_pp(found: Outcome, plans: Plans) -> Estimate:
    """Share of votes for the own side, in points (a ratio: its error by linearisation)."""
    own, votes = _own(found, plans), found.turnout
    share = float(own.sum() / votes.sum())
    residual = own - share * votes
    error = float(residual.std() / np.sqrt(own.size) / votes.mean())
    return Estimate(100.0 * share, 100.0 * error)


def gain_pp(found: Outcome, plans: Plans) -> Estimate:
    """What an arm adds to that share beside silence, on the same voters."""
    gain, votes = _own(found, plans) - found.own["silent"], found.turnout
    ratio = float(gain.sum() / votes.sum())
    residual = gain - ratio * votes
    error = float(residual.std() / np.sqrt(gain.size) / votes.mean())
    return Estimate(100.0 * ratio, 100.0 * error)


def reach_rate(found: Outcome, plans: Plans) -> Estimate:
    """Share of voters who were met at least once."""
    met = np.mean([found.exposures[plan] > 0 for plan in plans], axis=0)
    return Estimate(float(met.mean()), float(met.std() / np.sqrt(met.size)))


def furthest(found: Outcome, measures: Mapping[str, Mapping[str, float]], voters: int) -> float:
    """Largest distance of a share, of a gain or of reach from those of a run, in standard errors.

    measures: of each arm, as `msim` gives them. voters: of that run, whose own error is counted in.
    """
    silent, wide = measures["silent"]["vote_share_pp"], np.sqrt(1.0 + found.turnout.size / voters)
    distances = []
    for arm, plans in by_arm(found).items():
        if arm not in measures:
            continue
        ours = measures[arm]
        pairs = [
            (share_pp(found, plans), ours["vote_share_pp"]),
            (gain_pp(found, plans), ours["vote_share_pp"] - silent),
            (reach_rate(found, plans), ours["reach_rate"]),
        ]
        distances += [
            abs(theirs.value - mine) / (theirs.error * wide) if theirs.error else np.inf
            for theirs, mine in pairs
            if theirs.error or abs(theirs.value - mine) > 1e-9
        ]
    return float(max(distances))
