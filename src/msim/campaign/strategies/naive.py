"""`naive`: one message drawn at random, broadcast; pays for one message and no test."""

from __future__ import annotations

from typing import ClassVar, Literal

import numpy as np

from msim.campaign.campaign import Campaign
from msim.campaign.strategies.base import Strategy
from msim.core.seen import Choice, Rule


class Arm(Strategy):
    """A message from the drawer, to everybody."""

    kind: Literal["naive"] = "naive"
    tested: ClassVar[bool] = False

    def choice(self, campaign: Campaign, rule: Rule) -> Choice:
        """A message by lot; nothing is promised of it."""
        lot = campaign.streams.generator("campaign/naive")
        message = np.array([int(lot.integers(campaign.scenario.messages.count))])
        unknown = np.full((1, campaign.scenario.messages.count), np.nan)
        return Choice(message, unknown, unknown, 0.0)
