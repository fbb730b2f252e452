"""What could anybody do? The arm that is handed the truth and bounds every strategy.

Its plans are made here and not in the campaign's room, which may not see what it needs.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from msim.campaign.planning import Delivery, Order
from msim.core.arrays import Floats, Ints
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
        """(n,) row: 0 without a usable record, best message + 1 else."""
        return np.where(view.known, np.argmax(effects, axis=1) + 1, 0)


def orders(panel: Panel) -> dict[str, Order]:
    """An order for each delivery, by the name under which it is played."""
    messages = panel.effects.shape[1]
    mean = np.average(panel.effects_pp(), axis=0, weights=panel.turnout_prob)
    unknown = np.full((messages, messages), np.nan)
    single = Choice(np.array([int(np.argmax(mean))]), unknown[:1], unknown[:1], 0.0)
    rule = BestMessage(messages)
    choice = Choice(np.arange(messages), unknown, unknown, 0.0)
    return {
        f"{NAME}/{delivery}": Order(NAME, rule, delivery, choice, single, True)
        for delivery in DELIVERIES
    }
