"""How does the campaign see its voters? A sample in two components, coloured by its segments."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import pandas as pd

from msim.campaign.diagnostics import sizes
from msim.execution.here import one_thread
from msim.experiment.engine.sides import electorate
from msim.experiment.segments.cuts import Cut, cut_by, known
from msim.experiment.segments.tables import in_picture
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
    table, held = in_picture(cut, SHOWN)
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
    table["index"] = pd.Series(known(cut.block)[:SHOWN])  # of centres there is none
    return SegmentsData(summary, {"voters": table, "segments": segments}, "", {})
