"""Whom is it said to, and where? Audiences picked, and money placed, by predicted value.

A campaign predicts from its survey what an exposure is worth in each row of its plan (a cell, or
a zone of one), and what a buy reaches there by how much habits vary. An audience grows while the
same money does more with it than without; an optimised plan puts every unit of money where it is
predicted to do most.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from msim.campaign.allocation import Returns, allocate
from msim.campaign.campaign import Campaign
from msim.campaign.orders import (
    Aim,
    Market,
    Order,
    Said,
    charged_mass,
    doses,
    reachable_mass,
    terms_of,
)
from msim.campaign.response import PredictedResponse, predicted_response
from msim.campaign.rules import EVERYONE
from msim.campaign.zones import Bands, Both, DistrictZones, Zones, bands, zoned
from msim.core.arrays import Bools, Floats, Ints, group_sums
from msim.core.seen import Choice, Inventory, Rule
from msim.scenario.model import Scenario

NEVER = 1e-300
ROUNDING = 1e-9
"""Share of the money that is none."""
ACROSS = -1
"""The district of a zone that lies across districts."""
Money = tuple[Scenario, float]
"""A scenario, and the money that its campaign has left for media."""
Choose = Callable[[Campaign], Choice | None]
"""How a strategy reads its cells' messages off a campaign's survey."""


def aim(
    order: Order, campaign: Campaign, seen: Rule | None = None, choose: Choose | None = None
) -> Order:
    """The order with its cells cut into the zones that the scenario's audience and plan need.

    `seen` is the rule by which rows are predicted where the order's own needs the truth; `choose`
    reads the order's choice off a campaign's survey, where a test promises anything.
    """
    scenario, budget = campaign.scenario, campaign.scenario.budget
    optimising = budget.allocation == "optimised"
    pick = budget.audience == "selected" and order.delivery in ("targeted", "best")
    goes_by = pick or optimising or order.delivery == "best"
    if order.delivery == "none" or not order.tested or not goes_by:
        return order
    if order.delivery == "free":
        like = aim(_to_everyone(order), campaign)
        zones = _zones(order, campaign, pick=False)
        rule = zoned(order.rule, zones)
        assert like.aim is not None
        aimed = replace(like.aim, among=_among(campaign, rule, choose))
        return replace(order, rule=rule, aim=aimed, like=like)
    predicted, response = seen or order.rule, None
    if pick and budget.audience_by == "response" and not order.contacts:
        choice = None if seen is not None else order.choice
        response = predicted_response(campaign, predicted, choice)
    zones = _zones(order, campaign, pick, response)
    rule = zoned(order.rule, zones)
    votes = _votes(campaign, zoned(predicted, zones), zones, response)
    count = 1 if zones is None else zones.count
    if seen is not None:
        votes = np.tile(votes[-count:], order.rule.cells + 1)
    district = np.full(count, ACROSS)
    if isinstance(zones, DistrictZones | Both):
        district = np.arange(count) // (count // scenario.districts.count)
    among = _among(campaign, rule, choose) if pick or optimising else None
    aimed = Aim(count, district, pick, votes, campaign.forecast.usual, among)
    if order.delivery == "best":
        order = replace(order, like=aim(_to_everyone(order), campaign))
    return replace(order, rule=rule, aim=aimed)


def _among(
    campaign: Campaign, rule: Rule, choose: Choose | None
) -> Callable[[Bools], Said] | None:
    """By which rows are addressed, (rows,) of a rule, what the test says of the voters in them."""
    if choose is None:
        return None

    def said(addressed: Bools) -> Said:
        those = campaign.among(addressed[campaign.rows(rule)])
        return choose(those), those.best_single()

    return said


def _to_everyone(order: Order) -> Order:
    """What `broadcast` orders: the single message to all."""
    return Order(order.arm, EVERYONE, "broadcast", order.single, order.single, True)


def _zones(
    order: Order, campaign: Campaign, pick: bool, response: PredictedResponse | None = None
) -> Zones | None:
    """Districts where money is placed by them, bands of an audience where it is picked."""
    scenario, budget = campaign.scenario, campaign.scenario.budget
    by = "support" if order.contacts else budget.audience_by
    count = scenario.districts.count
    apart = count > 1 and (budget.allocation == "optimised" or (pick and by == "district"))
    places = DistrictZones(count) if apart else None
    if not pick or by == "district":
        return places
    if response is None:
        inner: Bands = campaign.bands(by, budget.audience_share)
    else:
        inner = bands(response.score, campaign.respondents, budget.audience_share)
    return inner if places is None else Both(places, inner)


def _votes(
    campaign: Campaign, rule: Rule, zones: Zones | None, response: PredictedResponse | None
) -> Floats:
    """(rows,) predicted net votes by an exposure to the single best message, by respondents.

    A row in which nobody was asked is taken for its zone, a zone for the whole.
    """
    view = campaign.respondents
    each = campaign.forecast.votes(view) if response is None else response.votes(view)
    rows, count = campaign.rows(rule), rule.cells + 1
    overall = float(each.mean())
    expected = np.full(count, overall)
    if zones is not None:
        zone = zones.of(view)
        by_zone = _means(each, zone, zones.count, np.full(zones.count, overall))
        expected = np.tile(by_zone, count // zones.count)
    return _means(each, rows, count, expected)


def _means(values: Floats, group: Ints, groups: int, otherwise: Floats) -> Floats:
    size = np.bincount(group, minlength=groups)
    sums = group_sums(values, group, groups)
    return np.where(size > 0, sums / np.maximum(size, 1), otherwise)


def curves(
    order: Order, promised: Floats, inventory: Inventory, market: Market, scenario: Scenario
) -> Returns:
    """What rates are predicted to come to, row by row. promised: (rows, channels) in points.

    The predicted votes of a row's own message are those of the single best message, moved by the
    difference of what the test promises of the two.
    """
    assert order.aim is not None and order.single is not None
    goal, terms = order.aim, terms_of(order, scenario)
    best = float(order.single.promised_pp[0, int(order.single.message[0])])
    gain = goal.votes[:, None] + goal.usual * (promised - best) / 100.0
    open_ = np.isfinite(gain) & (terms.share > 0.0)
    gain = np.where(open_, gain, 0.0)
    most = np.maximum(gain.max(axis=1), 0.0)
    size = np.maximum(inventory.size, NEVER)[:, None]
    mass = reachable_mass(order, inventory, terms.targeted)
    assert inventory.habit_square is not None and inventory.matched_square is not None
    square = np.where(terms.targeted, inventory.matched_square, inventory.habit_square)
    mean = mass / size
    variance = square / size - mean**2
    alike = variance <= 1e-12 * np.maximum(mean**2, NEVER)
    shape = np.where(alike, np.inf, mean**2 / np.where(alike, 1.0, variance))
    saturation = scenario.response.saturation
    each = np.asarray(doses(scenario, scenario.politics.turnout))
    power = each if saturation == 0.0 else -np.expm1(-saturation * each)
    met = [c.contact_rate if c.kind == "contacts" else 1.0 for c in scenario.channels.values()]
    relative = np.maximum(gain, 0.0) / np.maximum(most, NEVER)[:, None]
    whole = 1.0 if saturation == 0.0 else -np.expm1(-saturation)
    worth = most * inventory.size * market.people_per_voter / whole
    power_of = np.append(market.power, 1.0)[goal.district]  # the last one is of ACROSS
    worth *= np.tile(power_of, worth.size // goal.zones)
    return Returns(worth, relative * power * np.asarray(met), mean, shape, saturation > 0.0)


def optimised(
    order: Order, promised: Floats, inventory: Inventory, market: Market, money: Money
) -> Floats:
    """(rows, channels) rates at which money does most by the campaign's own predictions."""
    scenario, media = money
    assert order.aim is not None
    terms = terms_of(order, scenario)
    returns = curves(order, promised, inventory, market, scenario)
    mass = charged_mass(order, inventory, terms) * market.people_per_voter
    sold = (mass > 0.0) & (terms.share > 0.0)
    if scenario.budget.audience_share is not None:  # else money finds its own audience
        audience = picked(order, promised, inventory, market, money)
        if audience is not None:
            sold &= audience[:, None] | ~terms.targeted
    cost = np.where(sold, terms.price * mass, np.inf)
    rate = allocate(returns, cost, terms.limit, media)
    if order.aimed is None:
        return rate
    # What is not targeted cannot go to cells: its money is spread evenly, in each district, and
    # what is targeted is placed anew, knowing that.
    each = np.where(sold, terms.price * mass, 0.0)
    even = _even(rate, each, np.tile(order.aim.district, len(rate) // order.zones))
    even[:, terms.targeted] = 0.0
    rest = Returns(
        returns.worth * returns.left(even), returns.efficacy, returns.mean, returns.shape,
        returns.saturating,
    )
    cost[:, ~terms.targeted] = np.inf
    money_left = media - float(np.sum(even * each))
    if money_left <= ROUNDING * media:
        return even
    return even + allocate(rest, cost, terms.limit, money_left)


def _even(rate: Floats, cost: Floats, district: Ints) -> Floats:
    """(rows, channels) the same money in each district, at one rate; cost: of a rate of 1."""
    at = district - ACROSS
    money = group_sums(rate * cost, at, int(at.max()) + 1)
    supply = group_sums(cost, at, int(at.max()) + 1)
    even: Floats = np.divide(money, supply, out=np.zeros_like(money), where=supply > 0.0)[at]
    return even


def picked(
    order: Order, promised: Floats, inventory: Inventory, market: Market, money: Money
) -> Bools | None:
    """(rows,) whether each row is in the audience; None where everybody is.

    Bands are ranked by their score, districts by predicted votes of a voter, and taken from the
    top: as many as the money does most with, or up to the share that is set.
    """
    if order.aim is None or not order.aim.pick or order.aim.zones == 1:
        return None
    scenario, media = money
    terms, zones = terms_of(order, scenario), order.aim.zones
    mass = charged_mass(order, inventory, terms)
    returns = curves(order, promised, inventory, market, scenario)
    by_zone = inventory.size.reshape(-1, zones)[1:].sum(axis=0)
    rank = _ranked(returns.worth.reshape(-1, zones)[1:].sum(axis=0), by_zone, scenario, order)
    inside = np.arange(inventory.size.size) >= zones

    def audience(count: int) -> Bools:
        chosen = np.zeros(zones, dtype=np.bool_)
        chosen[rank[:count]] = True
        return inside & np.tile(chosen, inside.size // zones)

    share = scenario.budget.audience_share
    if share is not None and _by_district(scenario, order):
        reached = np.cumsum(by_zone[rank]) / max(float(by_zone.sum()), NEVER)
        return audience(int(np.searchsorted(reached, share - 1e-9)) + 1)
    if share is not None:  # the upper band of each district, or all where there is no lower one
        upper = np.arange(inside.size) % (2 if share < 1.0 else 1) == 0
        return inside & upper

    def value(count: int) -> float:
        rows = audience(count)
        rate = np.zeros_like(mass)
        for c, targeted in enumerate(terms.targeted):
            bought = rows if targeted else np.ones_like(rows)
            supply = float(mass[bought, c].sum()) * market.people_per_voter
            if supply > 0.0:
                spent = min(media * terms.share[c], terms.limit[c])
                rate[bought, c] = spent / terms.price[c] / supply
        return float(returns.value(rate))

    best = zones
    for count in range(zones - 1, 0, -1):
        if value(count) > value(best) * (1.0 + 1e-9):
            best = count
    return audience(best)


def _by_district(scenario: Scenario, order: Order) -> bool:
    """Whether the audience is picked by district; supporters are contacted wherever they live."""
    return scenario.budget.audience_by == "district" and not order.contacts


def _ranked(worth: Floats, size: Floats, scenario: Scenario, order: Order) -> Ints:
    """Zones from the best: bands as they are, districts by predicted votes of a voter."""
    if _by_district(scenario, order):
        return np.argsort(-worth / np.maximum(size, NEVER), kind="stable")
    return np.arange(worth.size)
