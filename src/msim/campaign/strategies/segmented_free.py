"""`segmented_free`: the best message for each segment at broadcast's price and reach.

What matching messages to segments is worth by itself, were its delivery free.
"""

from __future__ import annotations

from typing import ClassVar, Literal

from msim.campaign.campaign import Campaign
from msim.campaign.planning import Delivery
from msim.campaign.strategies.base import Strategy
from msim.core.seen import Choice, Rule


class SegmentedFree(Strategy):
    """Segments' messages with broadcast's delivery."""

    kind: Literal["segmented_free"] = "segmented_free"
    delivery: ClassVar[Delivery] = "free"

    def rule(self, campaign: Campaign) -> Rule:
        """The campaign's segments."""
        return campaign.segmentation

    def choice(self, campaign: Campaign, rule: Rule) -> Choice:
        """The best message for each segment, as far as the test can tell."""
        return campaign.choice(rule)
