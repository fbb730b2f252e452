"""A field experiment as one record; what page, figure and terminal read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from msim.report.common.names import origin

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class TrialData:
    """All that may be said of an experiment.

    summary: what `msim trial --json` prints. doses: a row a dose; sizes: a row a dose and number of
    people approached; lots: a row a world, lot and dose. There is no row for a respondent.
    """

    summary: Mapping[str, Any]
    doses: pd.DataFrame
    sizes: pd.DataFrame
    lots: pd.DataFrame
    scenario_toml: str
    manifest: Mapping[str, Any]

    @property
    def footer(self) -> str:
        """What figure and page say of themselves."""
        return origin(self.summary)

    @property
    def rows(self) -> list[Mapping[str, Any]]:
        """What came of each dose, the smallest first."""
        return list(self.summary["doses"])

    @property
    def tables(self) -> dict[str, pd.DataFrame]:
        """The tables by name."""
        return {"doses": self.doses, "sizes": self.sizes, "lots": self.lots}
