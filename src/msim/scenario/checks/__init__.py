"""What keys must fulfil together; a single value's own range is declared with its key."""

from __future__ import annotations

from msim.scenario.checks import campaign, messages, rules, world
from msim.scenario.checks.in_flight import in_flight
from msim.scenario.checks.problem import Problem
from msim.scenario.sections import Sections

CHECKS = (
    world.population, world.traits, world.places, world.channels, world.response,
    messages.ways, messages.archetypes, messages.parties,
    campaign.features, campaign.data, campaign.leanings, campaign.delivery, campaign.survey,
    campaign.money, in_flight, campaign.run, rules.arms, rules.yours, rules.audience,
    rules.contacts,
    rules.districts, rules.mandate, rules.opponent, rules.attribution,
)


def problems(scenario: Sections) -> list[Problem]:
    """All that does not fit together in `scenario`."""
    return [problem for check in CHECKS for problem in check(scenario)]
