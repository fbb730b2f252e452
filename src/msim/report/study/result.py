"""A study that was run, as a user holds it: its table, and what is made of it.

Analyses are imported where they are asked for: together they take a second to load, and a study
that is only run needs none of them.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from msim.study import reading, saving
from msim.study.study import StudyRun

if TYPE_CHECKING:
    from msim.study.analyze.boxes import Boxes
    from msim.study.analyze.phase import Phase
    from msim.study.analyze.specification import Specifications


class Study(StudyRun):
    """The points of a design and what they came to.

    table: a row a point in order: `point`, a column for each parameter under its key, `seed`,
    `replicates`, `precise` (whether the precision asked was reached), `error` ("" or a message),
    for each measure M of the design `M.mean`, `M.low` and `M.high` (95 %; NaN where there is no
    such number or the point failed) and `claim` (True, False, or None where it cannot be told).
    null: the same points in the null worlds; None where the study has none. store: what keeps the
    points: a file, or the bytes of one. unused: points in it that another number of points asked
    for.
    """

    @classmethod
    def of(cls, run: StudyRun) -> Study:
        """The study that was run."""
        return cls(run.design, run.table, run.null, run.store, run.unused)

    @classmethod
    def read(cls, folder: str | Path) -> Study:
        """A study from its results folder, finished or not; runs nothing.

        Raises InputError where the folder holds none, or a damaged one.
        """
        return cls.of(reading.read(Path(folder)))

    def save(self, folder: str | Path) -> Path:
        """Write study.csv (and study.parquet with the extra), study.toml, scenario.toml, manifest.

        Into an empty folder, a new one, or the study's own; each file whole or not at all.
        Raises InputError for a folder of something else. Gives its path.
        """
        return saving.save(self, Path(folder))

    def indices(self, **options: Any) -> pd.DataFrame:
        """How much each parameter moves the target: Sobol indices, or Morris's effects.

        A row a parameter, with bootstrap intervals. Raises InputError where the design gives
        neither, or has too few points.
        """
        from msim.study.analyze import morris, sobol

        if self.design.kind == "morris":
            return morris.effects(self.design, self.table, **options)
        return sobol.indices(self.design, self.table, **options)

    def where(self, outcome: str = "segmented wins") -> Boxes:
        """Where in the space of parameters it wins: boxes in words, and how sure they are.

        outcome: "win" (so is what ends in "wins"), "loss" ("loses"), or "claim".
        """
        from msim.report.study.sentences import BoxInWords
        from msim.study.analyze.boxes import where

        verb = outcome.rpartition(" ")[2]
        name: Any = {"wins": "win", "loses": "loss"}.get(verb, verb)
        return BoxInWords(**vars(where(self.design, self.table, name)))

    def curve(self, **options: Any) -> Specifications:
        """The specification curve: every combination of choices, beside the null worlds."""
        from msim.study.analyze.specification import specifications

        return specifications(self.design, self.table, self.null, **options)

    def phase(self, **options: Any) -> Phase:
        """The phase diagram of two parameters, with its break-even line."""
        from msim.study.analyze.phase import phase

        return phase(self.design, self.table, **options)

    def convergence(self) -> pd.DataFrame:
        """The answer against the number of points."""
        from msim.study.analyze.convergence import convergence

        return convergence(self.design, self.table)

    def sentence(self) -> str:
        """How robust the claim is, in a few sentences with numbers."""
        from msim.report.study.sentences import sentence

        return sentence(self.design, self.table, self.null)
