"""Would a scenario need more memory or days than there are? Said before anything is run.

Asked of this machine, or of every worker of a cluster.
"""

from __future__ import annotations

import os
from collections.abc import Sequence

from msim.campaign.segments import method
from msim.campaign.segments.usable import learns
from msim.campaign.strategies import STRATEGIES, strategy
from msim.core.errors import InputError, Located
from msim.core.streams import BLOCK_SIZE
from msim.execution.executor import Capacity, Executor
from msim.execution.here import cores
from msim.experiment.comparison.attribution import subsets, variant
from msim.experiment.engine.electorate import KEPT_BLOCKS
from msim.scenario.model import Scenario
from msim.world.politics import grid_size

MOST_DAYS = 3.0
SECONDS_PER_CELL = 2e-7
"""Rough time for one number of one voter on one core, measured on `baseline`."""
DELIVERY_CELLS, SHARING_CELLS, FOREST_CELLS, MESSAGE_CELLS = 2.5, 2.0, 4.0, 0.4
"""What more a voter costs: an arm's own delivery, what is passed on, a forest, a message in it."""
SECONDS_PER_FOREST, SECONDS_PER_ANSWER = 0.15, 5e-6
"""Rough time in which a survey's forests learn, and what each answer adds."""


def load_libraries(scenario: Scenario) -> None:
    """Load the modules of both sides' methods and of all arms, and scikit-learn where they use it.

    The main job does without it, and it takes longer to load than a small scenario to run. But
    limits on threads reach only what is loaded when they are set: call this before.
    """
    other = scenario.opponent
    for side in _asking(scenario):
        method(side.segments.method)
    for arm in (*scenario.run.arms, *other.strategies):
        if arm in STRATEGIES:
            strategy(arm)


def check_size(scenario: Scenario, executor: Executor | None = None) -> None:
    """Raise InputError for a run that would outgrow the memory or take days on end.

    Also where the factors of an attribution do not fit together, as their runs count as well.
    executor: who is to compute; without it, this machine.
    """
    runs = [scenario]
    if scenario.attribution.factors:
        runs += [variant(scenario, chosen)[0] for chosen in subsets(scenario)]
    workers: Sequence[Capacity] = getattr(executor, "workers", ())
    workers = workers or [Capacity(cores(scenario.run.workers), _memory())]
    for each in runs:
        for worker in workers:
            _check_memory(each, worker)
    _check_time(scenario, runs, workers)


def _check_memory(scenario: Scenario, worker: Capacity) -> None:
    population, run = scenario.population, scenario.run
    rows = min(population.simulated, BLOCK_SIZE)
    threads = min(worker.threads, max(run.replicates, 1))
    kept = min(KEPT_BLOCKS, -(-population.simulated // BLOCK_SIZE))
    voters = 8.0 * rows * _columns(scenario) * len(_asking(scenario)) * (kept + 2) * threads
    _refuse_beyond(worker, voters, "messages.count", "fewer messages, traits or workers")
    asked = threads * sum(each.respondents * _answer_bytes(each) for each in _asking(scenario))
    _refuse_beyond(worker, asked, "test.respondents", "fewer respondents, traits or workers")
    districts = scenario.districts.count
    grid = 24.0 * grid_size(scenario.politics, population.archetypes, districts) * threads
    _refuse_beyond(worker, grid, "districts.count", "fewer districts, archetypes or workers")


def _check_time(scenario: Scenario, runs: Sequence[Scenario], workers: Sequence[Capacity]) -> None:
    run, voters = scenario.run, scenario.population.simulated
    replicates = max(run.replicates, run.max_replicates if run.precision > 0.0 else 0)
    seconds = replicates * sum(seconds_of_replicate(each) for each in runs)
    days = seconds / sum(each.threads for each in workers) / 86_400.0
    if days > MOST_DAYS:
        factors = len(scenario.attribution.factors)
        with_factors = f" and every subset of {factors} factors" if factors else ""
        where = "on the cluster" if workers[0].address else "here"
        raise InputError(
            [
                Located(
                    f"{voters:,} voters and {replicates:,} replicates{with_factors} would take "
                    f"about {days:,.0f} days {where}; take fewer of either "
                    f"(at most {MOST_DAYS:.0f} days)",
                    key="population.simulated",
                )
            ]
        )


def seconds_of_replicate(scenario: Scenario) -> float:
    """Rough time for one replicate of a scenario on one core, without its attribution.

    >>> all_arms = Scenario()
    >>> fewer = all_arms.run.model_copy(update={"arms": ("silent", "broadcast")})
    >>> alone = all_arms.model_copy(update={"run": fewer})
    >>> seconds_of_replicate(alone) < seconds_of_replicate(all_arms)
    True
    """
    opponent, budget = scenario.opponent, scenario.budget
    arms, rivals = len({*scenario.run.arms, *opponent.played}), set(opponent.strategies)
    played = arms + len(rivals)
    cells = played + _columns(scenario) / 8.0 * len(_asking(scenario))
    if budget.by_forecast:
        cells += DELIVERY_CELLS * played
    if scenario.earned.share_rate:
        told = scenario.earned.share_rate * scenario.earned.contacts / 2.0
        cells += (SHARING_CELLS + told) * played
    sides = ((scenario.run.arms, scenario), (rivals, scenario.rival))
    forests = sum(
        "individual" in names and side.segments.individual_model == "forest"
        for names, side in sides
    )
    forests *= scenario.surveys * (1 + scenario.mobilises)  # which has two outcomes
    cells += (FOREST_CELLS + MESSAGE_CELLS * scenario.messages.count) * forests
    learning = (SECONDS_PER_FOREST + SECONDS_PER_ANSWER * scenario.respondents) * forests
    return SECONDS_PER_CELL * scenario.population.simulated * cells + learning


def _asking(scenario: Scenario) -> list[Scenario]:
    """Campaigns that see the voters and ask them: one's own, and an opponent's."""
    return [scenario, scenario.rival] if scenario.opponent.answers else [scenario]


def _answer_bytes(side: Scenario) -> float:
    """Bytes held for each respondent of a campaign, roughly.

    Five tables of readings where it regresses, three of messages where it grows trees.
    """
    traits = side.population.traits
    columns = sum(len(each.level_shares) if each.kind == "categorical" else 1 for each in traits)
    trained = "individual" in (*side.run.arms, *side.opponent.strategies)
    grows = (trained and side.segments.individual_model == "forest") or learns(side.segments)
    tables = 5 * columns * (side.budget.by_forecast or trained or grows)
    return 8.0 * (6 * side.surveys + len(traits) + tables + 3 * side.messages.count * grows)


def _refuse_beyond(worker: Capacity, needed: float, key: str, instead: str) -> None:
    if needed > 0.8 * worker.memory:
        where = f"worker {worker.address} has" if worker.address else "there are"
        problem = (
            f"this scenario needs about {needed / 2**30:,.1f} GB of memory and {where} "
            f"{worker.memory / 2**30:,.1f}; take {instead}"
        )
        raise InputError([Located(problem, key=key)])


def _columns(scenario: Scenario) -> int:
    """Numbers held for each voter of a block, roughly."""
    traits, messages = len(scenario.population.traits), scenario.messages.count
    tables = 3 + 3 * scenario.mobilises + 2 * bool(scenario.earned.share_rate)
    return 3 * traits + tables * messages + 8 * len(scenario.channels) + 30


def _memory() -> float:
    """Bytes of memory on this machine; where it cannot be told, 8 GB."""
    try:
        return float(os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE"))
    except (ValueError, OSError, AttributeError):
        return 8.0 * 2**30
