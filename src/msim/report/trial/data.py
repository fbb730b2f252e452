"""A field experiment as one record; what page, figure and terminal read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msim.report.common.result import ReportContent


class TrialData(ReportContent):
    """All that may be said of an experiment.

    tables: `doses`, a row a dose; `sizes`, a row a dose and number of people approached; `lots`, a
    row a world, lot and dose. There is no row for a respondent.
    """

    @property
    def rows(self) -> list[Mapping[str, Any]]:
        """What came of each dose, the smallest first."""
        return list(self.summary["doses"])
