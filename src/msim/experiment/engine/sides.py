"""What does each side bring? Its eyes on the voters, its survey, its orders, its plans."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, partial

from msim.campaign.campaign import Campaign
from msim.campaign.data import Observer, reliability, shown_traits
from msim.campaign.message_test import adjusted, assign_messages, net_contribution
from msim.campaign.orders import Order
from msim.campaign.planning import Shop
from msim.campaign.segments.segmentation import Survey, segment
from msim.campaign.segments.usable import learns
from msim.campaign.strategies import strategy
from msim.core.arrays import Floats
from msim.core.memo import Memo
from msim.core.seen import Answers, Inventory, Plan, Rule
from msim.core.streams import Streams
from msim.experiment.engine import oracle
from msim.experiment.engine.electorate import Electorate, RivalElectorate
from msim.experiment.engine.names import played_as
from msim.experiment.engine.observing import Observed
from msim.experiment.engine.stock import Stock
from msim.experiment.engine.survey import Panel
from msim.scenario.model import Scenario
from msim.world import World
from msim.world.traits import level_cuts, show, show_truly


def _observer(scenario: Scenario, world: World) -> Observer:
    """The campaign's eyes on the voters of a world."""
    model, traits = world.traits, scenario.population.traits
    cuts = level_cuts(model, traits, reliability(scenario.data))
    return Observer(
        scenario.data,
        world.streams,
        partial(show, cuts=cuts),
        partial(show_truly, model, traits),
        {
            "coverage": world.leaning(scenario.data.coverage, scenario.data.coverage_lean),
            "consent": world.leaning(scenario.data.consent, scenario.data.consent_lean),
        },
    )


def electorate(scenario: Scenario, number: int, streams: Streams | None = None) -> Electorate:
    """The world of a replicate and the campaign's eyes on it, by its own streams or by others."""
    world = World.build(scenario, streams or Streams(scenario.run.seed, number))
    return Electorate(world, _observer(scenario, world))


def opposed(voters: Electorate) -> RivalElectorate:
    """The same voters as the other side sees them."""
    scenario = voters.world.scenario.rival
    world = voters.world.rival(scenario)
    return voters.rival(world, _observer(scenario, world))


NO_MATTER = frozenset({"budget", "opponent", "run", "attribution", "trial"})
"""Sections on which neither voters nor answers depend, but for what `same_surveys` looks at."""


def same_surveys(one: Scenario, other: Scenario) -> bool:
    """Whether scenarios have the same voters, who are asked the same.

    >>> from msim.scenario.loading import override
    >>> changed = {"budget.total": 1e6}, {"politics.support": 0.4}
    >>> [same_surveys(Scenario(), override(Scenario(), keys)) for keys in changed]
    [True, False]
    """
    if one is other:
        return True
    asked = [(each.run.seed, each.budget.by_forecast) for each in (one, other)]
    sections = type(one).model_fields.keys() - NO_MATTER
    return asked[0] == asked[1] and all(
        getattr(one, name) == getattr(other, name) for name in sections
    )


def survey_streams(streams: Streams, survey: int) -> Streams:
    """The streams of one of a world's surveys; those of the first are the world's own."""
    return streams if survey == 0 else replace(streams, side=f"{streams.side}survey/{survey}/")


def answered(scenario: Scenario, panel: Panel, streams: Streams) -> Answers:
    """The answers of one survey: who is shown what, and what each of them says."""
    respondents = scenario.respondents
    message = assign_messages(
        respondents, scenario.messages.count, streams.generator("test/assignment")
    )
    asked, prior = panel.asked(respondents), scenario.budget.by_forecast
    answers = panel.ask(scenario.test, streams, prior, asked, message)
    people = panel.weights(asked)
    return adjusted(answers if people is None else replace(answers, people=people))


def polled(
    scenario: Scenario, voters: Electorate, surveys: int
) -> tuple[tuple[Campaign, ...], Panel]:
    """What the campaign knows before it plans, by each of several surveys of the same people.

    A survey shows messages to other respondents and hears other answers. Segments that are made
    of traits alone are the same in all of them. The survey comes first, for segments that are made
    by how its respondents answer.
    """
    streams, test = voters.world.streams, scenario.test
    panel = Panel.draw(voters, max(scenario.respondents, scenario.segments.fit_sample))
    traits = shown_traits(scenario.population.traits)
    respondents = panel.view.rows(panel.asked(scenario.respondents))
    lasting, campaigns, segmentation = Memo(), [], None
    for number in range(surveys):
        own = survey_streams(streams, number)
        answers = answered(scenario, panel, own)
        if segmentation is None or learns(scenario.segments):
            # From a stream of its own: where a method does not look at answers, segments are the
            # same whatever the survey drew.
            seed = int(own.generator("campaign/segments").integers(2**31))
            told = Survey(net_contribution(answers)[0], respondents) if test.conducted else None
            segmentation = segment(scenario.segments, panel.view, traits, seed, told)
        campaigns.append(Campaign(
            scenario, own, traits, segmentation, answers, respondents,
            panel.true_variance, panel.true_slopes, Observed(scenario, panel, own, Memo()), lasting,
        ))  # fmt: skip
    return tuple(campaigns), panel


