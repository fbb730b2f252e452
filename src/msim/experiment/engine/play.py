"""Pass two over the blocks: what the plans bring about on the stage that they share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import logit

from msim.campaign.orders import doses
from msim.core.arrays import Floats, Ints
from msim.core.columns import logistics, looked_up
from msim.core.seen import Plan
from msim.core.tally import Tally
from msim.experiment.engine.earned import Sharing
from msim.experiment.engine.electorate import Block
from msim.experiment.engine.stock import counts_by_district
from msim.outcome.delivery import Audience, Delivered, Terms, deliver, expected_exposures
from msim.outcome.response import (
    ElectionDay,
    Penalties,
    Votes,
    counted,
    logit_shift,
    penalty,
    promise_dose,
    silence,
    tallied,
    turnout_shift,
)
from msim.scenario.model import Scenario

if TYPE_CHECKING:
    from msim.experiment.engine.opponent import Against

Moves = tuple[Floats | float, Floats | float]
"""(n,) changes of the support and of the turnout logit; 0 where nothing moves."""


@dataclass(frozen=True)
class Stage:
    """What all arms of a replicate share when they are played.

    terms: how exposures count. swing: (districts,) logits. reactance, mismatch: logits of support.
    """

    scenario: Scenario
    terms: Terms
    swing: Floats
    reactance: float = 0.0
    mismatch: float = 0.0
    sharing: Sharing | None = None

    @property
    def apart(self) -> bool:
        """Whether plans with the same exposures to the same messages may differ all the same."""
        return self.sharing is not None or self.mismatch != 0.0

    @classmethod
    def build(
        cls, scenario: Scenario, national: float, district: Floats, points_per_logit: float = 1.0
    ) -> Stage:
        """Doses from channels and response; swing as drawn for the replicate.

        points_per_logit: average change of vote choice, in points, of one logit.
        """
        said, channels = scenario.messages, scenario.channels.values()
        terms = Terms(
            doses=doses(scenario, scenario.politics.turnout),
            turnout_doses=doses(scenario, 1.0) if scenario.mobilises else (),
            met=tuple(c.contact_rate if c.kind == "contacts" else 1.0 for c in channels),
            caps=tuple(channel.frequency_cap for channel in channels),
            saturation=scenario.response.saturation,
        )
        reactance, mismatch = (
            pp / points_per_logit for pp in (said.reactance_pp, said.mismatch_pp)
        )
        sharing = Sharing.build(scenario, terms) if scenario.earned.share_rate else None
        return cls(scenario, terms, national + district, reactance, mismatch, sharing)


class Scene:
    """One side's block on the stage: what its plans do there, exposures shared where alike."""

    def __init__(self, block: Block, stage: Stage) -> None:
        self.block, self.stage = block, stage
        voters, response = block.voters, stage.scenario.response
        prob = logistics(voters.support)
        channels = list(stage.scenario.channels)

        @cache
        def uniform(c: int) -> Floats:
            return block.uniforms(channels[c])

        persuadable = (prob >= response.persuadable_low) & (prob <= response.persuadable_high)
        self.audience = Audience(
            block.media, block.view.known, persuadable, voters.turnout_prob, uniform
        )
        self._last: tuple[tuple[object, ...], Delivered] | None = None

    def moved(self, plan: Plan) -> tuple[Ints, Delivered, Floats | float, Floats | float, float]:
        """Rows, delivery, shifts of support and turnout logits, and voters met by others alone."""
        row, block, stage = self.block.rows(plan.rule), self.block, self.stage
        if plan.silent:
            return row, silence(self.audience), 0.0, 0.0, 0.0
        key = plan.delivery
        if self._last is None or self._last[0] != key:
            self._last = None  # what is given up first need not be held beside what is made
            means = expected_exposures(plan, row, self.audience, stage.terms.met)
            self._last = (key, deliver(means, stage.terms, self.audience))
        delivered = self._last[1]
        mobilises = stage.scenario.mobilises
        if stage.sharing is not None:
            passed = stage.sharing.spread(block, plan, row, delivered, self.audience)
            support = passed.support_shift(block.effects)
            turnout = passed.turnout_shift(block.turnout_effects) if mobilises else 0.0
            delivered, earned = passed.delivered, passed.earned
        else:
            support = logit_shift(plan, row, delivered, block.effects)
            turnout, earned = 0.0, 0.0
            if mobilises:
                turnout = turnout_shift(plan, row, delivered, block.turnout_effects)
        if stage.reactance or stage.mismatch:
            support = support - penalty(plan, row, delivered, self._costs(plan))
        return row, delivered, support, turnout, earned

    def _costs(self, plan: Plan) -> Penalties:
        """What targeting costs the voters of this block under a plan."""
        stage, rate = self.stage, self.stage.scenario.messages.notice_rate
        noticed = np.ones(self.block.voters.size, dtype=np.bool_)
        if stage.reactance and rate < 1.0:
            noticed = self.block.draw("notice") < rate
        meant = self.block.meant_rows(plan.rule) if stage.mismatch else None
        return Penalties(stage.reactance, stage.mismatch, noticed, meant)


