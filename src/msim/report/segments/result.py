"""A study of segments as a user holds it: its tables, its figures, its folder."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msim.report.segments.data import SegmentsData

if TYPE_CHECKING:
    import pandas as pd

    from msim.experiment.segments.study import MethodStudy


@dataclass(frozen=True)
class SegmentStudy:
    """The segments of a scenario's voters, by one method in detail and by others beside it."""

    data: SegmentsData

    @classmethod
    def of(cls, study: MethodStudy, toml: str, manifest: Mapping[str, Any]) -> SegmentStudy:
        """From what the experiment found; `manifest` has version, packages, platform, timing."""
        from dataclasses import replace

        from msim.experiment.segments.tables import summary, tables
        from msim.report.segments import sentences

        said = {"msim": manifest["msim"], **summary(study), "timing": manifest["timing"]}
        data = SegmentsData(said, tables(study), toml, manifest)
        return cls(replace(data, summary=said | {"told": sentences.told(data)}))

    @property
    def summary(self) -> Mapping[str, Any]:
        """What `msim segment --json` prints."""
        return self.data.summary

    def table(self) -> pd.DataFrame:
        """A row a segment of the first method: size, messages, traits, stability, worth."""
        return self.data.tables["segments"].set_index("label")

    def methods(self) -> pd.DataFrame:
        """A row a method: diagnostics, recovery, and gains with their intervals."""
        return self.data.tables["methods"].set_index("method")

    def plot(self, name: str) -> Any:
        """A figure by name as an Altair chart.

        There are `voters`, `profiles`, `silhouette`, `stability`, `archetypes`, `methods` and
        `uplift`.
        """
        from msim.report.segments import sections

        return sections.figure(name, self.data)

    def save(self, folder: str | Path) -> Path:
        """Write the folder with page, figures and tables, whole or not at all; gives its path."""
        from msim.report.segments import sections

        return sections.save(self.data, Path(folder))
