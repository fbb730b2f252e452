"""Claims with their verdicts: the result of `msim.debate`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from msim.claims.run import ClaimResult
from msim.report.common.result import Result
from msim.report.debate.data import DebateData

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class DebateResult(Result):
    """Claims with their verdicts.

    tables: `debate` (a row a claim: verdict, worlds by what they said, the central estimate, the
    turn) and `worlds` (a row a world of every claim: prior, case, answer and status, and each key's
    value). Figures go by the claim's name.
    """

    room = "debate"

    data: DebateData

    def claim(self, name: str) -> ClaimResult:
        """What became of one claim.

        Raises:
            InputError: this claim was not asked.
        """
        return self.data.claim(name)

    def worlds(self) -> pd.DataFrame:
        """A row a world of every claim: prior, case, answer and status, and each key's value."""
        return self.table("worlds")
