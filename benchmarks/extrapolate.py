"""How long would a whole country take, by number of cores? Measured small, extrapolated, marked so.

    python benchmarks/extrapolate.py                                  # one core of this machine
    python benchmarks/extrapolate.py --scheduler tcp://127.0.0.1:8786 # a core of a cluster

A replicate costs something once (its world, survey, segments) and something for every voter: both
are measured on one core, in its own time, at two sizes in turn, several times, and medians are
taken. With a scheduler, every core of the cluster computes at the same time, so that what cores
take from each other is in the figure. The rest is arithmetic: replicates side by side, or the
blocks of one after the other, as a cluster would have it.
"""

from __future__ import annotations

import argparse
import statistics
import time
from functools import partial
from math import ceil

import msim
from msim.core.streams import BLOCK_SIZE
from msim.execution.executor import Executor, at_work
from msim.execution.opening import opened
from msim.experiment.engine.replicate import run_replicate
from msim.scenario import Scenario

SIZES = (BLOCK_SIZE, 10 * BLOCK_SIZE)
CORES = (1, 2, 8, 32, 128, 500, 2000)


def main() -> None:
    """Measure and print the table."""
    asked = argparse.ArgumentParser(description="How long would a whole country take?")
    asked.add_argument("--scenario", default="baseline")
    asked.add_argument("--voters", type=int, default=230_000_000)
    asked.add_argument("--replicates", type=int, default=1000)
    asked.add_argument("--repeats", type=int, default=5)
    asked.add_argument("--scheduler")
    given = asked.parse_args()
    keys = {"run.scheduler": given.scheduler} if given.scheduler else {"run.workers": 1}
    with opened(msim.load(given.scenario, keys).run) as executor:
        fixed, each = cost(given.scenario, executor, given.repeats)
        cores = executor.threads
    print(
        f"Measured with msim {msim.__version__} on `{given.scenario}`, {cores} core(s) at work: "
        f"{fixed:.2f} s a replicate and {1e-6 / each:.2f} million voters a second and core.\n"
    )
    whole = f"{given.voters / 1e6:,.0f} million voters x {given.replicates:,} replicates"
    print(f"| cores | {whole} (extrapolated) |\n| ---: | ---: |")
    for many in CORES:
        print(f"| {many:,} | {words(seconds(fixed, each, many, given))} |")


def cost(name: str, executor: Executor, repeats: int) -> tuple[float, float]:
    """Seconds of a core for a replicate, and for each voter of it: medians of several."""
    scenarios = [msim.load(name, {"population.simulated": size}) for size in SIZES]
    for scenario in scenarios:  # whatever is done once: imports, compiled loops
        timed(scenario, executor)
    pairs = [[timed(scenario, executor) for scenario in scenarios] for _ in range(repeats)]
    small, large = (statistics.median(times) for times in zip(*pairs, strict=True))
    each = (large - small) / (SIZES[1] - SIZES[0])
    return max(small - each * SIZES[0], 0.0), each


def timed(scenario: Scenario, executor: Executor) -> float:
    """Seconds for a replicate on each core at once: by the clock, or of this process alone."""
    clock = time.perf_counter if executor.apart else time.process_time
    start = clock()
    for _ in executor.in_order(partial(run_replicate, scenario), range(executor.threads)):
        pass
    return clock() - start


def seconds(fixed: float, each: float, cores: int, given: argparse.Namespace) -> float:
    """What it would take on so many cores."""
    side_by_side, in_turn = at_work(cores, given.replicates, ceil(given.voters / BLOCK_SIZE))
    one = fixed + each * given.voters
    return given.replicates * one / max(side_by_side, in_turn)


def words(value: float) -> str:
    """A time as people say it."""
    for unit, size in (("days", 86_400.0), ("hours", 3_600.0), ("minutes", 60.0)):
        if value >= 2 * size:
            return f"{value / size:,.1f} {unit}"
    return f"{value:.0f} seconds"


if __name__ == "__main__":
    main()
