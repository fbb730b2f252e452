"""What could anybody do? Arms that are handed the truth: what a perfect test would buy, and more.

`best_single` knows which one message is best, the oracle which is best for each voter; it bounds
every strategy. Their plans are made here and not in the campaign's room, which may not see what
they need.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from msim.campaign.audience import aim
from msim.campaign.campaign import Campaign
from msim.campaign.orders import Delivery, Order
from msim.campaign.rules import EVERYONE
from msim.campaign.segments.lines import highest
from msim.core.arrays import Floats, Ints, group_sums
from msim.core.seen import CampaignView, Choice
from msim.experiment.engine.electorate import TruthRule
from msim.experiment.engine.survey import Panel

NAME = "oracle"
SINGLE = "best_single"
TOLD = (NAME, SINGLE)
"""Arms that are told the truth."""
DELIVERIES: tuple[Delivery, ...] = ("free", "targeted")
"""Deliveries in which the oracle matches messages to voters; `best` as well where arms have it."""
PLAYED = (*(f"{NAME}/{delivery}" for delivery in (*DELIVERIES, "best")), SINGLE)
"""All that the oracle may choose from: what gains most votes is its own."""


@dataclass(frozen=True)
class BestMessage(TruthRule):
    """Each known voter's cell is the message that moves this voter most."""

    cells: int

    def assign_truly(self, effects: Floats, view: CampaignView) -> Ints:
        """(n,) row: 0 without a usable record, best message + 1 else; effects: true gains."""
        return highest(effects.T, view.known)


def orders(panel: Panel, campaign: Campaign, arm: str = NAME) -> dict[str, Order]:
    """The orders of an arm that is told the truth, by the name under which each is played.

    `best_single` is told the one message with the largest mean effect and sends it to everybody as
    `broadcast` would, test and all messages paid for. The oracle may do that as well. Where plans
    go by forecasts, the promises are the truth about its cells.
    """
    effects, messages = panel.effects_pp, panel.effects.shape[1]
    mean = np.average(effects, axis=0, weights=panel.turnout_prob)
    promised = np.full((messages, messages), np.nan)
    budget = campaign.scenario.budget
    if budget.by_forecast:
        promised = _true_means(panel, effects)
    best = int(np.argmax(mean))
    alone = mean[None] if np.isfinite(promised).all() else promised[:1]
    single = Choice(np.array([best]), alone, alone, 0.0)
    tested = campaign.scenario.test.conducted
    same = aim(Order(SINGLE, EVERYONE, "broadcast", single, single, tested), campaign)
    if arm == SINGLE:
        return {SINGLE: same}
    rule, choice = BestMessage(messages), Choice(np.arange(messages), promised, promised, 0.0)
    deliveries = DELIVERIES
    if tested and budget.delivery == "best":
        deliveries = (*DELIVERIES, "best")
    apart = {
        f"{NAME}/{delivery}": aim(
            Order(NAME, rule, delivery, choice, single, tested), campaign, seen=EVERYONE
        )
        for delivery in deliveries
    }
    return {**apart, SINGLE: same}


def _true_means(panel: Panel, effects: Floats) -> Floats:
    """(messages, messages) mean effect of each message on those moved most by each message."""
    messages = effects.shape[1]
    best = np.argmax(effects, axis=1)
    weight = group_sums(panel.turnout_prob, best, messages)
    sums = group_sums(panel.turnout_prob[:, None] * effects, best, messages)
    overall = np.average(effects, axis=0, weights=panel.turnout_prob)
    filled = np.where(weight > 0.0, weight, 1.0)[:, None]
    return np.where((weight > 0.0)[:, None], sums / filled, overall)
