"""A scenario and its changed twin, paired: the result of `msim.whatif`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from msim.experiment.comparison.whatif import Change, changed_keys, changes
from msim.report.common.result import Result
from msim.report.run.result import Comparison
from msim.report.whatif.data import WhatIfData

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class WhatIf(Result):
    """A scenario and its changed twin, paired on the same draws.

    tables: `changes`, a row an arm and measure: before, after, difference with its interval, moved
    or not.
    """

    room = "whatif"
    shown = "net_votes"

    before: Comparison
    after: Comparison

    @property
    def changed(self) -> dict[str, tuple[Any, Any]]:
        """Keys that differ, with the value before and after."""
        return changed_keys(self.before.scenario, self.after.scenario)

    @cached_property
    def changes(self) -> list[Change]:
        """Each measure of each arm, before, after, and the paired difference."""
        return changes(self.before.worlds, self.after.worlds)

    @property
    def summary(self) -> Mapping[str, Any]:
        """What `msim whatif --json` prints."""
        return {
            "msim": self.before.summary["msim"],
            "changed": {k: {"before": a, "after": b} for k, (a, b) in self.changed.items()},
            "moved": [vars(change) for change in self.changes if change.moved],
            "not_moved": [vars(change) for change in self.changes if not change.moved],
            "before": self.before.summary,
            "after": self.after.summary,
        }

    @property
    def tables(self) -> Mapping[str, pd.DataFrame]:
        """The one table, by name."""
        import pandas as pd  # slow to load, and not needed to run a scenario

        return {"changes": pd.DataFrame([vars(change) for change in self.changes])}

    @property
    def data(self) -> WhatIfData:
        """What the report is made of."""
        return WhatIfData(self.summary, self.table(), self.before.data, self.after.data)
