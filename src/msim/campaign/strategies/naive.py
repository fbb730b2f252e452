"""`naive`: one message drawn at random, broadcast; pays for one message and no test.

What it comes to is the mean over all its messages: no draw has to be made.
"""

from __future__ import annotations

from typing import ClassVar, Literal

from msim.campaign.campaign import Campaign
from msim.campaign.orders import Order
from msim.campaign.strategies.base import Strategy
from msim.core.seen import Choice, Rule


class Naive(Strategy):
    """A message from the drawer, to everybody."""

    kind: Literal["naive"] = "naive"
    tested: ClassVar[bool] = False

    def choice(self, campaign: Campaign, rule: Rule) -> Choice:
        """A message at random; nothing is promised of it."""
        return campaign.one_at_random()

    def orders(self, campaign: Campaign) -> list[Order]:
        """An order for every message."""
        rule = self.rule(campaign)
        return [self._ordered(campaign, rule, each) for each in campaign.each_message()]
