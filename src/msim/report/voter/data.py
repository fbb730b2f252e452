"""One invented voter as one record; what page, figure and terminal read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from msim.report.common.result import ReportContent


class VoterData(ReportContent):
    """All that may be said of a voter; each row of its tables is marked synthetic."""

    @property
    def campaigns(self) -> list[Mapping[str, Any]]:
        """What each campaign did, in their order."""
        return list(self.summary["campaigns"])


def tables(summary: Mapping[str, Any]) -> dict[str, pd.DataFrame]:
    """The tables of what is said, by name."""
    campaigns = summary["campaigns"]
    rows = [
        {"synthetic": True, "campaign": each["arm"], **channel}
        for each in campaigns for channel in each["channels"]
    ]  # fmt: skip
    came = [{k: v for k, v in each.items() if k != "channels"} for each in campaigns]
    return {
        "campaigns": pd.DataFrame(came),
        "traits": pd.DataFrame(summary["traits"]),
        "messages": pd.DataFrame(summary["messages"]),
        "exposures": pd.DataFrame(rows).drop(columns="by_week", errors="ignore"),
    }
