"""What does each side bring? Its eyes on the voters, its survey, its orders, its plans."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from msim.campaign.campaign import Campaign
from msim.campaign.data import Observer, reliability, shown_traits
from msim.campaign.message_test import assign_messages, conduct, net_contribution
from msim.campaign.orders import Order
from msim.campaign.planning import buy
from msim.campaign.segments.segmentation import Survey, segment
from msim.campaign.strategies import strategy
from msim.core.arrays import Floats
from msim.core.seen import Inventory, Plan, Rule
from msim.core.streams import Streams
from msim.experiment import oracle
from msim.experiment.electorate import Electorate, RivalElectorate
from msim.experiment.passes import Stock
from msim.experiment.rivals import PLAYED
from msim.experiment.survey import Panel
from msim.scenario.model import Scenario
from msim.world import World
from msim.world.traits import level_cuts, show


def _observer(scenario: Scenario, world: World) -> Observer:
    """The campaign's eyes on the voters of a world."""
    model, traits = world.traits, scenario.population.traits
    cuts = level_cuts(model, traits, reliability(scenario.data))
    return Observer(
        scenario.data,
        world.streams,
        lambda readings: show(readings, cuts),
        lambda values: show(values, level_cuts(model, traits)),
    )


def electorate(scenario: Scenario, number: int) -> Electorate:
    """The world of a replicate and the campaign's eyes on it."""
    world = World.build(scenario, Streams(scenario.run.seed, number))
    return Electorate(world, _observer(scenario, world))


def opposed(voters: Electorate) -> RivalElectorate:
    """The same voters as the other side sees them."""
    scenario = voters.world.scenario.rival
    world = voters.world.rival(scenario)
    return voters.rival(world, _observer(scenario, world))


def prepare(scenario: Scenario, voters: Electorate) -> tuple[Campaign, Panel]:
    """Test messages on a panel and segment a sample: what the campaign knows before it plans.

    The survey comes first, for segments that are made by how its respondents answer.
    """
    streams, test = voters.world.streams, scenario.test
    respondents = scenario.respondents
    panel = Panel.draw(voters, max(respondents, scenario.segments.fit_sample))
    seed = int(streams.generator("campaign/segments").integers(2**31))
    traits = shown_traits(scenario.population.traits)
    asked = np.arange(respondents) % panel.size
    message = assign_messages(
        respondents, scenario.messages.count, streams.generator("test/assignment")
    )
    budget = scenario.budget
    prior = budget.audience == "selected" or budget.allocation == "optimised"
    answers = conduct(partial(panel.ask, test, streams, prior), asked, message)
    respondents_seen = panel.view.rows(asked)
    survey = Survey(net_contribution(answers)[0], respondents_seen) if test.conducted else None
    segmentation = segment(scenario.segments, panel.view, traits, seed, survey)
    campaign = Campaign(
        scenario,
        streams,
        traits,
        segmentation,
        answers,
        respondents_seen,
        panel.true_variance,
        panel.true_slopes,
    )
    return campaign, panel


@dataclass(frozen=True)
class Side:
    """A campaign with what its arms want, by the name under which each is played."""

    scenario: Scenario
    voters: Electorate
    campaign: Campaign
    orders: Mapping[str, Order]

    @property
    def rules(self) -> list[Rule]:
        """Every rule by which voters are put into rows, each once."""
        rules = [order.rule for order in self.orders.values()]
        rules += [order.like.rule for order in self.orders.values() if order.like is not None]
        return list({id(rule): rule for rule in rules}.values())

    def plans(self, stock: Stock, power: Floats) -> tuple[dict[str, Plan], dict[int, Inventory]]:
        """What the orders come to, and the inventory of each rule by its identity."""
        found = {id(r): kept for r, kept in zip(self.rules, stock.rules, strict=True)}
        market = stock.market(self.voters.world.people_per_voter, power)
        plans = {}
        for name, order in self.orders.items():
            shared = None if order.like is None else found[id(order.like.rule)]
            supply = replace(market, everyone=shared)
            plans[name] = buy(order, found[id(order.rule)], supply, self.scenario)
        return plans, found


def own_side(scenario: Scenario, voters: Electorate) -> Side:
    """The campaign whose arms are compared; silence always first."""
    campaign, panel = prepare(scenario, voters)
    wanted = {"silent": strategy("silent").order(campaign)}
    game = PLAYED if scenario.opponent.game else ()
    for arm in dict.fromkeys((*scenario.run.arms, *game)):
        if arm == oracle.NAME:
            wanted.update(oracle.orders(panel, campaign))
        else:
            wanted[arm] = strategy(arm).order(campaign)
    return Side(scenario, voters, campaign, wanted)


def other_side(voters: Electorate) -> Side | None:
    """The opponent with what it wants; None where there is none."""
    own = voters.world.scenario
    named = [] if own.opponent.strategy is None else [own.opponent.strategy]
    named += PLAYED if own.opponent.game else ()
    if not named:
        return None
    turned = opposed(voters)
    campaign, _ = prepare(turned.world.scenario, turned)
    orders = {name: strategy(name).order(campaign) for name in dict.fromkeys(named)}
    return Side(turned.world.scenario, turned, campaign, orders)
