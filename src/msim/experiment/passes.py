"""The two passes over the blocks: what planning needs to know, and what the plans bring about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import logit

from msim.campaign.orders import Market, doses
from msim.core.arrays import Floats, Ints, group_sums
from msim.core.columns import logistics, looked_up, single
from msim.core.compiled import compiled
from msim.core.happened import Tally
from msim.core.seen import Inventory, Plan, Rule
from msim.experiment.electorate import Block
from msim.experiment.sharing import Sharing
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
    from msim.experiment.rivals import Against

_APART = 4


@dataclass(frozen=True)
class Stock:
    """What pass one adds up over a block: supply by channel, and by row of each rule.

    districts: (districts, 3) turnout, own votes and turnout times p(1 - p) in silence; (0, 3)
    where votes do not count by district.
    """

    habit_mass: Floats
    matched_mass: Floats
    rules: tuple[Inventory, ...]
    districts: Floats

    def __add__(self, other: Stock) -> Stock:
        """The stock of both groups of voters together."""
        rules = tuple(a + b for a, b in zip(self.rules, other.rules, strict=True))
        habit = self.habit_mass + other.habit_mass
        matched = self.matched_mass + other.matched_mass
        return Stock(habit, matched, rules, self.districts + other.districts)

    def market(self, people_per_voter: float, power: Floats) -> Market:
        """The supply as a campaign may know it."""
        return Market(self.habit_mass, self.matched_mass, people_per_voter, power)


def counts_by_district(scenario: Scenario) -> bool:
    """Whether votes are counted district by district."""
    return scenario.election.rule == "districts" or scenario.districts.pilots > 0


def take_stock(block: Block, rules: Sequence[Rule], scenario: Scenario) -> Stock:
    """Pass one: sizes and habit of one block, in all and by row of each rule."""
    media = block.media
    habit = single(media.habit.T)
    found = habit * (media.matched.T & block.view.known)
    squares = scenario.budget.allocation == "optimised" or scenario.budget.audience == "selected"
    everyone = _inventory(np.zeros(habit.shape[1], dtype=np.int32), 1, (habit, found), squares)
    inventories = [
        everyone
        if rule.cells == 0
        else _inventory(block.rows(rule), rule.cells + 1, (habit, found), squares)
        for rule in rules
    ]
    districts: Floats = np.zeros((0, 3))
    if counts_by_district(scenario):
        voters = block.voters
        p, votes = logistics(voters.support), voters.turnout_prob
        sums = np.stack([votes, votes * p, votes * p * (1.0 - p)], axis=1)
        districts = group_sums(sums, voters.district, scenario.districts.count)
    return Stock(everyone.habit_mass[0], everyone.matched_mass[0], tuple(inventories), districts)


def _inventory(row: Ints, rows: int, habits: tuple[Floats, Floats], squares: bool) -> Inventory:
    """Sizes and habit by row; habits: (channels, n) of all, and of those who can be found."""
    size = np.zeros(rows)
    masses = np.zeros((4 if squares else 2, rows, habits[0].shape[0]))
    _add_masses(row, habits, size, masses)
    return Inventory(size, *masses)


def plain_inventory(row: Ints, rows: int, habits: tuple[Floats, Floats]) -> Inventory:
    """The sums of `_inventory`, squares and all."""
    masses = [*habits, *(habit.astype(float) ** 2 for habit in habits)]
    size = np.bincount(row, minlength=rows).astype(float)
    return Inventory(size, *(group_sums(mass.T, row, rows) for mass in masses))


@compiled
def _add_masses(row, habits, size, masses):  # type: ignore[no-untyped-def]
    apart = np.zeros((size.size, _APART))  # sums side by side need not wait for each other
    for i in range(row.size):
        apart[np.uint64(row[i]), np.uint64(i) % np.uint64(_APART)] += 1.0
    for r in range(size.size):
        size[r] = apart[r].sum()
    for k in range(masses.shape[0]):
        for c in range(masses.shape[2]):
            habit = habits[k % 2][c]
            apart[:] = 0.0
            if k < 2:
                for i in range(row.size):
                    apart[np.uint64(row[i]), np.uint64(i) % np.uint64(_APART)] += habit[i]
            else:
                for i in range(row.size):
                    square = np.float64(habit[i]) * np.float64(habit[i])
                    apart[np.uint64(row[i]), np.uint64(i) % np.uint64(_APART)] += square
            for r in range(size.size):
                masses[k, r, c] = apart[r].sum()


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
            found = tallied(delivered, scene.audience, votes[met], promise)
            tallies[played] = replace(found, earned=earned) if earned else found
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
