"""Which factor brings how much? Exact Shapley values over every subset of named factors.

A factor's value is its mean gain over all orders in which the factors could be put to work (Shapley
1953, Contributions to the Theory of Games II), so that the values add up to what all of them bring
together. Every subset is run on the same draws.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from itertools import combinations
from math import factorial
from typing import Any

import numpy as np

from msim.core.arrays import Floats
from msim.core.errors import InputError, Located
from msim.core.streams import BLOCK_SIZE
from msim.execution.executor import Executor
from msim.execution.opening import opened
from msim.experiment.comparison.intervals import Controls, Interval, mean_interval
from msim.experiment.comparison.rates import probability_interval, rate_interval, share_interval
from msim.experiment.engine.collected import Replicate
from msim.experiment.engine.measures import PROBABILITIES, RATES, SHARES
from msim.experiment.engine.qualities import ADJUSTED
from msim.experiment.engine.replicate import run_bare, run_blocks
from msim.scenario import override
from msim.scenario.model import Scenario

Subset = frozenset[str]


def shapley(values: Mapping[Subset, Floats]) -> dict[str, Floats]:
    """(replicates,) value of each factor, from (replicates,) values of every subset.

    >>> both = {frozenset(): 0.0, frozenset("a"): 1.0, frozenset("b"): 2.0, frozenset("ab"): 5.0}
    >>> {name: float(x) for name, x in shapley({s: np.array(v) for s, v in both.items()}).items()}
    {'a': 2.0, 'b': 3.0}
    """
    factors = sorted(frozenset().union(*values))
    n, found = len(factors), {}
    for factor in factors:
        others = [name for name in factors if name != factor]
        found[factor] = sum(
            (
                factorial(size) * factorial(n - size - 1) / factorial(n)
                * (values[frozenset((*chosen, factor))] - values[frozenset(chosen)])
                for size in range(n)
                for chosen in combinations(others, size)
            ),
            start=np.zeros_like(next(iter(values.values()))),
        )  # fmt: skip
    return found


def subsets(scenario: Scenario) -> Iterator[Subset]:
    """Every subset of the scenario's factors, the empty one first."""
    names = list(scenario.attribution.factors)
    for size in range(len(names) + 1):
        yield from map(frozenset, combinations(names, size))


def variant(scenario: Scenario, chosen: Subset) -> tuple[Scenario, str]:
    """The scenario with some factors at work, and the arm that is looked at.

    What only other arms need is left out. Raises InputError where the factors do not fit together.
    """
    asked = scenario.attribution
    arm = asked.arm
    keys: dict[str, Any] = {}
    for name, factor in asked.factors.items():
        if name in chosen:
            keys |= {key: value for key, value in factor.items() if key != "arm"}
            arm = str(factor.get("arm", arm))
    played = ("silent", arm)
    alone: dict[str, Any] = {
        "attribution.factors": {},
        "districts.pilots": 0,
        "opponent.game": False,
        "run.arms": list(played),
        "run.precision": 0.0,
    }
    try:
        changed = override(scenario, {**alone, **keys})
    except InputError as error:
        together = ", ".join(sorted(chosen)) or "none"
        raise InputError(
            [
                Located(f"with {together} at work: {problem}", "attribution.factors")
                for problem in error.problems
            ]
        ) from error
    run = changed.run.model_copy(update={"arms": played})  # whatever the factors say of arms
    return changed.model_copy(update={"run": run}), arm


def attribute(
    scenario: Scenario,
    replicates: int,
    executor: Executor | None = None,
    controls: Controls | None = None,
) -> dict[str, Any]:
    """The part of the summary on the scenario's factors; empty where it names none.

    executor: who computes; without it, as `scenario.run` says. controls: what adjusts the run's
    own measures of votes; it does so here where no factor changes the messages.
    """
    asked = scenario.attribution
    if not asked.factors:
        return {}
    if executor is None:
        with opened(scenario.run) as found:
            return attribute(scenario, replicates, found, controls)
    values = {
        chosen: _values(scenario, chosen, replicates, executor) for chosen in subsets(scenario)
    }
    changed = [key for keys in asked.factors.values() for key in keys]
    if asked.measure not in ADJUSTED or any(key.startswith("messages.") for key in changed):
        controls = None

    def interval(each: Floats) -> Interval:
        return mean_interval(each, None, controls)

    level: Callable[[Floats], Interval] = interval
    if asked.measure in SHARES:
        level = share_interval
    elif asked.measure in PROBABILITIES:
        level = probability_interval
    elif asked.measure in RATES:
        level = rate_interval
    nothing, everything = values[frozenset()], values[frozenset(asked.factors)]
    of_each = shapley(values)
    return {
        "attribution": {
            "measure": asked.measure,
            "arm": asked.arm,
            "nothing": level(nothing),
            "everything": level(everything),
            "gain": interval(everything - nothing),
            "factors": [
                {
                    "factor": name,
                    "keys": dict(keys),
                    "value": interval(of_each[name]),
                    "alone": interval(values[frozenset((name,))] - nothing),
                }
                for name, keys in asked.factors.items()
            ],
        }
    }


def _values(scenario: Scenario, chosen: Subset, replicates: int, executor: Executor) -> Floats:
    """(replicates,) values of the measure with some factors at work."""
    changed, arm = variant(scenario, chosen)
    measured = partial(_measured, arm, scenario.attribution.measure)
    blocks = -(-changed.population.simulated // BLOCK_SIZE)
    if executor.by_replicate(replicates, blocks):
        one = partial(_value, measured, changed)
        return np.array(list(executor.in_order(one, range(replicates))))
    return np.array(
        [measured(run_blocks(changed, number, executor, bare=True)) for number in range(replicates)]
    )


def _value(measured: Callable[[Replicate], float], scenario: Scenario, number: int) -> float:
    return measured(run_bare(scenario, number))


def _measured(arm: str, measure: str, world: Replicate) -> float:
    if measure not in world.measures[arm]:
        raise InputError(
            [Located(f'= "{measure}": not measured in this scenario', "attribution.measure")]
        )
    return world.measures[arm][measure]
