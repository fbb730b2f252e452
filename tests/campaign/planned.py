"""A campaign of a small electorate with everything that goes into one arm's plan."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from threadpoolctl import threadpool_limits

from msim.campaign.allocation import Returns as Curves
from msim.campaign.audience import curves
from msim.campaign.campaign import Campaign
from msim.campaign.orders import Market, Order
from msim.campaign.planning import buy, promises
from msim.campaign.strategies import strategy
from msim.core.arrays import Bools, Floats, Ints
from msim.core.seen import Inventory, Plan
from msim.core.truth import Voters
from msim.experiment.engine.electorate import Electorate
from msim.experiment.engine.sides import electorate, prepare
from msim.experiment.engine.stock import take_stock
from msim.scenario import Scenario
from tests.laws.drawn import changed

SMALL = Scenario.model_validate({
    "population": {
        "simulated": 6_000, "electorate": 600_000, "archetypes": 3,
        "traits": [{"name": "a"}, {"name": "b"},
                   {"name": "c", "kind": "binary", "demographic": True}],
    },
    "politics": {"support": 0.5, "turnout": 0.6, "lean_traits_share": 0.8},
    "messages": {"count": 3, "heterogeneity_sd_pp": 2.0, "mean_effect_pp": 2.0, "cost_each": 100.0},
    "channels": {
        "air": {"share": 0.3, "field_share": 0.05, "users": 0.9},
        "feed": {"share": 0.4, "field_share": 0.05, "targetable": True, "premium": 1.2,
                 "match_rate": 0.8, "habit": {"a": 0.3}},
        "post": {"kind": "contacts", "share": 0.3, "field_share": 0.3, "targetable": True,
                 "cost_per_attempt": 0.5, "contact_rate": 0.8, "premium": 1.1},
    },
    "data": {"coverage": 0.9, "validity": 0.8, "party_accuracy": 0.9},
    "segments": {"count": 3, "fit_sample": 1_000},
    "test": {"respondents": 3_000, "shrinkage": "none", "cost_per_respondent": 0.1},
    "budget": {"total": 100_000.0},
})
PLACES = {"districts.count": 3, "districts.lean_sd": 1.0}


@dataclass(frozen=True)
class Planned:
    """One arm of a campaign: its order, the supply that it is told of, and the plan."""

    scenario: Scenario
    campaign: Campaign
    order: Order
    inventory: Inventory
    market: Market
    plan: Plan
    voters: Voters
    row: Ints

    @property
    def curves(self) -> Curves:
        """What the campaign expects of rates of exposure."""
        promised = promises(self.order, self.plan.message, "promised_pp")
        return curves(self.order, promised, self.inventory, self.market, self.scenario)

    @property
    def mass(self) -> Floats:
        """(rows, channels) habit that the arm's buys can reach, in the electorate."""
        targeted = self.plan.targeted
        mass = np.where(targeted, self.inventory.matched_mass, self.inventory.habit_mass)
        mass[: self.order.zones, targeted] = 0.0
        return mass * self.market.people_per_voter

    @property
    def inside(self) -> Bools:
        """(n,) whether targeted delivery is bought for a voter."""
        return self.plan.rate[:, self.plan.targeted].any(axis=1)[self.row]

    @property
    def unpicked(self) -> Plan:
        """The plan of the same order for everybody."""
        assert self.order.aim is not None
        order = replace(self.order, aim=replace(self.order.aim, pick=False))
        return buy(order, self.inventory, self.market, self.scenario)

    @property
    def media(self) -> float:
        """Money left for media."""
        return self.scenario.budget.total - self.plan.production - self.plan.test_cost


def planned(arm: str, power: Floats | None = None, **keys: Any) -> Planned:
    """An arm's plan in the small scenario, with keys such as `budget__audience="selected"`."""
    scenario = changed(SMALL, {key.replace("__", "."): value for key, value in keys.items()})
    voters, campaign = _prepared(scenario)
    order = strategy(arm).order(campaign)
    rules = [order.rule, *([] if order.like is None else [order.like.rule])]
    block = voters.block(0)
    stock = take_stock(block, rules, scenario)
    market = stock.market(
        voters.world.people_per_voter, np.ones(scenario.districts.count) if power is None else power
    )
    if order.like is not None:
        market = replace(market, everyone=stock.rules[1])
    plan = buy(order, stock.rules[0], market, scenario)
    return Planned(scenario, campaign, order, stock.rules[0], market, plan, block.voters,
                   block.rows(order.rule))


_KEPT: dict[str, tuple[Electorate, Campaign]] = {}


def _prepared(scenario: Scenario) -> tuple[Electorate, Campaign]:
    """The electorate and what the campaign learns of it, once for each scenario."""
    if scenario.hash not in _KEPT:
        voters = electorate(scenario, 0)
        with threadpool_limits(1):
            _KEPT[scenario.hash] = voters, prepare(scenario, voters)[0]
    return _KEPT[scenario.hash]
