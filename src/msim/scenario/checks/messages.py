"""Whether what is asked of messages can be had: one way of stating each thing, and within reach."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations
from typing import TYPE_CHECKING

from msim.core.later import Later
from msim.core.wording import say
from msim.scenario.checks import world
from msim.scenario.checks.problem import Problem
from msim.scenario.media import MESSAGE_WAYS
from msim.scenario.parties import MOST_PP, lowest_party_correlation, near_reach, visible_share
from msim.scenario.phrases import amount, plain
from msim.scenario.sections import Sections

if TYPE_CHECKING:
    from msim.scenario import party_moments
else:
    party_moments = Later("msim.scenario.party_moments")

_SAID = tuple(f"messages.{name}" for name in ("trait_share", "common_share", "lean_alignment"))
_OF_PARTIES = (*_SAID, "politics.lean_sd", "politics.lean_traits_share", "messages.between_sd_pp",
               "politics.support", "politics.turnout", "politics.turnout_sd", "districts.lean_sd",
               "districts.count", "districts.sizes", "population.structure",
               "population.archetypes", "population.archetype_shares", "population.correlation",
               "population.traits")
_OF_ARCHETYPES = (*_SAID, "population.archetypes", "population.structure", "messages.between_sd_pp")


def ways(scenario: Sections) -> Iterator[Problem]:
    """Whether one thing is stated in two ways."""
    for keys in MESSAGE_WAYS:
        given = [name for name in keys if getattr(scenario.messages, name) is not None]
        for first, second in combinations(given, 2):
            yield Problem("messages", f"give {first} or {second}, not both")


def archetypes(scenario: Sections) -> Iterator[Problem]:
    """Whether the correlation between archetypes asked for can be had."""
    said, people = scenario.messages, scenario.population
    wanted = said.group_correlation
    if wanted is None:
        return
    ends = {
        "one archetype": people.archetypes == 1,
        "structure 0": people.structure == 0,
        **_ends(scenario),
        "between_sd_pp 0": said.between == 0,
    }
    words = " and ".join(end for end, there in ends.items() if there)
    if words and wanted != 1:
        yield _beyond("group", wanted, words, _OF_ARCHETYPES)
    elif not words and wanted <= -1 / (people.archetypes - 1):
        told, low = f"{people.archetypes} archetypes", -1 / (people.archetypes - 1)
        yield _beyond("group", wanted, told, _OF_ARCHETYPES, low)
    elif not words and wanted < 1:
        apart = said.between**2 * (1 - wanted) / (wanted + 1 / (people.archetypes - 1))
        visible = visible_share(said) * people.structure  # about what archetypes make
        if apart > visible * MOST_PP**2:
            spread = math.sqrt(apart / visible) if visible else math.inf
            told = amount(spread) if spread < 1e6 else "over 1,000,000"
            message = say("spread", wanted=plain(wanted), spread=told, most=amount(MOST_PP))
            yield Problem("messages.group_correlation", message, _OF_ARCHETYPES)


def parties(scenario: Sections) -> Iterator[Problem]:
    """Whether the correlation between the parties asked for can be had."""
    said, politics = scenario.messages, scenario.politics
    if said.party_correlation is None or said.moves_alike:
        return
    ends = {
        "lean_sd 0": politics.lean_sd == 0,
        "lean_traits_share 0": politics.lean_traits_share == 0,
        **_ends(scenario),
    }
    words = " and ".join(end for end, there in ends.items() if there)
    if words:
        yield _parties_beyond(said.party_correlation, words)
        return
    low = lowest_party_correlation(scenario)
    if near_reach(scenario, low) and _drawable(scenario):
        solved, found = party_moments.party_heterogeneity(scenario)
        low = -1.0 if solved is not None else low if math.isnan(found) else found
    if said.party_correlation < low:
        yield below_reach(scenario, low)


def _drawable(scenario: Sections) -> bool:
    """Whether there can be such voters and districts: what is wrong with them comes first."""
    return not [*world.population(scenario), *world.places(scenario)]


def below_reach(scenario: Sections, low: float) -> Problem:
    """The problem of a correlation between the parties below the lowest that there can be."""
    wanted = scenario.messages.party_correlation
    assert wanted is not None
    told = f"lean_alignment {plain(scenario.messages.lean_alignment)} and " \
           f"lean_traits_share {plain(scenario.politics.lean_traits_share)}"
    low = math.ceil(100.0 * low) / 100.0
    return _parties_beyond(wanted, told, low if low < 1.0 else None)


def _parties_beyond(wanted: float, told: str, low: float | None = None) -> Problem:
    """The same with what to give instead: a correlation that nobody typed may be the default."""
    found = _beyond("party", wanted, told, _OF_PARTIES, low)
    message = say("instead", found=found.message, key="messages.heterogeneity_sd_pp")
    return replace(found, message=message)


def _ends(scenario: Sections) -> dict[str, bool]:
    """Where messages cannot move any two groups apart."""
    said = scenario.messages
    return {"trait_share 0": said.trait_share == 0, "common_share 1": said.common_share == 1}


def _beyond(
    groups: str, wanted: float, told: str, reads: tuple[str, ...], low: float | None = None
) -> Problem:
    """A correlation out of reach: what sets the range, and the range."""
    reach = "only 1 is" if low is None else f"it must be above {amount(low)} and at most 1"
    message = f"= {plain(wanted)}: out of reach; with {told} {reach}"
    return Problem(f"messages.{groups}_correlation", message, reads)
