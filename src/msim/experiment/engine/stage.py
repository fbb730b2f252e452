"""What all plans of a side share on election day, and what a single plan does to a block there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from msim.campaign.orders import doses, turnout_doses
from msim.core.arrays import Bools, Floats, Ints
from msim.core.columns import logistics
from msim.core.seen import Plan
from msim.experiment.engine.earned import Sharing
from msim.experiment.engine.electorate import Block
from msim.experiment.engine.groups import Grouping
from msim.outcome.delivery import Audience, Delivered, ExposureTerms, deliver, expected_exposures
from msim.outcome.mixed import divided
from msim.outcome.response import Penalties, logit_shift, penalty, silence, turnout_shift
from msim.scenario.model import Scenario
from msim.world import World


@dataclass(frozen=True)
class Stage:
    """What all arms of a replicate share when they are played.

    terms: how exposures count. swing: (districts,) logits. reactance, mismatch: logits of support.
    grouping: groups in which voters are counted apart, None where they are not.
    """

    scenario: Scenario
    terms: ExposureTerms
    swing: Floats
    reactance: float = 0.0
    mismatch: float = 0.0
    sharing: Sharing | None = None
    grouping: Grouping | None = None

    @property
    def apart(self) -> bool:
        """Whether plans with the same exposures to the same messages may differ all the same."""
        return self.sharing is not None or self.mismatch != 0.0

    @classmethod
    def build(cls, scenario: Scenario, world: World, swing: Floats | None = None) -> Stage:
        """Doses from channels and response; penalties in points as logits of that world.

        scenario: that of the world, or one that differs in how exposures count. swing: (districts,)
        logits; None where nobody swings.
        """
        said, channels = scenario.messages, scenario.channels.values()
        terms = ExposureTerms(
            doses=doses(scenario, scenario.politics.turnout),
            turnout_doses=turnout_doses(scenario) if scenario.mobilises else (),
            met=tuple(c.contact_rate if c.kind == "contacts" else 1.0 for c in channels),
            caps=tuple(channel.frequency_cap for channel in channels),
            saturation=scenario.response.saturation,
        )
        points_per_logit = 100.0 * world.politics.slope
        reactance, mismatch = (
            pp / points_per_logit for pp in (said.reactance_pp, said.mismatch_pp)
        )
        sharing = Sharing.build(scenario, terms) if scenario.earned.share_rate else None
        moved = np.zeros(scenario.districts.count) if swing is None else swing
        return cls(scenario, terms, moved, reactance, mismatch, sharing)


@dataclass(frozen=True, eq=False)
class Moves:
    """(n,) changes of the support and of the turnout logit; 0 where nothing moves.

    met: (n,) who met whoever moves them; None where nobody did.

    Equal to itself alone: whoever does the same is given the same object.
    """

    support: Floats | float = 0.0
    turnout: Floats | float = 0.0
    met: Bools | None = None


class PlanEffect(NamedTuple):
    """What one plan does to the voters of a block.

    row: (n,) of the plan. support, turnout: (n,) logits, see `Moves`. earned: voters who were met
    by other voters alone. told: (n, messages) who heard which, and (n,) exposures, where
    voters pass messages on; else delivery tells it.
    """

    row: Ints
    delivered: Delivered
    support: Floats | float
    turnout: Floats | float
    earned: float
    told: tuple[Bools, Ints] | None = None

    @property
    def met(self) -> Bools:
        """(n,) who was met."""
        counts = self.delivered.counts.T if self.told is None else self.told[0]
        return np.asarray(counts.any(axis=1))


class Scene:
    """One side's block on the stage: what its plans do there, exposures shared where alike."""

    def __init__(self, block: Block, stage: Stage) -> None:
        self.block, self.stage = block, stage
        voters, response = block.voters, stage.scenario.response
        prob = logistics(voters.support)
        uniforms = [block.uniforms(channel) for channel in stage.scenario.channels]
        persuadable = (prob >= response.persuadable_low) & (prob <= response.persuadable_high)
        self.audience = Audience(
            block.media, block.view.known, persuadable, voters.turnout_prob, uniforms
        )
        self._last: tuple[tuple[object, ...], Delivered] | None = None

    def moved(self, plan: Plan) -> PlanEffect:
        """What a plan does here; its delivery is that of the plan before where both are alike."""
        row, block, stage = self.block.rows(plan.rule), self.block, self.stage
        if plan.silent:
            return PlanEffect(row, silence(self.audience), 0.0, 0.0, 0.0)
        key = plan.delivery
        if self._last is None or self._last[0] != key:
            self._last = None  # what is given up first need not be held beside what is made
            means = expected_exposures(plan, row, self.audience, stage.terms.met)
            self._last = (key, deliver(means, stage.terms, self.audience))
        delivered = self._last[1]
        mobilises, told, each = stage.scenario.mobilises, None, None
        if plan.mixture is not None:
            starts = [block.draw(f"{name}/in-flight", 1) for name in stage.scenario.channels]
            draws = [np.random.Generator(np.random.SFC64(int(s[0, 0] * 2**53))) for s in starts]
            each = divided(plan.mixture.sent, row, delivered.counts, draws)
            told = each > 0, delivered.counts.sum(axis=0)
        if stage.sharing is not None:
            passed = stage.sharing.spread(block, plan, row, delivered, self.audience, each)
            support = passed.support_shift(block.effects)
            turnout = passed.turnout_shift(block.turnout_effects) if mobilises else 0.0
            delivered, earned, told = passed.delivered, passed.earned, passed.told
        else:
            support = logit_shift(plan, row, delivered, block.effects)
            turnout, earned = 0.0, 0.0
            if mobilises:
                turnout = turnout_shift(plan, row, delivered, block.turnout_effects)
        if stage.reactance or stage.mismatch:
            support = support - penalty(plan, row, delivered, self._costs(plan))
        return PlanEffect(row, delivered, support, turnout, earned, told)

    def _costs(self, plan: Plan) -> Penalties:
        """What targeting costs the voters of this block under a plan."""
        stage, rate = self.stage, self.stage.scenario.messages.notice_rate
        noticed = np.ones(self.block.voters.size, dtype=np.bool_)
        if stage.reactance and rate < 1.0:
            noticed = self.block.draw("notice") < rate
        meant = self.block.meant_rows(plan.rule) if stage.mismatch else None
        return Penalties(stage.reactance, stage.mismatch, noticed, meant)


def alike_together(plans: Mapping[str, Plan]) -> list[str]:
    """Names of plans, those with like deliveries and like messages one after another.

    A scene holds one delivery at a time, so that this is the order in which each is made once.
    """
    first: dict[object, int] = {}
    keys: dict[object, tuple[int, int, int]] = {}
    for place, plan in enumerate(plans.values()):
        if plan.by_row not in keys:
            keys[plan.by_row] = (
                first.setdefault(plan.delivery, place), first.setdefault(plan.effect, place), place,
            )  # fmt: skip
    return sorted(plans, key=lambda name: keys[plans[name].by_row])
