"""The arms of a scenario, compared: the result of `msim.compare`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from msim.experiment.comparison.summary import ArmValues
from msim.report.common.result import Result
from msim.report.run.data import TABLES, ReportData
from msim.scenario import Scenario

if TYPE_CHECKING:
    import pandas as pd

    from msim.experiment.comparison.compare import Progress
    from msim.report.turns.result import TurningPoints


TOLD = (
    *("arms", "contrasts", "ladder", "left_out", "individual", "costs", "districts", "game"),
    "attribution",
)
"""Tables that are made of the results, those that tell most first."""


@dataclass(frozen=True)
class Comparison(Result):
    """The arms of a scenario, compared on the same voters, money and chance.

    tables: `arms` (a row an arm, each measure with the interval of its mean), `contrasts`,
    `ladder`, `left_out`, `individual`, `costs`, and the rows of the results folder, with `test`:
    what the first survey of the first world said of each message, and the truth. worlds: every
    measure of every world.
    """

    room = "run"
    shown = "ladder"

    scenario: Scenario
    data: ReportData
    worlds: ArmValues

    @property
    def tables(self) -> Mapping[str, pd.DataFrame]:
        """The tables by name, the arms first."""
        from msim.report.run import tables

        made = {
            name: getattr(tables, name)(self.data)
            for name in TOLD
        }
        return made | {name: getattr(self.data, name) for name in (*TABLES, "test")}

    def turns(
        self, keys: Sequence[str] | None = None, progress: Progress | None = None
    ) -> TurningPoints:
        """For each key, the value at which the verdict turns, on the worlds of this run.

        keys: the main ones unless given. Raises InputError as `msim.turns` does.
        """
        from msim.report.turns.result import TurningPoints

        return TurningPoints.of(self.scenario, keys, progress, self.summary)

    def with_turns(self, progress: Progress | None = None) -> Comparison:
        """The same, with the turning points of the main keys in summary, tables and page."""
        found = self.turns(None, progress)
        asked = {**self.data.manifest["asked"], "turns": True}
        return replace(self, data=replace(
            self.data, turns=found.table(),
            summary={**self.summary, "turns": found.summary["turns"]},
            manifest={**self.data.manifest, "asked": asked},
        ))  # fmt: skip
