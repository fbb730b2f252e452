"""Claims with their verdicts, as a user holds them: their tables, their pictures, their folder."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from msim.claims.run import ClaimResult
from msim.report.debate import sections
from msim.report.debate.data import DebateData
from msim.report.debate.figures.gallery import figures


@dataclass(frozen=True)
class DebateResult:
    """Claims with their verdicts."""

    data: DebateData

    @property
    def summary(self) -> dict[str, Any]:
        """What `msim debate --json` prints: plain numbers and texts of every claim."""
        return self.data.summary

    def claim(self, name: str) -> ClaimResult:
        """What became of one claim.

        Raises:
            InputError: this claim was not asked.
        """
        return self.data.claim(name)

    def table(self) -> pd.DataFrame:
        """A row a claim: verdict, worlds by what they said, the central estimate, the turn."""
        return self.data.tables["debate"]

    def worlds(self) -> pd.DataFrame:
        """A row a world of every claim: prior, case, answer and status, and each key's value."""
        return self.data.tables["worlds"]

    def plot(self, name: str) -> Any:
        """The deciding picture of a claim, as an Altair chart that shows itself in a notebook."""
        made = figures(self.claim(name), self.data.manifest)
        return next(iter(made.values())).chart

    def save(self, folder: str | Path) -> Path:
        """Write page, figures and tables, whole or not at all; gives the folder's path."""
        return sections.save(self.data, folder)
