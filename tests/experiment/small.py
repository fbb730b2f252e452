"""A small comparison that several test files look at; run once."""

from __future__ import annotations

from functools import cache
from typing import Any

from msim.experiment.comparison.compare import Results, run
from msim.scenario import Scenario
from tests.laws.drawn import changed

SMALL = changed(Scenario(), {
    "population.simulated": 1500,
    "test.respondents": 300,
    "test.surveys": 2,
    "segments.fit_sample": 300,
    "segments.count": 3,
    "run.replicates": 6,
    "messages.mean_effect_pp": 3.0,  # so that votes won are not in doubt
})


def small(**keys: Any) -> Scenario:
    """The small scenario with keys as `run__seed=2`."""
    return changed(SMALL, {key.replace("__", "."): value for key, value in keys.items()})


@cache
def results() -> Results:
    """Its results."""
    return run(SMALL)
