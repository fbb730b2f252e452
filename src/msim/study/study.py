"""A study that was run: its design and its table, and what is made of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msim.study.records import Design

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Study:
    """The points of a design and what they came to.

    table: a row a point in order: `point`, a column for each parameter under its key, `seed`,
    `replicates`, `precise` (whether the precision asked was reached), `error` ("" or a message),
    for each measure M of the design `M.mean`, `M.low` and `M.high` (95 %; NaN where there is no
    such number or the point failed) and `claim` (True, False, or None where it cannot be told).
    null: the same points in the null worlds; None where the study has none. store: what keeps the
    points: a file, or the bytes of one. unused: points in it that another number of points asked
    for.
    """

    design: Design
    table: pd.DataFrame
    null: pd.DataFrame | None = None
    store: Path | bytes | None = field(default=None, repr=False, compare=False)
    unused: int = field(default=0, repr=False, compare=False)

    @classmethod
    def read(cls, folder: str | Path) -> Study:
        """A study from its results folder, finished or not; runs nothing.

        Raises InputError where the folder holds none, or a damaged one.
        """
        from msim.study.reading import read

        return cls(*read(Path(folder)))

    def save(self, folder: str | Path) -> Path:
        """Write study.csv (and study.parquet with the extra), study.toml, scenario.toml, manifest.

        Into an empty folder, a new one, or the study's own; each file whole or not at all.
        Raises InputError for a folder of something else. Gives its path.
        """
        from msim.study.saving import save

        tables = {"study": self.table} | ({} if self.null is None else {"null": self.null})
        return save(self.design, tables, self.store, Path(folder))

    def indices(self, **options: Any) -> pd.DataFrame:
        """How much each parameter moves the target: Sobol indices, or Morris's effects.

        A row a parameter, with bootstrap intervals. Raises InputError where the design gives
        neither, or has too few points.
        """
        if self.design.kind == "morris":
            effects: pd.DataFrame = _by("morris").effects(self.design, self.table, **options)
            return effects
        indices: pd.DataFrame = _by("sobol").indices(self.design, self.table, **options)
        return indices

    def where(self, outcome: str = "segmented wins") -> Any:
        """Where in the space of parameters it wins: boxes in words, and how sure they are.

        outcome: "win" (so is what ends in "wins"), "loss" ("loses"), or "claim".
        """
        verb = outcome.rpartition(" ")[2]
        name = {"wins": "win", "loses": "loss"}.get(verb, verb)
        return _by("boxes").where(self.design, self.table, name)

    def curve(self, **options: Any) -> Any:
        """The specification curve: every combination of choices, beside the null worlds."""
        return _by("specification").specifications(self.design, self.table, self.null, **options)

    def phase(self, **options: Any) -> Any:
        """The phase diagram of two parameters, with its break-even line."""
        return _by("phase").phase(self.design, self.table, **options)

    def convergence(self) -> pd.DataFrame:
        """The answer against the number of points."""
        found: pd.DataFrame = _by("convergence").convergence(self.design, self.table)
        return found

    def sentence(self) -> str:
        """How robust the claim is, in one sentence with numbers."""
        words: Any = import_module("msim.study.words")
        return str(words.sentence(self.design, self.table, self.null))


def _by(name: str) -> Any:
    """The module of one analysis; each loads much that the others do without."""
    return import_module(f"msim.study.analyze.{name}")
