"""What does the money buy? From a rule, a choice of messages and a delivery to a plan.

Every arm has the same money. Production and the survey are paid first, the rest is split over
channels by their shares and over cells in proportion to the habit that a buy can reach.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from msim.core.arrays import Bools, Floats, Ints
from msim.core.errors import InputError
from msim.core.seen import Choice, Inventory, Plan, Rule
from msim.scenario.model import Scenario

Delivery = Literal["none", "broadcast", "free", "targeted"]
"""none: silence. broadcast: to all. free: matched messages at broadcast's price and reach.
targeted: at the premium, to voters whom the platform can find."""


@dataclass(frozen=True)
class Market:
    """What a campaign can find out about the supply before it buys.

    habit_mass: (channels,) summed habit of the electorate.
    matched_mass: (channels,) of those with a usable record whom the platform can find.
    people_per_voter: people for whom one simulated voter stands.
    """

    habit_mass: Floats
    matched_mass: Floats
    people_per_voter: float


@dataclass(frozen=True)
class Order:
    """What an arm wants: cells, messages for them, a delivery, and whether it pays for the test.

    choice: messages of the cells. single: the one message for channels that cannot target and for
    voters of no cell. Both None for silence.
    """

    arm: str
    rule: Rule
    delivery: Delivery
    choice: Choice | None
    single: Choice | None
    tested: bool


def fixed_costs(scenario: Scenario, tested: bool) -> tuple[float, float]:
    """Money for production and for the survey, before any media is bought."""
    made = scenario.messages.count if tested else 1
    survey = scenario.test.respondents * scenario.test.cost_per_respondent if tested else 0.0
    return made * scenario.messages.cost_each, survey


def buy(order: Order, inventory: Inventory, market: Market, scenario: Scenario) -> Plan:
    """The plan that an order comes to. Costs, production, test and unspent add up to the budget.

    Raises InputError where test and production leave no money for media.
    """
    channels = list(scenario.channels.values())
    rows, total = inventory.size.size, scenario.budget.total
    silent = order.delivery == "none" or total == 0.0
    production, survey = (0.0, 0.0) if silent else fixed_costs(scenario, order.tested)
    media = 0.0 if silent else total - production - survey
    if media < 0.0 or (media == 0.0 and not silent):
        raise InputError(
            f"budget.total = {total:,.0f}: production ({production:,.0f}) and the message test "
            f"({survey:,.0f}) leave nothing for media"
        )
    targeted = np.array([c.targetable and order.delivery == "targeted" for c in channels])
    rate = np.zeros((rows, len(channels)))
    mass = np.zeros_like(rate)
    unspent = total if silent else 0.0
    for c, channel in enumerate(channels):
        price = channel.cpm / 1000.0 * (channel.premium if targeted[c] else 1.0)
        supply = market.matched_mass[c] if targeted[c] else market.habit_mass[c]
        supply *= market.people_per_voter
        money = media * channel.share
        if supply <= 0.0:
            unspent += money
            continue
        own_mass = inventory.matched_mass[:, c] if targeted[c] else inventory.habit_mass[:, c]
        mass[:, c] = own_mass * market.people_per_voter
        rate[:, c] = money / price / supply
        if targeted[c]:
            rate[0, c] = mass[0, c] = 0.0
    impressions = rate * mass
    prices = np.array(
        [
            ch.cpm / 1000.0 * (ch.premium if t else 1.0)
            for ch, t in zip(channels, targeted, strict=True)
        ]
    )
    message = _messages(order, rows, np.array([c.targetable for c in channels]))
    return Plan(
        arm=order.arm,
        rule=order.rule,
        message=message,
        impressions=impressions,
        cost=impressions * prices,
        habit_mass=mass,
        rate=rate,
        promised_pp=_promises(order, message, "promised_pp"),
        promised_raw_pp=_promises(order, message, "promised_raw_pp"),
        targeted=targeted,
        production=production,
        test_cost=survey,
        unspent=unspent,
    )


def _messages(order: Order, rows: int, targetable: Bools) -> Ints:
    """(rows, channels) message of each cell; channels that cannot target carry the single one."""
    single = 0 if order.single is None else int(order.single.message[0])
    message = np.full((rows, targetable.size), single, dtype=np.intp)
    if order.choice is not None and rows > 1:
        message[1:, targetable] = order.choice.message[:, None]
    return message


def _promises(order: Order, message: Ints, name: str) -> Floats:
    """(rows, channels) effect in points that the test foretells of each message carried."""
    promised = np.full(message.shape, np.nan)
    if order.single is not None:
        promised[0] = getattr(order.single, name)[0][message[0]]
    if order.choice is not None and message.shape[0] > 1:
        promised[1:] = np.take_along_axis(getattr(order.choice, name), message[1:], axis=1)
    return promised
