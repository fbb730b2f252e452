"""Who is missing? A chance that leans with traits and turnout, its mean over the country as stated.

To be on file, to consent, to be found on a list, to answer surveys: each has a response propensity,
here logistic in what a voter is like, so that files are not missing at random (Rubin 1976,
Biometrika 63(3)).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from scipy.special import expit

from msim.core.arrays import Floats
from msim.core.columns import logistics, scores
from msim.core.streams import Streams
from msim.core.truth import Voters
from msim.scenario.people import LIKELY, Trait
from msim.world.politics import PoliticsModel, intercept, normal_grid
from msim.world.traits import TraitModel


@dataclass(frozen=True)
class Leaning:
    """A chance that differs between voters.

    weights: (traits,) on its logit. own: on that part of turnout of which no trait tells.
    streams: those of the voters. intercept: solved, so that the mean chance is as stated.
    """

    streams: Streams
    weights: Floats
    own: float
    intercept: float

    def __call__(self, voters: Voters) -> Floats:
        """(n,) the chance of each voter of a block, in single precision."""
        logits = scores(voters.traits.T, self.weights[None], np.array([self.intercept]))[0]
        if self.own != 0.0:  # turnout has the very same draws
            self.streams.add_normals("voter/turnout", voters.block, self.own, logits)
        return logistics(logits)


def build_leaning(
    share: float, loadings: Mapping[str, float], traits: tuple[Trait, ...],
    model: TraitModel, politics: PoliticsModel, streams: Streams,
) -> Leaning | None:
    """Solve the intercept of a chance with this mean; None where it is the same for everybody.

    loadings: by trait, and by `turnout`, on the logit for one standard deviation of the trait or of
    the turnout logit. Where all vote alike nothing leans with turnout.
    """
    by_turnout = loadings.get(LIKELY, 0.0) if politics.keys.turnout_sd > 0.0 else 0.0
    given = np.array([loadings.get(trait.name, 0.0) for trait in traits])
    if not 0.0 < share < 1.0 or not (given.any() or by_turnout):
        return None
    told = politics.keys.lean_traits_share
    weights = given + by_turnout * np.sqrt(told) * politics.turnout_weights
    own = by_turnout * float(np.sqrt(1.0 - told))
    variance = (1.0 - model.structure) * (weights @ model.correlation @ weights) + own**2
    spread = float(np.sqrt(variance))
    nodes, density = normal_grid(spread)
    centred = model.archetype_scores(weights)[:, None] + spread * nodes

    def gap(at: float) -> float:
        return float(model.shares @ expit(at + centred) @ density) - share

    voters = replace(streams, side="")  # whichever side asks
    return Leaning(voters, weights, own, intercept(gap, centred))
