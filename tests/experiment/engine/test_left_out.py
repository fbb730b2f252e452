"""Who is left out: groups of a world, and what a run says of them."""

from __future__ import annotations

import math
from functools import cache

import numpy as np
import pytest

from msim.experiment.comparison.compare import run
from msim.experiment.engine import groups
from msim.experiment.engine.collected import Replicate
from msim.experiment.engine.replicate import run_replicate
from msim.experiment.engine.sides import electorate
from msim.outcome.heard import HEARD
from msim.scenario import Scenario
from tests.experiment.small import SMALL, results, small

EARNED = {"earned__share_rate": 0.3, "earned__contacts": 4.0, "budget__total": 300_000.0}


@cache
def world(opposed: bool = False, earned: bool = False) -> tuple[Scenario, Replicate]:
    keys = {"opponent__strategy": "broadcast"} if opposed else {}
    scenario = small(**keys, **(EARNED if earned else {}))
    return scenario, run_replicate(scenario, 0)


def test_groups_of_a_kind_share_out_all_voters_and_lie_where_they_say() -> None:
    scenario = SMALL
    voters = electorate(scenario, 0)
    block, names = voters.block(0), groups.names(scenario)
    found = groups.Grouping(scenario, voters.world.traits, frozenset()).of(block)
    assert len(found) == len({kind for kind, _ in names}) - 1
    for place in found.T[:200]:
        assert len({names[g][0] for g in place}) == len(found)
    assert [names[g] for g in np.unique(found)] == names[1:]
    support, turnout = block.voters.support, block.voters.turnout_prob
    ours = np.array([names[g] == ("party", "own") for g in found[0]])
    assert np.array_equal(ours, support >= 0.0)
    seldom = np.array([names[g] == ("turnout", "seldom") for g in found[1]])
    assert np.array_equal(seldom, turnout < 0.5)


@pytest.mark.parametrize(("opposed", "earned"), [(False, False), (True, False), (False, True)])
def test_groups_add_up_to_the_arm(opposed: bool, earned: bool) -> None:
    scenario, found = world(opposed, earned)
    kinds = [kind for kind, _ in groups.names(scenario)]
    for arm, told in found.left_out.items():
        for measure in ("reach_rate", "reach_3_rate", "unreached_rate"):
            at, whole = HEARD.index(measure), found.measures[arm][measure]
            assert told[0, at] == pytest.approx(whole, rel=1e-12)
            for kind in set(kinds) - {"all"}:
                mine = np.array([each == kind for each in kinds])
                shares = found.group_shares[mine]
                assert shares.sum() == pytest.approx(1.0)
                sums = float(shares @ np.nan_to_num(told[mine, at]))
                assert sums == pytest.approx(whole, rel=1e-9)


def test_one_message_is_one_and_its_rate_in_common_the_square_of_reach() -> None:
    _, found = world()
    for arm in ("naive", "broadcast"):
        for singles in found.singles[arm]["messages_heard"].ravel():
            assert singles == 1.0
        reach = found.singles[arm]["reach_rate"]
        assert np.allclose(found.singles[arm]["shared_message_rate"], reach**2, rtol=1e-12)
    assert math.isnan(found.measures["silent"]["messages_heard"])
    assert found.measures["silent"]["shared_message_rate"] == 0.0


def test_an_arm_can_divide_a_country_but_never_by_more_than_its_messages() -> None:
    scenario, found = world()
    for arm, measures in found.measures.items():
        if arm != "silent":
            assert 1.0 <= measures["messages_heard"] <= scenario.messages.count
            assert measures["shared_message_rate"] <= measures["reach_rate"] ** 2 + 1e-12
    assert found.measures["oracle"]["messages_heard"] > 1.5


def test_another_side_leaves_fewer_without_any_message() -> None:
    _, alone = world()
    _, both = world(opposed=True)
    for arm in ("silent", "broadcast", "segmented"):
        mine, either = alone.measures[arm], both.measures[arm]
        assert mine["unreached_rate"] == pytest.approx(1.0 - mine["reach_rate"], rel=1e-12)
        assert either["reach_rate"] == mine["reach_rate"]
        assert either["unreached_rate"] < mine["unreached_rate"]


def test_what_is_passed_on_reaches_some_of_those_left_out() -> None:
    _, found = world(earned=True)
    for measures in (found.measures[arm] for arm in ("broadcast", "segmented")):
        assert measures["earned_reach_rate"] > 0.0
        assert measures["unreached_rate"] == pytest.approx(1.0 - measures["reach_rate"])


def test_a_run_tells_of_groups_as_of_arms() -> None:
    summary, table = results().summary, results().left_out
    everybody = summary["left_out"][0]
    assert (everybody["kind"], everybody["voters_share"]) == ("all", 1.0)
    for measure in HEARD:
        for arm in ("broadcast", "segmented"):
            same = summary["arms"][arm][measure]
            for end in ("mean", "low", "high"):
                assert everybody[measure][arm][end] == pytest.approx(same[end], rel=1e-9)
        gap = summary["contrasts"]["segmented-broadcast"][measure]["mean"]
        assert everybody[measure]["segmented-broadcast"]["mean"] == pytest.approx(gap, rel=1e-9)
    assert len(table) == len(groups.names(SMALL)) * len(HEARD) * 3


def test_who_heard_which_message_adds_up_with_one_message() -> None:
    heard = results().heard
    one = heard[(heard["arm"] == "broadcast") & (heard["kind"] == "all")]
    assert (one["share"] > 0.0).sum() == 1


def test_the_order_of_arms_and_other_arms_move_nothing() -> None:
    few = run(small(run__arms=("segmented", "broadcast", "silent"), run__replicates=2))
    many = run(small(run__replicates=2))
    assert few.summary["left_out"] == many.summary["left_out"]
