"""Earned reach laid over paid delivery: never a loss, and nothing at all where nobody shares."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from msim.experiment.engine.collected import Replicate
from msim.experiment.engine.electorate import Block
from msim.experiment.engine.replicate import run_replicate
from msim.experiment.engine.sides import electorate, opposed
from msim.experiment.engine.stage import Scene, Stage
from msim.outcome.earned import Circle
from msim.scenario import Scenario
from tests.experiment.small import small

PERSUADES = {"messages__heterogeneity_sd_pp": 0.0, "messages__between_sd_pp": 0.0,
             "budget__total": 600_000.0}


def scenario(rate: float = 0.1, **keys: object) -> Scenario:
    return small(**{**PERSUADES, "earned__share_rate": rate, "earned__contacts": 6.0, **keys})


@cache
def shared(rate: float = 0.1, number: int = 0) -> Replicate:
    return run_replicate(scenario(rate), number)


def test_where_nobody_shares_no_bit_moves() -> None:
    plain = run_replicate(small(**PERSUADES), 0)
    other = run_replicate(scenario(0.0, earned__homophily=0.7, earned__field_share=0.5), 0)
    for found in (shared(0.0), other):
        assert repr(found.measures) == repr(plain.measures)
        assert found.plans == plain.plans
        assert repr(found.diagnostics) == repr(plain.diagnostics)
    assert "earned_reach_rate" not in plain.measures["broadcast"]


@pytest.mark.parametrize("number", range(4))
def test_reach_never_falls_and_what_is_earned_is_what_it_gains(number: int) -> None:
    paid, more = shared(0.0, number).measures, shared(0.1, number).measures
    for arm, said in more.items():
        gain = said["reach_rate"] - paid[arm]["reach_rate"]
        assert said["earned_reach_rate"] == pytest.approx(gain, abs=1e-12)
        assert said["reach_3_rate"] >= paid[arm]["reach_3_rate"]
        assert said["expected_reach_rate"] == paid[arm]["expected_reach_rate"]  # of what is paid
        assert said["spend"] == paid[arm]["spend"]
        if arm == "silent":
            assert gain == 0.0
        else:
            assert gain > 0.01
            assert said["net_votes"] > paid[arm]["net_votes"]  # every message persuades
            assert said["on_target_reach"] > paid[arm]["on_target_reach"]
            assert said["cost_per_reached"] < paid[arm]["cost_per_reached"]


def test_readier_sharers_reach_more() -> None:
    reach = [shared(rate).measures["broadcast"]["earned_reach_rate"] for rate in (0.05, 0.1, 0.3)]
    assert reach == sorted(reach)
    assert reach[0] < reach[-1]


def test_being_told_moves_votes_by_its_own_share_of_an_exposure() -> None:
    net = [run_replicate(scenario(earned__field_share=share), 0).measures["broadcast"]["net_votes"]
           for share in (0.0, 0.01, 0.1)]
    assert net[0] < net[1] < net[2]
    assert net[0] == pytest.approx(shared(0.0).measures["broadcast"]["net_votes"])


@pytest.mark.parametrize("homophily", [0.0, 1.0])
def test_homophily_keeps_messages_among_their_own(homophily: float) -> None:
    voters = electorate(scenario(0.5, earned__homophily=homophily), 0)
    block = voters.block(0)
    spread_in(block)
    circle = circle_of(block)
    teller = np.repeat(np.arange(block.voters.size), circle.contacts)
    alike = np.mean(block.voters.archetype[teller] == block.voters.archetype[circle.target])
    size = np.bincount(block.voters.archetype) / block.voters.size
    by_chance = float(np.sum(size**2))
    error = 4.0 * np.sqrt(by_chance / circle.target.size) + 0.02
    assert alike == pytest.approx(1.0 if homophily else by_chance, abs=0.0 if homophily else error)


def circle_of(block: Block) -> Circle:
    """Whom the block's voters tell, as it was made."""
    return block.memo["circle"]


def spread_in(block: Block) -> None:
    """Have the block's voters pass something on, so that their circle is made."""
    found = block._world.scenario
    stage = Stage.build(found, block._world)
    assert stage.sharing is not None
    stage.sharing._circle(block)


def test_the_circle_is_one_for_all_arms_and_another_for_the_opponent() -> None:
    voters = electorate(scenario(opponent__strategy="broadcast"), 0)
    own, theirs = voters.block(0), opposed(voters).block(0)
    for block in (own, theirs):
        spread_in(block)
        first = circle_of(block)
        spread_in(block)
        assert circle_of(block) is first
    assert not np.array_equal(circle_of(own).start, circle_of(theirs).start)


def test_the_opponents_voters_share_as_well() -> None:
    """What it says is passed on too, and that moves nobody's exposure to the own side."""
    alone, heard = (
        run_replicate(scenario(rate, opponent__strategy="broadcast"), 0) for rate in (0.0, 0.3)
    )
    gains = [found.diagnostics["opponent_net_votes"] for found in (alone, heard)]
    assert 0.0 < gains[0] < gains[1]
    without = run_replicate(scenario(0.3), 0).measures["broadcast"]
    assert heard.measures["broadcast"]["reach_rate"] == without["reach_rate"]


def test_a_plan_that_meets_nobody_is_not_passed_on() -> None:
    found = run_replicate(scenario(0.5, budget__total=0.0), 0).measures
    assert {said["earned_reach_rate"] for said in found.values()} == {0.0}
    voters = electorate(scenario(0.5, budget__total=0.0), 0)
    stage = Stage.build(voters.world.scenario, voters.world)
    assert Scene(voters.block(0), stage).audience.media is voters.block(0).media
    assert "circle" not in voters.block(0).memo
