"""What the peers are told: the few parameters of a scenario's first replicate, and its plans.

`msim` builds the world, runs the message test, fits the segments and buys; the peers draw voters of
their own and play the same arms on them. So they do less than `msim`, which does all of it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from msim.campaign.campaign import Campaign
from msim.campaign.data import reliability, shown_traits
from msim.campaign.individuals.ridge import Ridge
from msim.campaign.individuals.rule import Individually
from msim.campaign.orders import doses
from msim.campaign.segments.segmentation import Segmentation
from msim.core.arrays import Floats, Ints
from msim.core.seen import Plan, Rule
from msim.experiment.engine.day import Day
from msim.experiment.engine.sides import Side, electorate, own_side
from msim.experiment.engine.stock import whole_stock
from msim.scenario.model import Scenario
from msim.world import World
from msim.world.traits import level_cuts

RULES = {
    "Everyone": "everyone", "Segmentation": "segments", "RandomCells": "lots",
    "Demographic": "cells", "Individually": "lines", "BestMessage": "best",
}  # fmt: skip
"""How an arm puts voters into rows of its plan, by the name of the rule's class."""


@dataclass(frozen=True)
class Arm:
    """A plan. message, rate: (rows, channels) index, and exposures of a voter with habit 1."""

    name: str
    rule: str
    message: Ints
    rate: Floats
    targeted: tuple[bool, ...]


@dataclass(frozen=True)
class Line:
    """A linear score with noise of its own: `intercept + traits @ weights + sd * normal`."""

    intercept: float
    weights: Floats
    sd: float


@dataclass(frozen=True)
class Channel:
    """How voters use a channel, what one exposure leaves on polling day, how many count."""

    log_habit: Line | None
    users: float
    match_rate: float
    dose: float
    cap: int | None


@dataclass(frozen=True)
class Effects:
    """Logits of one forced exposure to each message: a Line for each, and one for all of them."""

    mean: Floats
    loadings: Floats
    sd: float
    common: Line


@dataclass(frozen=True)
class Data:
    """The campaign's readings: `keep * trait + sd * normal`, cut into levels.

    levels: of each trait as it enters the features; 0 as a number, else a column a level.
    """

    keep: float
    sd: float
    cuts: tuple[Floats, ...]
    levels: tuple[int, ...]
    party_accuracy: float
    known: float


@dataclass(frozen=True)
class Cells:
    """How readings become rows. mean, scale: (columns,). centres: (segments, columns).

    lots: (segments,). demographic: index and number of levels of each trait that makes a cell.
    level: (messages,), slopes: (columns, messages) predicted effects.
    """

    mean: Floats
    scale: Floats
    centres: Floats
    lots: Floats
    demographic: tuple[tuple[int, int], ...]
    level: Floats
    slopes: Floats


@dataclass(frozen=True)
class Setting:
    """Everything a peer needs. means: (archetypes, traits), shares: (archetypes,)."""

    shares: Floats
    means: Floats
    within: float
    support: Line
    turnout: Line
    channels: tuple[Channel, ...]
    effects: Effects
    data: Data
    cells: Cells
    arms: tuple[Arm, ...]
    saturation: float
    swing: float


def setting(scenario: Scenario) -> Setting:
    """Plan the first replicate of a scenario. Raises ValueError for parts that peers leave out."""
    _check(scenario)
    own, day = planned(scenario)
    world, plans = own.voters.world, day.plans
    met = [c.contact_rate if c.kind == "contacts" else 1.0 for c in scenario.channels.values()]
    politics, keys = world.politics, scenario.politics
    lean, own_share = np.sqrt(keys.lean_traits_share), np.sqrt(1.0 - keys.lean_traits_share)
    return Setting(
        shares=world.traits.shares,
        means=np.sqrt(world.traits.structure) * world.traits.means,
        within=float(np.sqrt(1.0 - world.traits.structure)),
        support=Line(
            politics.support_intercept + float(world.places.lean[0]),
            keys.lean_sd * lean * politics.support_weights,
            keys.lean_sd * own_share,
        ),
        turnout=Line(
            politics.turnout_intercept,
            keys.turnout_sd * lean * politics.turnout_weights,
            keys.turnout_sd * own_share,
        ),
        channels=_channels(scenario, world),
        effects=_effects(world),
        data=_data(scenario, world),
        cells=_cells(own.campaign, [plan.rule for plan in plans.values()]),
        arms=tuple(_arm(name, plan, np.array(met)) for name, plan in plans.items()),
        saturation=scenario.response.saturation,
        swing=float(day.stage.swing[0]),
    )


