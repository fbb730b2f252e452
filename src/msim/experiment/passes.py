"""The two passes over the blocks: what planning needs to know, and what the plans bring about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import expit

from msim.campaign.planning import Market
from msim.core.arrays import Floats, group_sums
from msim.core.dose import dose_per_exposure, retention
from msim.core.happened import Tally
from msim.core.seen import Inventory, Plan, Rule
from msim.experiment.electorate import Block
from msim.outcome.delivery import Audience, Delivered, deliver, expected_exposures
from msim.outcome.response import logit_shift, silence, tally
from msim.scenario.model import Scenario


@dataclass(frozen=True)
class Stock:
    """What pass one adds up over a block: supply by channel, and by row of each rule."""

    habit_mass: Floats
    matched_mass: Floats
    rules: tuple[Inventory, ...]

    def __add__(self, other: Stock) -> Stock:
        """The stock of both groups of voters together."""
        rules = tuple(
            Inventory(a.size + b.size, a.habit_mass + b.habit_mass, a.matched_mass + b.matched_mass)
            for a, b in zip(self.rules, other.rules, strict=True)
        )
        habit = self.habit_mass + other.habit_mass
        return Stock(habit, self.matched_mass + other.matched_mass, rules)

    def market(self, people_per_voter: float) -> Market:
        """The supply as a campaign may know it."""
        return Market(self.habit_mass, self.matched_mass, people_per_voter)


def take_stock(block: Block, rules: Sequence[Rule]) -> Stock:
    """Pass one: sizes and habit of one block, in all and by row of each rule."""
    habit = block.media.habit
    found = habit * (block.media.matched & block.view.known[:, None])
    inventories = []
    everyone = np.zeros(habit.shape[0], dtype=np.intp)
    totals = [group_sums(mass, everyone, 1)[0] for mass in (habit, found)]
    for rule in rules:
        rows, count = block.rows(rule), rule.cells + 1
        if rule.cells == 0:
            size = np.array([float(rows.size)])
            inventories.append(Inventory(size, totals[0][None], totals[1][None]))
            continue
        inventories.append(
            Inventory(
                np.bincount(rows, minlength=count).astype(float),
                group_sums(habit, rows, count),
                group_sums(found, rows, count),
            )
        )
    return Stock(totals[0], totals[1], tuple(inventories))


@dataclass(frozen=True)
class Stage:
    """What all arms of a replicate share when they are played.

    doses: what one exposure on each channel leaves on polling day. swing: (districts,) logits.
    """

    scenario: Scenario
    doses: tuple[float, ...]
    swing: Floats

    @classmethod
    def build(cls, scenario: Scenario, national: float, district: Floats) -> Stage:
        """Doses from channels and response; swing as drawn for the replicate."""
        response = scenario.response
        doses = tuple(
            dose_per_exposure(ch.field_share, response.saturation, scenario.politics.turnout)
            * retention(ch.flight, response.half_life_days, response.lasting_share)
            for ch in scenario.channels.values()
        )
        return cls(scenario, doses, national + district)


def play(block: Block, plans: Mapping[str, Plan], stage: Stage) -> dict[str, Tally]:
    """Pass two: every plan on the same block, exposures shared between like deliveries."""
    voters, response = block.voters, stage.scenario.response
    prob = expit(voters.support)
    channels = list(stage.scenario.channels)
    uniforms: dict[int, Floats] = {}

    def uniform(c: int) -> Floats:
        if c not in uniforms:
            uniforms[c] = block.uniforms(channels[c])
        return uniforms[c]

    persuadable = (prob >= response.persuadable_low) & (prob <= response.persuadable_high)
    audience = Audience(block.media, block.view.known, persuadable, voters.turnout_prob, uniform)
    logit = voters.support + stage.swing[voters.district]
    shared: dict[tuple[object, ...], Delivered] = {}
    tallies = {}
    for name, plan in plans.items():
        row = block.rows(plan.rule)
        if not plan.rate.any():
            tallies[name] = tally(plan, row, silence(audience), audience, logit)
            continue
        key = _delivery_key(plan)
        if key not in shared:
            means = expected_exposures(plan, row, audience)
            shared[key] = deliver(means, stage.doses, response.saturation, audience)
        shift = logit_shift(plan, row, shared[key], block.effects)
        tallies[name] = tally(plan, row, shared[key], audience, logit + shift)
    return tallies


def _delivery_key(plan: Plan) -> tuple[object, ...]:
    """Equal for plans that expose every voter alike, whatever their messages."""
    parts: list[object] = []
    for c, targeted in enumerate(plan.targeted):
        rates = plan.rate[1:, c] if targeted else plan.rate[:, c]
        alike = bool(np.all(rates == rates[0]))
        parts.append((bool(targeted), rates[0] if alike else (id(plan.rule), rates.tobytes())))
    return tuple(parts)
