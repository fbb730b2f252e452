"""The engine opened up for the laws: one replicate with its plans, and what befalls each voter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from unittest import mock

import numpy as np
import sklearn.cluster  # noqa: F401  before threads are limited, so that its own are as well
from scipy.special import expit
from threadpoolctl import threadpool_limits

from msim.campaign.campaign import Campaign
from msim.core.arrays import Floats
from msim.core.seen import Plan
from msim.core.tally import Tally
from msim.experiment.engine import replicate, stage
from msim.experiment.engine.collected import Replicate
from msim.experiment.engine.electorate import Block, Electorate
from msim.scenario import Scenario


@dataclass(frozen=True)
class Played:
    """A replicate and what it was made from. plans, tallies: by the name under which it played."""

    scenario: Scenario
    voters: Electorate
    campaign: Campaign
    plans: Mapping[str, Plan]
    tallies: Mapping[str, Tally]
    replicate: Replicate

    @property
    def measures(self) -> dict[str, dict[str, float]]:
        return self.replicate.measures

    @property
    def people(self) -> float:
        return self.voters.world.people_per_voter

    @property
    def blocks(self) -> list[Block]:
        return [self.voters.block(number) for number in range(self.voters.world.blocks)]


def played(scenario: Scenario, number: int = 0, workers: int = 1) -> Played:
    """Run one replicate and keep hold of its parts."""
    kept: list[tuple] = []
    collect = replicate.collected

    def keep(*parts):
        kept.append(parts)
        return collect(*parts)

    with mock.patch.object(replicate, "collected", keep), threadpool_limits(1):
        found = replicate.run_replicate(scenario, number, workers)
    _, own, _, parts = kept[0]
    return Played(scenario, own.voters, own.campaign, parts.day.plans, parts.tallies, found)


def replicates(scenario: Scenario, count: int) -> list[Replicate]:
    """Several replicates, one after the other."""
    with threadpool_limits(1):
        return [replicate.run_replicate(scenario, number) for number in range(count)]


def gaps(runs: Sequence[Replicate], first: str, second: str, measure: str) -> Floats:
    """(replicates,) paired differences of one measure between two arms."""
    return np.array([r.measures[first][measure] - r.measures[second][measure] for r in runs])


def standard_error(values: Floats) -> float:
    return float(values.std(ddof=1) / np.sqrt(values.size))


@dataclass(frozen=True)
class Followed:
    """What befalls each voter of a block under a plan.

    means: (channels, n) expected exposures. effect_share, shift: (n,). own: (n,) expected votes.
    row: (n,). message_effect: (n, channels) effect of the message that the voter would meet.
    """

    means: Floats
    effect_share: Floats
    shift: Floats
    own: Floats
    row: Floats
    message_effect: Floats


def follow(block: Block, plan: Plan, scenario: Scenario) -> Followed:
    """Play one plan on one block without swing, voter by voter, through the engine's own parts."""
    scene = stage.Scene(block, stage.Stage.build(scenario, block._world))
    row, delivered, shift, *_ = scene.moved(plan)
    met = block.effects[np.arange(row.size)[:, None], plan.message[row]]
    if plan.mixture is not None:
        met = np.einsum("nck,nk->nc", plan.mixture.left[row], block.effects)
    if plan.rate.any():
        means = np.array(
            stage.expected_exposures(plan, row, scene.audience, scene.stage.terms.met)
        )
    else:
        means = np.zeros(met.T.shape)
    shift = np.broadcast_to(shift, row.shape)
    own = block.voters.turnout_prob * expit(block.voters.support + shift)
    return Followed(means, delivered.effect_share, shift, own, row, met)
