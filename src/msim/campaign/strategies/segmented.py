"""`segmented`: the best message for each segment, delivered by targeting."""

from __future__ import annotations

from typing import ClassVar, Literal

from msim.campaign.campaign import Campaign
from msim.campaign.planning import Delivery
from msim.campaign.strategies.base import Strategy
from msim.core.seen import Choice, Rule


class Segmented(Strategy):
    """A tested message for each segment, at the premium, to whom the platform can find."""

    kind: Literal["segmented"] = "segmented"
    delivery: ClassVar[Delivery] = "targeted"

    def rule(self, campaign: Campaign) -> Rule:
        """The campaign's segments."""
        return campaign.segmentation

    def choice(self, campaign: Campaign, rule: Rule) -> Choice:
        """The best message for each segment, as far as the test can tell."""
        return campaign.choice(rule)
