"""The full-scale scenario on few of its voters: all ten arms differ, and its numbers stay put."""

from __future__ import annotations

import json
from functools import cache
from itertools import combinations

import numpy as np
import pytest

import msim
from benchmarks.peers.setting import planned
from msim.core.seen import Plan
from msim.experiment.engine.electorate import Block
from msim.experiment.engine.replicate import run_replicate
from msim.scenario import Scenario
from tests.golden.test_golden import HERE, REFRESH, gaps, rounded

VOTERS = 200_000
TESTED = (
    "broadcast", "segmented_free", "segmented", "placebo", "demographic", "individual", "ground",
    "oracle/free", "oracle/targeted",
)  # fmt: skip
"""What is played by arms that use the test, and the oracle's two deliveries."""


@cache
def scenario() -> Scenario:
    return msim.load("full_scale", {"population.simulated": VOTERS})


@cache
def measures() -> dict[str, dict[str, float]]:
    return run_replicate(scenario(), 0, 1).measures


@cache
def plans() -> tuple[Block, dict[str, Plan]]:
    """The first block of voters, and every plan."""
    _, day = planned(scenario())
    return day.voters.block(0), dict(day.plans)


def test_all_ten_arms_are_in_it_and_spend_their_money() -> None:
    arms, budget = scenario().run.arms, scenario().budget.total
    assert len(arms) == 10
    assert set(arms) == {*msim.api.NAMES.arms} - {
        "best_single", "yours", "adaptive", "adaptive_segmented",
    }  # fmt: skip
    for arm, found in measures().items():
        assert found["spend"] + found["unspent"] == pytest.approx(budget, rel=1e-9), arm
    assert measures()["ground"]["reach_rate"] > 0.01


def test_no_two_arms_that_use_the_test_come_to_the_same_plan() -> None:
    """Voter by voter on a block: another message, or another amount, for at least one in fifty."""
    block, found = plans()
    met = {}
    for name in TESTED:
        plan, row = found[name], block.rows(found[name].rule)
        met[name] = np.concatenate([plan.message[row], plan.rate[row]], axis=1)
    for one, other in combinations(TESTED, 2):
        differ = np.mean((met[one] != met[other]).any(axis=1))
        assert differ > 0.02, f"{one} and {other} differ for {differ:.1%} of the voters"


def test_messages_divide_by_more_than_price() -> None:
    """Among the arms with the same delivery, what is said differs for many voters."""
    block, found = plans()
    social = list(scenario().channels).index("social")
    said = {
        name: found[name].message[block.rows(found[name].rule), social]
        for name in ("segmented", "placebo", "demographic", "individual", "oracle/targeted")
    }
    for one, other in combinations(said, 2):
        assert np.mean(said[one] != said[other]) > 0.1, (one, other)


def test_nothing_has_moved() -> None:
    found = {
        arm: {name: value for name, value in each.items() if value == value}
        for arm, each in measures().items()
    }
    path = HERE / "full_scale.json"
    if REFRESH:
        path.write_text(json.dumps(rounded(found), indent=1) + "\n", encoding="utf-8")
        pytest.skip("written anew")
    moved = list(gaps(found, json.loads(path.read_text(encoding="utf-8"))))
    assert not moved, f"{len(moved)} moved:\n" + "\n".join(moved[:20])
