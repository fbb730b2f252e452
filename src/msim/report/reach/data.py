"""What was found about a scenario's reach as one record; what its page and figures read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from msim.core.text import Interval
from msim.report.common.result import ReportContent

if TYPE_CHECKING:
    import pandas as pd

ARMS = ("broadcast", "segmented")
ALL = "all"
USUAL = "as it is"
"""The point of a choice that is the scenario's own plan."""


@dataclass(frozen=True)
class ReachData(ReportContent):
    """Everything that may be said of reach.

    `summary` is what `msim reach --json` prints. Tables are tidy: `groups` (arm, kind, group,
    channel; of one world), `duplication` (pairs of channels), `fits` (channel and k), `curves`
    (arm, channel, budget), `choices` (curve, point, arm). Rates lie between 0 and 1, money is in
    the scenario's currency.
    """

    TABLES: ClassVar = ("groups", "duplication", "fits", "curves", "choices")

    currency: str

    @property
    def effective(self) -> int:
        """How often counts as often enough."""
        return int(self.summary["effective"])

    @property
    def budget(self) -> float:
        """The scenario's own budget."""
        return float(self.summary["budget"])

    @property
    def channels(self) -> list[str]:
        """Channels that reach somebody, in the scenario's order."""
        reached = (self.summary["arms"][arm]["channels"] for arm in ARMS)
        return list(dict.fromkeys(
            name for each in reached for name, found in each.items() if found["reach_rate"] > 0.0
        ))  # fmt: skip

    def arm(self, arm: str, measure: str) -> float | None:
        """A measure of an arm over all voters and channels; None where it is not defined."""
        value = self.summary["arms"].get(arm, {}).get(measure)
        return None if value is None else float(value)

    def curve(self, arm: str, channel: str = ALL) -> pd.DataFrame:
        """The rows of one arm and channel, budgets rising."""
        table = self.tables["curves"]
        return table[(table["arm"] == arm) & (table["channel"] == channel)]

    def choice(self, curve: str) -> pd.DataFrame:
        """The rows of one choice (`weeks`, `caps`, `allocation`, `audience`); none if not there."""
        table = self.tables["choices"]
        return table[table["curve"] == curve]

    def votes(self, curve: str, point: str, arm: str, budget: float | None = None) -> Interval:
        """Net votes at a point of a choice; unknown where there is no such point."""
        rows = self.choice(curve)
        rows = rows[(rows["point"] == point) & (rows["arm"] == arm)]
        if budget is not None:
            rows = rows[rows["budget"] == budget]
        if rows.empty:
            return Interval(None)
        row = rows.iloc[0]
        return Interval.of({"mean": float(row["net_votes"]), "low": _known(row["low"]),
                            "high": _known(row["high"])})  # fmt: skip


def _known(value: Any) -> float | None:
    return None if value is None or value != value else float(value)
