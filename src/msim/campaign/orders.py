"""What a plan is made from: an arm's order, what is known of the supply, and prices."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from msim.core.arrays import Bools, Floats, Ints
from msim.core.dose import dose_per_exposure, retention
from msim.core.errors import InputError
from msim.core.mixture import Mixture
from msim.core.seen import Choice, Inventory, Rule
from msim.scenario.model import Scenario

Delivery = Literal["none", "broadcast", "free", "targeted", "best"]
"""none: silence. broadcast: to all. free: matched messages at broadcast's price and reach.
targeted: at the premium, to voters whom the platform can find. best: channel by channel, targeted
or broadcast, whichever the campaign's own forecast prefers."""


@dataclass(frozen=True)
class Market:
    """What a campaign can find out about the supply before it buys.

    habit_mass: (channels,) summed habit of the electorate.
    matched_mass: (channels,) of those with a usable record whom the platform can find.
    people_per_voter: people for whom one simulated voter stands.
    power: (districts,) what a net vote in each is worth for winning, beside others; ones where
        the most votes win.
    opposed_mass: (channels,) of those whom the party label puts on the other side; None where they
        cost what others cost.
    everyone: inventory of the whole electorate by zone, for orders that share another's buys.
    """

    habit_mass: Floats
    matched_mass: Floats
    people_per_voter: float
    power: Floats
    everyone: Inventory | None = None
    opposed_mass: Floats | None = None


Said = tuple[Choice | None, Choice | None]
"""What a test says: of each cell's messages, and of the single message."""


@dataclass(frozen=True)
class Aim:
    """How cells are cut into zones, and what the campaign expects of each row.

    zones: number of zones. district: (zones,) of each, -1 where it lies across them. pick: whether
    some zones are to be picked as the audience. votes: (rows,) predicted net votes of a voter by
    one forced exposure to the single best message. usual: mean probability of voting. among: what
    the test says of those in some rows, by a mask (rows,); None where nothing is to be told.
    """

    zones: int
    district: Ints
    pick: bool
    votes: Floats
    usual: float
    among: Callable[[Bools], Said] | None = None


@dataclass(frozen=True, eq=False)
class WeeklyMoney:
    """What a week says to each cell, and what it is believed to gain there: money follows that.

    shares: of each channel (weeks, rows, messages). gain: (weeks, cells) points of vote choice by
    one forced exposure to what the week says to the cell.
    """

    shares: list[Floats]
    gain: Floats


@dataclass(frozen=True)
class Order:
    """What an arm wants: cells, messages for them, a delivery, and whether it pays for the test.

    choice: messages of the cells. single: the one message for channels that cannot target and for
    voters of no cell. Both None for silence. contacts: whether all money goes to contacts.
    aim: zones and predictions where the plan goes by them. like: the order whose buys it shares
    where nothing is targeted. aimed: (channels,) whether each is bought targeted, if it can be;
    None where all are that can. split: (cells,) each cell's part of the money that is targeted,
    adding up to 1; None where money follows habit. mixture: messages that change by the
    week, instead of `choice`. watching: money for what is read while it runs. moving: by what
    money moves between cells from week to week; None where it stays. apart: (rows, channels) the
    rate of each row as a multiple of the channel's; None where all have the same.
    """

    arm: str
    rule: Rule
    delivery: Delivery
    choice: Choice | None
    single: Choice | None
    tested: bool
    contacts: bool = False
    aim: Aim | None = None
    like: Order | None = None
    aimed: tuple[bool, ...] | None = None
    split: tuple[float, ...] | None = None
    mixture: Mixture | None = None
    watching: float = 0.0
    moving: WeeklyMoney | None = None
    apart: Floats | None = None

    @property
    def zones(self) -> int:
        """Zones of each cell."""
        return 1 if self.aim is None else self.aim.zones


@dataclass(frozen=True)
class BuyingTerms:
    """On what terms an order buys on each channel: (channels,) each.

    price: of an impression or attempt. share: of the money for media. limit: money that the
    channel can take. targeted: whether delivery goes to matched voters only. across: price to
    voters whom the party label puts on the other side, as a multiple of the price.
    """

    price: Floats
    share: Floats
    limit: Floats
    targeted: Bools
    across: Floats


def doses(scenario: Scenario, turnout: float) -> tuple[float, ...]:
    """What one exposure on each channel leaves on polling day, in forced exposures.

    `turnout` is the share who vote, to whom effects on vote choice are limited.
    """
    shares = [channel.field_share for channel in scenario.channels.values()]
    return _left(shares, turnout, scenario)


def turnout_doses(scenario: Scenario) -> tuple[float, ...]:
    """The same for turnout, where everybody counts."""
    shares = [channel.mobilising_share for channel in scenario.channels.values()]
    return _left(shares, 1.0, scenario)


def _left(shares: Sequence[float], turnout: float, scenario: Scenario) -> tuple[float, ...]:
    response = scenario.response
    return tuple(
        dose_per_exposure(share, response.saturation, turnout)
        * retention(channel.flight, response.half_life_days, response.lasting_share)
        for share, channel in zip(shares, scenario.channels.values(), strict=True)
    )


def terms_of(order: Order, scenario: Scenario) -> BuyingTerms:
    """The terms of an order; an arm of contacts puts all its money on channels of that kind."""
    channels = list(scenario.channels.values())
    targeted = np.array([c.targetable for c in channels])
    targeted &= order.delivery in ("targeted", "best")
    if order.aimed is not None:
        targeted &= order.aimed
    price = np.array(
        [
            (c.cost_per_attempt if c.kind == "contacts" else c.cpm / 1000.0)
            * (c.premium if t else 1.0)
            for c, t in zip(channels, targeted, strict=True)
        ]
    )
    share = np.array([c.share for c in channels])
    if order.contacts:
        share = share * np.array([c.kind == "contacts" for c in channels])
        if not share.any():
            raise InputError('run.arms: "ground" needs a channel of kind "contacts" with a share')
        share = share / share.sum()
    capacity = np.array([np.inf if c.capacity is None else c.capacity for c in channels])
    across = np.where(targeted, [c.cross_party_price for c in channels], 1.0)
    return BuyingTerms(price, share, capacity * price, targeted, across)


def reachable_mass(order: Order, inventory: Inventory, targeted: Bools) -> Floats:
    """(rows, channels) summed habit, in simulated voters, of those whom a buy can reach."""
    mass = np.where(targeted, inventory.matched_mass, inventory.habit_mass)
    mass[: order.zones, targeted] = 0.0
    return mass


def charged_mass(order: Order, inventory: Inventory, terms: BuyingTerms) -> Floats:
    """(rows, channels) the same, where each voter counts as often as they cost the price."""
    mass = reachable_mass(order, inventory, terms.targeted)
    if inventory.opposed_mass is None:
        return mass
    opposed = inventory.opposed_mass.copy()
    opposed[: order.zones] = 0.0
    charged: Floats = mass + (terms.across - 1.0) * opposed
    return charged


def charged_times(market: Market, terms: BuyingTerms) -> Floats:
    """(channels,) the mean price of an impression to all who can be found, in prices."""
    times = np.ones(terms.across.size)
    if market.opposed_mass is not None:
        found = np.where(market.matched_mass > 0.0, market.matched_mass, 1.0)
        times += (terms.across - 1.0) * market.opposed_mass / found
    return times
