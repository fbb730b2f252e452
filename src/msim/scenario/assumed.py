"""Which assumptions a scenario's results rest on."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from msim.core.arms import arm
from msim.scenario.keydocs import KeyDoc, explain, key_names
from msim.scenario.keytexts import ASSUMPTION
from msim.scenario.media import Channel
from msim.scenario.model import Scenario

CREDIBILITY = tuple(
    f"response.{name}" for name in ("expertise", "trust", "trust_sd", "trust_lean_share")
)
"""Keys that matter under `response.kind = "credibility"` alone."""


def assumptions(scenario: Scenario) -> list[KeyDoc]:
    """The keys without published evidence that this scenario's results rest on.

    Settings (seeds, names, sizes) are no claims about the world, and keys that this scenario
    switches off change nothing: both are left out. `default` holds the scenario's own value.

    >>> "politics.turnout" in [doc.key for doc in assumptions(Scenario())]
    True
    """
    found = []
    for key in key_names(tuple(scenario.channels), traits=False):
        doc = explain(key)
        if doc.source == ASSUMPTION and not doc.setting and not _idle(scenario, key):
            found.append(replace(doc, default=value(scenario, key)))
    return found


def value(scenario: Scenario, key: str) -> Any:
    """The value of a dotted key.

    >>> value(Scenario(), "channels.social.premium")
    1.6
    """
    at: Any = scenario
    for step in key.split("."):
        at = at[step] if isinstance(at, dict) else getattr(at, step)
    return at


def _idle(scenario: Scenario, key: str) -> bool:
    """Whether the scenario's other keys keep this one from mattering."""
    section, *rest = key.split(".")
    name = rest[-1]
    if section == "channels":
        return _idle_in_channel(scenario.channels[rest[0]], name)
    if section == "districts":
        return _idle_in_districts(scenario, name)
    if section == "in_flight":
        played = (*scenario.run.arms, *scenario.opponent.strategies)
        return not any(arm(name).adapts for name in played)
    if section == "trial":
        return True  # a run has no trial in it
    if section == "earned":
        return scenario.earned.share_rate == 0
    if section == "opponent":
        other = scenario.opponent
        return not other.answers or value(scenario, key) is None
    if key in ("messages.heterogeneity_sd_pp", "messages.group_correlation"):
        return not value(scenario, key)  # stated in another way, or nobody differs
    said = scenario.messages
    if key in ("messages.trait_share", "messages.common_share", "messages.lean_alignment"):
        return said.moves_alike and said.mobilise_heterogeneity_sd_pp == 0
    if key in CREDIBILITY:
        return scenario.response.kind != "credibility"
    prepared = scenario.data.preparation_days is not None
    return {
        "population.archetype_shares": scenario.population.archetypes == 1,
        "messages.mobilise_between_sd_pp": said.mobilise_between_sd_pp == 0,
        "messages.mobilise_heterogeneity_sd_pp": said.mobilise_heterogeneity_sd_pp == 0,
        "messages.reactance_pp": said.reactance_pp == 0,
        "messages.notice_rate": said.reactance_pp == 0,
        "data.single_item_validity": scenario.data.points is None,
        "data.consent_lean": not scenario.data.consent_lean or scenario.data.consent == 1,
        "data.points_per_day": not prepared,
        "data.respondents_per_day": not prepared,
        "test.baseline_r2": scenario.test.outcome != "binary" or not scenario.test.conducted,
    }.get(f"{section}.{name}", False)


def _idle_in_districts(scenario: Scenario, name: str) -> bool:
    """Whether there is one district, or what decides sizes or winners is something else."""
    places = scenario.districts
    counted = scenario.election.rule == "districts" or scenario.budget.audience_by == "district"
    return places.count == 1 or {
        "size_sd": places.sizes is not None,
        "electoral_votes": not counted,
    }.get(name, False)


def _idle_in_channel(channel: Channel, name: str) -> bool:
    """Whether a channel is off, or the key is of the other kind of channel."""
    other = {"impressions": ("cost_per_attempt", "contact_rate", "capacity"),
             "contacts": ("cpm", "habit_sd", "habit")}
    unset = getattr(channel, name) is None or (name == "match_habit" and not channel.match_habit)
    return channel.share == 0 or unset or name in other[channel.kind]
