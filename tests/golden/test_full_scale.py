"""The full-scale scenario on few of its voters: all ten arms differ, and its numbers stay put."""

from __future__ import annotations

import json
from functools import cache
from itertools import combinations
from typing import Any

import numpy as np
import pytest

import msim
from msim.core.seen import Plan
from msim.experiment import replicate
from msim.experiment.sides import electorate
from msim.scenario import Scenario
from tests.golden.test_golden import HERE, REFRESH, gaps, rounded

VOTERS = 200_000
TESTED = (
    "broadcast", "segmented_free", "segmented", "placebo", "demographic", "individual", "ground",
    "oracle/free", "oracle/targeted",
)  # fmt: skip
"""What is played by arms that use the test, and the oracle's two deliveries."""


@cache
def played() -> tuple[Scenario, replicate.Replicate, dict[str, Plan]]:
    """One replicate, and the plans that were played in it."""
    scenario = msim.load("full_scale", {"population.simulated": VOTERS})
    plans: dict[str, Plan] = {}
    collect = replicate._collect

    def kept(*given: Any) -> replicate.Replicate:
        plans.update(given[-1].plans)
        return collect(*given)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(replicate, "_collect", kept)
        found = replicate.run_replicate(scenario, 0, 1)
    return scenario, found, plans


def test_all_ten_arms_are_in_it_and_spend_their_money() -> None:
    scenario, found, _ = played()
    assert set(scenario.run.arms) == {*msim.api.NAMES.arms} and len(scenario.run.arms) == 10
    budget = scenario.budget.total
    for arm, measures in found.measures.items():
        spent = measures["spend"] + measures["unspent"]
        assert spent == pytest.approx(0.0 + budget, rel=1e-9), arm
    assert found.measures["ground"]["reach_rate"] > 0.01


def test_no_two_arms_that_use_the_test_come_to_the_same_plan() -> None:
    """Voter by voter on a block: another message, or another amount, for at least one in fifty."""
    scenario, _, plans = played()
    block = electorate(scenario, 0).block(0)
    met = {}
    for name in TESTED:
        plan, row = plans[name], block.rows(plans[name].rule)
        met[name] = np.concatenate([plan.message[row], plan.rate[row]], axis=1)
    for one, other in combinations(TESTED, 2):
        differ = np.mean((met[one] != met[other]).any(axis=1))
        assert differ > 0.02, f"{one} and {other} differ for {differ:.1%} of the voters"


def test_messages_divide_by_more_than_price() -> None:
    """Among the arms with the same delivery, what is said differs for many voters."""
    scenario, _, plans = played()
    block = electorate(scenario, 0).block(0)
    social = list(scenario.channels).index("social")
    said = {
        name: plans[name].message[block.rows(plans[name].rule), social]
        for name in ("segmented", "placebo", "demographic", "individual", "oracle/targeted")
    }
    for one, other in combinations(said, 2):
        assert np.mean(said[one] != said[other]) > 0.1, (one, other)


def test_nothing_has_moved() -> None:
    _, found, _ = played()
    measures = {
        arm: {name: value for name, value in each.items() if value == value}
        for arm, each in found.measures.items()
    }
    path = HERE / "full_scale.json"
    if REFRESH:
        path.write_text(json.dumps(rounded(measures), indent=1) + "\n", encoding="utf-8")
        pytest.skip("written anew")
    moved = list(gaps(measures, json.loads(path.read_text(encoding="utf-8"))))
    assert not moved, f"{len(moved)} moved:\n" + "\n".join(moved[:20])
