"""Reach and frequency in depth: the result of `msim.reach_curves`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from msim.report.common.result import Result
from msim.report.reach.data import ReachData

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class ReachCurves(Result):
    """Reach and frequency, curves over budget, and what a planner's choices change.

    Tables are tidy: `groups` (arm, kind, group, channel; of one world), `duplication` (pairs of
    channels), `fits` (channel and k), `curves` (arm, channel, budget), `choices` (curve, point,
    arm). Rates lie between 0 and 1, money is in the scenario's currency.
    """

    room = "reach"
    shown = "curves"

    data: ReachData

    @property
    def budget(self) -> float:
        """The scenario's own budget."""
        return self.data.budget

    @property
    def currency(self) -> str:
        """The scenario's currency."""
        return self.data.currency

    @property
    def effective(self) -> int:
        """How often counts as often enough."""
        return self.data.effective

    @property
    def channels(self) -> list[str]:
        """Channels that reach somebody, in the scenario's order."""
        return self.data.channels

    def arm(self, arm: str, measure: str) -> float | None:
        """A measure of an arm over all voters and channels; None where it is not defined."""
        return self.data.arm(arm, measure)

    def curve(self, arm: str, channel: str = "all") -> pd.DataFrame:
        """The rows of one arm and channel, budgets rising."""
        return self.data.curve(arm, channel)

    def choice(self, curve: str) -> pd.DataFrame:
        """The rows of one choice (`weeks`, `caps`, `allocation`, `audience`); none if not there."""
        return self.data.choice(curve)
