"""Attempts at contacts: their price, their limit, and the arm that buys nothing else."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from msim.campaign.orders import Market, Order, doses, terms_of
from msim.campaign.planning import buy
from msim.campaign.rules import EVERYONE, RandomCells
from msim.core.errors import InputError
from msim.core.seen import Choice, Inventory, Plan
from msim.scenario import Scenario
from tests.campaign.planned import planned
from tests.laws.drawn import changed

# 7,000 for media: 1,400 on the air, 3,500 at doors, 2,100 in meetings.
SCENARIO = Scenario.model_validate({
    "messages": {"count": 2, "cost_each": 1_000.0},
    "channels": {
        "air": {"share": 0.2, "cpm": 10.0},
        "doors": {"share": 0.5, "kind": "contacts", "cost_per_attempt": 2.0, "contact_rate": 0.25,
                  "targetable": True, "premium": 1.25},
        "meetings": {"share": 0.3, "kind": "contacts", "cost_per_attempt": 20.0},
    },
    "test": {"respondents": 500, "cost_per_respondent": 2.0},
    "budget": {"total": 10_000.0},
})
MARKET = Market(np.array([90.0, 100.0, 40.0]), np.array([50.0, 60.0, 20.0]), 10.0, np.ones(1))
EVERYBODY = Inventory(
    np.array([100.0]), np.array([[90.0, 100.0, 40.0]]), np.array([[50.0, 60.0, 20.0]])
)
CELLS = Inventory(
    size=np.array([20.0, 80.0]),
    habit_mass=np.array([[20.0, 20.0, 10.0], [70.0, 80.0, 30.0]]),
    matched_mass=np.array([[0.0, 0.0, 0.0], [50.0, 60.0, 20.0]]),
)
BEST = Choice(np.array([1]), np.ones((1, 2)), np.ones((1, 2)), 0.0)
BROADCAST = Order("broadcast", EVERYONE, "broadcast", BEST, BEST, tested=True)
TARGETED = Order("segmented", RandomCells(np.ones(1)), "targeted", BEST, BEST, tested=True)


def bought(order: Order = BROADCAST, **keys: Any) -> Plan:
    scenario = changed(SCENARIO, {key.replace("__", "."): value for key, value in keys.items()})
    return buy(order, EVERYBODY if order.rule.cells == 0 else CELLS, MARKET, scenario)


def test_contacts_are_priced_by_the_attempt() -> None:
    """3,500 at 2 each are 1,750 attempts at 1,000 voters; met or not, at whatever cpm."""
    plan = bought()
    assert plan.impressions == pytest.approx(np.array([[140_000.0, 1_750.0, 105.0]]))
    assert plan.rate == pytest.approx(np.array([[140_000 / 900, 1.75, 105 / 400]]))
    assert plan.cost == pytest.approx(np.array([[1_400.0, 3_500.0, 2_100.0]]))
    again = bought(channels__doors__contact_rate=0.9, channels__doors__cpm=77.0)
    assert np.array_equal(again.impressions, plan.impressions)


def test_targeted_attempts_cost_the_premium_and_go_to_whom_is_matched() -> None:
    """3,500 at 2.50 are 1,400 attempts at 600 voters; meetings are open to all."""
    plan = bought(TARGETED)
    assert plan.targeted.tolist() == [False, True, False]
    assert plan.impressions[:, 1] == pytest.approx([0.0, 1_400.0])
    assert plan.rate[:, 1] == pytest.approx([0.0, 1_400 / 600])
    assert plan.rate[:, 2] == pytest.approx([105 / 400] * 2)


def test_what_cannot_be_attempted_is_not_spent() -> None:
    """1,000 attempts at 2 each leave 1,500 of the doors' money."""
    plan = bought(channels__doors__capacity=1_000.0)
    assert plan.impressions[0, 1] == pytest.approx(1_000.0)
    assert plan.unspent == pytest.approx(1_500.0)
    assert plan.spend + plan.unspent == pytest.approx(10_000.0)
    assert bought(channels__doors__capacity=1_750.0).unspent == 0.0
    targeted = bought(TARGETED, channels__doors__capacity=1_000.0)
    assert targeted.impressions[:, 1].sum() == pytest.approx(1_000.0)
    assert targeted.unspent == pytest.approx(1_000.0)


def test_an_arm_of_contacts_puts_all_its_money_there_by_share() -> None:
    """7,000 in parts of 5 to 3: 4,375 at doors, 2,625 in meetings, nothing on the air."""
    plan = bought(replace(BROADCAST, contacts=True))
    assert plan.cost == pytest.approx(np.array([[0.0, 4_375.0, 2_625.0]]))
    assert not plan.rate[:, 0].any()


@pytest.mark.parametrize("doors", [{"kind": "impressions"}, {"share": 0.0}])
def test_an_arm_of_contacts_without_any_is_an_error(doors: dict[str, Any]) -> None:
    keys = {"channels.meetings.kind": "impressions"}
    keys |= {f"channels.doors.{key}": value for key, value in doors.items()}
    if "share" in doors:
        keys |= {"channels.air.share": 0.7}
    with pytest.raises(InputError, match="ground"):
        terms_of(replace(BROADCAST, contacts=True), changed(SCENARIO, keys))


@pytest.mark.parametrize("audience", ["all", "selected"])
@pytest.mark.parametrize("allocation", ["proportional", "optimised"])
def test_ground_buys_contacts_only(audience: str, allocation: str) -> None:
    found = planned("ground", budget__audience=audience, budget__allocation=allocation)
    spent = found.plan.cost.sum(axis=0)
    assert spent[:2].tolist() == [0.0, 0.0]
    assert spent[2] == pytest.approx(found.media)
    assert found.plan.targeted.tolist() == [False, audience == "selected", audience == "selected"]
    assert np.ptp(found.plan.message) == 0


def test_an_exposure_counts_alike_whatever_it_is_called() -> None:
    """A contact with an impression's field share leaves an impression's dose."""
    keys = {"channels.*.field_share": 0.02}
    assert np.ptp(doses(changed(SCENARIO, keys), 0.6)) == 0.0
    assert doses(changed(SCENARIO, keys), 1.0)[1] < doses(changed(SCENARIO, keys), 0.6)[1]
