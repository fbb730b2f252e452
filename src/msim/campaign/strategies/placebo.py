"""`placebo`: as `segmented`, but segments are drawn at random. What splitting alone does."""

from __future__ import annotations

from typing import ClassVar, Literal

from msim.campaign.campaign import Campaign
from msim.campaign.planning import Delivery
from msim.campaign.rules import RandomCells
from msim.campaign.strategies.base import Strategy
from msim.core.seen import Choice, Rule


class Placebo(Strategy):
    """Segments that mean nothing, tested and targeted like real ones."""

    kind: Literal["placebo"] = "placebo"
    delivery: ClassVar[Delivery] = "targeted"

    def rule(self, campaign: Campaign) -> Rule:
        """Cells at random with the shares of the campaign's segments."""
        segments = campaign.segmentation
        key = ("random cells", segments)
        if key not in campaign.lasting:
            campaign.lasting[key] = RandomCells(segments.shares, segments)
        return campaign.lasting[key]

    def choice(self, campaign: Campaign, rule: Rule) -> Choice:
        """The best message for each drawn cell, as far as the test can tell."""
        return campaign.choice(rule)
