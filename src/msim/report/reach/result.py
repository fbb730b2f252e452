"""A study of reach as a user holds it: its tables, its figures, its folder."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from msim.core.errors import InputError
from msim.report.common import gallery
from msim.report.reach import sections
from msim.report.reach.data import ReachData

if TYPE_CHECKING:
    import pandas as pd


class ReachCurves(ReachData):
    """Reach and frequency, curves over budget, and what a planner's choices change.

    `summary` is what `msim reach --json` prints. Tables are tidy: `groups` (arm, kind, group,
    channel), `duplication` (pairs of channels), `fits` (channel and k), `curves` (arm, channel,
    budget), `choices` (curve, point, arm). Rates lie between 0 and 1, money is in the scenario's
    currency.
    """

    def table(self, name: str = "groups") -> pd.DataFrame:
        """One of the tables by name.

        Raises:
            InputError: no table has this name.
        """
        if name not in self.tables:
            raise InputError(f"no such table: {name!r}; there are {', '.join(self.tables)}")
        return self.tables[name]

    def plot(self, name: str = "curves") -> Any:
        """A figure by name, as an Altair chart that shows itself in a notebook.

        Raises:
            InputError: no figure has this name, or there is nothing to show in it.
        """
        return gallery.chart(sections.FIGURES, name, self)

    def save(self, folder: str | Path) -> Path:
        """Write page, figures and tables, whole or not at all; gives the folder's path."""
        return sections.save(self, folder)
