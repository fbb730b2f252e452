"""`broadcast`: the message that does best in the test, to everybody."""

from __future__ import annotations

from typing import Literal

from msim.campaign.campaign import Campaign
from msim.campaign.strategies.base import Strategy
from msim.core.seen import Choice, Rule


class Broadcast(Strategy):
    """One tested message for all."""

    kind: Literal["broadcast"] = "broadcast"

    def choice(self, campaign: Campaign, rule: Rule) -> Choice:
        """The best message over all respondents."""
        return campaign.choice(rule)
