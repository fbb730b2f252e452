"""The measurements themselves: runs, the floor and the peers, timed in turn on one machine."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from math import log

import numpy as np

from msim import api
from msim.bench import child, floor, peers
from msim.bench.clock import Progress, Timing, in_turn, less, ratio
from msim.bench.sizes import LARGER, MORE_PARTS, SMALL_SURVEY, WHOLE, Sizes, fewest
from msim.execution.here import cores
from msim.experiment.engine.replicate import run_replicate
from msim.scenario import dump
from msim.scenario.model import Scenario

NAME = "full_scale"
PLANNED = 200_000
"""Voters on whom the peers' plans are made and their votes checked."""
Times = Mapping[str, Sequence[float]]


@dataclass(frozen=True)
class Speed:
    """What was measured, on `voters` voters and `workers` threads.

    further: voters a second beyond what does not grow with them. Ratios are of times of further
    voters; `whole_run` has those of whole runs. None where something could not be measured, with
    the reason in `missing`. draws, generator: of the floor. jobs: whole jobs by number of voters,
    each in a process of its own. agreement: by peer, how far its votes are from ours, in standard
    errors.
    """

    voters: int
    workers: int
    rounds: int
    seconds: Timing
    fixed_seconds: Timing
    further: Timing
    floor_ratio: Timing
    mesa_ratio: Timing | None
    numpy_ratio: Timing | None
    threads_speedup: Timing | None
    parts_ratio: Timing
    exponent: Timing
    whole_run: Mapping[str, float]
    jobs: Mapping[int, child.Cost]
    draws: floor.Draws
    generator: str
    agreement: Mapping[str, float]
    scaling: tuple[int, ...]
    missing: Mapping[str, str] = field(default_factory=dict)


