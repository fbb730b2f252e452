"""How does a campaign move its money from message to message while it runs?

In the first week all messages get the same. Before each later week the campaign looks at its
readings, and the money of the week goes to what they say is best (`readings`).
"""

from __future__ import annotations

import numpy as np

from msim.campaign.belief import believed_variances
from msim.campaign.campaign import Campaign
from msim.campaign.orders import Delivery, Order
from msim.campaign.readings import believed
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
    together. Money stays with cells and channels as it is for every arm.
    """
    scenario = campaign.scenario
    together = weekly(campaign, EVERYONE)
    targetable = [c.targetable and rule.cells > 0 for c in scenario.channels.values()]
    by_cell = np.repeat(together, rule.cells + 1, axis=1)
    if any(targetable):
        by_cell[:, 1:] = weekly(campaign, rule)
    each = [by_cell if own else np.repeat(together, rule.cells + 1, axis=1) for own in targetable]
    mixture = mixed(scenario, each)
    tested = scenario.test.conducted and rule.cells > 0 and learns(scenario.segments)
    return Order(
        arm, rule, delivery, _leading(mixture.sent[1:].mean(axis=1)) if rule.cells else None,
        _leading(mixture.sent[:1].mean(axis=1)), tested, mixture=mixture,
        watching=scenario.watching,
    )  # fmt: skip


def weekly(campaign: Campaign, rule: Rule) -> Floats:
    """(weeks, cells, messages) share of each message in the money of each week, cell by cell.

    Those of a week follow from readings of the weeks before it, and from nothing else.
    """
    scenario, keys = campaign.scenario, campaign.scenario.in_flight
    size = max(rule.cells, 1), scenario.messages.count
    variances = believed_variances(scenario.test.believed_correlation)
    known: dict[int, Floats] = {}
    before = [sum(scenario.sending[:week]) for week in range(len(scenario.sending))]
    for weeks in before:
        if weeks not in known:
            seen = campaign.observe(rule, weeks)
            belief = believed(seen, size, keys.proxy_correlation, variances)
            known[weeks] = belief.leader if keys.rule == "leader" else belief.chances
    return np.array([known[weeks] for weeks in before])


def mixed(scenario: Scenario, shares: list[Floats]) -> Mixture:
    """What shares by the week come to over the flight of each channel.

    shares: of each channel (weeks, rows, messages).
    """
    weeks, response = len(shares[0]), scenario.response
    kept = weekly_retention(weeks, response.half_life_days, response.lasting_share)
    sent, left = [], []
    for channel, each in zip(scenario.channels.values(), shares, strict=True):
        flight = _padded(channel.flight, weeks)
        by_end: Floats = flight * kept
        if not by_end.any():  # where nothing is left it does not matter
            by_end = flight
        sent.append(np.tensordot(flight / flight.sum(), each, 1))
        left.append(np.tensordot(by_end / by_end.sum(), each, 1))
    return Mixture(np.stack(sent, axis=1), np.stack(left, axis=1))


def _padded(flight: tuple[float, ...], weeks: int) -> Floats:
    """(weeks,) weights of a flight, which ends in the last week."""
    return np.concatenate([np.zeros(weeks - len(flight)), np.asarray(flight, dtype=float)])


def _leading(sent: Floats) -> Choice:
    """The message that each cell gets most of; nothing is promised of it."""
    unknown = np.full(sent.shape, np.nan)
    return Choice(sent.argmax(axis=1), unknown, unknown, 0.0)
