"""How would they vote in silence? Support and turnout logits with solved intercepts.

A logistic-normal model (Crouch and Spiegelman 1990, JASA 85(410)); the expectations that the
intercepts solve are taken by quadrature within each archetype and district.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.special import expit

from msim.core.arrays import Floats
from msim.core.columns import scores
from msim.core.roots import root
from msim.core.streams import Streams
from msim.scenario.people import Politics as PoliticsKeys
from msim.world.places import DistrictModel
from msim.world.traits import TraitModel


def grid_size(keys: PoliticsKeys, archetypes: int, districts: int) -> float:
    """Numbers that solving the intercepts holds at once, at most."""
    widest = 17.0 / min(0.5, 0.85 / max(keys.lean_sd, keys.turnout_sd, 1e-9))
    return archetypes * districts * widest + widest**2


def normal_grid(sd: float) -> tuple[Floats, Floats]:
    """Nodes and weights for the mean of a logistic function of a normal with that deviation.

    The trapezoid rule on a range of +-8.5: its error falls exponentially with the step, which has
    to shrink as the logistic steepens (Trefethen and Weideman 2014, SIAM Review 56(3)).
    """
    step = min(0.5, 0.85 / max(sd, 1e-9))
    nodes = np.arange(-8.5, 8.5 + step, step)
    weights = np.exp(-0.5 * nodes**2)
    return nodes, weights / weights.sum()


@dataclass(frozen=True)
class PoliticsModel:
    """Leanings of one replicate.

    support_weights, turnout_weights: (traits,) loadings whose scores have variance 1.
    support_intercept, turnout_intercept: solved so that silence has the configured result.
    slope: turnout-weighted mean of p(1 - p), p the probability of supporting the own side.
    turnout_slope: mean of t(1 - t), t the probability of voting.
    district_votes: (districts,) each one's part of all votes. district_share, district_slope:
    (districts,) the own share of its votes in silence, given its leaning, and its mean of p(1 - p).
    """

    keys: PoliticsKeys
    support_weights: Floats
    turnout_weights: Floats
    support_intercept: float
    turnout_intercept: float
    slope: float
    turnout_slope: float
    district_votes: Floats
    district_share: Floats
    district_slope: Floats

    def support(self, streams: Streams, block: int, traits: Floats) -> Floats:
        """(n,) support logits, district leanings not counted in; traits: (n, traits)."""
        weights = self.keys.lean_sd * self.support_weights
        logits = self._from_traits(traits, weights, self.support_intercept)
        streams.add_normals("voter/support", block, self.keys.lean_sd * self._own_share, logits)
        return logits

    def turnout(self, streams: Streams, block: int, traits: Floats) -> Floats:
        """(n,) turnout logits; traits: (n, traits)."""
        weights = self.keys.turnout_sd * self.turnout_weights
        logits = self._from_traits(traits, weights, self.turnout_intercept)
        streams.add_normals("voter/turnout", block, self.keys.turnout_sd * self._own_share, logits)
        return logits

    def _from_traits(self, traits: Floats, weights: Floats, intercept: float) -> Floats:
        share = np.sqrt(self.keys.lean_traits_share)
        return scores(traits.T, share * weights[None], np.array([intercept]))[0]

    @property
    def _own_share(self) -> float:
        return float(np.sqrt(1.0 - self.keys.lean_traits_share))


def build_politics(
    keys: PoliticsKeys, model: TraitModel, places: DistrictModel, streams: Streams
) -> PoliticsModel:
    """Draw the loadings of one replicate and solve the intercepts."""
    w_u = model.direction(streams.generator("world/support"))
    w_v = model.direction(streams.generator("world/turnout"))
    share, within = keys.lean_traits_share, 1.0 - model.structure

    def spread(a: Floats, b: Floats) -> float:
        return float(share * within * (a @ model.correlation @ b))

    mean_u = keys.lean_sd * np.sqrt(share) * model.archetype_scores(w_u)
    mean_v = keys.turnout_sd * np.sqrt(share) * model.archetype_scores(w_v)
    sd_u = keys.lean_sd * np.sqrt(spread(w_u, w_u) + 1.0 - share)
    sd_v = keys.turnout_sd * np.sqrt(spread(w_v, w_v) + 1.0 - share)
    covariance = keys.lean_sd * keys.turnout_sd * spread(w_u, w_v)
    corr = covariance / (sd_u * sd_v) if sd_u * sd_v > 0 else 0.0

    x_v, weight_v = normal_grid(sd_v)
    # Two nested quadratures: turnout given support, then support. The nodes of support have to be
    # fine enough for what turnout makes of them as well.
    x_u, weight_u = normal_grid(max(sd_u, abs(corr) * sd_v))
    centred_v = mean_v[:, None] + sd_v * x_v

    def turnout_gap(intercept: float) -> float:
        return float(model.shares @ expit(intercept + centred_v) @ weight_v) - keys.turnout

    a_v = intercept(turnout_gap, centred_v)
    # Turnout is averaged beforehand, given support. Axes: archetype, district, support node.
    given = sd_v * (corr * x_u[:, None] + np.sqrt(max(1.0 - corr**2, 0.0)) * x_v)
    voting = np.stack([expit(a_v + mean + given) @ weight_v for mean in mean_v])
    centred_u = (mean_u[:, None] + places.lean)[:, :, None] + sd_u * x_u
    weight = places.joint[:, :, None] * (voting * weight_u)[:, None, :] / keys.turnout

    def support_gap(intercept: float) -> float:
        return float(np.vdot(weight, expit(intercept + centred_u))) - keys.support

    a_u = intercept(support_gap, centred_u)
    p = expit(a_u + centred_u)
    slope = float(np.vdot(weight, p * (1.0 - p)))
    votes = expit(a_v + centred_v)
    turnout_slope = float(model.shares @ (votes * (1.0 - votes)) @ weight_v)
    by_district = weight.sum(axis=(0, 2))
    inhabited = np.maximum(by_district, 1e-300)  # nobody lives in a district of size 0
    by_share = np.einsum("adn,adn->d", weight, p) / inhabited
    by_slope = by_share - np.einsum("adn,adn,adn->d", weight, p, p) / inhabited
    districts = by_district, by_share, np.maximum(by_slope, 0.0)
    return PoliticsModel(keys, w_u, w_v, a_u, a_v, slope, turnout_slope, *districts)


def intercept(gap: Callable[[float], float], centred: Floats) -> float:
    """The intercept at which a gap that rises with it is zero."""
    # Beyond 40 logits a probability is 0 or 1 in double precision, so that the signs differ.
    widest = float(np.abs(centred).max()) + 40.0
    return root(gap, -widest, widest, within=1e-12)
