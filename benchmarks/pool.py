"""Many worlds of a scenario, drawn once and kept in a file: from them runs of any size are drawn.

Each world has few voters, whatever the scenario says: how an interval over worlds covers hangs on
how much worlds differ, and voters and delivery contribute next to nothing to that. Surveys are as
many, and as large, as the scenario has them. What a pool lacks is drawn and added when it is asked
for; worlds are kept by the hundred as they come, so that what was broken off can be taken up.
"""

from __future__ import annotations

from functools import partial
from multiprocessing import Pool
from pathlib import Path

import numpy as np

import msim
from msim.core.arrays import Floats
from msim.experiment.engine.collected import Replicate
from msim.experiment.engine.qualities import QUALITIES
from msim.experiment.engine.replicate import run_replicate
from msim.scenario import Scenario

VOTERS = 2_000
"""Voters of a world; each stands for as many more people."""
SAVED = 100
"""Worlds after which the file is written anew."""


def small_worlds(name: str) -> Scenario:
    """A shipped scenario with few voters."""
    return msim.load(name, {"population.simulated": VOTERS, "run.workers": 1})


def worlds(name: str, wanted: int, folder: Path, workers: int) -> list[Replicate]:
    """The first worlds of a scenario, as records of means: single elections are not kept."""
    scenario, file = small_worlds(name), folder / f"{name}.npz"
    columns, values = _kept(file, scenario)
    if len(values) < wanted:
        with Pool(workers) as pool:
            numbers = range(len(values), wanted)
            each = pool.imap(partial(_measured, scenario), numbers, chunksize=10)
            fresh: list[Floats] = []
            for number, (columns, row) in zip(numbers, each, strict=True):
                fresh.append(row)
                if len(fresh) == SAVED or number + 1 == wanted:
                    values = np.stack([*values, *fresh])
                    _keep(file, scenario, columns, values)
                    fresh = []
    return [_record(number, columns, row) for number, row in enumerate(values[:wanted].tolist())]


def _measured(scenario: Scenario, number: int) -> tuple[list[str], Floats]:
    """What one world came to, and the names of that."""
    found = run_replicate(scenario, number)
    named = {
        f"{arm}.{measure}": value
        for arm, measures in found.measures.items()
        for measure, value in measures.items()
    }
    named |= {name: found.diagnostics[name] for name in QUALITIES}
    return list(named), np.array(list(named.values()))


def _record(number: int, columns: list[str], row: list[float]) -> Replicate:
    """A world's record, with the means in the place of single elections."""
    diagnostics: dict[str, float] = {}
    measures: dict[str, dict[str, float]] = {}
    for column, value in zip(columns, row, strict=True):
        arm, _, measure = column.partition(".")
        if measure:
            measures.setdefault(arm, {})[measure] = value
        else:
            diagnostics[column] = value
    singles = {
        arm: {measure: np.full((1, 1), value) for measure, value in each.items()}
        for arm, each in measures.items()
    }
    return Replicate(number, measures, singles, {}, diagnostics, [], [])


def _kept(file: Path, scenario: Scenario) -> tuple[list[str], Floats]:
    """Names and (worlds, names) values of a pool; nothing where there is none of this scenario."""
    if file.exists():
        with np.load(file) as there:
            if str(there["scenario"]) == scenario.hash:
                return there["columns"].tolist(), there["values"]
    return [], np.zeros((0, 0))


def _keep(file: Path, scenario: Scenario, columns: list[str], values: Floats) -> None:
    """Write the file whole or not at all."""
    file.parent.mkdir(parents=True, exist_ok=True)
    new = file.with_name(f"new.{file.name}")
    np.savez_compressed(new, scenario=scenario.hash, columns=columns, values=values)
    new.replace(file)
