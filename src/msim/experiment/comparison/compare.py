"""The main job: every arm of a scenario on the same voters, money and chance, many times over."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from msim.core.later import Later
from msim.core.streams import BLOCK_SIZE
from msim.execution.executor import Executor
from msim.execution.opening import opened
from msim.experiment.comparison import left_out
from msim.experiment.comparison.attribution import attribute
from msim.experiment.comparison.intervals import mean_interval
from msim.experiment.comparison.limits import check_size, load_libraries
from msim.experiment.comparison.summary import ArmValues, summarise
from msim.experiment.engine.collected import Replicate
from msim.experiment.engine.replicate import run_blocks, run_replicate
from msim.experiment.engine.tested import COLUMNS as TESTED
from msim.scenario.model import Scenario

if TYPE_CHECKING:
    import pandas as pd
else:
    pd = Later("pandas")

Progress = Callable[[int, int], None]
"""Called with replicates done and replicates wanted."""


@dataclass(frozen=True)
class Results:
    """What a scenario came to: the summary as plain numbers, and tidy tables.

    worlds: every measure of every world. outcomes: arm, replicate (a world), survey, measure,
    value. segments: a row a segment of the first world. plans: a row a cell and channel, by each
    world's first survey. diagnostics: replicate, measure, value. frequency: arm, frequency (10 is
    ten or more), share of voters. districts: a row a district of the first world, empty where
    votes do not count by district. left_out: `COLUMNS` of `left_out`. heard: a row a group, arm and
    message of the first world. tested: a row a message and segment of its first survey. seconds:
    wall time.
    """

    scenario: Scenario
    worlds: ArmValues
    summary: dict[str, Any]
    outcomes: pd.DataFrame
    segments: pd.DataFrame
    plans: pd.DataFrame
    diagnostics: pd.DataFrame
    frequency: pd.DataFrame
    districts: pd.DataFrame
    left_out: pd.DataFrame
    heard: pd.DataFrame
    tested: pd.DataFrame
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
        for stage in (first, needed):
            total = stage(scenario, done)
            if total == len(done):
                break
            for replicate in _replicates(scenario, executor, range(len(done), total)):
                done.append(replicate)
                if progress is not None:
                    progress(len(done), total)
        table = ArmValues(done)
        attributed = attribute(scenario, len(done), executor, table.controls)
        summary = summarise(scenario, done) | attributed
    return Results(
        scenario=scenario,
        worlds=table,
        summary=summary,
        outcomes=_outcomes(done),
        segments=pd.DataFrame(done[0].segments),
        plans=_plans(done),
        diagnostics=_diagnostics(done),
        frequency=_frequency(done),
        districts=pd.DataFrame(done[0].districts),
        left_out=pd.DataFrame(left_out.rows(summary), columns=list(left_out.COLUMNS)),
        heard=pd.DataFrame(done[0].heard),
        tested=pd.DataFrame(done[0].tested, columns=list(TESTED)),
        seconds=time.perf_counter() - start,
    )


def _plans(done: list[Replicate]) -> pd.DataFrame:
    rows = [row for replicate in done for row in replicate.plans]
    some = [name for name in ("zone", "targeted") if any(name in row for row in rows)]
    columns = [*_PLAN_COLUMNS, *some]
    return pd.DataFrame(rows, columns=columns)


_PLAN_COLUMNS = [
    *("replicate", "arm", "cell", "channel", "message"),
    *("impressions", "habit_mass", "cost"),
]


def _replicates(
    scenario: Scenario, executor: Executor, numbers: range
) -> Iterator[Replicate]:
    """Replicates in order: side by side where there are several, else blocks side by side."""
    blocks = -(-scenario.population.simulated // BLOCK_SIZE)
    if executor.by_replicate(len(numbers), blocks):
        return executor.in_order(partial(run_replicate, scenario), numbers)
    return (run_blocks(scenario, number, executor) for number in numbers)


def first(scenario: Scenario, done: Sequence[Replicate]) -> int:
    """Worlds that are drawn in any case."""
    return scenario.run.replicates


def needed(scenario: Scenario, done: Sequence[Replicate]) -> int:
    """Worlds in all that bring segmented - broadcast within the precision asked, in net votes.

    By how much the first worlds differ, once: a run that looked again and again, and stopped when
    its interval happened to be narrow, would cover too seldom (Stein 1945, Annals of Mathematical
    Statistics 16(3)). At most `run.max_replicates`.
    """
    run = scenario.run
    if run.precision <= 0.0 or len(done) < 2:
        return len(done)
    table = ArmValues(done)
    gap = mean_interval(table.gaps("segmented", "broadcast", "net_votes"), None, table.controls)
    low, high = gap["low"], gap["high"]
    if low is None or high is None:
        return len(done)
    half = scenario.in_votes(run.precision)
    wanted = math.ceil(len(done) * ((high - low) / 2.0 / half) ** 2)
    return max(len(done), min(wanted, run.max_replicates))


def _outcomes(done: list[Replicate]) -> pd.DataFrame:
    """A row a single election: what an arm leaves to chance is averaged, surveys are not."""
    rows = [
        (arm, r.number, survey, measure, value)
        for r in done
        for arm, measures in r.singles.items()
        for measure, values in measures.items()
        for survey, value in enumerate(values.mean(axis=1).tolist())
    ]
    return pd.DataFrame(rows, columns=["arm", "replicate", "survey", "measure", "value"])


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
