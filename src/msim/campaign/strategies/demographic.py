"""`demographic`: the best message for each cell of age, region and the like, by targeting."""

from __future__ import annotations

from typing import ClassVar, Literal

from msim.campaign.campaign import Campaign
from msim.campaign.cells import Demographic
from msim.campaign.data import shown_traits
from msim.campaign.planning import Delivery
from msim.campaign.strategies.base import Strategy
from msim.core.seen import Choice, Rule


class DemographicCells(Strategy):
    """A tested message for each demographic cell, at the premium, to whom the platform finds."""

    kind: Literal["demographic"] = "demographic"
    delivery: ClassVar[Delivery] = "targeted"

    def rule(self, campaign: Campaign) -> Rule:
        """The cells of the traits that are marked demographic."""
        traits = campaign.scenario.population.traits
        return Demographic(shown_traits(traits))

    def choice(self, campaign: Campaign, rule: Rule) -> Choice:
        """The best message for each cell, as far as the test can tell."""
        return campaign.choice(rule)
