"""The main job: every arm of a scenario on the same voters, money and chance, many times over."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from msim.core.streams import BLOCK_SIZE
from msim.execution.executor import Executor, opened
from msim.experiment.attribution import attribute
from msim.experiment.intervals import mean_interval
from msim.experiment.libraries import load_libraries
from msim.experiment.limits import check_size
from msim.experiment.replicate import Replicate, run_blocks, run_replicate
from msim.experiment.summary import summarise
from msim.scenario.model import Scenario

Progress = Callable[[int, int], None]
"""Called with replicates done and replicates wanted."""


@dataclass(frozen=True)
class Results:
    """What a scenario came to: the summary as plain numbers, and tidy tables.

    outcomes: arm, replicate, measure, value. segments: a row a segment of the first replicate.
    plans: a row a cell and channel. diagnostics: replicate, measure, value.
    frequency: arm, frequency (10 is ten or more), share of voters. districts: a row a district of
    the first replicate, empty where votes do not count by district. seconds: wall time.
    """

    scenario: Scenario
    summary: dict[str, Any]
    outcomes: pd.DataFrame
    segments: pd.DataFrame
    plans: pd.DataFrame
    diagnostics: pd.DataFrame
    frequency: pd.DataFrame
    districts: pd.DataFrame
    seconds: float


def run(scenario: Scenario, progress: Progress | None = None) -> Results:
    """Run a scenario. Who computes moves no number, only the time it takes.

    Raises InputError where the scenario would outgrow that, or where its cluster cannot be used.
    """
    start = time.perf_counter()
    load_libraries(scenario)
    done: list[Replicate] = []
    with opened(scenario.run) as executor:
        check_size(scenario, executor)
        for replicate in _replicates(scenario, executor):
            done.append(replicate)
            if progress is not None:
                progress(len(done), _wanted(scenario, len(done)))
            if _enough(scenario, done):
                break
        summary = summarise(scenario, done) | attribute(scenario, len(done), executor)
    return Results(
        scenario=scenario,
        summary=summary,
        outcomes=_outcomes(done),
        segments=pd.DataFrame(done[0].segments),
        plans=_plans(done),
        diagnostics=_diagnostics(done),
        frequency=_frequency(done),
        districts=pd.DataFrame(done[0].districts),
        seconds=time.perf_counter() - start,
    )


def _plans(done: list[Replicate]) -> pd.DataFrame:
    rows = [row for replicate in done for row in replicate.plans]
    columns = [*_PLAN_COLUMNS, "zone"] if any("zone" in row for row in rows) else _PLAN_COLUMNS
    return pd.DataFrame(rows, columns=columns)


_PLAN_COLUMNS = [
    *("replicate", "arm", "cell", "channel", "message"),
    *("impressions", "habit_mass", "cost"),
]


def _replicates(scenario: Scenario, executor: Executor) -> Iterator[Replicate]:
    """Replicates in order: side by side where there are several, else blocks side by side."""
    most, blocks = _most(scenario), -(-scenario.population.simulated // BLOCK_SIZE)
    if executor.by_replicate(most, blocks):
        return executor.in_order(partial(run_replicate, scenario), range(most))
    return (run_blocks(scenario, number, executor) for number in range(most))


def _most(scenario: Scenario) -> int:
    run = scenario.run
    return max(run.replicates, run.max_replicates) if run.precision > 0.0 else run.replicates


def _wanted(scenario: Scenario, done: int) -> int:
    return scenario.run.replicates if done <= scenario.run.replicates else _most(scenario)


def _enough(scenario: Scenario, done: list[Replicate]) -> bool:
    """Whether the interval of segmented - broadcast is as narrow as asked."""
    run = scenario.run
    if run.precision <= 0.0 or len(done) < max(run.replicates, 2):
        return False
    gap = np.array(
        [
            r.measures["segmented"]["vote_share_pp"] - r.measures["broadcast"]["vote_share_pp"]
            for r in done
        ]
    )
    found = mean_interval(gap)
    low, high = found["low"], found["high"]
    return low is not None and high is not None and (high - low) / 2.0 <= run.precision


def _outcomes(done: list[Replicate]) -> pd.DataFrame:
    rows = [
        (arm, r.number, measure, value)
        for r in done
        for arm, measures in r.measures.items()
        for measure, value in measures.items()
    ]
    return pd.DataFrame(rows, columns=["arm", "replicate", "measure", "value"])


def _diagnostics(done: list[Replicate]) -> pd.DataFrame:
    rows = [(r.number, measure, value) for r in done for measure, value in r.diagnostics.items()]
    return pd.DataFrame(rows, columns=["replicate", "measure", "value"])


def _frequency(done: list[Replicate]) -> pd.DataFrame:
    rows = [
        (arm, number, float(share))
        for arm in done[0].frequency
        for number, share in enumerate(np.mean([r.frequency[arm] for r in done], axis=0))
    ]
    return pd.DataFrame(rows, columns=["arm", "frequency", "share"])
