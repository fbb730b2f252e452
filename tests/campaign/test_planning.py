"""What money buys: every amount of a plan against a calculation by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from msim.campaign.orders import Market, Order
from msim.campaign.planning import buy, fixed_costs
from msim.campaign.rules import Everyone, RandomCells
from msim.core.errors import InputError
from msim.core.seen import Choice, Inventory
from msim.scenario import Scenario

SCENARIO = Scenario.model_validate({
    "messages": {"count": 2, "cost_each": 1_000.0},
    "channels": {
        "air": {"share": 0.25, "cpm": 10.0},
        "feed": {"share": 0.75, "cpm": 20.0, "targetable": True, "premium": 2.0,
                 "match_rate": 0.5},
    },
    "test": {"respondents": 500, "cost_per_respondent": 2.0},
    "budget": {"total": 10_000.0},
})
MARKET = Market(np.array([100.0, 80.0]), np.array([60.0, 40.0]), 10.0, power=np.ones(1))
CELLS = Inventory(
    size=np.array([20.0, 50.0, 30.0]),
    habit_mass=np.array([[20.0, 16.0], [50.0, 40.0], [30.0, 24.0]]),
    matched_mass=np.array([[0.0, 0.0], [40.0, 30.0], [20.0, 10.0]]),
)


def choice(*message: int) -> Choice:
    table = np.arange(2.0 * len(message)).reshape(len(message), 2)
    return Choice(np.array(message), table, table + 100.0, 0.0)


def order(**keys: Any) -> Order:
    lots = RandomCells(np.array([0.6, 0.4]))
    usual = Order("segmented", lots, "targeted", choice(1, 0), choice(0), tested=True)
    return replace(usual, **keys)


def test_what_is_paid_beforehand() -> None:
    """Everything that was tested was made; without a test only what is sent, each once."""
    assert fixed_costs(SCENARIO, order()) == (2_000.0, 1_000.0)
    alone = order(choice=choice(1), single=choice(1), tested=False)
    assert fixed_costs(SCENARIO, alone) == (1_000.0, 0.0)
    assert fixed_costs(SCENARIO, order(tested=False)) == (2_000.0, 0.0)


def test_a_targeted_plan() -> None:
    """7,000 for media. Air: 1,750 at 10 a thousand buys 175,000 for a habit of 1,000: 175 each.

    Feed: 5,250 at 40 buys 131,250 for those who can be found, a habit of 400: 328.125 each.
    """
    plan = buy(order(), CELLS, MARKET, SCENARIO)
    assert plan.rate == pytest.approx(np.array([[175, 0], [175, 328.125], [175, 328.125]]))
    bought = np.array([[35_000, 0], [87_500, 98_437.5], [52_500, 32_812.5]])
    assert plan.impressions == pytest.approx(bought)
    assert plan.cost == pytest.approx(bought * [0.01, 0.04])
    assert plan.habit_mass == pytest.approx(np.array([[200, 0], [500, 300], [300, 100]]))
    assert plan.message.tolist() == [[0, 0], [0, 1], [0, 0]]
    assert plan.targeted.tolist() == [False, True]
    assert (plan.production, plan.test_cost, plan.unspent) == (2_000.0, 1_000.0, 0.0)
    assert plan.spend == pytest.approx(10_000.0)


def test_promises_are_those_of_the_message_carried() -> None:
    """Air carries the single message: its promise is each cell's own estimate of that one."""
    plan = buy(order(), CELLS, MARKET, SCENARIO)
    assert plan.promised_pp.tolist() == [[0.0, 0.0], [0.0, 1.0], [2.0, 2.0]]
    assert np.array_equal(plan.promised_raw_pp, plan.promised_pp + 100.0)


@pytest.mark.parametrize("delivery", ["broadcast", "free"])
def test_the_same_money_without_targeting(delivery: str) -> None:
    """Feed: 5,250 at 20 a thousand buys 262,500 for everybody's habit of 800, record or not."""
    plan = buy(order(delivery=delivery), CELLS, MARKET, SCENARIO)
    assert plan.rate == pytest.approx(np.broadcast_to([175.0, 328.125], (3, 2)))
    assert plan.impressions.sum(axis=0) == pytest.approx([175_000, 262_500])
    assert not plan.targeted.any()
    assert plan.message.tolist() == [[0, 0], [0, 1], [0, 0]]


def test_one_cell_for_everybody() -> None:
    everyone = Inventory(np.array([100.0]), np.array([[100.0, 80.0]]), np.array([[60.0, 40.0]]))
    broadcast = order(rule=Everyone(), delivery="broadcast", choice=choice(1), single=choice(1))
    plan = buy(broadcast, everyone, MARKET, SCENARIO)
    assert plan.message.tolist() == [[1, 1]]
    assert plan.spend == pytest.approx(10_000.0)


