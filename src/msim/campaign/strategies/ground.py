"""`ground`: the best message, all money on contacts: texts, doorsteps, meetings.

To whoever a channel meets, or, where the audience is selected, to predicted supporters.
"""

from __future__ import annotations

from typing import Literal

from msim.campaign.audience import aim
from msim.campaign.campaign import Campaign
from msim.campaign.orders import Delivery, Order
from msim.campaign.rules import CALLED, EVERYONE
from msim.campaign.strategies.base import Strategy
from msim.core.seen import Choice, Rule


class Ground(Strategy):
    """One tested message in conversations."""

    kind: Literal["ground"] = "ground"

    def rule(self, campaign: Campaign) -> Rule:
        """Everyone alike, or, where supporters are to be found, everyone on record."""
        selected = campaign.scenario.budget.audience == "selected"
        return CALLED if selected and campaign.scenario.test.conducted else EVERYONE

    def choice(self, campaign: Campaign, rule: Rule) -> Choice:
        """The best message over all respondents."""
        return campaign.best_single()

    def order(self, campaign: Campaign) -> Order:
        """All money to contacts, targeted where supporters are to be found."""
        rule, single = self.rule(campaign), campaign.best_single()
        tested = campaign.scenario.test.conducted
        delivery: Delivery = "broadcast" if rule is EVERYONE else "targeted"
        order = Order(self.kind, rule, delivery, single, single, tested, contacts=True)
        return aim(order, campaign, choose=Campaign.best_single)
