"""Who hears which message of a plan, counted over a block; what plans share is counted once."""

from __future__ import annotations

import numpy as np

from msim.core.arrays import Floats, Ints
from msim.core.seen import Plan
from msim.experiment.engine.electorate import Block
from msim.experiment.engine.groups import Grouping
from msim.experiment.engine.stage import Moves, PlanEffect
from msim.outcome.delivery import Delivered
from msim.outcome.heard import count_heard, count_sets, count_unheard, everybody, ways
from msim.outcome.response import Heard


class Hearings:
    """Voters of a block by how they hear a plan, which follows from delivery, rule and columns."""

    def __init__(self, block: Block, grouping: Grouping | None) -> None:
        self._block, self._grouping = block, grouping
        self._delivered: Delivered | None = None
        self._known: dict[object, tuple[Floats, Floats]] = {}

    def apart(self, played: str) -> bool:
        """Whether what plays under a name is counted by group."""
        return self._grouping is not None and self._grouping.counts(played)

    def of(self, plan: Plan, row: Ints, done: PlanEffect, theirs: Moves, apart: bool) -> Heard:
        """What a tally holds of who heard what. row: (n,) of the plan. theirs: the other side's."""
        group: Ints = np.zeros((0, row.size), dtype=np.int16)
        groups = 1
        if apart and self._grouping is not None:
            group, groups = self._grouping.of(self._block), self._grouping.count
        heard, often = self._heard(plan, row, done, group, groups)
        if theirs.met is None:
            return heard, often, heard[:, :, 0].sum(axis=1)
        return heard, often, count_unheard(done.met, theirs.met, group, groups)

    def _heard(
        self, plan: Plan, row: Ints, done: PlanEffect, group: Ints, groups: int
    ) -> tuple[Floats, Floats]:
        delivered, several = done.delivered, plan.several
        if done.told is not None:
            return count_sets(*done.told, plan.carried, group, groups)
        if not several and groups == 1:
            return everybody(delivered)
        if delivered is not self._delivered:
            self._delivered, self._known = delivered, {}
        own = ways(plan) if several else np.zeros(plan.targeted.size, dtype=np.bool_)
        key = (plan.rule if several else None, own.tobytes(), groups)
        if key not in self._known:
            rows = len(plan.message) if several else 1
            self._known[key] = count_heard(delivered.counts, row, rows, own, group, groups)
        return self._known[key]
