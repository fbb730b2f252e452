"""When, how often, how and to whom? The choices of a plan, each as a curve of reach and of votes.

Early against late money: one plan with all of its flight in one week (decay as in Hill, Lo, Vavreck
and Zaller 2013, Political Communication 30(4)). Frequency caps: the same plan, what counts of it
being capped. Proportional against optimised: budgets split by shares and by predicted value. Size
of the audience: segmented to the best part of the voters. Reach is expected reach over everybody;
votes are the engine's, on the same voters, draws and survey for every point of a curve.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from msim.core.arrays import Floats
from msim.core.dose import weekly_retention
from msim.core.seen import Plan
from msim.core.tally import Tally
from msim.experiment.engine.day import Day
from msim.experiment.engine.play import play
from msim.experiment.engine.sides import Side, other_side
from msim.experiment.reach.buyers import Buyer, Planner, buyers, caps, changed, with_channels
from msim.experiment.reach.curves import ARMS, Key, Schedule
from msim.outcome.schedule import NO_CAP
from msim.scenario.model import Scenario

CAPS: tuple[int | None, ...] = (*range(1, 11), None)
SHARES: tuple[float | None, ...] = (0.1, 0.2, 0.3, 0.45, 0.6, 0.8, 1.0, None)
"""Sizes of an audience, as shares of the voters with a record; None leaves it to the forecast."""
TIMES = (0.25, 0.5, 1.0, 1.5, 2.0)
"""Budgets at which two ways of splitting money are compared, in budgets of the scenario."""
SAMPLE = 20_000
"""Voters on whom votes are counted, at most; reach is of everybody."""
REPLICATES = 4
"""Replicates over which votes are averaged, at most."""
OWN, USUAL = "own", "as it is"
"""The side that plans by the scenario as it is; and the point of a curve that is the scenario's."""


def weeks(scenario: Scenario) -> int:
    """Weeks of the longest flight."""
    return max(len(channel.flight) for channel in scenario.channels.values())


def predicts(scenario: Scenario) -> bool:
    """Whether the campaign can plan by predictions: it has asked a survey."""
    return scenario.test.conducted


def picks(scenario: Scenario) -> bool:
    """Whether an audience can be picked: there is a survey, and a channel that can be aimed."""
    aimed = any(c.targetable and c.share > 0.0 for c in scenario.channels.values())
    return aimed and predicts(scenario)


def shares(scenario: Scenario) -> tuple[float | None, ...]:
    """Sizes of an audience that are looked at; none where none can be picked."""
    return SHARES if picks(scenario) else ()


def sides(planner: Planner, scenario: Scenario, arms: Sequence[str] = ARMS) -> dict[str, Side]:
    """The scenario's own side with some arms, and a side for each other way to plan."""
    each_way = {OWN: planner.side(scenario, arms)}
    if predicts(scenario):
        for way in ("proportional", "optimised"):
            each_way[way] = planner.side(changed(scenario, "budget", allocation=way), ARMS)
    for share in shares(scenario):
        keys = {"audience": "selected", "audience_share": share}
        each_way[named(share)] = planner.side(changed(scenario, "budget", **keys), ARMS[1:])
    return each_way


def named(point: float | int | None) -> str:
    """The name of a point of a curve.

    >>> named(0.3), named(2), named(None)
    ('0.3', '2', 'none')
    """
    return "none" if point is None else f"{point:g}"


def totals(scenario: Scenario, buyer: Buyer) -> list[float]:
    """Budgets at which ways of splitting are compared: those that leave money for media."""
    fixed = max(buyer.fixed(arm) for arm in ARMS)
    return [total for t in TIMES if (total := t * scenario.budget.total) > fixed]


