"""Would a scenario need more memory or days than there are? Said before anything is run."""

from __future__ import annotations

import os

from msim.core.errors import InputError, Located
from msim.core.streams import BLOCK_SIZE
from msim.execution.here import cores
from msim.experiment.electorate import KEPT_BLOCKS
from msim.scenario.model import Scenario
from msim.world.politics import grid_size

MOST_DAYS = 3.0
SECONDS_PER_CELL = 2e-7
"""Rough time for one number of one voter on one core, measured on `baseline`."""


def check_size(scenario: Scenario) -> None:
    """Raise InputError for a run that would outgrow the memory here or take days on end."""
    population, run = scenario.population, scenario.run
    rows = min(population.simulated, BLOCK_SIZE)
    arms, columns = len(run.arms), _columns(scenario)
    workers = min(cores(run.workers), max(run.replicates, 1))
    kept = min(KEPT_BLOCKS, -(-population.simulated // BLOCK_SIZE))
    voters = 8.0 * rows * columns * (kept + 2) * workers
    _refuse_beyond_memory(voters, "messages.count", "fewer messages, traits or workers")
    districts = scenario.districts.count
    grid = 24.0 * grid_size(scenario.politics, population.archetypes, districts) * workers
    _refuse_beyond_memory(grid, "districts.count", "fewer districts, archetypes or workers")
    replicates = max(run.replicates, run.max_replicates if run.precision > 0.0 else 0)
    seconds = SECONDS_PER_CELL * population.simulated * replicates * (arms + columns / 8.0)
    days = seconds / cores(run.workers) / 86_400.0
    if days > MOST_DAYS:
        raise InputError(
            [
                Located(
                    f"{population.simulated:,} voters and {replicates:,} replicates would take "
                    f"about {days:,.0f} days here; take fewer of either "
                    f"(at most {MOST_DAYS:.0f} days)",
                    key="population.simulated",
                )
            ]
        )


def _refuse_beyond_memory(needed: float, key: str, instead: str) -> None:
    available = _memory()
    if needed > 0.8 * available:
        found = (
            f"this scenario needs about {needed / 2**30:,.1f} GB of memory and there are "
            f"{available / 2**30:,.1f}; take {instead}"
        )
        raise InputError([Located(found, key=key)])


def _columns(scenario: Scenario) -> int:
    """Numbers held for each voter of a block, roughly."""
    traits, messages = len(scenario.population.traits), scenario.messages.count
    return 3 * traits + 3 * messages + 8 * len(scenario.channels) + 30


def _memory() -> float:
    """Bytes of memory on this machine; where it cannot be told, 8 GB."""
    try:
        return float(os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE"))
    except (ValueError, OSError, AttributeError):
        return 8.0 * 2**30
