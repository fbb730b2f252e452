"""How much must people differ for the two parties to respond as unlike each other as is stated?

What is stated is a correlation, across messages, of the mean effects (points, weighted by turnout)
among the two parties' supporters, as a ratio of moments over countries. Each moment is linear in
the variance of effects along a message's own direction: the mean over supporters of that direction
times the response `t p (1 - p)`, by quadrature over leaning and turnout within each archetype, of
a fixed set of countries and directions. Strong partisans are harder to move, so that the factor in
points is another one than in logits (there `2 / pi` of the share of leaning that traits tell).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from scipy.special import expit, logit

from msim.core.arrays import Floats
from msim.core.streams import Streams
from msim.scenario.media import Messages
from msim.scenario.parties import MOST_PP, visible_share
from msim.scenario.people import Districts, Politics, Population, Trait
from msim.scenario.sections import Sections

COUNTRIES = 48
"""Countries, each also as in a mirror: whoever leaned one way leans the other."""
DIRECTIONS = 32
"""Directions of messages in each, each seen along politics and against."""
ARCHETYPES = 12
"""Archetypes at most: more of them are as good as a cloud."""
HALVINGS = 18
"""Steps in which an intercept is found."""
NOTHING = 1e-15
"""A term that is smaller than so much of the others is rounding."""
_SEED = 0


def _normal(nodes: int) -> tuple[Floats, Floats]:
    """Nodes and weights for means over a standard normal (Gauss and Hermite)."""
    x, weight = np.polynomial.hermite_e.hermegauss(nodes)
    return x, weight / weight.sum()


_NORMAL, _FEW = _normal(24), _normal(8)
_HALF = np.polynomial.legendre.leggauss(32)
_MIRRORED = np.array([(1.0, 1.0), (-1.0, 1.0)])


class PartyMoments(NamedTuple):
    """Moments over messages and countries of the two parties' mean effects, (2, 2) each.

    quality: for each squared point of spread over messages. direction: for each squared point of
    heterogeneity along a message's own direction.
    """

    quality: Floats
    direction: Floats

    def correlation(self, ratio: float | Floats) -> Floats:
        """The correlation where the second variance is so many times the first.

        1 where a party has nobody, or nobody whom a message moves.
        """
        ratio = np.asarray(ratio)[..., None, None]
        each = self.quality + ratio * self.direction
        both = np.sqrt(each[..., 0, 0] * each[..., 1, 1])
        return np.divide(each[..., 0, 1], both, out=np.ones_like(both), where=both > 0.0)

    def ratio(self, wanted: float, most: float) -> float | None:
        """The smallest ratio, up to `most`, that gives a correlation; None where none does."""
        (a, ab), (_, b) = self.quality
        (c, cd), (_, d) = self.direction
        if a * b <= 0.0 or wanted >= ab / np.sqrt(a * b):
            return 0.0
        square = wanted**2
        terms = [
            cd**2 - square * c * d,
            2.0 * ab * cd - square * (a * d + b * c),
            ab**2 - square * a * b,
        ]
        for k in (0, 1):  # a leading term that is nothing up to the most has a root far beyond it
            rest = [abs(term) / most**place for place, term in enumerate(terms[k + 1 :])]
            if abs(terms[k]) * most < NOTHING * max(rest):
                terms[k] = 0.0
            else:
                break
        roots = np.roots(terms)
        # At 0 the root is a double one, which comes out a little beside the real line.
        real = np.sort(roots[np.abs(roots.imag) <= 1e-6 * np.abs(roots)].real)
        # Squared, the equation has the roots of the opposite correlation too.
        fits = (real > 0.0) & (real <= most) & (wanted * (ab + real * cd) >= 0.0)
        return float(real[fits][0]) if fits.any() else None


class _Countries(NamedTuple):
    """Countries, one a row, and the weights by which traits tell who leans how and who votes.

    shares: (archetypes,). means: (rows, archetypes, traits), scaled by structure. within: (traits,
    traits) covariance within archetypes. covariance: (rows, traits, traits) of all. support,
    turnout: (rows, traits). drawn: (rows, directions, traits) directions of messages.
    """

    shares: Floats
    means: Floats
    within: Floats
    covariance: Floats
    support: Floats
    turnout: Floats
    drawn: Floats


def party_heterogeneity(scenario: Sections) -> tuple[float | None, float]:
    """Heterogeneity (points) at which the two parties' effects correlate as stated, and 1.

    Where none up to the key's bound does: None, and the lowest correlation that there can be, nan
    where a value is out of its own range.

    >>> said = {"between_sd_pp": 0.34, "lean_alignment": 0.9, "party_correlation": 0.86}
    >>> round(party_heterogeneity(Sections(messages=said))[0], 2)
    0.33
    """
    said, politics = scenario.messages, scenario.politics
    return _heterogeneity(said, scenario.population, politics, scenario.districts)


@lru_cache(maxsize=64)
def _heterogeneity(
    said: Messages, population: Population, politics: Politics, places: Districts
) -> tuple[float | None, float]:
    """The same, which every replicate asks."""
    wanted, visible = said.party_correlation, visible_share(said)
    if wanted is None or said.moves_alike:
        return 0.0, 1.0
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        moments = party_moments(_shape(population), politics, places, said.lean_alignment)
    if not np.isfinite(moments).all():
        return None, np.nan
    most = visible * (MOST_PP / said.between) ** 2
    ratio = moments.ratio(wanted, most)
    if ratio is None:
        return None, float(np.min(moments.correlation(most * np.geomspace(1e-8, 1.0, 1_000))))
    return float(said.between * np.sqrt(ratio / visible)) if ratio else 0.0, 1.0


def _shape(population: Population) -> Population:
    """Only what decides how traits are distributed, so that it is looked up again by that."""
    return Population(
        traits=tuple(Trait(name=f"t{number}") for number in range(len(population.traits))),
        archetypes=population.archetypes,
        archetype_shares=population.archetype_shares,
        structure=population.structure,
        correlation=population.correlation,
    )


@lru_cache(maxsize=64)
def party_moments(
    population: Population, politics: Politics, places: Districts, lean_alignment: float
) -> PartyMoments:
    """The moments that a scenario's voters have in expectation; nothing of a run is drawn."""
    countries, level, along = _answering(population, politics, places)
    towards = np.sqrt(lean_alignment) * countries.support[:, None]
    drawn = np.sqrt(1.0 - lean_alignment) * countries.drawn
    mixed = np.concatenate([drawn + towards, drawn - towards], axis=1)
    size = np.sum((mixed @ countries.covariance) * mixed, axis=2)[:, :, None]
    twice = np.concatenate([countries.drawn] * 2, axis=1)
    # The two cancel where there is a single trait: as in `build_messages`.
    loadings = np.where(size > 1e-20, mixed / np.sqrt(np.maximum(size, 1e-20)), twice)
    seen = (loadings @ along.swapaxes(1, 2)).reshape(-1, 2)
    return PartyMoments(level.T @ level / len(level), seen.T @ seen / len(seen))


