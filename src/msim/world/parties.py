"""How far effects have to lie apart for what is stated of the two parties."""

from __future__ import annotations

from msim.core.errors import InputError
from msim.scenario.checks.messages import below_reach
from msim.scenario.media import Messages
from msim.scenario.party_moments import party_heterogeneity
from msim.scenario.sections import Sections


def settled(scenario: Sections) -> Messages:
    """What is said of messages, a correlation between the parties as the heterogeneity it takes.

    Raises InputError where no heterogeneity up to the key's bound gives it.
    """
    said = scenario.messages
    if said.party_correlation is None:
        return said
    solved, low = party_heterogeneity(scenario)
    if solved is None:
        raise InputError([below_reach(scenario, low).located])
    return said.model_copy(update={"heterogeneity_sd_pp": solved, "party_correlation": None})
