"""What does the money buy? From a rule, a choice of messages and a delivery to a plan.

Every arm has the same money. Production and the survey are paid first. The rest is split over
channels by their shares and over cells in proportion to the habit that a buy can reach, or by
predicted marginal value.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import chain
from itertools import combinations as subsets
from math import fsum

import numpy as np

from msim.campaign.audience import curves, optimised, picked
from msim.campaign.between import placed
from msim.campaign.orders import (
    BuyingTerms,
    Delivery,
    Market,
    Order,
    charged_mass,
    charged_times,
    reachable_mass,
    terms_of,
)
from msim.core.arrays import Bools, Floats, Ints
from msim.core.errors import InputError
from msim.core.seen import Inventory, Plan
from msim.scenario.model import Scenario

__all__ = ["Delivery", "Market", "Order", "Shop", "buy", "fixed_costs"]

TIED = 1e-9
"""Forecasts that differ by less, relatively, are equal."""


def fixed_costs(scenario: Scenario, order: Order) -> tuple[float, float]:
    """Money for production and for the survey, before any media is bought."""
    said = scenario.messages
    survey = scenario.respondents * scenario.test.cost_per_respondent if order.tested else 0.0
    if order.tested or order.mixture is not None:
        return said.count * said.cost_each, survey + order.watching
    chosen = [choice.message for choice in (order.choice, order.single) if choice is not None]
    return np.unique(np.concatenate(chosen)).size * said.cost_each, 0.0


@dataclass(frozen=True)
class Purchase:
    """What is bought, whatever is said: the part of a plan that messages do not move."""

    impressions: Floats
    cost: Floats
    habit_mass: Floats
    rate: Floats
    targeted: Bools
    production: float
    test_cost: float
    unspent: float


class Shop:
    """Buys for orders that share a supply; what orders buy alike is worked out once."""

    def __init__(self, scenario: Scenario, market: Market) -> None:
        self._scenario, self._market = scenario, market
        self._found: dict[tuple[object, ...], Purchase] = {}
        self._aimable = np.array([c.targetable for c in scenario.channels.values()])

    def buy(
        self, order: Order, inventory: Inventory, everyone: Inventory | None = None
    ) -> Plan:
        """The plan of an order; see `buy`. everyone: of the order whose buys it shares."""
        if order.delivery == "best":
            market = replace(self._market, everyone=everyone)
            order = preferred(order, inventory, market, self._scenario)
        if order.moving is not None:
            media = self._scenario.budget.total - fsum(fixed_costs(self._scenario, order))
            order = placed(order, inventory, self._market, self._scenario, max(media, 0.0))
        message = _messages(order, inventory.size.size, self._aimable)
        if order.mixture is not None:
            message = order.mixture.sent.argmax(axis=2)
        bought = self._media(order, message, inventory, replace(self._market, everyone=everyone))
        told, told_raw = _to_addressed(order, message, bought.rate)
        return Plan(
            arm=order.arm,
            rule=order.rule,
            message=message,
            promised_pp=told,
            promised_raw_pp=told_raw,
            zones=order.zones,
            mixture=order.mixture,
            **vars(bought),
        )

    def _media(
        self, order: Order, message: Ints, inventory: Inventory, market: Market
    ) -> Purchase:
        if order.aim is not None or order.like is not None:  # it goes by what it promises
            return _bought(order, message, inventory, market, self._scenario)
        costs = None if order.choice is None else fixed_costs(self._scenario, order)
        apart = None if order.apart is None else order.apart.tobytes()
        key = (order.rule, order.delivery, order.contacts, order.split, costs, apart)
        if key not in self._found:
            self._found[key] = _bought(order, message, inventory, market, self._scenario)
        return self._found[key]


def buy(order: Order, inventory: Inventory, market: Market, scenario: Scenario) -> Plan:
    """The plan that an order comes to. Costs, production, test and unspent add up to the budget.

    Raises InputError where test and production leave no money for media.
    """
    return Shop(scenario, market).buy(order, inventory, market.everyone)


def combinations(scenario: Scenario) -> list[tuple[bool, ...]]:
    """Which channels to buy targeted: every combination of those that can be and have a share.

    First none, then the smaller ones; of like size by the channels' names, whatever their order.

    >>> combinations(Scenario())
    [(False, False), (False, True)]
    """
    able = sorted(n for n, c in scenario.channels.items() if c.targetable and c.share > 0.0)
    chosen = chain.from_iterable(subsets(able, count) for count in range(len(able) + 1))
    return [tuple(name in some for name in scenario.channels) for some in chosen]


def preferred(
    order: Order, inventory: Inventory, market: Market, scenario: Scenario
) -> Order:
    """An order of delivery `best` with its channels settled: the combination forecast to win most.

    A channel that is not targeted carries the single message. Of equals that with fewer targeted
    channels is taken, so that ties go to the plan of `broadcast`.
    """
    settled = [replace(order, aimed=aimed) for aimed in combinations(scenario)]
    if len(settled) == 1 or order.single is None or scenario.budget.total == 0.0:
        return replace(settled[0], delivery="targeted")
    best, most = settled[0], foretold(settled[0], inventory, market, scenario)
    for each in settled[1:]:
        votes = foretold(each, inventory, market, scenario)
        if votes > most + TIED * abs(most):
            best, most = each, votes
    return replace(best, delivery="targeted")


def foretold(order: Order, inventory: Inventory, market: Market, scenario: Scenario) -> float:
    """Net votes that the campaign expects of an order whose channels are settled.

    By what its test says of each row's message and what its records say of the row's habits.
    """
    targetable = np.array([c.targetable for c in scenario.channels.values()])
    message = _messages(order, inventory.size.size, targetable)
    rate = _bought(order, message, inventory, market, scenario).rate
    promised = promises(order, message, "promised_pp")
    return curves(order, promised, inventory, market, scenario).value(rate)


def _bought(
    order: Order, message: Ints, inventory: Inventory, market: Market, scenario: Scenario
) -> Purchase:
    total, rows = scenario.budget.total, inventory.size.size
    silent = order.delivery == "none" or total == 0.0
    production, survey = (0.0, 0.0) if silent else fixed_costs(scenario, order)
    media = 0.0 if silent else total - production - survey
    if media < 0.0 or (media == 0.0 and not silent):
        raise InputError(
            f"budget.total = {total:,.0f}: production ({production:,.0f}) and the message test "
            f"({survey:,.0f}) leave nothing for media"
        )
    terms = terms_of(order, scenario)
    mass = reachable_mass(order, inventory, terms.targeted) * market.people_per_voter
    charged = charged_mass(order, inventory, terms) * market.people_per_voter
    if silent:
        rate = np.zeros_like(mass)
    elif order.like is not None and market.everyone is not None and not terms.targeted.any():
        like = buy(order.like, market.everyone, market, scenario)
        zone = np.arange(rows) % order.zones // (order.zones // order.like.zones)
        rate = like.rate[zone]
    elif order.aim is not None and scenario.budget.allocation == "optimised":
        promised = promises(order, message, "promised_pp")
        rate = optimised(order, promised, inventory, market, (scenario, media))
    else:
        audience = None
        if order.aim is not None:
            promised = promises(order, message, "promised_pp")
            audience = picked(order, promised, inventory, market, (scenario, media))
        rate = _proportional(terms, charged, market, media, audience)
        rate[: order.zones, terms.targeted] = 0.0
        if order.apart is not None:
            rate *= order.apart
        if order.split is not None:
            _split(rate, order.split, charged, terms, media)
    bought = rate * mass
    cost = rate * charged * terms.price
    unspent = total if silent else max(media - fsum(cost.ravel()), 0.0)
    if unspent <= 1e-9 * total:
        unspent = 0.0
    return Purchase(
        impressions=bought,
        cost=cost,
        habit_mass=np.where(rate > 0.0, mass, 0.0),
        rate=rate,
        targeted=terms.targeted,
        production=production,
        test_cost=survey,
        unspent=unspent,
    )


def _proportional(
    terms: BuyingTerms, charged: Floats, market: Market, media: float, audience: Bools | None
) -> Floats:
    """(rows, channels) the same rate for every row that a channel reaches, or for an audience."""
    rate, times = np.zeros_like(charged), charged_times(market, terms)
    for c, targeted in enumerate(terms.targeted):
        supply = float((market.matched_mass if targeted else market.habit_mass)[c])
        supply *= market.people_per_voter * times[c]
        if audience is not None and targeted:
            supply = float(charged[audience, c].sum())
        if supply > 0.0:
            money = min(media * terms.share[c], terms.limit[c])
            rate[:, c] = money / terms.price[c] / supply
        if audience is not None and targeted:
            rate[~audience, c] = 0.0
    return rate


def _split(
    rate: Floats, split: tuple[float, ...], charged: Floats, terms: BuyingTerms, media: float
) -> None:
    """Put the money of what is targeted where a plan says, (cells,); changes rates in place.

    What a cell that nobody can be found in would get stays unspent.
    """
    part, cell = np.array(split), charged[1:]
    for c in np.flatnonzero(terms.targeted):
        money = min(media * terms.share[c], terms.limit[c])
        there = cell[:, c] > 0.0
        supply = np.where(there, cell[:, c], 1.0) * terms.price[c]
        rate[1:, c] = np.where(there, money * part / supply, 0.0)


def _messages(order: Order, rows: int, targetable: Bools) -> Ints:
    """(rows, channels) message of each row; channels that cannot target carry the single one."""
    single = 0 if order.single is None else int(order.single.message[0])
    message = np.full((rows, targetable.size), single, dtype=np.intp)
    if order.choice is not None and rows > order.zones:
        chosen = np.repeat(order.choice.message, order.zones)
        own = targetable if order.aimed is None else targetable & order.aimed
        message[order.zones :, own] = chosen[:, None]
    return message


def _to_addressed(order: Order, message: Ints, rate: Floats) -> list[Floats]:
    """`promised_pp` and `promised_raw_pp` by the answers of those whom each channel addresses.

    Supporters and opponents gain a campaign different things. Plans rest on what the test says of
    everybody; what is promised of a plan is what it says of the voters in rows that are bought.
    """
    names = ("promised_pp", "promised_raw_pp")
    tables = [promises(order, message, name) for name in names]
    if order.aim is None or order.aim.among is None:
        return tables
    addressed, of = np.unique(rate > 0.0, axis=1, return_inverse=True)
    for which, rows in enumerate(addressed.T):
        choice, single = order.aim.among(rows)
        theirs, here = replace(order, choice=choice, single=single), of.ravel() == which
        for table, name in zip(tables, names, strict=True):
            table[:, here] = promises(theirs, message, name)[:, here]
    return tables


def promises(order: Order, message: Ints, name: str) -> Floats:
    """(rows, channels) effect in points that the test foretells of each message carried.

    message: (rows, channels). name: `promised_pp`, or `promised_raw_pp` without shrinkage of means.
    """
    if order.single is None:
        return np.full(message.shape, np.nan)
    table = getattr(order.single, name)[:1]
    if order.choice is not None and message.shape[0] > order.zones:
        table = np.concatenate([table, getattr(order.choice, name)])
    cell = np.arange(message.shape[0]) // order.zones
    promised: Floats = table[cell[:, None], message]
    return promised