@lru_cache(maxsize=16)
def _answering(
    population: Population, politics: Politics, places: Districts
) -> tuple[_Countries, Floats, Floats]:
    """Countries, and how they respond: most of the work, which no key of the messages moves."""
    if population.archetypes > ARCHETYPES:
        fewer = {"archetypes": ARCHETYPES, "archetype_shares": None}
        population = population.model_copy(update=fewer)
    countries = _countries(population)
    return countries, *_responses(countries, politics, places)


def _countries(population: Population) -> _Countries:
    """Each set of archetypes with every mirror image; archetypes are standardised as in a run."""
    traits, structure = len(population.traits), population.structure
    shares = np.asarray(population.archetype_shares or [1.0] * population.archetypes)
    shares = shares / shares.sum()
    rng = Streams(_SEED, 0).generator("world/parties")
    means = rng.standard_normal((COUNTRIES, shares.size, traits))
    means -= (shares @ means)[:, None]
    spread = np.sqrt(shares @ means**2)[:, None]
    means /= np.where(spread > 1e-12, spread, 1.0)
    given = population.correlation
    within = (1.0 - structure) * (np.eye(traits) if given is None else np.asarray(given))
    between = structure * (means.swapaxes(1, 2) * shares) @ means
    covariance = between + within
    drawn = rng.standard_normal((COUNTRIES, 2 + DIRECTIONS, traits))
    size = np.sum((drawn @ covariance) * drawn, axis=2)
    drawn /= np.sqrt(np.maximum(size, 1e-20))[:, :, None]
    signs, often = np.tile(_MIRRORED, (COUNTRIES, 1)), len(_MIRRORED)
    return _Countries(
        shares,
        np.sqrt(structure) * np.repeat(means, often, axis=0),
        within,
        np.repeat(covariance, often, axis=0),
        np.repeat(drawn[:, 0], often, axis=0) * signs[:, :1],
        np.repeat(drawn[:, 1], often, axis=0) * signs[:, 1:],
        np.repeat(drawn[:, 2:], often, axis=0),
    )