def play(
    block: Block, plans: Mapping[str, Plan], stage: Stage, against: Against | None = None
) -> dict[str, Tally]:
    """Pass two: every plan on the same block, by name; what is alike is computed once.

    Plans with like deliveries share exposures, plans that send the same messages as well share
    votes. With `against`, plans meet those of the other side in the pairs that it names.
    """
    scene, voters = Scene(block, stage), block.voters
    logits = voters.support + looked_up(stage.swing[None], voters.district)[0]
    moves: Mapping[str, Moves] = {"": (0.0, 0.0)} if against is None else against.moves(block)
    pairs = {name: (name, "") for name in plans} if against is None else against.pairs
    usual = logit(voters.turnout_prob) if stage.scenario.mobilises else None
    day = _counted(block, stage)
    promises = _Promises(scene, day)

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
            votes: dict[object, Votes] = {}
            row, delivered, support, turnout, earned = scene.moved(plan)
        elif plan.rule is not last.rule:
            row = block.rows(plan.rule)
        last, promise = plan, promises.of(plan, row, delivered)
        for played, other in by_plan[name]:
            persuaded, mobilised = moves[other]
            met = (other == "", id(persuaded), id(mobilised))
            if met not in votes:
                on = day
                if usual is not None:
                    on = replace(day, turnout_prob=logistics(usual + turnout + mobilised))
                on_the_day = logits + support if other == "" else logits + support - persuaded
                votes[met] = counted(on_the_day, on)
            key = (plan.by_row, plan.foretells, met)
            if key not in counts:  # plans that are one and the same have one tally
                found = tallied(delivered, scene.audience, votes[met], promise)
                counts[key] = replace(found, earned=earned) if earned else found
            tallies[played] = counts[key]
    return tallies


class _Promises:
    """Doses by row, which follow from delivery and rule alone: the last few are kept."""

    def __init__(self, scene: Scene, day: ElectionDay) -> None:
        self._scene, self._day = scene, day
        self._delivered: Delivered | None = None
        self._found: dict[int, Floats] = {}

    def of(self, plan: Plan, row: Ints, delivered: Delivered) -> Floats:
        """(rows, channels) doses that a plan's promises are weighted by."""
        if not plan.foretells:
            return np.zeros(plan.rate.shape)
        if delivered is not self._delivered:
            self._delivered, self._found = delivered, {}
        if id(plan.rule) not in self._found:
            self._found[id(plan.rule)] = promise_dose(
                plan, row, delivered, self._scene.audience, self._day
            )
        return self._found[id(plan.rule)]


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


def alike_together(plans: Mapping[str, Plan]) -> list[str]:
    """Names of plans, those with like deliveries and like messages one after another."""
    first: dict[object, int] = {}
    keys: dict[object, tuple[int, int, int]] = {}
    for place, plan in enumerate(plans.values()):
        if plan.by_row not in keys:
            keys[plan.by_row] = (
                first.setdefault(plan.delivery, place), first.setdefault(plan.effect, place), place,
            )  # fmt: skip
    return sorted(plans, key=lambda name: keys[plans[name].by_row])
