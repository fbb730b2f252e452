"""What a strategy is: a frozen record of its own parameters and two pure methods."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import ClassVar

from pydantic import BaseModel, ConfigDict

from msim.campaign.audience import aim
from msim.campaign.campaign import Campaign
from msim.campaign.planning import Delivery, Order
from msim.campaign.rules import EVERYONE
from msim.core.seen import Choice, Rule


class Strategy(BaseModel, ABC):
    """An arm of the comparison. Survives a JSON round trip."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    delivery: ClassVar[Delivery] = "broadcast"
    tested: ClassVar[bool] = True
    adapts: ClassVar[bool] = False
    kind: str

    @property
    def by_survey(self) -> bool:
        """Whether another survey may lead to another order."""
        return self.tested or self.adapts

    def rule(self, campaign: Campaign) -> Rule:
        """How voters are put into cells; everyone alike unless a strategy says otherwise."""
        return EVERYONE

    @abstractmethod
    def choice(self, campaign: Campaign, rule: Rule) -> Choice | None:
        """Which message each cell gets, None for silence."""

    def order(self, campaign: Campaign) -> Order:
        """What the strategy wants to be bought."""
        rule = self.rule(campaign)
        return self._ordered(campaign, rule, self.choice(campaign, rule))

    def orders(self, campaign: Campaign) -> list[Order]:
        """All that the strategy may come to order, each as likely as the others.

        One order, unless a strategy leaves something to chance: its outcome is the mean over them.
        """
        return [self.order(campaign)]

    def _ordered(self, campaign: Campaign, rule: Rule, choice: Choice | None) -> Order:
        single = choice if rule.cells == 0 else campaign.best_single()
        tested = self.tested and campaign.scenario.test.conducted
        best = self.delivery == "targeted" and tested
        best = best and campaign.scenario.budget.delivery == "best"
        delivery = "best" if best else self.delivery
        order = Order(self.kind, rule, delivery, choice, single, tested)
        return aim(order, campaign, choose=lambda heard: self.choice(heard, rule))
