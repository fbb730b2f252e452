"""Who are these voters? The synthetic electorate described, and written out, block by block."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.special import expit

from msim.core.arrays import Floats
from msim.core.errors import InputError, MsimError
from msim.core.later import Later
from msim.core.paths import whole
from msim.core.streams import Streams
from msim.experiment.engine.electorate import Electorate
from msim.experiment.engine.sides import electorate
from msim.scenario.model import Scenario
from msim.world.traits import level_cuts, level_shares, show

if TYPE_CHECKING:
    import pandas as pd

    from msim.experiment.engine.electorate import Block
else:
    pd = Later("pandas")

SAMPLE = 100_000
"""Voters that a description looks at; its size is said."""


class People:
    """The synthetic voters of a scenario's first replicate. Nothing here describes a person."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self._electorate: Electorate = electorate(scenario, 0)
        self._cuts = level_cuts(self._electorate.world.traits, scenario.population.traits)

    @property
    def streams(self) -> Streams:
        """Randomness of the replicate."""
        return self._electorate.world.streams

    def to_frame(self, n: int | None = None) -> pd.DataFrame:
        """The first `n` voters (all without n), a row each; every row is marked synthetic."""
        frames, left = [], n if n is not None else self.scenario.population.simulated
        for frame in self._frames():
            frames.append(frame.iloc[:left])
            left -= len(frame)
            if left <= 0:
                break
        return pd.concat(frames, ignore_index=True)

    def describe(self, n: int = SAMPLE) -> pd.DataFrame:
        """Shares and means over the first voters, beside what the scenario sets, where it does."""
        frame = self.to_frame(min(n, self.scenario.population.simulated))
        weight, rows = frame["turnout_prob"], []

        def add(what: str, level: str, value: float, expected: float | None = None) -> None:
            rows.append({"what": what, "level": level, "value": value, "expected": expected})

        politics = self.scenario.politics
        add("voters", "described", float(len(frame)))
        add("turnout", "share", float(weight.mean()), politics.turnout)
        support = float(np.average(frame["support_prob"], weights=weight))
        add("support", "share of votes", support, politics.support)
        for name, share in frame["archetype"].value_counts(normalize=True).sort_index().items():
            expected = float(self._electorate.world.traits.shares[int(str(name)) - 1])
            add("archetype", str(name), float(share), expected)
        if self.scenario.districts.count <= 20:
            for name, share in frame["district"].value_counts(normalize=True).sort_index().items():
                size = self._electorate.world.places.joint.sum(axis=0)[int(str(name)) - 1]
                add("district", str(name), float(share), float(size))
        for trait in self.scenario.population.traits:
            values = frame[f"trait:{trait.name}"]
            if trait.kind == "continuous":
                add(trait.name, "mean", float(values.mean()), 0.0)
                add(trait.name, "standard deviation", float(values.std()), 1.0)
                continue
            for level, expected in enumerate(level_shares(trait)):
                add(trait.name, f"level {level + 1}", float((values == level + 1).mean()), expected)
        for name in self.scenario.channels:
            used = frame[f"habit:{name}"] > 0.0
            add(f"uses {name}", "share", float(used.mean()), self.scenario.channels[name].users)
        return pd.DataFrame(rows)

    def export(self, path: str | Path) -> Path:
        """Write all voters to `.csv` or `.parquet` (needs the parquet extra), whole or not at all.

        Raises InputError for another ending, MsimError where the extra is missing.
        """
        target = Path(path)
        if target.suffix not in (".csv", ".parquet"):
            raise InputError(f"{target}: voters are written as .csv or .parquet")
        if not target.parent.is_dir():
            raise InputError(f"{target}: there is no such folder to write to")
        with whole(target) as part:
            self._write(part, target.suffix)
        return target

    def _write(self, part: Path, suffix: str) -> None:
        if suffix == ".csv":
            with part.open("w", encoding="utf-8", newline="") as file:
                for number, frame in enumerate(self._frames()):
                    frame.to_csv(file, index=False, header=number == 0, lineterminator="\n")
            return
        try:
            import pyarrow as pa  # noqa: PLC0415 - an extra
            import pyarrow.parquet as pq  # noqa: PLC0415
        except ModuleNotFoundError as error:
            raise MsimError(
                "writing Parquet needs the extra: pip install 'msim[parquet]'"
            ) from error
        writer: Any = None
        try:
            for frame in self._frames():
                table = pa.Table.from_pandas(frame, preserve_index=False)
                writer = writer or pq.ParquetWriter(part, table.schema)
                writer.write_table(table)
        finally:
            if writer is not None:
                writer.close()

    def _frames(self) -> Iterator[pd.DataFrame]:
        world = self._electorate.world
        for number in range(world.blocks):
            yield self._frame(self._electorate.block(number))

    def _frame(self, block: Block) -> pd.DataFrame:
        voters, media = block.voters, block.media
        traits = self.scenario.population.traits
        shown: Floats = show(voters.traits, self._cuts)
        columns: dict[str, Any] = {
            "synthetic": np.ones(voters.size, dtype=np.bool_),
            "archetype": voters.archetype + 1,
            "district": voters.district + 1,
        }
        for index, trait in enumerate(traits):
            values = shown[:, index]
            columns[f"trait:{trait.name}"] = (
                values if trait.kind == "continuous" else values.astype(int) + 1
            )
        columns["support_prob"] = expit(voters.support)
        columns["turnout_prob"] = voters.turnout_prob
        for c, name in enumerate(self.scenario.channels):
            columns[f"habit:{name}"] = media.habit[:, c]
        return pd.DataFrame(columns)
