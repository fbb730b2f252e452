"""Targeted or not, channel by channel: what a campaign chooses by its own forecast."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from msim.campaign.planning import buy, combinations, foretold, preferred
from msim.experiment.engine.replicate import run_replicate
from msim.scenario import Scenario
from tests.campaign.planned import PLACES, SMALL, Planned, planned
from tests.laws.drawn import changed

ARMS = ("segmented", "placebo", "demographic", "individual")
BEST: dict[str, Any] = {"budget__delivery": "best"}
DISTRICTS = {key.replace(".", "__"): value for key, value in PLACES.items()}
WAYS: dict[str, dict[str, Any]] = {
    "as it is": {},
    "selected": {"budget__audience": "selected"},
    "optimised": {"budget__allocation": "optimised", **DISTRICTS},
    "both": {"budget__allocation": "optimised", "budget__audience": "selected", **DISTRICTS},
    "capped": {"channels__post__capacity": 80_000.0, "channels__feed__frequency_cap": 2},
}
DEAR = {"channels__feed__premium": 9.0, "channels__post__premium": 9.0}
FOUND = {"channels__feed__match_rate": 1.0, "channels__feed__premium": 1.0,
         "channels__post__premium": 1.0, "data__coverage": 1.0}


def forecasts(found: Planned) -> dict[tuple[bool, ...], float]:
    """What the campaign expects of every combination of channels."""
    return {
        aimed: foretold(replace(found.order, aimed=aimed), found.inventory, found.market,
                        found.scenario)
        for aimed in combinations(found.scenario)
    }


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("arm", ARMS)
def test_no_combination_is_forecast_to_win_more(arm: str, way: str) -> None:
    found = planned(arm, **BEST, **WAYS[way])
    expected, chosen = forecasts(found), tuple(found.plan.targeted.tolist())
    assert expected[chosen] == pytest.approx(max(expected.values()), rel=1e-8)
    assert len(expected) == 4
    assert found.curves.value(found.plan.rate) > 0.0


def test_every_combination_of_channels_that_can_target_and_have_money() -> None:
    """Air cannot, and a channel without a share has nothing to choose."""
    assert combinations(SMALL) == [
        (False, False, False), (False, True, False), (False, False, True), (False, True, True),
    ]
    unpaid = changed(SMALL, {"channels.post.share": 0.0, "channels.air.share": 0.6})
    assert combinations(unpaid) == [(False, False, False), (False, True, False)]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("arm", ARMS)
def test_where_targeting_is_dear_it_buys_what_broadcast_buys(arm: str, way: str) -> None:
    """Rates of every voter, the message and production: the plan of `broadcast` to the bit.

    Where money is optimised it may split the rest otherwise, and leave what is dear alone.
    """
    found = planned(arm, **BEST, **WAYS[way], **DEAR)
    usual = planned("broadcast", **BEST, **WAYS[way], **DEAR)
    if "budget__allocation" in WAYS[way] and found.plan.targeted.any():
        assert not found.plan.rate[:, found.plan.targeted].any()
        return
    assert not found.plan.targeted.any()
    zone = np.arange(len(found.plan.rate)) % found.plan.zones
    zone //= found.plan.zones // usual.plan.zones
    assert np.array_equal(found.plan.rate, usual.plan.rate[zone])
    assert np.all(found.plan.message == usual.plan.message[0])
    assert found.plan.production == usual.plan.production
    assert found.plan.spend + found.plan.unspent == pytest.approx(found.scenario.budget.total)


@pytest.mark.parametrize("way", ["as it is", "selected", "capped"])
@pytest.mark.parametrize("arm", ["segmented", "placebo", "individual"])
def test_where_targeting_is_free_and_finds_all_it_is_the_targeted_plan(arm: str, way: str) -> None:
    """The test differs between cells by noise alone at least: `none` believes that."""
    keys = {**WAYS[way], **FOUND}
    found, forced = planned(arm, **BEST, **keys), planned(arm, **keys)
    assert found.plan.targeted.tolist() == [False, True, True]
    assert np.array_equal(found.plan.rate, forced.plan.rate)
    assert np.array_equal(found.plan.message, forced.plan.message)
    assert np.array_equal(found.plan.promised_pp, forced.plan.promised_pp)


@pytest.mark.parametrize("way", ["optimised", "both"])
@pytest.mark.parametrize("arm", ARMS)
def test_what_is_not_targeted_is_not_placed_by_cell(arm: str, way: str) -> None:
    """Else one would target without paying for it; targeted channels know what the others do."""
    found = planned(arm, **BEST, **{**WAYS[way], **FOUND, "channels__feed__premium": 9.0})
    plan = found.plan
    assert found.order.aim is not None
    place = np.tile(found.order.aim.district, len(plan.rate) // plan.zones)
    for d in range(3):
        for c in np.flatnonzero(~plan.targeted):
            assert np.ptp(plan.rate[place == d, c]) <= 1e-12 * plan.rate[:, c].max()
    assert plan.spend + plan.unspent == pytest.approx(found.scenario.budget.total)
    assert plan.unspent <= 1e-6 * found.scenario.budget.total


def test_each_channel_is_judged_by_itself() -> None:
    """One dear, one free: mixed, and what is not targeted carries the single message to all."""
    found = planned("segmented", **BEST, **{**FOUND, "channels__feed__premium": 9.0})
    assert found.plan.targeted.tolist() == [False, False, True]
    assert found.order.single is not None
    assert np.all(found.plan.message[:, :2] == found.order.single.message)
    assert np.unique(found.plan.message[1:, 2]).size > 1
    assert found.plan.rate[0, 1] == found.plan.rate[1, 1] > 0.0 == found.plan.rate[0, 2]


def test_ties_go_to_the_plan_of_broadcast() -> None:
    """One segment, nothing dearer, everybody found: all combinations come to the same."""
    found = planned("segmented", **BEST, **FOUND, segments__count=1)
    expected = list(forecasts(found).values())
    assert expected == pytest.approx([expected[0]] * 4)
    assert not found.plan.targeted.any()


def test_without_a_channel_that_can_target_there_is_nothing_to_choose() -> None:
    found = planned("segmented", **BEST, channels__feed__targetable=False,
                    channels__post__targetable=False)
    assert combinations(found.scenario) == [(False, False, False)]
    assert np.array_equal(found.plan.rate[0], planned("broadcast").plan.rate[0])


def test_no_money_is_silence_and_a_settled_order_stays_as_it_is() -> None:
    found = planned("segmented", **BEST, budget__total=0.0)
    assert found.plan.silent
    settled = preferred(found.order, found.inventory, found.market, found.scenario)
    assert settled.delivery == "targeted"
    assert buy(settled, found.inventory, found.market, found.scenario).silent


def test_who_does_not_target_does_not_choose() -> None:
    for arm in ("broadcast", "segmented_free", "naive", "ground"):
        found, usual = planned(arm, **BEST), planned(arm)
        assert found.order.delivery == usual.order.delivery != "best"
        assert np.array_equal(found.plan.rate, usual.plan.rate)


def opposed(**keys: Any) -> Scenario:
    usual = {"run.arms": ("silent", "broadcast", "segmented", "oracle"), "test.surveys": 2}
    return changed(SMALL, {**usual, **{key.replace("__", "."): each for key, each in keys.items()}})


def test_what_was_bought_is_told_by_survey_and_in_the_table_of_plans() -> None:
    found = run_replicate(opposed(**BEST, **DEAR), 0)
    told = {name: each for name, each in found.diagnostics.items() if name.startswith("targeted")}
    assert told == {"targeted_segmented_feed": 0.0, "targeted_segmented_post": 0.0}
    assert {row["targeted"] for row in found.plans} == {False}
    cheap = run_replicate(opposed(**BEST, **FOUND), 0)
    assert cheap.diagnostics["targeted_segmented_post"] in (0.5, 1.0)
    rows = [row for row in cheap.plans if row["arm"] == "segmented"]
    assert {row["channel"]: row["targeted"] for row in rows} == {
        "air": False, "feed": True, "post": True,
    }
    forced = run_replicate(opposed(), 0)
    assert not any(name.startswith("targeted") for name in forced.diagnostics)
    assert "targeted" not in forced.plans[0]


def test_an_opponent_may_choose_as_well() -> None:
    """Where targeting is dear its segmented campaign does what its broadcast does."""
    def won(strategy: str) -> float:
        scenario = opposed(opponent__strategy=strategy, opponent__budget__delivery="best", **DEAR)
        return run_replicate(scenario, 0).diagnostics["opponent_net_votes"]

    assert won("segmented") == won("broadcast")


def test_the_oracle_may_do_whatever_an_arm_may() -> None:
    scenario = opposed(**BEST, **{**FOUND, "channels__feed__premium": 9.0}, **WAYS["selected"])
    found = run_replicate(scenario, 0).measures
    assert found["oracle"]["net_votes"] >= found["segmented"]["net_votes"]
