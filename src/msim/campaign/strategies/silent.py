"""`silent`: no message to anybody; the election that would have been."""

from __future__ import annotations

from typing import ClassVar, Literal

from msim.campaign.campaign import Campaign
from msim.campaign.planning import Delivery
from msim.campaign.strategies.base import Strategy
from msim.core.seen import Rule


class Silent(Strategy):
    """Says nothing and spends nothing."""

    kind: Literal["silent"] = "silent"
    delivery: ClassVar[Delivery] = "none"
    tested: ClassVar[bool] = False

    def choice(self, campaign: Campaign, rule: Rule) -> None:
        """No message."""
