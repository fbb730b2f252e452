"""`adaptive_segmented`: as `adaptive`, segment by segment, delivered by targeting."""

from __future__ import annotations

from typing import ClassVar, Literal

from msim.campaign.campaign import Campaign
from msim.campaign.in_flight import adapting
from msim.campaign.orders import Delivery, Order
from msim.campaign.strategies.base import Strategy
from msim.core.seen import Choice, Rule


class AdaptiveSegmented(Strategy):
    """Money moves between messages while the campaign runs, in each segment by what it shows."""

    kind: Literal["adaptive_segmented"] = "adaptive_segmented"
    delivery: ClassVar[Delivery] = "targeted"
    tested: ClassVar[bool] = False
    adapts: ClassVar[bool] = True  # readings in flight are drawn anew with each survey

    def rule(self, campaign: Campaign) -> Rule:
        """The campaign's segments."""
        return campaign.segmentation

    def choice(self, campaign: Campaign, rule: Rule) -> Choice | None:
        """The message that each segment is sent most."""
        return self.order(campaign).choice

    def order(self, campaign: Campaign) -> Order:
        """Shares of all messages by the week, for each segment."""
        return adapting(campaign, self.kind, self.rule(campaign), self.delivery)
