"""One invented voter as one record; what page, figure and terminal read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from msim.report.common.names import origin


@dataclass(frozen=True)
class VoterData:
    """All that may be said of a voter. summary: what `msim voter --json` prints."""

    summary: Mapping[str, Any]
    scenario_toml: str
    manifest: Mapping[str, Any]

    @property
    def footer(self) -> str:
        """What figure and page say of themselves."""
        return origin(self.summary)

    @property
    def campaigns(self) -> list[Mapping[str, Any]]:
        """What each campaign did, in their order."""
        return list(self.summary["campaigns"])

    @property
    def tables(self) -> dict[str, pd.DataFrame]:
        """The tables by name, each row marked synthetic."""
        rows = [
            {"synthetic": True, "campaign": each["arm"], **channel}
            for each in self.campaigns for channel in each["channels"]
        ]  # fmt: skip
        exposures = pd.DataFrame(rows).drop(columns="by_week", errors="ignore")
        came = [{k: v for k, v in each.items() if k != "channels"} for each in self.campaigns]
        return {
            "campaigns": pd.DataFrame(came),
            "traits": pd.DataFrame(self.summary["traits"]),
            "messages": pd.DataFrame(self.summary["messages"]),
            "exposures": exposures,
        }
