"""Pass two over the blocks: what the plans bring about on the stage that they share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
from scipy.special import logit

from msim.core.arrays import Floats, Ints
from msim.core.columns import logistics, looked_up
from msim.core.seen import Plan, Rule
from msim.core.tally import Tally
from msim.experiment.engine.electorate import Block
from msim.experiment.engine.hearing import Hearings
from msim.experiment.engine.opponent import Against
from msim.experiment.engine.stage import Moves, Scene, Stage, alike_together
from msim.experiment.engine.stock import counts_by_district
from msim.outcome.delivery import Delivered
from msim.outcome.response import ElectionDay, Votes, counted, promise_dose, tallied


def play(
    block: Block, plans: Mapping[str, Plan], stage: Stage, against: Against | None = None
) -> dict[str, Tally]:
    """Pass two: every plan on the same block, by name; what is alike is computed once.

    Plans with like deliveries share exposures, plans that send the same messages as well share
    votes. With `against`, plans meet those of the other side in the pairs that it names.
    """
    scene, voters = Scene(block, stage), block.voters
    logits = voters.support + looked_up(stage.swing[None], voters.district)[0]
    moves: Mapping[str, Moves] = {"": Moves()} if against is None else against.moves(block)
    pairs = {name: (name, "") for name in plans} if against is None else against.pairs
    usual = logit(voters.turnout_prob) if stage.scenario.mobilises else None
    day = _counted(block, stage)
    promises, hearings = _Promises(scene, day), Hearings(block, stage.grouping)

    def alike(plan: Plan, other: Plan) -> bool:
        return not stage.apart and plan.effect == other.effect

    by_plan: dict[str, list[tuple[str, str]]] = {name: [] for name in plans}
    for played, (name, other) in pairs.items():
        by_plan[name].append((played, other))
    tallies: dict[str, Tally] = {}
    counts: dict[object, Tally] = {}
    last: Plan | None = None
    for name in alike_together(plans):
        plan = plans[name]
        if last is None or not (plan.by_row == last.by_row or alike(plan, last)):
            votes: dict[Moves, Votes] = {}
            done = scene.moved(plan)
            row, delivered, support, turnout, earned, _ = done
        elif plan.rule is not last.rule:
            row = block.rows(plan.rule)
        last, promise = plan, promises.of(plan, row, delivered)
        for played, other in by_plan[name]:
            theirs = moves[other]
            if theirs not in votes:
                on = day
                if usual is not None:
                    on = replace(day, turnout_prob=logistics(usual + turnout + theirs.turnout))
                on_the_day = logits + support if other == "" else logits + support - theirs.support
                votes[theirs] = counted(on_the_day, on)
            apart = hearings.apart(played)
            key = (plan.by_row, plan.foretells, theirs, apart)
            if key not in counts:  # plans that are one and the same have one tally
                heard = hearings.of(plan, row, done, theirs, apart)
                tally = tallied(delivered, scene.audience, votes[theirs], promise, heard)
                counts[key] = replace(tally, earned=earned) if earned else tally
            tallies[played] = counts[key]
    return tallies


class _Promises:
    """Doses by row, which follow from delivery and rule alone: the last few are kept."""

    def __init__(self, scene: Scene, day: ElectionDay) -> None:
        self._scene, self._day = scene, day
        self._delivered: Delivered | None = None
        self._by_rule: dict[Rule, Floats] = {}

    def of(self, plan: Plan, row: Ints, delivered: Delivered) -> Floats:
        """(rows, channels) doses that a plan's promises are weighted by."""
        if not plan.foretells:
            return np.zeros(plan.rate.shape)
        if delivered is not self._delivered:
            self._delivered, self._by_rule = delivered, {}
        if plan.rule not in self._by_rule:
            self._by_rule[plan.rule] = promise_dose(
                plan, row, delivered, self._scene.audience, self._day
            )
        return self._by_rule[plan.rule]


def _counted(block: Block, stage: Stage) -> ElectionDay:
    """How this block's votes are counted."""
    scenario, voters = stage.scenario, block.voters
    return ElectionDay(
        turnout_prob=voters.turnout_prob,
        district=voters.district if counts_by_district(scenario) else None,
        districts=scenario.districts.count,
        coins=block.draw("election-day", 2) if scenario.election.draw else None,
        even=scenario.politics.turnout if scenario.mobilises else None,
    )
