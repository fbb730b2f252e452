"""What the two parties' supporters of one world respond, by dense integration voter type by type.

Another way than `msim.world.parties` takes: the world's own draws, every archetype and district by
itself, nodes that follow each of them.
"""

from __future__ import annotations

import numpy as np
from scipy.special import expit

from msim.core.arrays import Floats
from msim.world import World

_LEGENDRE = np.polynomial.legendre.leggauss(48)
_HERMITE = np.polynomial.hermite_e.hermegauss(24)


def responses(world: World) -> tuple[Floats, Floats]:
    """(2,) mean of `t p (1 - p)` over mean t among each party's supporters; (2, traits) times z.

    As multiples of the mean over all who vote, the other side's supporters first.
    """
    keys, model, places = world.scenario.politics, world.traits, world.places
    share, within = keys.lean_traits_share, (1.0 - model.structure) * model.correlation
    lean = keys.lean_sd * np.sqrt(share) * world.politics.support_weights
    vote = keys.turnout_sd * np.sqrt(share) * world.politics.turnout_weights
    centre = world.politics.support_intercept + model.archetype_scores(lean)
    turning = world.politics.turnout_intercept + model.archetype_scores(vote)
    var_u = lean @ within @ lean + keys.lean_sd**2 * (1.0 - share)
    var_v = vote @ within @ vote + keys.turnout_sd**2 * (1.0 - share)
    both = lean @ within @ vote
    sd_u, rest = np.sqrt(var_u), np.sqrt(max(var_v - both**2 / var_u, 0.0))
    by_u = within @ lean / var_u
    by_v = within @ vote - by_u * both
    voters, answered, along = np.zeros(2), np.zeros(2), np.zeros((2, by_u.size))
    for a, d in np.ndindex(*places.joint.shape):
        middle, mean = centre[a] + places.lean[d], np.sqrt(model.structure) * model.means[a]
        low, high = middle - 8.5 * sd_u, middle + 8.5 * sd_u
        for party, ends in enumerate(((min(low, 0.0), min(high, 0.0)), (max(low, 0.0),
                                                                       max(high, 0.0)))):
            half = 0.5 * (ends[1] - ends[0])
            u = ends[0] + half * (_LEGENDRE[0] + 1.0)
            weight = _LEGENDRE[1] * half * np.exp(-0.5 * ((u - middle) / sd_u) ** 2)
            weight *= places.joint[a, d] / (sd_u * np.sqrt(2.0 * np.pi))
            votes = expit(turning[a] + both / var_u * (u - middle)[:, None] + rest * _HERMITE[0])
            normal = _HERMITE[1] / _HERMITE[1].sum()
            turnout, turned = votes @ normal, (votes * (1.0 - votes)) @ normal
            moved = weight * expit(u) * expit(-u)
            voters[party] += weight @ turnout
            answered[party] += moved @ turnout
            along[party] += (moved @ turnout) * mean + (moved @ (turnout * (u - middle))) * by_u
            along[party] += (moved @ turned) * by_v
    usual = answered.sum() / voters.sum()
    return answered / voters / usual, along / voters[:, None] / usual