def measure(sizes: Sizes, workers: int, progress: Progress | None = None) -> Speed:
    """Measure the shipped full-scale scenario at these sizes. Takes from a minute to half an hour.

    Raises MsimError where a job of its own fails.
    """
    tick = _ticks(progress, sizes.measurements)
    scenario, few = _sized(sizes.voters), _sized(fewest(_sized(sizes.voters)))
    more, few_more = _sized(sizes.voters, MORE_PARTS), _sized(fewest(few), MORE_PARTS)
    for each in (few, few_more):
        _run(each, workers)  # what is compiled or loaded at first use
    draws = floor.draws_per_voter(scenario)
    generator = floor.fastest(draws)
    others = peers.find(_sized(PLANNED))
    threads = min(2, cores("auto"))
    tasks: dict[str, Callable[[], object]] = {
        "run": partial(_run, scenario, workers),
        "fixed": partial(_run, few, workers),
        "floor": partial(floor.draw, draws, sizes.voters, workers, generator),
        "more": partial(_run, more, workers),
        "fixed more": partial(_run, few_more, workers),
    }
    if threads > 1:
        tasks |= _threads(sizes, threads)
    voters = {"mesa": sizes.mesa, "numpy": sizes.numpy}
    tasks |= {name: partial(play, voters[name], 1) for name, play in others.simulate.items()}
    times = in_turn(tasks, sizes.rounds, tick)
    scaling = in_turn(_scaling(sizes, workers), sizes.rounds, tick)
    jobs = {}
    for size in (WHOLE, LARGER) if sizes.whole else (sizes.voters // 4, sizes.voters):
        jobs[size] = child.run_alone(dump(_sized(size)), workers)
        tick()
    further = less(times["run"], times["fixed"])
    beyond = sizes.voters - few.population.simulated
    found = {
        name: ratio([t / voters[name] for t in times[name]], [t / beyond for t in further])
        for name in others.simulate
    }
    missing = dict(others.missing)
    if threads == 1:
        missing["threads"] = "there is one core here"
    return Speed(
        voters=sizes.voters,
        workers=workers,
        rounds=sizes.rounds,
        seconds=Timing.of(times["run"]),
        fixed_seconds=Timing.of(times["fixed"]),
        further=Timing.of([beyond / t for t in further]),
        floor_ratio=ratio(further, [t * beyond / sizes.voters for t in times["floor"]]),
        mesa_ratio=found.get("mesa"),
        numpy_ratio=found.get("numpy"),
        threads_speedup=_speedup(times) if threads > 1 else None,
        parts_ratio=ratio(less(times["more"], times["fixed more"]), further),
        exponent=exponent(sizes.scaling, scaling),
        whole_run=_whole(times, sizes, voters),
        jobs=jobs,
        draws=draws,
        generator=generator,
        agreement=_agreement(others, voters, workers),
        scaling=sizes.scaling,
        missing=missing,
    )


def _sized(voters: int, changes: Mapping[str, object] | None = None) -> Scenario:
    """The scenario on so many voters, of a larger country where they are more than its own."""
    keys = {"population.simulated": voters, "population.electorate": max(voters, WHOLE)}
    return api.load(NAME, {**keys, **(changes or {})})


def _run(scenario: Scenario, workers: int) -> None:
    run_replicate(scenario, 0, workers)


def _ticks(progress: Progress | None, wanted: int) -> Callable[[], None]:
    def counted() -> Iterator[None]:
        for done in range(1, wanted + 1):
            if progress is not None:
                progress(done, wanted)
            yield

    counter = counted()
    return lambda: next(counter, None)


def _threads(sizes: Sizes, threads: int) -> dict[str, Callable[[], object]]:
    """The same run on one thread and on two, as large as fits the time of the others."""
    voters = min(sizes.voters, 16_000_000)
    run = _sized(voters)
    few = _sized(fewest(run))
    return {
        "one": partial(_run, run, 1),
        "one fixed": partial(_run, few, 1),
        "two": partial(_run, run, threads),
        "two fixed": partial(_run, few, threads),
    }


def _speedup(times: Times) -> Timing:
    return ratio(less(times["one"], times["one fixed"]), less(times["two"], times["two fixed"]))


def _scaling(sizes: Sizes, workers: int) -> dict[str, Callable[[], object]]:
    few = _sized(1_000, SMALL_SURVEY)
    _run(few, workers)
    runs = {str(n): partial(_run, _sized(n, SMALL_SURVEY), workers) for n in sizes.scaling}
    return {"fixed": partial(_run, few, workers), **runs}


def exponent(voters: Sequence[int], times: Times) -> Timing:
    """Slope of log time over log voters by least squares, in each round.

    times: by the number of voters as text, and `fixed` for what does not grow, which is taken off
    by its median.

    >>> times = {"fixed": [1.0], "100": [1.1], "1000": [2.0], "10000": [11.0]}
    >>> round(exponent([100, 1000, 10000], times).median, 6)
    1.0
    """
    fixed = Timing.of(times["fixed"]).median
    slopes = []
    for number in range(len(times["fixed"])):
        seconds = [max(times[str(n)][number] - fixed, 1e-6) for n in voters]
        x = np.array([log(n) for n in voters])
        gap = x - x.mean()
        slopes.append(float(gap @ np.log(seconds) / (gap @ gap)))
    return Timing.of(slopes)


def _whole(times: Times, sizes: Sizes, voters: Mapping[str, int]) -> dict[str, float]:
    """The same ratios over whole runs, with what does not grow in them."""
    run, found = times["run"], {}
    found["floor_ratio"] = ratio(run, times["floor"]).median
    for name in voters:
        if name in times:
            each = [t / voters[name] * sizes.voters for t in times[name]]
            found[f"{name}_ratio"] = ratio(each, run).median
    if "one" in times:
        found["threads_speedup"] = ratio(times["one"], times["two"]).median
    found["parts_ratio"] = ratio(times["more"], run).median
    return found


def _agreement(others: peers.Peers, voters: Mapping[str, int], workers: int) -> dict[str, float]:
    """How far each peer's votes are from those of a run, in standard errors."""
    if not others.simulate:
        return {}
    measures = run_replicate(_sized(PLANNED), 0, workers).measures
    return {
        name: others.furthest(play(voters[name], 2), measures, PLANNED)
        for name, play in others.simulate.items()
    }
