"""What could anybody do? The arm that is handed the truth and bounds every strategy.

Its plans are made here and not in the campaign's room, which may not see what it needs.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from msim.campaign.audience import aim
from msim.campaign.campaign import Campaign
from msim.campaign.lines import highest
from msim.campaign.orders import Delivery, Order
from msim.campaign.rules import EVERYONE
from msim.core.arrays import Floats, Ints, group_sums
from msim.core.seen import CampaignView, Choice
from msim.experiment.electorate import TruthRule
from msim.experiment.survey import Panel

NAME = "oracle"
DELIVERIES: tuple[Delivery, ...] = ("free", "targeted")
"""Both are played; the better one in votes is the oracle's."""


@dataclass(frozen=True)
class BestMessage(TruthRule):
    """Each known voter's cell is the message that moves this voter most."""

    cells: int

    def assign_truly(self, effects: Floats, view: CampaignView) -> Ints:
        """(n,) row: 0 without a usable record, best message + 1 else; effects: true gains."""
        return highest(effects.T, view.known)


def orders(panel: Panel, campaign: Campaign) -> dict[str, Order]:
    """An order for each delivery, by the name under which it is played.

    Where plans go by forecasts, the oracle's promises are the truth about its cells.
    """
    effects, messages = panel.effects_pp(), panel.effects.shape[1]
    mean = np.average(effects, axis=0, weights=panel.turnout_prob)
    promised = np.full((messages, messages), np.nan)
    budget = campaign.scenario.budget
    if budget.audience == "selected" or budget.allocation == "optimised":
        promised = _true_means(panel, effects)
    best = int(np.argmax(mean))
    alone = mean[None] if np.isfinite(promised).all() else promised[:1]
    single = Choice(np.array([best]), alone, alone, 0.0)
    rule, tested = BestMessage(messages), campaign.scenario.test.conducted
    choice = Choice(np.arange(messages), promised, promised, 0.0)
    return {
        f"{NAME}/{delivery}": aim(
            Order(NAME, rule, delivery, choice, single, tested), campaign, seen=EVERYONE
        )
        for delivery in DELIVERIES
    }


def _true_means(panel: Panel, effects: Floats) -> Floats:
    """(messages, messages) mean effect of each message on those moved most by each message."""
    messages = effects.shape[1]
    best = np.argmax(effects, axis=1)
    weight = group_sums(panel.turnout_prob, best, messages)
    sums = group_sums(panel.turnout_prob[:, None] * effects, best, messages)
    overall = np.average(effects, axis=0, weights=panel.turnout_prob)
    filled = np.where(weight > 0.0, weight, 1.0)[:, None]
    return np.where((weight > 0.0)[:, None], sums / filled, overall)
