"""`yours`: a plan written by hand, `[yours]` of the scenario, carried out as it stands.

Whoever writes it says which message each segment gets and how the money for targeting is split.
Channels that cannot target carry the message that did best in the test, as for every arm.
"""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar, Literal

import numpy as np

from msim.campaign.campaign import Campaign
from msim.campaign.planning import Delivery, Order
from msim.campaign.strategies.base import Strategy
from msim.core.errors import InputError, Located
from msim.core.seen import Choice, Rule
from msim.core.wording import say


class Yours(Strategy):
    """The messages that are asked for, to the campaign's segments, by targeting."""

    kind: Literal["yours"] = "yours"
    delivery: ClassVar[Delivery] = "targeted"

    def rule(self, campaign: Campaign) -> Rule:
        """The campaign's segments."""
        return campaign.segmentation

    def choice(self, campaign: Campaign, rule: Rule) -> Choice:
        """The messages as written, and what the test foretells of them.

        Raises InputError where there are not as many as segments.
        """
        messages = campaign.scenario.yours.messages
        if len(messages) != rule.cells:
            told = say("yours_segments", given=len(messages), count=rule.cells)
            raise InputError([Located(told, key="yours.messages")])
        return replace(campaign.choice(rule), message=np.array(messages, dtype=np.intp) - 1)

    def order(self, campaign: Campaign) -> Order:
        """The plan as written: no audience is picked and no money is moved by a forecast."""
        rule, scenario = self.rule(campaign), campaign.scenario
        return Order(
            self.kind, rule, self.delivery, self.choice(campaign, rule), campaign.best_single(),
            scenario.test.conducted, split=scenario.yours.split,
        )  # fmt: skip
