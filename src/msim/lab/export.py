"""The laboratory as one file: no server, no network, the numbers of a grid and the same look."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any, Final

import numpy as np

from msim import __version__, api
from msim.core.arrays import Floats
from msim.core.errors import InputError
from msim.core.paths import whole
from msim.core.verdict import OUTCOMES
from msim.execution.here import end_with_parent
from msim.lab import files
from msim.lab.answers import COLUMNS, FIGURES, numbers, picture
from msim.lab.grid import AXES, HELD_BACK, PRESET, Axis, Compute, Grid, built
from msim.lab.one_file import one_file
from msim.lab.story.chapters import told
from msim.lab.story.titles import SCREENS
from msim.lab.texts import texts
from msim.lab.worlds import LabWorld, stages
from msim.report.common.document import unmarked
from msim.report.common.names import label, measure
from msim.report.common.sentences import SHORT, capital
from msim.report.run import sections
from msim.report.run.data import ReportData
from msim.report.run.sentences import budget
from msim.report.run.worlds import FEWEST, said

MODULES: Final = (
    "steps.js", "page.js", "dots.js", "readings.js", "screens.js", "story.js", "front.js",
    "between.js",
)  # fmt: skip
"""The scripts of the exported page beyond those of every page in a file."""
LARGEST: Final = 5_000_000
Progress = Callable[[int, int], None]


def export(
    path: Path, workers: int, progress: Progress | None = None, replicates: int | None = None
) -> Path:
    """Compute the grid and write the page, whole or not at all; gives its path.

    replicates: exactly so many worlds at each setting; None: as the scenario says.
    Raises InputError where the file cannot be written there.
    """
    if path.is_dir() or not path.parent.is_dir():
        raise InputError(f"--export {path}: give the name of a file in a folder that exists")
    stage = stages(replicates)[-1]
    text = page(built(AXES, stage, HELD_BACK, side_by_side(workers, progress)))
    with whole(path) as part:
        part.write_text(text, encoding="utf-8")
    return path


def side_by_side(workers: int, progress: Progress | None) -> Compute:
    """Compute worlds in so many processes; `progress` is told how many are done of how many."""

    def compute(function: Callable[[LabWorld], Any], worlds: Sequence[LabWorld]) -> Iterator[Any]:
        context = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(workers, context, initializer=end_with_parent) as pool:
            for done, result in enumerate(pool.map(function, worlds), 1):
                if progress is not None:
                    progress(done, len(worlds))
                yield result

    return compute


def page(grid: Grid) -> str:
    """The exported page as HTML."""
    return one_file(meta(grid), MODULES, files.bundle())


def meta(grid: Grid) -> dict[str, Any]:
    """What the page knows: levers of the grid, words, the grid, and the start's answer in full."""
    shared = files.meta(stages=1)
    scenario = LabWorld(PRESET).scenario(grid.stage)
    data = api.compare(scenario).data
    levers = [_lever(each, grid) for each in shared["levers"] if each["key"] in _keys(grid)]
    begin = {lever["key"]: shared["presets"][PRESET][lever["key"]] for lever in levers}
    return {
        **shared,
        "version": __version__,
        "levers": levers,
        "presets": {PRESET: begin},
        "claims": {PRESET: shared["claims"][PRESET]},
        "grid": {
            "axes": [{"key": axis.key, "nodes": list(axis.nodes)} for axis in grid.axes],
            "names": list(grid.names),
            "values": _rounded(grid.values.reshape(-1, len(grid.names))),
            "pairs": _rounded(grid.pairs.reshape(-1, 9)),
            "error": dict(grid.error),
        },
        "paired": {key: texts("paired")[key] for key in ("measures", "unsimulated")},
        "begin": numbers(data, LabWorld(PRESET).command(grid.stage)),
        "screens": {name: told(name, grid.stage) for name in SCREENS},
        "figures": [picture(name, sections.FIGURES[name](data)) for name in FIGURES],
        "table": _table(data),
        "outcomes": SHORT,
        "sentences": _sentences(data),
        "command": LabWorld(PRESET).command(grid.stage),
        "foot": f"msim {__version__} · synthetic · a grid of simulated settings, estimated between",
        "simulated": scenario.population.simulated,
        "surveys": scenario.surveys,
        "fewest": FEWEST,
    }


def _sentences(data: ReportData) -> dict[str, Any]:
    """The run's sentences of its answer, with `{names}` where the page puts a world's numbers."""
    found, blank = ("{votes}", "{more}", "{difference}"), ("{segmented}", "{broadcast}", "{gap}")
    return {
        "head": {each: said.head(each, "") for each in OUTCOMES},
        "estimate": unmarked(texts("definitions")["estimate"].strip()),
        "answer": unmarked(said.answer("{head}", budget(data), *blank)),
        "tailoring": {each: said.tailoring(each, *found[1:], "{worth}") for each in OUTCOMES},
        "delivering": {each: capital(said.delivering(each, *found)) for each in OUTCOMES},
        "alike": [said.alike(said.same(), "{equal}", "{surveys}", n) for n in (0, 1, "{left}")],
    }


def _keys(grid: Grid) -> dict[str, Axis]:
    return {axis.key: axis for axis in grid.axes}


def _lever(described: dict[str, Any], grid: Grid) -> dict[str, Any]:
    """A lever within the grid's range; none takes another's place here."""
    axis = _keys(grid)[described["key"]]
    return {**described, "positions": list(axis.positions), "instead": []}


def _table(data: ReportData) -> dict[str, Any]:
    arms = [{"arm": arm, "label": label(arm)} for arm in data.speaking]
    units = {name: measure(name).unit for name in (*COLUMNS, *BY_MEASURE)}
    return {"columns": list(COLUMNS), "arms": arms, "units": units, "currency": data.currency}


BY_MEASURE: Final = ("promised_shrunk_net_votes", "on_target_reach")


def _rounded(rows: Floats) -> list[list[float | None]]:
    """A row a node (the last lever moving fastest) or a pair; six digits, None for no number."""
    return [[None if np.isnan(v) else float(f"{v:.6g}") for v in row] for row in rows]
