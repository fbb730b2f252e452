"""One invented voter, followed: the result of `msim.voter`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from msim.report.common.result import Result
from msim.report.voter.data import VoterData

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class VoterFollowed(Result):
    """One invented voter of the first world and survey: what is true, what is seen, what came.

    tables: `campaigns` (a row a campaign), `traits`, `messages`, `exposures`; each row is marked
    synthetic, and readings are told in bands.
    """

    room = "voter"
    shown = "messages"

    data: VoterData

    @property
    def summary(self) -> Mapping[str, Any]:
        """What `msim voter --json` prints."""
        return self.data.summary

    @property
    def tables(self) -> Mapping[str, pd.DataFrame]:
        """The tables by name, the campaigns first."""
        return self.data.tables()
