"""A study of segments as a user holds it: its tables, its figures, its folder."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from msim.experiment.segments.tables import summary, tables
from msim.report.common.result import Result
from msim.report.segments import sentences
from msim.report.segments.data import SegmentsData

if TYPE_CHECKING:
    import pandas as pd

    from msim.experiment.segments.study import MethodStudy


@dataclass(frozen=True)
class SegmentStudy(Result):
    """The segments of a scenario's voters, by one method in detail and by others beside it.

    tables: `segments` (a row a segment of the first method), `methods`, and the others of its
    folder.
    """

    room = "segments"
    shown = "voters"

    data: SegmentsData

    @classmethod
    def of(cls, study: MethodStudy, toml: str, manifest: Mapping[str, Any]) -> SegmentStudy:
        """From what the experiment found; `manifest` has version, packages, platform, timing."""
        said = {"msim": manifest["msim"], **summary(study), "timing": manifest["timing"]}
        data = SegmentsData(said, tables(study), toml, manifest)
        return cls(replace(data, summary=said | {"told": sentences.told(data)}))

    @property
    def tables(self) -> Mapping[str, pd.DataFrame]:
        """The tables by name, the segments first."""
        indexed = {"segments": "label", "methods": "method"}
        tables = {name: self.data.tables[name].set_index(key) for name, key in indexed.items()}
        return {**tables, **{n: t for n, t in self.data.tables.items() if n not in tables}}

    def methods(self) -> pd.DataFrame:
        """A row a method: diagnostics, recovery, and gains with their intervals."""
        return self.table("methods")
