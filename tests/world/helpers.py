"""Small worlds for the tests of what is true."""

from __future__ import annotations

from typing import Any

import numpy as np

from msim.core.arrays import Floats
from msim.experiment.engine.electorate import Electorate
from msim.experiment.engine.sides import electorate
from msim.scenario import Scenario
from tests.laws.drawn import changed


def plain(traits: int = 2, **keys: Any) -> Scenario:
    """A scenario with plain continuous traits; keys as `politics__lean_sd=2.0`."""
    named = [{"name": f"t{number}"} for number in range(traits)]
    small = {
        "population.simulated": 60_000, "population.traits": named, "messages.cost_each": 0.0,
    }
    dotted = {key.replace("__", "."): value for key, value in keys.items()}
    return changed(Scenario(), {**small, **dotted})


def made(scenario: Scenario, replicate: int = 0) -> Electorate:
    """The voters of a replicate."""
    return electorate(scenario, replicate)


def within(values: Floats, expected: float, slack: float = 0.0) -> None:
    """The mean of independent values is as expected, within four standard errors."""
    values = np.asarray(values, dtype=float)
    error = values.std(ddof=1) / np.sqrt(values.size)
    assert abs(values.mean() - expected) <= 4 * error + slack + 1e-7, (values.mean(), expected)
