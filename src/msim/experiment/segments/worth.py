"""What is the truth about segments? Archetypes found again, what a segment is worth, what it gains.

Only the truth can say whether segments are the ones that there are, and whether it pays to talk to
them apart: both on the electorate of a replicate, with the money and delivery of the scenario.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from scipy.special import expit, logit

from msim.campaign.campaign import Campaign
from msim.campaign.segments.stability import adjusted_rand
from msim.campaign.strategies import strategy
from msim.core.arrays import Floats, Ints, group_sums
from msim.core.seen import Plan
from msim.experiment.engine.day import Day
from msim.experiment.engine.electorate import Electorate
from msim.experiment.engine.replicate import run_replicate
from msim.experiment.engine.sides import Side, answered
from msim.experiment.engine.stage import Scene, Stage
from msim.experiment.engine.stock import whole_stock
from msim.experiment.engine.survey import Panel
from msim.scenario.model import Scenario

VOTERS = 100_000
"""Simulated voters, at most, on whom gains and worth are computed."""
REPLICATES = 12
"""Replicates, at most, over which methods are compared."""
SURVEYS = 12
"""Surveys over which the worth of a segment is averaged."""
ARMS = ("broadcast", "segmented_free", "segmented")
"""The arms in which methods are compared."""


def smaller(scenario: Scenario) -> Scenario:
    """The scenario with as many simulated voters as are looked at, and the arms that compare.

    Each voter then stands for more people; what is drawn for the first voters stays the same.
    """
    people = scenario.population
    voters = max(min(people.simulated, VOTERS), scenario.districts.count)
    return scenario.model_copy(
        update={
            "population": people.model_copy(update={"simulated": voters}),
            "run": scenario.run.model_copy(update={"arms": ARMS}),
        }
    )


def archetypes_found(labels: Ints, archetype: Ints, cells: int, archetypes: int) -> Floats:
    """(archetypes, segments) share of each true archetype's voters who are in each segment.

    labels, archetype: (n,) of the same voters, from 0. An archetype without voters is NaN.

    >>> archetypes_found(np.array([0, 1, 1]), np.array([0, 0, 1]), cells=2, archetypes=2).tolist()
    [[0.5, 0.5], [0.0, 1.0]]
    """
    joint = np.bincount(archetype * cells + labels, minlength=archetypes * cells)
    joint = joint.reshape(archetypes, cells).astype(float)
    size = joint.sum(axis=1, keepdims=True)
    return joint / np.where(size > 0.0, size, np.nan)


def archetypes_recovered(labels: Ints, archetype: Ints) -> float:
    """Adjusted Rand index of segments and true archetypes, (n,) each.

    >>> archetypes_recovered(np.array([0, 0, 1, 1]), np.array([1, 1, 0, 0]))
    1.0
    """
    return adjusted_rand(labels, archetype)


def gains(scenario: Scenario, number: int) -> dict[str, float]:
    """Net votes of segmented arms above broadcast in one replicate, on the same draws.

    The scenario should be a `smaller` one. Beside them the share of the variance of true effects
    that lies between the segments of that replicate.
    """
    done = run_replicate(scenario, number)
    votes = {arm: done.measures[arm]["net_votes"] for arm in ARMS}
    return {
        "broadcast": votes["broadcast"],
        **{f"{arm}-broadcast": votes[arm] - votes["broadcast"] for arm in ARMS[1:]},
        "effect_variance_between": done.diagnostics["effect_variance_between"],
    }


def worth(
    scenario: Scenario,
    voters: Electorate,
    campaign: Campaign,
    panel: Panel,
    surveys: Sequence[int] = tuple(range(1, SURVEYS + 1)),
) -> Floats:
    """(surveys, segments) net votes that each segment's own message adds over the single best one.

    At broadcast's price and reach, the other side silent and without a swing. Voters and segments
    stay as they are and the survey is asked anew: number 0 is the campaign's own. The sum over
    segments is what `segmented_free` gains over `broadcast`.
    """
    world = voters.world
    stage = Stage.build(scenario, world)
    scenes = [Scene(voters.block(number), stage) for number in range(world.blocks)]
    segmentation = campaign.segmentation
    added = np.zeros((len(surveys), segmentation.cells))
    for at, survey in enumerate(surveys):
        asking = campaign if survey == 0 else _asked_again(campaign, panel, survey)
        orders = {arm: strategy(arm).order(asking) for arm in ARMS[:2]}
        side = Side(scenario, voters, (asking,), orders)
        stock = whole_stock((scene.block for scene in scenes), side.rules, scenario)
        plans = Day.build(side, stock, still=True).plans
        for scene in scenes:
            gained = _votes(scene, plans["segmented_free"]) - _votes(scene, plans["broadcast"])
            rows = scene.block.rows(segmentation)
            added[at] += group_sums(gained, rows, segmentation.cells + 1)[1:]
    return added * world.people_per_voter


def _asked_again(campaign: Campaign, panel: Panel, survey: int) -> Campaign:
    """The same campaign after another survey of the same people."""
    streams = replace(campaign.streams, replicate=survey, side=f"{campaign.streams.side}again/")
    answers = answered(campaign.scenario, panel, streams)
    return campaign.asked_again(streams, answers)


def _votes(scene: Scene, plan: Plan) -> Floats:
    """(n,) each voter's expected part of half the lead under a plan."""
    voters = scene.block.voters
    played = scene.moved(plan)
    likely = voters.turnout_prob
    if scene.stage.scenario.mobilises:
        likely = expit(logit(likely) + played.turnout)
    return np.asarray(likely * (expit(voters.support + played.support) - 0.5))
