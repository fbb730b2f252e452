"""How does the campaign see its voters? A sample in two components, coloured by its segments."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import pandas as pd

from msim.campaign.diagnostics import sizes
from msim.execution.here import one_thread
from msim.experiment.engine.sides import electorate
from msim.experiment.segments.cuts import Cut, cut_by, known
from msim.experiment.segments.tables import components
from msim.report.common.theme import Figure
from msim.report.segments.data import SegmentsData
from msim.report.segments.figures.voters import voters as drawn
from msim.scenario import Scenario

SHOWN: Final = 500
"""Voters in the picture."""


def voters(scenario: Scenario, version: str) -> Figure | None:
    """The voters of the first replicate as the campaign's method cuts them; None where one segment.

    version: of msim, for the footer. Raises InputError where the method cannot be used.
    """
    with one_thread():
        cut = cut_by(scenario.segments.method, scenario, electorate(scenario, 0))
        return drawn(_data(cut, version))


def _data(cut: Cut, version: str) -> SegmentsData:
    scenario = cut.scenario
    mean, axes, held = components(cut.space)
    places = (cut.space - mean) @ axes
    noise = None if cut.noise is None else cut.noise + 1
    summary: dict[str, Any] = {
        "msim": version,
        "scenario": {"name": scenario.population.name, "hash": scenario.hash},
        "seed": scenario.run.seed,
        "truth": {"components_hold": held},
        "method": cut.name,
        "methods": {cut.name: {"noise": noise}},
    }
    shares = sizes(cut.labels, cut.cells)
    segments = pd.DataFrame({"segment": np.arange(1, cut.cells + 1), "size_share": shares})
    return SegmentsData(summary, {"voters": _table(cut, places), "segments": segments}, "", {})


def _table(cut: Cut, places: np.ndarray[Any, Any]) -> pd.DataFrame:
    """A row a voter of the picture, with its number, then a row a segment's centre."""
    found = {
        "what": "voter", "index": known(cut.block)[:SHOWN],
        "x": places[:SHOWN, 0], "y": places[:SHOWN, 1],
        "segment": cut.labels[:SHOWN] + 1, "archetype": cut.archetype[:SHOWN] + 1,
    }  # fmt: skip
    centres = [
        {"what": "centre", "segment": s + 1, "x": inside[:, 0].mean(), "y": inside[:, 1].mean()}
        for s in range(cut.cells)
        if (inside := places[cut.labels == s]).size
    ]
    table = pd.concat([pd.DataFrame(found), pd.DataFrame(centres)], ignore_index=True)
    named = ["noise" if s - 1 == cut.noise else f"segment {s}" for s in table["segment"]]
    return table.assign(label=named)