def _heard(scenario: Scenario, voters: Electorate) -> tuple[tuple[Campaign, ...], Panel]:
    """All that `polled` tells, asked once for scenarios that ask the same of the same voters."""
    known = voters.memo.get("polled")
    if known is None or not same_surveys(known[0], scenario):
        known = scenario, *polled(scenario, voters, scenario.surveys)
        voters.memo["polled"] = known
    return tuple(each.under(scenario) for each in known[1]), known[2]


def prepare(scenario: Scenario, voters: Electorate) -> tuple[Campaign, Panel]:
    """What the campaign knows before it plans, by the first of its surveys, and its panel."""
    campaigns, panel = polled(scenario, voters, 1)
    return campaigns[0], panel


@dataclass(frozen=True)
class Side:
    """A campaign with what its arms want, by the name under which each is played.

    campaigns: one for each survey. parts: of each arm that plays, how many orders it has, each as
    likely as the others.
    """

    scenario: Scenario
    voters: Electorate
    campaigns: tuple[Campaign, ...]
    orders: Mapping[str, Order]
    parts: Mapping[str, int] = field(default_factory=dict)

    @property
    def campaign(self) -> Campaign:
        """The campaign by its first survey."""
        return self.campaigns[0]

    @property
    def arms(self) -> list[str]:
        """All that plays, without regard to surveys."""
        return list(self.parts or self.orders)

    def names(self, arm: str, survey: int) -> list[str]:
        """The names under which an arm plays after a survey; what needs no survey plays once."""
        after = survey if played_as(arm, survey) in self.orders else 0
        return [played_as(arm, after, part) for part in range(self.parts.get(arm, 1))]

    @cached_property
    def rules(self) -> list[Rule]:
        """Every rule by which voters are put into rows, each once."""
        rules = [order.rule for order in self.orders.values()]
        rules += [order.like.rule for order in self.orders.values() if order.like is not None]
        return list(dict.fromkeys(rules))

    @property
    def choosing(self) -> list[str]:
        """Strategies that choose channel by channel whether to target."""
        told = [arm for arm in self.arms if self.orders[arm].arm not in oracle.TOLD]
        return [arm for arm in told if self.orders[arm].delivery == "best"]

    def inventories(self, stock: Stock) -> dict[Rule, Inventory]:
        """The inventory of each rule from a stock that was taken by the rules of this side."""
        return dict(zip(self.rules, stock.rules, strict=True))

    def plans(self, stock: Stock, power: Floats) -> tuple[dict[str, Plan], dict[Rule, Inventory]]:
        """What the orders come to, and the inventory of each rule."""
        inventories = self.inventories(stock)
        market = stock.market(self.voters.world.people_per_voter, power)
        shop, plans = Shop(self.scenario, market), {}
        for name, order in self.orders.items():
            shared = None if order.like is None else inventories[order.like.rule]
            plans[name] = shop.buy(order, inventories[order.rule], shared)
        return plans, inventories


@dataclass(frozen=True)
class RivalSide(Side):
    """The other side, which sees the own side's voters turned round."""

    voters: RivalElectorate


def own_side(scenario: Scenario, voters: Electorate) -> Side:
    """The campaign whose arms are compared; silence always first."""
    named = dict.fromkeys((*scenario.run.arms, *scenario.opponent.played))
    arms = [arm for arm in named if arm != "silent"]
    made = {arm: strategy(arm) for arm in arms if arm not in oracle.TOLD}
    # All surveys, whoever looks at them: what is reported of them hangs on no arm.
    campaigns, panel = _heard(scenario, voters)
    wanted, parts = {"silent": strategy("silent").order(campaigns[0])}, {"silent": 1}
    for arm in arms:
        if arm in oracle.TOLD:
            told = oracle.orders(panel, campaigns[0], arm)
            wanted.update(told)
            parts.update(dict.fromkeys(told, 1))
            continue
        several = made[arm].orders(campaigns[0])
        parts[arm] = len(several)
        wanted.update({played_as(arm, 0, part): order for part, order in enumerate(several)})
        for number, campaign in enumerate(campaigns[1:] if made[arm].by_survey else (), 1):
            wanted[played_as(arm, number)] = made[arm].order(campaign)
    return Side(scenario, voters, campaigns, wanted, parts)


def other_side(voters: Electorate, turned: RivalElectorate | None = None) -> RivalSide | None:
    """The opponent with what it wants after each of its surveys; None where there is none.

    turned: the same voters as some opponent sees them, who may have asked the same.
    """
    own = voters.world.scenario
    if not own.opponent.answers:
        return None
    rival = own.rival
    if turned is not None and same_surveys(turned.world.scenario, rival):
        turned = turned.under(rival)
    else:
        turned = opposed(voters)
    campaigns, _ = _heard(turned.world.scenario, turned)
    # It plays each plan that some arm of ours may meet; what it leaves to chance is drawn.
    orders = {
        played_as(name, number): strategy(name).order(campaign)
        for name in own.opponent.strategies
        for number, campaign in enumerate(campaigns)
    }
    return RivalSide(turned.world.scenario, turned, campaigns, orders)
