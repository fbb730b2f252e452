"""A study that was run, as a user holds it: its table, and what is made of it.

Analyses are imported where they are asked for: together they take a second to load, and a study
that is only run needs none of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import pandas as pd

from msim.report.common.result import Result
from msim.study import reading, saving
from msim.study.records import Design
from msim.study.study import StudyRun

if TYPE_CHECKING:
    from msim.report.study.data import StudyData
    from msim.study.analyze.boxes import Boxes
    from msim.study.analyze.phase import Phase
    from msim.study.analyze.specification import Specifications


class MovedTable:
    """What `study.table` is: a function, as of every result; the points are `study.points` now."""

    _HINT = "study.table is a function: the table of points is study.table(), or study.points"

    def __init__(self, study: Study) -> None:
        self._study = study

    def __call__(self, name: str = "") -> pd.DataFrame:
        """One of the tables; without a name that of the points."""
        return Result.table(self._study, name)

    def __getattr__(self, name: str) -> NoReturn:
        raise AttributeError(self._HINT)

    def __getitem__(self, key: object) -> NoReturn:
        raise TypeError(self._HINT)


@dataclass(frozen=True)
class Study(Result):
    """The points of a design and what they came to; `run` holds both, and where they are kept.

    tables: `points`, a row a point in order: `point`, a column for each parameter under its key,
    `seed`, `replicates`, `precise` (whether the precision asked was reached), `error` ("" or a
    message), for each measure M of the design `M.mean`, `M.low` and `M.high` (95 %; NaN where there
    is no such number or the point failed) and `claim` (True, False, or None where it cannot be
    told); and `null`, the same points in the null worlds, where the study has them.
    """

    room = "study"
    shown = "specifications"

    run: StudyRun

    @classmethod
    def read(cls, folder: str | Path) -> Study:
        """A study from its results folder, finished or not; runs nothing.

        Raises InputError where the folder holds none, or a damaged one.
        """
        return cls(reading.read(Path(folder)))

    @property
    def design(self) -> Design:
        """What was asked."""
        return self.run.design

    @property
    def points(self) -> pd.DataFrame:
        """A row a point."""
        return self.run.table

    @property
    def null(self) -> pd.DataFrame | None:
        """The same points in the null worlds; None where the study has none."""
        return self.run.null

    @property
    def tables(self) -> Mapping[str, pd.DataFrame]:
        """The tables by name, the points first."""
        return {"points": self.points} | ({} if self.null is None else {"null": self.null})

    @property
    def table(self) -> MovedTable:
        """`table(name)`, as of every result."""
        return MovedTable(self)

    @cached_property
    def data(self) -> StudyData:
        """What the report is made of."""
        from msim.report.study.data import StudyData

        return StudyData(self.design, self.points, self.null)

    @property
    def summary(self) -> Mapping[str, Any]:
        """What `msim sensitivity --json` prints: every answer as plain numbers."""
        from msim.report.study.summary import summary

        return summary(self.data)

    def save(self, folder: str | Path) -> Path:
        """Write study.csv (study.parquet with the extra), study.toml, scenario.toml, and the page.

        Into an empty folder, a new one, or the study's own; each file whole or not at all.
        Raises InputError for a folder of something else. Gives its path.
        """
        return super().save(saving.save(self.run, Path(folder)))

    def indices(self, **options: Any) -> pd.DataFrame:
        """How much each parameter moves the target: Sobol indices, or Morris's effects.

        A row a parameter, with bootstrap intervals. Raises InputError where the design gives
        neither, or has too few points.
        """
        from msim.study.analyze import morris, sobol

        if self.design.kind == "morris":
            return morris.effects(self.design, self.points, **options)
        return sobol.indices(self.design, self.points, **options)

    def where(self, outcome: str = "segmented wins") -> Boxes:
        """Where in the space of parameters it wins: boxes in words, and how sure they are.

        outcome: "win" (so is what ends in "wins"), "loss" ("loses"), or "claim".
        """
        from msim.report.study.sentences import BoxInWords
        from msim.study.analyze.boxes import where

        verb = outcome.rpartition(" ")[2]
        name: Any = {"wins": "win", "loses": "loss"}.get(verb, verb)
        return BoxInWords(**vars(where(self.design, self.points, name)))

    def only(self, *where: str) -> Study:
        """The study of those points alone where all conditions are so; nothing is run.

        where: a key or a measure, a sign and a bound: `world.party_correlation >= 0.5`, or
        `segments.method = kmeans`. Raises InputError where one cannot be read or no point is left.
        """
        from msim.study.filtering import only, read_where

        asked = read_where(where, self.design)
        null = self.null
        table = only(self.design, self.points, asked)
        if null is not None:
            null = null[null["point"].isin(table["point"])].reset_index(drop=True)
        return Study(replace(self.run, table=table, null=null))

    def curve(self, **options: Any) -> Specifications:
        """The specification curve: every combination of choices, beside the null worlds."""
        from msim.study.analyze.specification import specifications

        return specifications(self.design, self.points, self.null, **options)

    def phase(self, **options: Any) -> Phase:
        """The phase diagram of two parameters, with its break-even line."""
        from msim.study.analyze.phase import phase

        return phase(self.design, self.points, **options)

    def convergence(self) -> pd.DataFrame:
        """The answer against the number of points."""
        from msim.study.analyze.convergence import convergence

        return convergence(self.design, self.points)

    def sentence(self) -> str:
        """How robust the claim is, in a few sentences with numbers."""
        from msim.report.study.sentences import sentence

        return sentence(self.design, self.points, self.null)
