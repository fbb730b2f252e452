"""The arms of a scenario, compared: the result of `msim.compare`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from msim.experiment.comparison.summary import ArmValues
from msim.report.common.result import Result
from msim.report.run.data import TABLES, ReportData
from msim.scenario import Scenario

if TYPE_CHECKING:
    import pandas as pd


TOLD = (
    *("arms", "contrasts", "ladder", "left_out", "individual", "costs", "districts", "game"),
    "attribution",
)
"""Tables that are made of the results, those that tell most first."""


@dataclass(frozen=True)
class Comparison(Result):
    """The arms of a scenario, compared on the same voters, money and chance.

    tables: `arms` (a row an arm, each measure with the interval of its mean), `contrasts`,
    `ladder`, `left_out`, `individual`, `costs`, and the rows of the results folder. worlds: every
    measure of every world.
    """

    room = "run"
    shown = "ladder"

    scenario: Scenario
    data: ReportData
    worlds: ArmValues

    @property
    def summary(self) -> Mapping[str, Any]:
        """What `msim run --json` prints."""
        return self.data.summary

    @property
    def tables(self) -> Mapping[str, pd.DataFrame]:
        """The tables by name, the arms first."""
        from msim.report.run import tables

        made = {
            name: getattr(tables, name)(self.data)
            for name in TOLD
        }
        return made | {name: getattr(self.data, name) for name in TABLES}
