"""Which assumptions a scenario's results rest on."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from msim.scenario.key import ASSUMPTION
from msim.scenario.keydocs import KeyDoc, explain, key_names
from msim.scenario.model import Scenario


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
    1.9
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
        return scenario.channels[rest[0]].share == 0
    if section == "districts":
        return scenario.districts.count == 1
    said = scenario.messages
    if key in ("messages.trait_share", "messages.common_share", "messages.lean_alignment"):
        return said.heterogeneity_sd_pp == 0 and said.group_correlation is None
    return {
        "population.archetype_shares": scenario.population.archetypes == 1,
        "data.single_item_validity": scenario.data.data_points is None,
        "test.baseline_r2": scenario.test.outcome != "binary",
    }.get(f"{section}.{name}", False)