def test_money_for_nobody_stays_in_the_purse() -> None:
    nobody = replace(MARKET, matched_mass=np.array([60.0, 0.0]))
    none = replace(CELLS, matched_mass=CELLS.matched_mass * [1.0, 0.0])
    plan = buy(order(), none, nobody, SCENARIO)
    assert plan.unspent == pytest.approx(5_250.0)
    assert not plan.rate[:, 1].any()
    assert plan.spend + plan.unspent == pytest.approx(10_000.0)


@pytest.mark.parametrize("keys", [{"delivery": "none", "choice": None, "single": None}, {}])
def test_silence_buys_nothing(keys: dict[str, Any]) -> None:
    total = 10_000.0 if keys else 0.0
    budget = SCENARIO.budget.model_copy(update={"total": total})
    plan = buy(order(**keys), CELLS, MARKET, SCENARIO.model_copy(update={"budget": budget}))
    assert not plan.rate.any()
    assert plan.spend == 0.0
    assert plan.unspent == total


@pytest.mark.parametrize("total", [2_999.0, 3_000.0])
def test_a_budget_that_test_and_production_exceed(total: float) -> None:
    budget = SCENARIO.budget.model_copy(update={"total": total})
    with pytest.raises(InputError, match=r"budget\.total"):
        buy(order(), CELLS, MARKET, SCENARIO.model_copy(update={"budget": budget}))


def crossing(price: float, rows: list[float]) -> tuple[Market, Inventory, Scenario]:
    """The supply where some habit by row on feed is that of the other side's voters, at a price."""
    feed = SCENARIO.channels["feed"].model_copy(update={"cross_party_price": price})
    channels = {**SCENARIO.channels, "feed": feed}
    opposed = np.stack([np.zeros(3), np.array(rows)], axis=1)
    return (replace(MARKET, opposed_mass=opposed.sum(axis=0)),
            replace(CELLS, opposed_mass=opposed),
            SCENARIO.model_copy(update={"channels": channels}))


def test_delivery_across_party_lines_costs_more() -> None:
    """Feed: all of the first cell is on the other side, at twice 40 a thousand.

    5,250 pays for a habit of 2 x 300 + 100: 187.5 each, 56,250 at 80 and 18,750 at 40 a thousand.
    """
    market, cells, scenario = crossing(2.0, [0.0, 30.0, 0.0])
    plan = buy(order(), cells, market, scenario)
    assert plan.rate[:, 1] == pytest.approx([0.0, 187.5, 187.5])
    assert plan.impressions[:, 1] == pytest.approx([0.0, 56_250.0, 18_750.0])
    assert plan.cost[:, 1] == pytest.approx([0.0, 4_500.0, 750.0])
    assert plan.cost[:, 0] == pytest.approx(buy(order(), CELLS, MARKET, SCENARIO).cost[:, 0])
    assert (plan.spend, plan.unspent) == (pytest.approx(10_000.0), 0.0)


@pytest.mark.parametrize("price", [1.0, 1.4, 10.0])
def test_where_all_are_on_the_other_side_it_is_a_premium_times_as_high(price: float) -> None:
    market, cells, scenario = crossing(price, [0.0, 30.0, 10.0])
    feed = SCENARIO.channels["feed"].model_copy(update={"premium": 2.0 * price})
    dearer = SCENARIO.model_copy(update={"channels": {**SCENARIO.channels, "feed": feed}})
    plan, same = buy(order(), cells, market, scenario), buy(order(), CELLS, MARKET, dearer)
    for table in ("rate", "impressions", "cost"):
        assert getattr(plan, table) == pytest.approx(getattr(same, table), rel=1e-12)


def test_a_price_of_1_moves_no_bit_and_untargeted_delivery_has_none() -> None:
    market, cells, scenario = crossing(1.0, [0.0, 30.0, 0.0])
    usual = buy(order(), CELLS, MARKET, SCENARIO)
    assert np.array_equal(buy(order(), cells, market, scenario).cost, usual.cost)
    assert np.array_equal(buy(order(), cells, market, scenario).rate, usual.rate)
    market, cells, scenario = crossing(5.0, [0.0, 30.0, 0.0])
    everybody = order(delivery="broadcast")
    assert np.array_equal(buy(everybody, cells, market, scenario).rate,
                          buy(everybody, CELLS, MARKET, SCENARIO).rate)
