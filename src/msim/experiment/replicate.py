"""One replicate: build the world, observe, segment, test, plan, expose, respond, count.

Every draw of a replicate is shared by all its arms (common random numbers).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial, reduce
from operator import add
from typing import TypeVar

import numpy as np

from msim.campaign.campaign import Campaign
from msim.campaign.data import Observer, reliability, shown_traits
from msim.campaign.message_test import assign_messages, conduct
from msim.campaign.planning import Order, buy
from msim.campaign.segments.segmentation import Segmentation, segment
from msim.campaign.strategies import strategy
from msim.core.arrays import Floats
from msim.core.happened import Tally
from msim.core.seen import Plan, Rule
from msim.core.streams import Streams
from msim.execution.here import check_stopped, in_order, one_thread
from msim.experiment import oracle
from msim.experiment.electorate import Block, Electorate
from msim.experiment.estimands import measure, recovery
from msim.experiment.passes import Stage, play, take_stock
from msim.experiment.survey import Panel
from msim.experiment.tables import plan_rows, segment_rows
from msim.scenario.model import Scenario
from msim.world import World
from msim.world.traits import level_cuts, show

S = TypeVar("S")


@dataclass(frozen=True)
class Replicate:
    """What one replicate came to.

    measures: arm -> measure -> value. frequency: arm -> (11,) share of voters by exposures.
    diagnostics: measure -> value. plans, segments: rows of the tables of the same name.
    """

    number: int
    measures: dict[str, dict[str, float]]
    frequency: dict[str, Floats]
    diagnostics: dict[str, float]
    plans: list[dict[str, object]]
    segments: list[dict[str, object]]


def electorate(scenario: Scenario, number: int) -> Electorate:
    """The world of a replicate and the campaign's eyes on it."""
    streams = Streams(scenario.run.seed, number)
    world = World.build(scenario, streams)
    cuts = level_cuts(world.traits, scenario.population.traits, reliability(scenario.data))
    observer = Observer(scenario.data, streams, lambda readings: show(readings, cuts))
    return Electorate(world, observer)


def prepare(scenario: Scenario, voters: Electorate) -> tuple[Campaign, Panel]:
    """Segment a sample and test messages on a panel: what the campaign knows before it plans."""
    streams, test = voters.world.streams, scenario.test
    panel = Panel.draw(voters, max(test.respondents, scenario.segments.fit_sample))
    seed = int(streams.generator("campaign/segments").integers(2**31))
    segmentation = segment(
        scenario.segments, panel.view, shown_traits(scenario.population.traits), seed
    )
    asked = np.arange(test.respondents) % panel.size
    message = assign_messages(
        test.respondents, scenario.messages.count, streams.generator("test/assignment")
    )
    answers = conduct(partial(panel.ask, test, streams), asked, message)
    campaign = Campaign(
        scenario, streams, segmentation, answers, panel.view.rows(asked), panel.true_variance
    )
    return campaign, panel


def _orders(scenario: Scenario, campaign: Campaign, panel: Panel) -> dict[str, Order]:
    """What each arm wants, by the name under which it is played; silence always first."""
    wanted = {"silent": strategy("silent").order(campaign)}
    for arm in scenario.run.arms:
        if arm == oracle.NAME:
            wanted.update(oracle.orders(panel))
        else:
            wanted[arm] = strategy(arm).order(campaign)
    return wanted


def _fold(function: Callable[[Block], S], voters: Electorate, workers: int) -> S:
    """Sum of a function over all blocks, left to right by block number."""

    def one(number: int) -> S:
        check_stopped()
        return function(voters.block(number))

    numbers: Iterable[int] = range(voters.world.blocks)
    parts = map(one, numbers) if workers == 1 else in_order(one, numbers, workers)
    return reduce(add, parts)


@dataclass(frozen=True)
class _Tallies:
    by_name: dict[str, Tally]

    def __add__(self, other: _Tallies) -> _Tallies:
        return _Tallies({k: v + other.by_name[k] for k, v in self.by_name.items()})


def run_replicate(scenario: Scenario, number: int, workers: int = 1) -> Replicate:
    """Run one replicate, its blocks on `workers` threads; the number of threads moves no bit."""
    with one_thread():
        return _run(scenario, number, workers)


def _run(scenario: Scenario, number: int, workers: int) -> Replicate:
    voters = electorate(scenario, number)
    campaign, panel = prepare(scenario, voters)
    orders = _orders(scenario, campaign, panel)
    rules: list[Rule] = list({id(o.rule): o.rule for o in orders.values()}.values())
    stock = _fold(lambda block: take_stock(block, rules), voters, workers)
    inventories = {id(rule): found for rule, found in zip(rules, stock.rules, strict=True)}
    people = voters.world.people_per_voter
    plans = {
        name: buy(order, inventories[id(order.rule)], stock.market(people), scenario)
        for name, order in orders.items()
    }
    draw = voters.world.streams.generator("outcome/swing")
    national = scenario.election.swing_sd * float(draw.standard_normal())
    district = scenario.election.district_swing_sd * draw.standard_normal(scenario.districts.count)
    stage = Stage.build(scenario, national, district)
    played = _fold(lambda block: _Tallies(play(block, plans, stage)), voters, workers).by_name
    return _collect(scenario, voters, campaign, number, (plans, played))


def _collect(
    scenario: Scenario,
    voters: Electorate,
    campaign: Campaign,
    number: int,
    outcome: tuple[dict[str, Plan], dict[str, Tally]],
) -> Replicate:
    """Measures and tables of a replicate from its plans and tallies."""
    plans, played = outcome
    people = voters.world.people_per_voter
    found = {n: measure(plans[n], played[n], played["silent"], people) for n in plans}
    names = {arm: _best(arm, found) for arm in scenario.run.arms}
    segmentation: Segmentation = campaign.segmentation
    first = voters.block(0)
    rows = first.rows(segmentation)
    diagnostics = recovery(first, segmentation)
    choice = campaign.choice(segmentation)
    diagnostics["tau_pp"] = choice.tau_pp
    diagnostics["heterogeneity_sd_pp"] = voters.world.messages.heterogeneity_sd_pp
    return Replicate(
        number=number,
        measures={arm: found[name] for arm, name in names.items()},
        frequency={a: played[n].frequency / played[n].voters for a, n in names.items()},
        diagnostics=diagnostics,
        plans=[
            row
            for arm, name in names.items()
            for row in plan_rows(number, arm, plans[name], list(scenario.channels))
        ],
        segments=segment_rows(first, rows, choice, scenario) if number == 0 else [],
    )


def _best(arm: str, found: dict[str, dict[str, float]]) -> str:
    """The name under which an arm was played; the oracle's better delivery."""
    if arm != oracle.NAME:
        return arm
    played = [f"{arm}/{delivery}" for delivery in oracle.DELIVERIES]
    return max(played, key=lambda name: found[name]["net_votes"])
