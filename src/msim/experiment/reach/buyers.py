"""What would be bought under changed keys? One electorate, one survey, and plans at any budget.

A planner's questions (how much, when, to whom, how evenly) change what is bought and not who the
voters are: the electorate, the segments and the survey's answers of a replicate are made once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from operator import add
from typing import Any, TypeVar

import numpy as np

from msim.campaign.campaign import Campaign
from msim.campaign.planning import buy, fixed_costs
from msim.campaign.strategies import strategy
from msim.core.arrays import Bools, Floats, Ints
from msim.core.seen import Plan
from msim.execution.here import check_stopped, in_order
from msim.experiment.engine.districts import Battlegrounds
from msim.experiment.engine.electorate import Block, Electorate
from msim.experiment.engine.sides import Side, electorate, prepare
from msim.experiment.engine.stock import Stock, take_stock
from msim.outcome.schedule import NO_CAP, Listeners
from msim.scenario.model import Scenario

S = TypeVar("S")


def changed(scenario: Scenario, section: str, **keys: Any) -> Scenario:
    """The scenario with keys of one section replaced; they are known to be sound.

    >>> changed(Scenario(), "budget", total=1.0).budget.total
    1.0
    """
    part = getattr(scenario, section).model_copy(update=keys)
    return scenario.model_copy(update={section: part})


def with_channels(scenario: Scenario, **keys: Any) -> Scenario:
    """The scenario with keys of every channel replaced."""
    channels = {
        name: channel.model_copy(update=keys) for name, channel in scenario.channels.items()
    }
    return scenario.model_copy(update={"channels": channels})


@dataclass(frozen=True)
class Planner:
    """The voters of a replicate and what a campaign knows of them before it plans."""

    voters: Electorate
    campaign: Campaign

    @classmethod
    def build(cls, scenario: Scenario, number: int) -> Planner:
        """Build the electorate, segment it, and ask the survey.

        What an optimised plan or a selected audience would need is asked in any case, by draws of
        its own: every other answer is as in a run of the scenario.
        """
        voters = electorate(scenario, number)
        campaign, _ = prepare(changed(scenario, "budget", audience="selected"), voters)
        return cls(voters, campaign)

    def side(self, scenario: Scenario, arms: Iterable[str]) -> Side:
        """What some arms want under a scenario that differs in what a campaign decides."""
        campaign = self.campaign.under(scenario)
        wanted = dict.fromkeys(("silent", *arms))
        orders = {arm: strategy(arm).order(campaign) for arm in wanted}
        return Side(scenario, self.voters, (campaign,), orders)


@dataclass(frozen=True)
class _Stocks:
    each: tuple[Stock, ...]

    def __add__(self, other: _Stocks) -> _Stocks:
        return _Stocks(tuple(a + b for a, b in zip(self.each, other.each, strict=True)))


@dataclass(frozen=True)
class Bought:
    """What an arm buys at several budgets.

    rates: (budgets, rows, channels) expected exposures of a voter with habit 1. cost: (budgets,
    channels) money for media. impressions: (budgets, channels) that it buys. targeted: (budgets,
    channels) whether a channel is bought targeted.
    """

    rates: Floats
    cost: Floats
    impressions: Floats
    targeted: Bools


@dataclass(frozen=True)
class Buyer:
    """A side that can buy: it knows the supply, and what votes are worth where.

    power: (districts,) see `Market`.
    """

    side: Side
    stock: Stock
    power: Floats

    def plans(self, total: float | None = None) -> dict[str, Plan]:
        """The plan of every arm, at another budget where one is given."""
        side = self.side
        if total is not None:
            side = replace(side, scenario=changed(side.scenario, "budget", total=total))
        return side.plans(self.stock, self.power)[0]

    def fixed(self, arm: str) -> float:
        """Money for test and production before any media is bought."""
        return sum(fixed_costs(self.side.scenario, self.side.orders[arm]))

    def bought(self, arm: str, budgets: Sequence[float]) -> Bought:
        """What an arm buys at each budget; nothing where test and production take all of it."""
        order, scenario = self.side.orders[arm], self.side.scenario
        inventories = self.side.inventories(self.stock)
        inventory = inventories[order.rule]
        market = self.stock.market(self.side.voters.world.people_per_voter, self.power)
        if order.like is not None:
            market = replace(market, everyone=inventories[order.like.rule])
        shape, met = inventory.habit_mass.shape, exposures_each(scenario)
        each = (len(budgets), shape[1])
        bought = Bought(
            np.zeros((len(budgets), *shape)), np.zeros(each), np.zeros(each),
            np.zeros(each, dtype=np.bool_),
        )
        for b, total in enumerate(budgets):
            if total > self.fixed(arm):
                spending = changed(scenario, "budget", total=float(total))
                plan = buy(order, inventory, market, spending)
                bought.rates[b], bought.cost[b] = plan.rate * met, plan.cost.sum(axis=0)
                bought.impressions[b] = plan.impressions.sum(axis=0)
                bought.targeted[b] = plan.targeted
        return bought


def buyers(sides: Sequence[Side], workers: int = 1) -> list[Buyer]:
    """Sides that share an electorate, with what one pass over it tells of the supply."""
    voters = sides[0].voters
    stocks = fold(
        lambda block: _Stocks(
            tuple(take_stock(block, side.rules, side.scenario) for side in sides)
        ),
        voters,
        workers,
    )
    streams = voters.world.streams
    battlegrounds = Battlegrounds.build(sides[0].scenario, stocks.each[0].districts, streams)
    power = battlegrounds.power
    return [Buyer(side, s, power) for side, s in zip(sides, stocks.each, strict=True)]


def fold(function: Callable[[Block], S], voters: Electorate, workers: int) -> S:
    """Sum of a function over all blocks, left to right by block number."""

    def one(number: int) -> S:
        check_stopped()
        return function(voters.block(number))

    return reduce(add, in_order(one, range(voters.world.blocks), workers))


def exposures_each(scenario: Scenario) -> Floats:
    """(channels,) exposures for each impression or attempt."""
    channels = scenario.channels.values()
    return np.array([c.contact_rate if c.kind == "contacts" else 1.0 for c in channels])


def caps(scenario: Scenario) -> Ints:
    """(channels,) exposures of one voter that count, by channel."""
    channels = scenario.channels.values()
    return np.array(
        [NO_CAP if c.frequency_cap is None else c.frequency_cap for c in channels], dtype=np.int64
    )


def listeners(
    block: Block, buyer: Buyer, arm: str, weights: Floats, targeted: Bools
) -> Listeners:
    """Whom an arm's plan may meet in a block; weights: (n, weights). targeted: (channels,)."""
    order = buyer.side.orders[arm]
    habit = block.media.habit
    if targeted.any():
        matched = block.media.matched & block.view.known[:, None]
        habit = np.where(targeted & ~matched, 0.0, habit)
    return Listeners(habit, block.rows(order.rule), weights)
