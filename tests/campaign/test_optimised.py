"""Money placed by predicted marginal value: never too much of it, and equal at every margin."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.campaign.planned import PLACES, SMALL, Planned, planned
from tests.laws import engine, exact
from tests.laws.drawn import changed

OPTIMISED = {"budget__allocation": "optimised"}
DISTRICTS = {key.replace(".", "__"): value for key, value in PLACES.items()}
TARGETED = ("segmented", "placebo", "demographic", "individual")
ARMS = ("broadcast", "segmented_free", "ground", *TARGETED)
CAPPED = {"channels__post__capacity": 5_000.0}


def per_money(found: Planned) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(rows, channels) marginal votes per money, which pairs are funded, and which can be."""
    price = found.plan.cost.sum(axis=0) / np.maximum(found.plan.impressions.sum(axis=0), 1e-300)
    sold = (found.mass > 0.0) & (price > 0.0)
    cost = np.where(sold, price * found.mass, np.inf)
    return found.curves.marginal(found.plan.rate) / cost, found.plan.rate > 0.0, sold


@pytest.mark.parametrize("arm", [arm for arm in ARMS if arm != "segmented_free"])
@pytest.mark.parametrize("places", [{}, DISTRICTS], ids=["one district", "three"])
@pytest.mark.parametrize("audience", ["all", "selected"])
def test_the_next_unit_of_money_does_as_much_wherever_money_goes(
    arm: str, places: dict[str, Any], audience: str
) -> None:
    found = planned(arm, budget__audience=audience, **OPTIMISED, **places)
    value, funded, sold = per_money(found)
    assert funded.any()
    level = value[funded].mean()
    assert value[funded] == pytest.approx(np.full(funded.sum(), level), rel=1e-6)
    assert np.all(value[sold & ~funded] <= level * (1 + 1e-6))


@pytest.mark.parametrize("arm", TARGETED)
def test_voters_across_party_lines_weigh_what_they_cost(arm: str) -> None:
    """Votes are held to a pair's own cost for a unit of rate, which differs by cell."""
    found = planned(arm, segments__method="party", channels__feed__cross_party_price=2.0,
                    channels__feed__cpm=10.0, **OPTIMISED)
    plan, funded = found.plan, found.plan.rate > 0.0
    assert funded[:, 1].any()
    cost = plan.cost[funded] / plan.rate[funded]
    value = found.curves.marginal(plan.rate)[funded] / cost
    assert value == pytest.approx(np.full(value.size, value.mean()), rel=1e-6)
    assert plan.spend + plan.unspent == pytest.approx(found.scenario.budget.total, rel=1e-9)


@pytest.mark.parametrize("arm", ARMS)
@settings(max_examples=12)
@given(total=st.floats(700, 3e6), capacity=st.none() | st.floats(1, 1e5),
       saturation=st.sampled_from([0.0, 0.3, 4.0]))
def test_never_more_than_there_is_and_all_of_it_where_something_is_for_sale(
    arm: str, total: float, capacity: float | None, saturation: float
) -> None:
    found = planned(arm, channels__post__capacity=capacity, budget__total=total,
                    response__saturation=saturation, **OPTIMISED)
    plan = found.plan
    assert plan.rate.min() >= 0.0
    assert plan.cost.sum() <= found.media * (1 + 1e-9)
    assert plan.spend + plan.unspent == pytest.approx(total, rel=1e-9)
    attempts = plan.impressions[:, 2].sum()
    if capacity is not None:
        assert attempts <= capacity * (1 + 1e-9)
    if capacity is None or arm != "ground":
        assert plan.unspent <= 1e-6 * total
    else:
        price = 0.5 * (1.1 if plan.targeted[2] else 1.0)
        assert plan.unspent == pytest.approx(max(found.media - capacity * price, 0.0),
                                             abs=1e-6 * total)


@pytest.mark.parametrize("arm", [arm for arm in ARMS if arm != "segmented_free"])
def test_a_plan_by_value_is_worth_at_least_one_by_share(arm: str) -> None:
    """By the campaign's own forecast, at the same prices and the same money."""
    found = planned(arm, **OPTIMISED, **DISTRICTS)
    by_share = planned(arm, **DISTRICTS).plan
    rows = np.repeat(by_share.rate, found.order.zones, axis=0)
    assert found.curves.value(found.plan.rate) >= found.curves.value(rows) * (1 - 1e-9)


