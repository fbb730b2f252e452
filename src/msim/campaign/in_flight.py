"""How does a campaign move its money from message to message while it runs?

In the first week all messages get the same. Before each later week the campaign looks at its
readings, and the money of the week goes to what they say is best (`readings`).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from msim.campaign.belief import believed_mean, believed_variances
from msim.campaign.campaign import Campaign
from msim.campaign.orders import Delivery, Order, WeeklyMoney
from msim.campaign.readings import Belief, believed
from msim.campaign.rules import EVERYONE
from msim.campaign.segments.usable import learns
from msim.core.arrays import Floats
from msim.core.dose import weekly_retention
from msim.core.mixture import Mixture
from msim.core.seen import Choice, Rule
from msim.scenario.model import Scenario


def adapting(campaign: Campaign, arm: str, rule: Rule, delivery: Delivery) -> Order:
    """The order of a campaign that changes its messages by the week, cell by cell.

    Channels that cannot target, and voters of no cell, get the shares that go by all readings
    together. Money stays with channels as it is for every arm, and with cells unless the scenario
    lets it move between them (`between`).
    """
    scenario = campaign.scenario
    together = weekly(campaign, EVERYONE)
    targetable = [c.targetable and rule.cells > 0 for c in scenario.channels.values()]
    by_cell = np.repeat(together, rule.cells + 1, axis=1)
    if any(targetable):
        by_cell[:, 1:] = weekly(campaign, rule)
    each = [by_cell if own else np.repeat(together, rule.cells + 1, axis=1) for own in targetable]
    mixture, moving = mixed(scenario, each), None
    if scenario.in_flight.across_segments and rule.cells > 1 and any(targetable):
        moving = WeeklyMoney(each, gains(campaign, rule))
    tested = scenario.test.conducted and rule.cells > 0 and learns(scenario.segments)
    return Order(
        arm, rule, delivery, _leading(mixture.sent[1:].mean(axis=1)) if rule.cells else None,
        _leading(mixture.sent[:1].mean(axis=1)), tested, mixture=mixture,
        watching=scenario.watching, moving=moving,
    )  # fmt: skip


def weekly(campaign: Campaign, rule: Rule) -> Floats:
    """(weeks, cells, messages) share of each message in the money of each week, cell by cell.

    Those of a week follow from readings of the weeks before it, and from nothing else.
    """
    leads = campaign.scenario.in_flight.rule == "leader"
    return np.array([
        each.leader if leads else each.chances for each in _beliefs(campaign, rule)
    ])  # fmt: skip


def gains(campaign: Campaign, rule: Rule) -> Floats:
    """(weeks, cells) points that what a week says to a cell is believed to gain, at least 0.

    By the readings of the weeks before. What all messages have in common is believed alike of all
    cells, as published, since readings do not tell it.
    """
    means = np.array([each.mean for each in _beliefs(campaign, rule)])
    told = (weekly(campaign, rule) * means).sum(axis=2)
    return np.maximum(believed_mean() + told, 0.0)


def _beliefs(campaign: Campaign, rule: Rule) -> list[Belief]:
    """Before each week, what is believed by then."""
    scenario, keys = campaign.scenario, campaign.scenario.in_flight
    size = max(rule.cells, 1), scenario.messages.count
    variances = believed_variances(scenario.test.believed_correlation)
    before = [sum(scenario.sending[:week]) for week in range(len(scenario.sending))]
    known = {
        weeks: believed(campaign.observe(rule, weeks), size, keys.proxy_correlation, variances)
        for weeks in dict.fromkeys(before)
    }
    return [known[weeks] for weeks in before]


def mixed(scenario: Scenario, shares: list[Floats], parts: list[Floats] | None = None) -> Mixture:
    """What shares by the week come to over the flight of each channel.

    shares: of each channel (weeks, rows, messages). parts: of each channel (weeks, rows) the rate
    of a row as a multiple of the channel's; None where money stays with rows.
    """
    response, sent, left = scenario.response, list[Floats](), list[Floats]()
    kept = weekly_retention(len(shares[0]), response.half_life_days, response.lasting_share)
    for c, (channel, each) in enumerate(zip(scenario.channels.values(), shares, strict=True)):
        flight = padded(channel.flight, len(each))
        by_end: Floats = flight * kept
        if not by_end.any():  # where nothing is left it does not matter
            by_end = flight
        if parts is None:
            sent.append(np.tensordot(flight / flight.sum(), each, 1))
            left.append(np.tensordot(by_end / by_end.sum(), each, 1))
            continue
        moved = parts[c][:, :, None] * each
        rate = over_flight(channel.flight, parts[c])[:, None]
        of = np.where(rate > 0.0, rate, 1.0)
        sent.append(over_flight(flight, moved) / of)
        left.append(over_flight(by_end, moved) / of)
    return Mixture(np.stack(sent, axis=1), np.stack(left, axis=1))


def over_flight(weights: Sequence[float] | Floats, values: Floats) -> Floats:
    """The mean over weeks of (weeks, ...) values, by weights of a flight that ends with them.

    Week is added to week, so that a row's mean is the same to the bit whatever rows there are.
    """
    flight = padded(weights, len(values)).reshape(-1, *(1,) * (values.ndim - 1))
    flight = flight / flight.max()  # the least of numbers have few digits
    mean: Floats = (flight * values).sum(axis=0) / flight.sum()
    return mean


def padded(flight: Sequence[float] | Floats, weeks: int) -> Floats:
    """(weeks,) weights of a flight, which ends in the last week."""
    return np.concatenate([np.zeros(weeks - len(flight)), np.asarray(flight, dtype=float)])


def _leading(sent: Floats) -> Choice:
    """The message that each cell gets most of; nothing is promised of it."""
    unknown = np.full(sent.shape, np.nan)
    return Choice(sent.argmax(axis=1), unknown, unknown, 0.0)
