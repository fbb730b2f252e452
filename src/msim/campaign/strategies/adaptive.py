"""`adaptive`: all messages at first, then by the week more of what seems to work, to everybody."""

from __future__ import annotations

from typing import ClassVar, Literal

from msim.campaign.campaign import Campaign
from msim.campaign.in_flight import adapting
from msim.campaign.orders import Order
from msim.campaign.strategies.base import Strategy
from msim.core.seen import Choice, Rule


class Adaptive(Strategy):
    """No test beforehand: money moves between messages while the campaign runs."""

    kind: Literal["adaptive"] = "adaptive"
    tested: ClassVar[bool] = False
    adapts: ClassVar[bool] = True  # readings in flight are drawn anew with each survey

    def choice(self, campaign: Campaign, rule: Rule) -> Choice | None:
        """The message that is sent most."""
        return self.order(campaign).single

    def order(self, campaign: Campaign) -> Order:
        """Shares of all messages by the week, for everybody alike."""
        return adapting(campaign, self.kind, self.rule(campaign), self.delivery)