def schedules(scenario: Scenario, known: Mapping[str, Buyer]) -> dict[Key, Schedule]:
    """What is bought at every point of every curve that moves reach."""
    planned: dict[Key, Schedule] = {}
    own, limits = known[OWN], caps(scenario)
    for arm in ARMS:
        now = own.bought(arm, [scenario.budget.total])
        for cap in CAPS:
            each = np.full(limits.size, NO_CAP if cap is None else cap)
            planned["caps", named(cap), arm] = Schedule(own, arm, now, each)
        for way in ("proportional", "optimised"):
            if way in known:
                bought = known[way].bought(arm, totals(scenario, own))
                planned["allocation", way, arm] = Schedule(known[way], arm, bought, limits)
    for share in shares(scenario):
        buyer = known[named(share)]
        bought = buyer.bought(ARMS[1], [scenario.budget.total])
        planned["audience", named(share), ARMS[1]] = Schedule(buyer, ARMS[1], bought, limits)
    return planned


def audience_share(buyer: Buyer, plan: Plan) -> float:
    """Share of all voters in rows to which a plan's targeted delivery goes."""
    size = buyer.side.inventories(buyer.stock)[plan.rule].size
    bought = plan.rate[:, plan.targeted].any(axis=1)
    return float(size[bought].sum() / size.sum())


def built(own: Buyer) -> Day:
    """The day of a replicate as in a run, the other side playing by its first survey."""
    day, other = Day.build(own.side, own.stock), other_side(own.side.voters)
    name = own.side.scenario.opponent.strategy
    if other is None or name is None:
        return day
    pairs = {arm: (arm, name) for arm in ("silent", *ARMS)}
    return day.facing(other, buyers([other])[0].stock, pairs)


def net_votes(day: Day, plans: Mapping[str, Plan]) -> dict[str, float]:
    """Net votes of each plan against silence."""
    world, against, tallies = day.voters.world, day.against, dict[str, Tally]()
    if against is not None:
        pairs = {name: pair for name, pair in against.pairs.items() if name in plans}
        against = replace(against, pairs=pairs)
    for number in range(world.blocks):
        here = play(day.voters.block(number), plans, day.stage, against)
        tallies = {k: tallies[k] + v if k in tallies else v for k, v in here.items()}
    silent = tallies["silent"]
    return {
        arm: world.people_per_voter * (_lead(tally) - _lead(silent)) / 2.0
        for arm, tally in tallies.items()
        if arm in plans and arm != "silent"
    }


def _lead(tally: Tally) -> float:
    return tally.own_votes - tally.other_votes


def sampled(scenario: Scenario) -> Scenario:
    """The scenario on the leading voters, of whom each then stands for more people."""
    size = min(scenario.population.simulated, SAMPLE)
    return changed(scenario, "population", simulated=size)


def votes(scenario: Scenario, number: int) -> dict[Key, Floats]:
    """(budgets,) or (1,) net votes at every point of every curve, in one replicate's sample."""
    small = sampled(scenario)
    planner = Planner.build(small, number)
    made = sides(planner, small)
    known = dict(zip(made, buyers(list(made.values())), strict=True))
    own = known[OWN]
    day = built(own)
    plans, curves = day.plans, dict[Key, Floats]()

    def note(curve: str, point: str, gained: Sequence[Mapping[str, float]]) -> None:
        for arm in gained[0] if gained else ():
            curves[curve, point, arm] = np.array([each[arm] for each in gained])

    note("weeks", USUAL, [net_votes(day, plans)])
    for week in range(weeks(scenario)):
        flight = tuple(1.0 if w == week else 0.0 for w in range(weeks(scenario)))
        early = with_channels(small, flight=flight)
        note("weeks", named(week + 1), [net_votes(day.under(early), plans)])
    for cap in CAPS:
        capped = with_channels(small, frequency_cap=cap)
        note("caps", named(cap), [net_votes(day.under(capped), plans)])
    for way in ("proportional", "optimised"):
        if way in known:
            bought = [known[way].plans(total) for total in totals(scenario, own)]
            note("allocation", way, [net_votes(day, each) for each in bought])
    for share in shares(scenario):
        note("audience", named(share), [net_votes(day, known[named(share)].plans())])
    return curves


def kept(scenario: Scenario) -> Floats:
    """(weeks,) share of an effect that is left on polling day, by week of the exposure."""
    response = scenario.response
    return weekly_retention(weeks(scenario), response.half_life_days, response.lasting_share)
