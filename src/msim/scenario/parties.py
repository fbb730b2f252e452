"""Which correlation between the two parties' effects can messages have at all? Without a library.

The moments of an election whose leanings are normal, by quadrature, so that what cannot be had is
said when a scenario is read. Near the edge `msim.scenario.party_moments` says it, as it does for
the world.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import NamedTuple

from msim.scenario.media import Messages
from msim.scenario.people import Districts, Politics, Population
from msim.scenario.sections import Sections

MOST_PP = 50.0
"""Heterogeneity at most: the upper end of the key's range."""
_NODES = tuple(0.05 * number - 6.0 for number in range(241))
_WEIGHTS = tuple(math.exp(-0.5 * node * node) for node in _NODES)


class _Party(NamedTuple):
    """Of one party's supporters: the mean response, and how it goes with leaning and turnout.

    Each is a multiple of what the whole electorate responds on average.
    """

    response: float
    leaning: float
    turnout: float


def lowest_party_correlation(scenario: Sections) -> float:
    """The lowest correlation between the parties that some heterogeneity gives.

    >>> lowest_party_correlation(Sections(messages=Messages(lean_alignment=1.0))) < -0.8
    True
    >>> lowest_party_correlation(Sections(messages=Messages(trait_share=0.0)))
    1.0
    """
    said = scenario.messages
    most = visible_share(said) * MOST_PP**2
    one, other = _parties(scenario.politics, scenario.districts)
    lean, else_ = _directions(scenario)
    alike = [one.response * other.response, one.response**2, other.response**2]
    apart = [
        lean * a.leaning * b.leaning + else_ * a.turnout * b.turnout
        for a, b in ((one, other), (one, one), (other, other))
    ]
    found = 1.0
    if min(one.response, other.response) <= 0.0 or said.between == 0.0:
        return found
    for number in range(400):
        ratio = most * 10.0 ** (-number / 50.0) / said.between**2
        both, first, second = (a + ratio * b for a, b in zip(alike, apart, strict=True))
        found = min(found, both / math.sqrt(first * second))
    return found


def near_reach(scenario: Sections, low: float) -> bool:
    """Whether `lowest_party_correlation` may be too far off to tell; 1 it is where nobody differs.

    Where archetypes leave traits little to vary by it may be off by more than 1. Elsewhere it was
    right about each of 3,085 correlations that lay further from it, of 2,000 drawn scenarios.
    """
    wanted, same = scenario.messages.party_correlation or 0.0, _alike(scenario.population)[0]
    structure = scenario.population.structure
    little = structure > 0.9 or (structure > 0.5 and same > 0.5)
    return low < 1.0 and (little or abs(wanted - low) < 1.0)


def visible_share(said: Messages) -> float:
    """Part of the variance of effects over voters that a message's own direction accounts for."""
    return (1.0 - said.common_share) * said.trait_share


def _directions(scenario: Sections) -> tuple[float, float]:
    """Part of the variance over a message's direction that lies along leaning, and along another.

    A random direction lies along any other by one part in as many as there are traits, and by more
    where archetypes hold traits together.
    """
    people, align = scenario.population, scenario.messages.lean_alignment
    same, cubes = _alike(people)
    # Mean squared correlation of two traits' means over archetypes, by the eigenvalues of the
    # matrix that takes the weighted mean away.
    held = (same - 2.0 * cubes + same**2) / (1.0 - same) ** 2 if same < 1.0 else 0.0
    one = 1.0 / len(people.traits)
    chance = one + (1.0 - one) * people.structure**2 * min(held, 1.0)
    return align + (1.0 - align) * chance, chance


def _alike(people: Population) -> list[float]:
    """The chance that two voters, and three, are of one archetype."""
    shares = people.archetype_shares or (1.0 / people.archetypes,) * people.archetypes
    whole = sum(shares) or 1.0  # shares that add up to nothing are refused in their own place
    return [sum((share / whole) ** power for share in shares) for power in (2, 3)]


@lru_cache(maxsize=256)
def _parties(politics: Politics, places: Districts) -> tuple[_Party, _Party]:
    """The other side's supporters and the own side's."""
    sizes = places.sizes or (1.0 / places.count,) * places.count
    whole = sum(sizes) or 1.0
    apart = places.lean_sd**2 * (1.0 - sum(size * size for size in sizes) / whole**2)
    spread = math.sqrt(politics.lean_sd**2 + apart)
    traits = math.sqrt(politics.lean_traits_share)
    turnout = _solved(politics.turnout, politics.turnout_sd)
    voting = [_logistic(turnout + politics.turnout_sd * node) for node in _NODES]
    varied = _mean([vote * (1.0 - vote) for vote in voting])
    # What voting adds: the part of a message's direction along turnout, met by those who vote.
    by_turnout = politics.turnout_sd * traits * varied / politics.turnout
    middle = _solved(politics.support, spread)
    support = [middle + spread * node for node in _NODES]
    response = [_logistic(logit) * _logistic(-logit) for logit in support]
    usual = _mean(response)
    along = politics.lean_sd * traits / spread if spread > 0.0 else 0.0

    def party(sign: float) -> _Party:
        inside = [weight if sign * logit >= 0.0 else 0.0
                  for weight, logit in zip(_WEIGHTS, support, strict=True)]
        size = sum(inside)
        if not size:
            return _Party(0.0, 0.0, 0.0)
        mean = sum(map(float.__mul__, inside, response)) / size / usual
        leaning = sum(
            weight * each * node
            for weight, each, node in zip(inside, response, _NODES, strict=True)
        )
        return _Party(mean, along * leaning / size / usual, by_turnout * mean)

    return party(-1.0), party(1.0)


def _solved(share: float, spread: float) -> float:
    """The middle of normal logits at which a mean probability is `share`, by halving."""
    widest = 40.0 + 8.0 * spread
    low, high = -widest, widest
    while high - low > 1e-4:
        middle = 0.5 * (low + high)
        found = _mean([_logistic(middle + spread * node) for node in _NODES])
        low, high = (middle, high) if found < share else (low, middle)
    return 0.5 * (low + high)


def _mean(values: list[float]) -> float:
    return sum(map(float.__mul__, _WEIGHTS, values)) / sum(_WEIGHTS)


def _logistic(x: float) -> float:
    return 1.0 / (1.0 + math.exp(-x)) if x > -700.0 else 0.0
