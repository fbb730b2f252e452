"""What every verb of `msim` gives: numbers, tables, figures and a folder, under the same names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from msim.core.errors import InputError
from msim.report.common.names import origin

if TYPE_CHECKING:
    import pandas as pd

    from msim.report.common.kind import ReportKind


@dataclass(frozen=True)
class ReportContent:
    """What is said of one scenario.

    summary: what `--json` prints. tables: by name, a file of the folder each. scenario_toml: the
    complete scenario. manifest: what made the folder.
    """

    summary: Mapping[str, Any]
    tables: Mapping[str, pd.DataFrame]
    scenario_toml: str
    manifest: Mapping[str, Any]

    @property
    def footer(self) -> str:
        """What every figure and page says of itself."""
        return origin(self.summary)


class Result:
    """A result: `summary`, `tables`, `table(name)`, `plot(name)`, `save(folder)`.

    It shows its answer and its first table in a notebook. `room` is the room of `msim.report` whose
    `sections` draws it, `shown` the figure that is drawn where none is named, and `data` what the
    report is made of.
    """

    room: ClassVar[str]
    shown: ClassVar[str] = ""
    data: Any

    @property
    def summary(self) -> Mapping[str, Any]:
        """Plain numbers and texts: what the command prints with `--json`."""
        return self.data.summary

    @property
    def tables(self) -> Mapping[str, pd.DataFrame]:
        """The tables by name, the one that tells most first."""
        return self.data.tables

    def table(self, name: str = "") -> pd.DataFrame:
        """One of the tables; without a name the one that tells most.

        Raises InputError where there is no table of this name.
        """
        tables = self.tables
        if not name:
            return next(iter(tables.values()))
        if name not in tables:
            raise InputError(f"no such table: {name!r}; there are {', '.join(tables)}")
        return tables[name]

    def plot(self, name: str = "") -> Any:
        """A figure as an Altair chart, which shows itself in a notebook and has `.save("it.svg")`.

        Raises InputError where there is no figure of this name, or nothing to show in it.
        """
        return self._kind.figure(name or self.shown, self.data)

    def save(self, folder: str | Path) -> Path:
        """Write page, figures and tables, whole or not at all; gives the folder's path.

        Raises InputError where the folder holds something else, OSError where it cannot be written.
        """
        return self._kind.save(self.data, folder)

    def _repr_html_(self) -> str:
        from msim.report.common.html import glance

        return glance(self._kind.document(self.data))

    @property
    def _kind(self) -> ReportKind[Any]:  # loaded when it is drawn: numbers alone need no page
        found: ReportKind[Any] = import_module(f"msim.report.{self.room}.sections").REPORT
        return found
