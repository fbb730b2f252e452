"""A scenario and its changed twin as one record; what their page, figure and terminal read."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from msim.core.text import Interval
from msim.report.run.data import ReportData

if TYPE_CHECKING:
    import pandas as pd

CONTRAST = "segmented-broadcast"


@dataclass(frozen=True)
class WhatIfData:
    """Everything that may be said of a change.

    summary: what `msim whatif --json` prints. table: a row an arm (or a contrast of two) and
    measure: arm, measure, before, after, difference, low, high, moved. before, after: both runs.
    """

    summary: Mapping[str, Any]
    table: pd.DataFrame
    before: ReportData
    after: ReportData

    @property
    def tables(self) -> dict[str, pd.DataFrame]:
        """The one table, by name."""
        return {"changes": self.table}

    @property
    def changed(self) -> dict[str, tuple[Any, Any]]:
        """Keys that differ, with the value before and after."""
        keys = self.summary["changed"]
        return {key: (each["before"], each["after"]) for key, each in keys.items()}

    @cached_property
    def votes(self) -> dict[str, Mapping[Hashable, Any]]:
        """The rows of net votes, by arm or contrast."""
        rows = self.table[self.table["measure"] == "net_votes"].to_dict("records")
        return {str(row["arm"]): row for row in rows}

    @property
    def arms(self) -> list[str]:
        """Arms that both runs have and that win votes; no contrasts."""
        return [arm for arm in self.votes if arm in self.before.arms]

    def difference(self, arm: str) -> Interval:
        """What the change did to an arm's net votes; unknown where both do not have it."""
        return interval(self.votes[arm]) if arm in self.votes else Interval(None)

    @property
    def manifest(self) -> dict[str, Any]:
        """What made the folder: the first run's manifest, and what the second one has changed."""
        first, second = self.before.manifest, self.after.manifest
        timing = {"seconds": sum(float(each["timing"]["seconds"]) for each in (first, second))}
        return {**first, "asked": {"verb": "whatif"}, "changed": self.summary["changed"],
                "after": second["scenario"], "timing": timing}  # fmt: skip

    @property
    def footer(self) -> str:
        """What the figure says of itself."""
        return f"{self.before.footer} \u00b7 changed {self.after.summary['scenario']['hash'][:8]}"


def interval(row: Mapping[Hashable, Any]) -> Interval:
    """The difference in a row of the table."""
    ends = {"mean": "difference", "low": "low", "high": "high"}
    return Interval.of({
        name: None if row[key] is None else float(row[key]) for name, key in ends.items()
    })
