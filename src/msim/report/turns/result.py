"""Where a scenario turns: the result of `msim.turns`."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from msim.experiment.comparison.turns import Progress, Turned, turns
from msim.report.common.manifest import manifest, named
from msim.report.common.result import Result
from msim.report.turns.data import TurnsData
from msim.scenario import Scenario, dump


@dataclass(frozen=True)
class TurningPoints(Result):
    """For each key, the value at which the verdict of a scenario turns.

    tables: `turns`, a row a key, sorted by how near its turning point lies to the evidence; `runs`,
    a row a value that was run: key, value, mean, low, high, worth (net votes).
    """

    room = "turns"
    shown = "turns"

    data: TurnsData

    @classmethod
    def of(
        cls, scenario: Scenario, keys: Sequence[str] | None, progress: Progress | None = None,
        ran: Mapping[str, Any] | None = None,
    ) -> TurningPoints:  # fmt: skip
        """The turning points of a scenario. ran: the summary of a run of it, where there is one.

        Raises InputError as `msim.experiment.comparison.turns.turns` does.
        """
        start = time.perf_counter()
        found = turns(scenario, keys, progress, ran)
        timing = {"seconds": time.perf_counter() - start}
        turned = [each.row() for each in found.keys]
        summary = {
            **named(scenario),
            "replicates": found.worlds,
            "today": {name: _known(each) for name, each in found.today.items()},
            "turns": turned,
        }
        asked = None if keys is None else list(keys)
        made = manifest(scenario, timing, "turns", keys=asked)
        tables = {"turns": cls.table_of(found), "runs": found.runs}
        return cls(TurnsData(summary, tables, dump(scenario.anywhere), made))

    @staticmethod
    def table_of(found: Turned) -> pd.DataFrame:
        """The table `turns`."""
        return pd.DataFrame([each.row() for each in found.keys])


def _known(number: float) -> float | None:
    return number if number == number else None
