"""A kind of report: what its figures, its folder and its files are made of, said once for all."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, Protocol, TypeVar

import pandas as pd

from msim.core.text import as_json
from msim.report.common import codebook, drawing, folder, gallery
from msim.report.common.document import Document
from msim.report.common.gallery import Gallery
from msim.report.common.html import as_csv, lasting, with_figures
from msim.report.common.theme import Figure


class Shown(Protocol):
    """What a report is made of."""

    @property
    def summary(self) -> Mapping[str, Any]:
        """What `--json` prints."""

    @property
    def tables(self) -> Mapping[str, pd.DataFrame]:
        """The tables by name, a file each."""

    @property
    def manifest(self) -> Mapping[str, Any]:
        """What made them."""


D = TypeVar("D", bound=Shown)


def scenario(data: Any) -> folder.Files:
    """The scenario as a file, which most kinds have besides."""
    return {"scenario.toml": data.scenario_toml}


@dataclass(frozen=True)
class ReportKind(Generic[D]):
    """A kind of report.

    page: the name of its page; its summary has the same with `.json`, unless `summary` names it.
    figures: what draws each. document: what its page says. besides: files that the folder has
    besides summary, manifest, tables, codebook, figures and page. currency: of its tables.
    """

    page: str
    figures: Gallery[D]
    document: Callable[[D], Document]
    besides: Callable[[D], folder.Files] = scenario
    currency: Callable[[D], str] = lambda data: ""
    summary: str = ""

    def figure(self, name: str, data: D) -> Any:
        """One figure as an Altair chart.

        Raises InputError where no figure has this name, or there is nothing to show in it.
        """
        return gallery.chart(self.figures, name, data)

    def made(self, data: D) -> dict[str, Figure]:
        """The figures that there is something for, by name."""
        return gallery.every(self.figures, data)

    def files(self, data: D) -> dict[str, bytes | str]:
        """Every file of the folder by its relative name."""
        figures = self.made(data)
        asked = drawing.draw(figures)  # while they are drawn, the rest is written
        return {
            self.summary or f"{Path(self.page).stem}.json": lasting(data.summary),
            folder.MANIFEST: as_json(data.manifest),
            **{f"{name}.csv": as_csv(table) for name, table in data.tables.items()},
            **self.besides(data),
            **codebook.written(data.tables, figures, self.currency(data)),
            **with_figures(self.page, lambda: self.document(data), figures, asked),
        }

    def drawn(self, data: D) -> dict[str, bytes | str]:
        """The page, and each figure as SVG, PNG and CSV."""
        return with_figures(self.page, lambda: self.document(data), self.made(data))

    def save(self, data: D, place: Path | str) -> Path:
        """Writes the folder, whole or not at all; gives its path.

        Raises InputError where `place` holds files and is no such folder, OSError for a full disk
        or a place that is not writable.
        """
        return folder.write(folder.ready(place, self.page), self.files(data))
