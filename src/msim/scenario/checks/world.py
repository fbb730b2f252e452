"""What the keys of the world must fulfil together: voters, places, messages, channels."""

from __future__ import annotations

import math
from collections.abc import Iterator

from msim.core.wording import say
from msim.scenario.checks.problem import Problem, not_one, share_problems
from msim.scenario.matrix import correlation_problem
from msim.scenario.people import LIKELY, Trait
from msim.scenario.phrases import amount, no_such, plain
from msim.scenario.sections import Sections


def population(scenario: Sections) -> Iterator[Problem]:
    """What is wrong with sizes, archetypes and correlation."""
    people = scenario.population
    if people.simulated > people.electorate:
        yield Problem(
            "population.simulated",
            f"= {people.simulated}: must be at most the electorate, {people.electorate}",
            ("population.electorate",),
        )
    populated = sum(share > 0 for share in people.archetype_shares or (1,) * people.archetypes)
    if populated == 1 and people.structure > 0:
        yield Problem(
            "population.structure",
            f"= {plain(people.structure)}: must be 0 where there is one archetype",
            ("population.archetypes",),
        )
    yield from share_problems("population.archetype_shares", people.archetype_shares,
                       "population.archetypes", people.archetypes)
    if people.correlation is not None:
        found = correlation_problem(people.correlation, len(people.traits))
        if found:
            yield Problem("population.correlation", found, ("population.traits",))


def traits(scenario: Sections) -> Iterator[Problem]:
    """What is wrong with the traits, one by one."""
    seen: set[str] = set()
    for number, trait in enumerate(scenario.population.traits):
        place = f"population.traits[{number}]"
        if trait.name in seen:
            yield Problem(f"{place}.name", f'= "{trait.name}": two traits have this name')
        if trait.name == "party":
            yield Problem(f"{place}.name", '= "party": this name is kept for the party label')
        if trait.name == LIKELY:
            yield Problem(f"{place}.name", f'= "{LIKELY}": ' + say("kept_for_turnout"))
        seen.add(trait.name)
        yield from _trait(place, trait)


def _trait(place: str, trait: Trait) -> Iterator[Problem]:
    kind, shares, reads = trait.kind, trait.shares, (f"{place}.kind", f"{place}.levels")
    if trait.levels is not None and kind in ("continuous", "binary"):
        article = "has no levels" if kind == "continuous" else "always has 2 levels"
        yield Problem(f"{place}.levels", f"= {trait.levels}: a {kind} trait {article}", reads[:1])
        return
    if shares is None:
        return
    wanted = 2 if kind == "binary" else trait.levels
    if kind == "continuous":
        yield Problem(f"{place}.shares", "a continuous trait has no levels to share", reads)
    elif wanted is not None and len(shares) != wanted:
        yield Problem(f"{place}.shares", f"has {len(shares)} shares for {wanted} levels", reads)
    elif not 2 <= len(shares) <= 50:
        yield Problem(f"{place}.shares", f"has {len(shares)} shares, must have 2 to 50", reads)
    elif not_one(shares):
        total = amount(math.fsum(shares))
        yield Problem(f"{place}.shares", f"shares add up to {total}, must add up to 1", reads)


def places(scenario: Sections) -> Iterator[Problem]:
    """What is wrong with the districts."""
    places = scenario.districts
    yield from share_problems("districts.sizes", places.sizes, "districts.count", places.count)
    if places.count > scenario.population.simulated:
        yield Problem(
            "districts.count",
            f"= {places.count}: more districts than simulated voters, "
            f"{scenario.population.simulated}", ("population.simulated",),
        )


def channels(scenario: Sections) -> Iterator[Problem]:
    """What is wrong with shares, habits and flights."""
    shares = {name: channel.share for name, channel in scenario.channels.items()}
    if not_one(tuple(shares.values())):
        listed = ", ".join(f"{name} {amount(share)}" for name, share in shares.items())
        yield Problem(
            "channels",
            f"shares add up to {amount(math.fsum(shares.values()))}, must add up to 1 ({listed})",
            tuple(f"channels.{name}.share" for name in shares),
        )
    known = {trait.name for trait in scenario.population.traits}
    for name, channel in scenario.channels.items():
        for trait in channel.habit:
            if trait not in known:
                yield Problem(f"channels.{name}.habit.{trait}", no_such("trait", trait, known),
                              ("population.traits",))
        if not any(channel.flight):
            yield Problem(f"channels.{name}.flight", "at least one week must weigh more than 0")


def response(scenario: Sections) -> Iterator[Problem]:
    """Whether the response and the field effects are possible."""
    response = scenario.response
    if response.persuadable_low >= response.persuadable_high:
        yield Problem(
            "response.persuadable_low",
            f"= {plain(response.persuadable_low)}: must be below persuadable_high, "
            f"{amount(response.persuadable_high)}", ("response.persuadable_high",),
        )
    if response.saturation == 0:
        return
    whole = -math.expm1(-response.saturation)
    of_votes, of_turnout = scenario.politics.turnout / whole, 1.0 / whole
    shares: list[tuple[str, float | None, float]] = []
    for name, channel in scenario.channels.items():
        place, mobilises = f"channels.{name}", channel.mobilise_field_share
        shares.append((f"{place}.field_share", channel.field_share, of_votes))
        shares.append((f"{place}.mobilise_field_share", mobilises, of_turnout))
    if scenario.earned.share_rate:
        shares.append(("earned.field_share", scenario.earned.field_share, of_votes))
    for place, share, limit in shares:
        if share is not None and share >= limit:
            yield Problem(
                place,
                f"= {plain(share)}: out of reach; with this turnout and saturation "
                f"it must be below {amount(limit)}", ("politics.turnout", "response.saturation"),
            )