def planned(scenario: Scenario) -> tuple[Side, Day]:
    """The campaign of the first replicate and its day, with its plans, as a run makes them."""
    voters = electorate(scenario, 0)
    own = own_side(scenario, voters)
    blocks = (voters.block(number) for number in range(voters.world.blocks))
    return own, Day.build(own, whole_stock(blocks, own.rules, scenario))


def _check(scenario: Scenario) -> None:
    traits = len(scenario.population.traits)
    given = scenario.population.correlation
    plain = {
        "districts.count": scenario.districts.count == 1,
        "population.correlation": given is None or np.array_equal(given, np.eye(traits)),
        "messages.mobilise_pp": not scenario.mobilises,
        "messages.reactance_pp": not scenario.messages.reactance_pp,
        "messages.mismatch_pp": not scenario.messages.mismatch_pp,
        **{key: not loadings for key, loadings in scenario.leanings.items()},
        "data.missing": scenario.data.missing == 0.0,
        "segments.method": scenario.segments.method == "kmeans" and not scenario.segments.features,
        "segments.individual_model": scenario.segments.individual_model == "ridge",
        "test.conducted": scenario.test.conducted,
        "budget.audience": scenario.budget.audience == "all",
        "budget.allocation": scenario.budget.allocation == "proportional",
        "earned.share_rate": scenario.earned.share_rate == 0.0,
        "opponent.strategy": scenario.opponent.strategy is None and not scenario.opponent.game,
        "election.draw": not scenario.election.draw,
    }
    if beyond := [key for key, simple in plain.items() if not simple]:
        raise ValueError(f"the peers leave out what this scenario sets: {', '.join(beyond)}")


def _arm(name: str, plan: Plan, met: Floats) -> Arm:
    rule = RULES[type(plan.rule).__name__]
    return Arm(name, rule, plan.message, plan.rate * met, tuple(map(bool, plan.targeted)))


def _channels(scenario: Scenario, world: World) -> tuple[Channel, ...]:
    found = []
    for c, (channel, dose) in enumerate(
        zip(scenario.channels.values(), doses(scenario, scenario.politics.turnout), strict=True)
    ):
        habit = None
        if channel.kind == "impressions":
            media = world.media
            habit = Line(-0.5 * media.log_variance[c], media.loadings[:, c], channel.habit_sd)
        found.append(
            Channel(habit, channel.users, channel.match_rate, dose, channel.frequency_cap)
        )
    return tuple(found)


def _effects(world: World) -> Effects:
    model, keys = world.messages, world.messages.keys
    per_logit = model.points_per_logit
    scale = model.heterogeneity_sd_pp / per_logit
    own, common = scale * np.sqrt(1.0 - keys.common_share), scale * np.sqrt(keys.common_share)
    seen, unseen = np.sqrt(keys.trait_share), np.sqrt(1.0 - keys.trait_share)
    return Effects(
        model.mean_pp / per_logit,
        own * seen * model.loadings,
        own * unseen,
        Line(0.0, common * seen * model.common_loadings, common * unseen),
    )


def _data(scenario: Scenario, world: World) -> Data:
    data, traits = scenario.data, scenario.population.traits
    share = reliability(data)
    levels = [t.levels if t.kind == "categorical" else 0 for t in shown_traits(traits)]
    if not data.party_label:
        raise ValueError("the peers leave out what this scenario sets: data.party_label")
    return Data(
        float(np.sqrt(share)),
        float(np.sqrt(1.0 - share)),
        level_cuts(world.traits, traits, share),
        tuple(levels),
        data.party_accuracy,
        data.coverage * data.consent,
    )


def _cells(campaign: Campaign, rules: list[Rule]) -> Cells:
    segments: Segmentation = campaign.segmentation
    look = segments.preparation
    lines = [rule for rule in rules if isinstance(rule, Individually)]
    messages, columns = campaign.scenario.messages.count, look.mean.size
    level, slopes = np.zeros(messages), np.zeros((columns, messages))
    if lines:
        model, white = lines[0].model, lines[0].prepare
        assert isinstance(model, Ridge)
        turned = white.turn @ model.slopes
        slopes = white.preparation.scale[:, None] * turned
        level = model.level - white.centre @ turned - white.preparation.mean @ slopes
    demographic = [
        (index, trait.levels) for index, trait in enumerate(campaign.traits) if trait.demographic
    ]
    if not all(levels for _, levels in demographic):
        raise ValueError("the peers leave out demographic traits that are continuous")
    centres = segments.estimator.cluster_centers_
    return Cells(
        look.mean, look.scale, centres, segments.shares, tuple(demographic), level, slopes
    )
