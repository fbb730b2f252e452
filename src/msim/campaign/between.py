"""Where between its segments does a campaign that adapts put the money of each week?

Where the next unit of money is believed to gain most. A segment gets more as long as what it is
believed to gain, less what the money there has already won, is more than elsewhere: equal marginal
value (Gross 1956, RAND RM-1644; Fox 1966, Management Science 13(3); see `allocation`). Each week's
money goes as all of a channel's money would, had what is believed by then been known all along.
Segments of which the same is believed get the same for each voter they can reach.
"""

from __future__ import annotations

from dataclasses import replace
from math import fsum

import numpy as np

from msim.campaign.allocation import Returns, allocate
from msim.campaign.in_flight import mixed, over_flight
from msim.campaign.orders import Market, Order, charged_mass, doses, terms_of
from msim.core.arrays import Floats
from msim.core.seen import Inventory
from msim.scenario.model import Scenario


def placed(
    order: Order, inventory: Inventory, market: Market, scenario: Scenario, media: float
) -> Order:
    """The order with its money moved between cells; media: money that is left to deliver.

    Money stays with channels and weeks, and where a channel cannot target also with cells.
    """
    assert order.moving is not None
    terms, gain = terms_of(order, scenario), order.moving.gain
    mass = charged_mass(order, inventory, terms)[1:] * market.people_per_voter
    saturation, dose = scenario.response.saturation, doses(scenario, scenario.politics.turnout)
    parts, apart = list[Floats](), np.ones((inventory.size.size, terms.price.size))
    for c, channel in enumerate(scenario.channels.values()):
        part = np.ones((len(gain), len(apart)))
        if terms.targeted[c] and mass[:, c].any():
            power = dose[c] if saturation == 0.0 else -np.expm1(-saturation * dose[c])
            money = min(media * terms.share[c], terms.limit[c]) / terms.price[c]
            known = {
                each.tobytes(): relative(each, mass[:, c], power, money, saturation > 0.0)
                for each in gain
            }
            part[:, 1:] = [known[each.tobytes()] for each in gain]
            apart[:, c] = over_flight(channel.flight, part)
        parts.append(part)
    return replace(order, mixture=mixed(scenario, order.moving.shares, parts), apart=apart)


def relative(
    gain: Floats, mass: Floats, power: float, impressions: float, saturating: bool = True
) -> Floats:
    """(cells,) rate at which impressions gain most, as a multiple of the rate alike for all.

    gain: (cells,) votes by a voter's first exposures, at least 0. mass: (cells,) summed habit that
    can be bought. power: how fast exposures use up what a voter can gain. The multiples have a mean
    of 1, weighed by mass.

    >>> mass = np.ones(2)
    >>> relative(np.ones(2), mass, 0.1, 10.0).round(9).tolist()
    [1.0, 1.0]
    >>> relative(np.array([np.e, 1.0]), mass, 0.5, 8.0).round(9).tolist()
    [1.25, 0.75]
    >>> relative(np.array([1.1, 1.0]), mass, 0.1, 10.0, saturating=False).round(9).tolist()
    [2.0, 0.0]
    """
    alike, cell = np.ones((gain.size, 1)), mass[:, None]
    if np.ptp(gain) == 0.0 or not (gain * mass).any():
        return alike[:, 0]
    whole = Returns(gain * mass, alike * power, alike, np.full_like(alike, np.inf), saturating)
    rate = allocate(whole, cell, np.array([np.inf]), impressions)[:, 0]
    # Summed exactly, so that cells nobody is in leave no trace, nor does the cells' order.
    spent = fsum(rate * mass)
    return rate * (fsum(mass) / spent) if spent > 0.0 else alike[:, 0]