def test_what_is_not_predicted_to_help_is_not_bought() -> None:
    """A channel that can reach nobody is not paid for, and one that costs too much is left."""
    found = planned("segmented", channels__feed__match_rate=0.0, **OPTIMISED)
    assert not found.plan.cost[:, 1].any()
    dear = planned("broadcast", channels__air__cpm=1e6, **OPTIMISED)
    assert not dear.plan.cost[:, 0].any()
    assert planned("broadcast", **OPTIMISED).plan.cost[:, 0].any()


def test_an_attempt_is_worth_the_contacts_that_come_of_it() -> None:
    """Half as many contacts, half the value of the first attempt; nothing else is worth less."""
    first = {}
    for rate in (0.8, 0.4):
        found = planned("broadcast", channels__post__contact_rate=rate, **OPTIMISED)
        first[rate] = found.curves.marginal(np.zeros((1, 3)))[0]
    assert first[0.4] == pytest.approx(first[0.8] * [1.0, 1.0, 0.5])


def test_money_goes_where_votes_count() -> None:
    power = np.array([0.0, 1.0, 20.0])
    for arm in ("broadcast", "ground", "segmented"):
        found = planned(arm, power, **OPTIMISED, **DISTRICTS)
        zone = np.arange(found.plan.cost.shape[0]) % found.order.zones
        spent = np.bincount(zone, weights=found.plan.cost.sum(axis=1), minlength=3)
        assert spent[0] == 0.0
        assert spent[2] > spent[1]


@pytest.mark.parametrize("places", [{}, DISTRICTS], ids=["one district", "three"])
@pytest.mark.parametrize("audience", ["all", "selected"])
@pytest.mark.parametrize("capped", [{}, CAPPED], ids=["no limit", "limit"])
def test_matched_messages_alone_have_the_rates_of_broadcast(
    places: dict[str, Any], audience: str, capped: dict[str, Any]
) -> None:
    """Rates of each district, for every cell alike; messages are the segments' own."""
    keys: dict[str, Any] = {"budget__audience": audience, **OPTIMISED, **places, **capped}
    free, broad = planned("segmented_free", **keys), planned("broadcast", **keys)
    cells = free.order.rule.cells + 1
    assert cells == (free.campaign.segmentation.cells + 1) * broad.order.zones
    assert free.plan.rate.tolist() == np.tile(broad.plan.rate, (cells // len(broad.plan.rate),
                                                                1)).tolist()
    assert free.plan.cost.sum(axis=0) == pytest.approx(broad.plan.cost.sum(axis=0))
    assert np.unique(free.plan.message[broad.order.zones :, 1]).size > 1


def test_the_truth_gets_broadcasts_rates_too_where_delivery_is_free() -> None:
    keys = {"budget.allocation": "optimised", **PLACES, "run.arms": ("broadcast", "oracle")}
    found = engine.played(changed(SMALL, {**keys, "population.simulated": 2_000}))
    free, broad = found.plans["oracle/free"], found.plans["broadcast"]
    assert free.rate.tolist() == np.tile(broad.rate, (len(free.rate) // 3, 1)).tolist()


@pytest.mark.parametrize("places", [{}, PLACES], ids=["one district", "three"])
def test_one_segment_with_free_reach_is_broadcast(places: dict[str, Any]) -> None:
    """To the last bit in every measure, by whichever way money is placed."""
    keys = {"budget.allocation": "optimised", "population.simulated": 1_500, **places}
    exact.law_2(changed(SMALL, keys))


def test_by_share_nothing_is_predicted() -> None:
    """Plans by share need no zones and no forecast, whatever the districts."""
    for arm in ("broadcast", "segmented", "segmented_free", "ground"):
        found = planned(arm, **DISTRICTS)
        assert found.order.aim is None
        assert found.order.zones == 1
        assert "forecast" not in vars(found.campaign)