def _responses(
    countries: _Countries, politics: Politics, places: Districts
) -> tuple[Floats, Floats]:
    """(rows, 2) mean response of each party's supporters, (rows, 2, traits) the same times traits.

    Both as multiples of the mean response of all who vote.
    """
    keys, shares, means, within = politics, countries.shares, countries.means, countries.within
    by_traits = np.sqrt(keys.lean_traits_share)
    lean, vote = keys.lean_sd * by_traits, keys.turnout_sd * by_traits
    centre_u = lean * (means @ countries.support[:, :, None])[:, :, 0]
    centre_v = vote * (means @ countries.turnout[:, :, None])[:, :, 0]
    spread_u, spread_v = lean * countries.support @ within, vote * countries.turnout @ within
    own = 1.0 - keys.lean_traits_share
    sizes = np.asarray(places.sizes or [1.0 / places.count] * places.count)
    apart = places.lean_sd**2 * (1.0 - float(np.sum((sizes / sizes.sum()) ** 2)))
    var_u = lean * np.sum(spread_u * countries.support, axis=1) + own * keys.lean_sd**2 + apart
    # Leanings that archetypes tell altogether would be a few points: they are smoothed a little.
    var_u = np.maximum(var_u, (0.2 * keys.lean_sd) ** 2)
    var_v = vote * np.sum(spread_v * countries.turnout, axis=1) + own * keys.turnout_sd**2
    covariance = vote * np.sum(spread_u * countries.turnout, axis=1)
    traits_by_u = spread_u / var_u[:, None]
    traits_by_v = spread_v - traits_by_u * covariance[:, None]
    sd_u, slope = np.sqrt(var_u)[:, None], (covariance / var_u)[:, None]
    rest_v = np.sqrt(np.maximum(var_v - covariance**2 / var_u, 0.0))

    x, weight = _NORMAL
    rest = rest_v[:, None, None] * _FEW[0]
    spread = np.sqrt(var_v)[:, None, None] * x
    logits = centre_v[:, :, None] + spread

    def turnout_of(a: Floats) -> Floats:
        return expit(a[:, None, None] + logits) @ weight @ shares

    a_v = _solved(turnout_of, keys.turnout, np.abs(logits).max())
    given = (a_v[:, None] + centre_v)[:, :, None] + (slope * sd_u)[:, :, None] * x
    voting = expit(given[..., None] + rest[:, :, None]) @ _FEW[1] * weight * shares[:, None]
    voting /= voting.sum(axis=(1, 2), keepdims=True)
    leanings = centre_u[:, :, None] + sd_u[:, :, None] * x

    def support_of(a: Floats) -> Floats:
        return np.sum(voting * expit(a[:, None, None] + leanings), axis=(1, 2))

    a_u = _solved(support_of, keys.support, np.abs(leanings).max())
    # Supporters are cut off at a leaning of 0: each side has nodes of its own up to that edge.
    middle = a_u[:, None] + centre_u
    edge = float(np.abs(middle).max() + 7.0 * sd_u.max())
    u = np.stack([-0.5 * edge * (_HALF[0] + 1.0), 0.5 * edge * (_HALF[0] + 1.0)])
    gap = u - middle[:, :, None, None]
    density = np.exp(-0.5 * (gap / sd_u[:, :, None, None]) ** 2) / sd_u[:, :, None, None]
    density *= _HALF[1] * shares[:, None, None]
    vote_logit = (a_v[:, None] + centre_v)[:, :, None, None] + slope[:, :, None, None] * gap
    votes = expit(vote_logit[..., None] + rest[:, :, None, None])
    likely = density * (votes @ _FEW[1])
    moved = density * ((votes * (1.0 - votes)) @ _FEW[1])
    response = expit(u) * expit(-u)
    of_all = np.maximum(likely.sum(axis=(1, 3)), 1e-300)
    answers = likely * response
    answered = answers.sum(axis=3).swapaxes(1, 2)
    by_u = np.sum(answers * gap, axis=(1, 3))
    by_v = np.sum(moved * response, axis=(1, 3))
    usual = answered.sum(axis=(1, 2)) / of_all.sum(axis=1)
    along = answered @ means
    along += by_u[:, :, None] * traits_by_u[:, None] + by_v[:, :, None] * traits_by_v[:, None]
    per = of_all * usual[:, None]
    return answered.sum(axis=2) / per, along / per[:, :, None]


def _solved(mean: Callable[[Floats], Floats], wanted: float, widest: float) -> Floats:
    """(rows,) intercepts at which means that rise with them are as wanted, by halving.

    widest: how far logits lie from the intercept at most.
    """
    rows, middle = len(_MIRRORED) * COUNTRIES, float(logit(wanted))
    low, high = np.full(rows, middle - widest), np.full(rows, middle + widest)
    for _ in range(HALVINGS):
        middle = 0.5 * (low + high)
        below = mean(middle) < wanted
        low, high = np.where(below, middle, low), np.where(below, high, middle)
    return 0.5 * (low + high)
