"""Every arm where everything is on: chosen audiences, money by value, districts, contacts, turnout.

What holds for arms one by one has to hold where a plan's rows are cells times zones as well.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from msim.campaign.strategies import STRATEGIES, strategy
from msim.campaign.zones import Zoned
from msim.experiment.engine import oracle
from msim.experiment.engine.electorate import TruthRule
from msim.experiment.engine.replicate import run_replicate
from msim.scenario import Scenario
from msim.scenario.media import KNOWN_CHANNELS
from tests.laws import engine
from tests.laws.drawn import changed
from tests.laws.exact import law_8
from tests.strategies import digest

ARMS = (*STRATEGIES, oracle.NAME)
DOORSTEPS = {**KNOWN_CHANNELS["doorsteps"].model_dump(), "share": 0.2, "capacity": 30_000.0}
EVERYTHING = changed(digest.SCENARIO, {
    "channels.doorsteps": DOORSTEPS,
    "channels.television.share": 0.3,
    "channels.social.frequency_cap": 4,
    "messages.mobilise_pp": 0.5,
    "messages.mobilise_heterogeneity_sd_pp": 1.0,
    "messages.reactance_pp": 0.1,
    "messages.mismatch_pp": 0.3,
    "districts.count": 3,
    "districts.lean_sd": 1.0,
    "election.rule": "districts",
    "election.draw": True,
    "budget.audience": "selected",
    "budget.allocation": "optimised",
    "run.arms": ("silent", *(arm for arm in ARMS if arm != "silent")),
})
each_arm = pytest.mark.parametrize("name", ARMS)


def having(**keys: Any) -> Scenario:
    return changed(EVERYTHING, {key.replace("__", "."): value for key, value in keys.items()})


def test_there_are_thirteen_arms() -> None:
    assert len(ARMS) == 13
    assert set(EVERYTHING.run.arms) == set(ARMS)


@pytest.mark.parametrize("allocation", ["proportional", "optimised"])
@pytest.mark.parametrize(("by", "delivery"), [
    ("persuadability", "targeted"), ("support", "targeted"), ("district", "targeted"),
    ("district", "best"), ("response", "best"),
])
@pytest.mark.parametrize("share", [None, 0.3])
def test_all_money_is_accounted_for_and_all_numbers_are_numbers(
    allocation: str, by: str, share: float | None, delivery: str
) -> None:
    scenario = having(budget__allocation=allocation, budget__audience_by=by,
                      budget__audience_share=share, budget__delivery=delivery)
    law_8(scenario)
    for arm, found in run_replicate(scenario, 0).measures.items():
        named = ("reach_rate", "net_votes", "own_votes", "turnout_pp", "spend", "unspent", "seats")
        assert np.isfinite([found[measure] for measure in named]).all(), arm
        assert found["spend"] + found["unspent"] == pytest.approx(scenario.budget.total), arm
        assert found["spend"] > 0.0 or arm == "silent"
        assert 0.0 <= found["audience_share"] <= 1.0
        if share is not None and arm == "ground":
            assert found["audience_share"] <= share * EVERYTHING.data.coverage + 0.1


@each_arm
def test_an_arm_alone_is_what_it_is_beside_others(name: str) -> None:
    together = run_replicate(EVERYTHING, 0).measures[name]
    alone = run_replicate(having(run__arms=("silent", name) if name != "silent" else (name,)), 0)
    for measure, value in together.items():
        assert np.array_equal(alone.measures[name][measure], value, equal_nan=True), measure


@pytest.mark.parametrize("name", STRATEGIES)
def test_a_strategy_is_pure(name: str) -> None:
    """Asked twice, of campaigns made anew, it orders the same."""
    orders = []
    for _ in range(2):
        known, view = digest.campaign(EVERYTHING)
        order = strategy(name).order(known)
        orders.append((digest.of_order(order, view), order.zones,
                       None if order.aim is None else order.aim.votes.tolist()))
    assert orders[0] == orders[1]


def test_rows_are_cells_times_zones_for_everybody() -> None:
    """Every arm's rows fit its plan; voters without a record are in the first cell's zones."""
    found = engine.played(EVERYTHING)
    block = found.blocks[0]
    for name, plan in found.plans.items():
        rows = block.rows(plan.rule)
        assert plan.rate.shape[0] == plan.rule.cells + 1 > rows.max(), name
        assert plan.rate.shape[0] % plan.zones == 0
        if plan.targeted.any() and plan.rate.any():
            assert np.array_equal(rows < plan.zones, ~block.view.known), name
            assert not plan.rate[: plan.zones, plan.targeted].any()


def test_a_rule_that_needs_the_truth_has_zones_as_well() -> None:
    """The oracle's rows: the message that does most for each voter, within the voter's zone."""
    found = engine.played(EVERYTHING)
    block, plan = found.blocks[0], found.plans["oracle/targeted"]
    rule = plan.rule
    assert isinstance(rule, Zoned)
    assert isinstance(rule.base, TruthRule)
    with pytest.raises(TypeError, match="truth"):
        rule.assign(block.view)
    row = block.rows(rule)
    assert np.array_equal(row % plan.zones, rule.zones.of(block.view))
    known = block.view.known
    best = np.argmax(block.gains, axis=1)
    assert np.array_equal(row // plan.zones, np.where(known, best + 1, 0))
    # What is sent there is that message, on channels that can tell voters apart.
    assert np.array_equal(plan.message[row[known]][:, plan.targeted],
                          np.repeat(best[known, None], plan.targeted.sum(), axis=1))
    assert block.meant_rows(rule) is None  # whoever knows the truth misses nobody


def test_what_is_meant_for_a_voter_is_in_the_voters_own_zone() -> None:
    """A wrong reading mistakes the cell, not the district or the band that a voter is in."""
    found = engine.played(having(data__party_accuracy=0.6))
    block, missed = found.blocks[0], 0
    for arm in ("segmented", "placebo", "demographic", "individual", "segmented_free", "yours"):
        plan = found.plans[arm]
        meant, row = block.meant_rows(plan.rule), block.rows(plan.rule)
        assert meant is not None
        assert np.array_equal(meant % plan.zones, row % plan.zones), arm
        assert meant.max() < plan.rate.shape[0]
        missed += int(np.sum(meant != row))
    assert missed > 0


@pytest.mark.parametrize("name", ["segmented", "demographic", "individual", "oracle"])
def test_a_survey_that_hardly_anybody_answers_is_enough(name: str) -> None:
    """Rows in which nobody was asked are predicted by their zones, and no number goes missing."""
    scenario = having(test__respondents=14, run__arms=("silent", name))
    law_8(scenario)
    found = run_replicate(scenario, 0).measures[name]
    assert np.isfinite([found["net_votes"], found["reach_rate"]]).all()


def test_without_a_test_messages_are_drawn_and_everybody_is_the_audience() -> None:
    untested = having(
        test__conducted=False, budget__audience="all", budget__allocation="proportional"
    )
    law_8(untested)
    found = engine.played(untested)
    assert {plan.zones for name, plan in found.plans.items()} == {1}
    assert {plan.test_cost for plan in found.plans.values()} == {0.0}
