"""Law 11: who may choose how to deliver never expects less than from the plan of `broadcast`."""

from __future__ import annotations

from dataclasses import replace
from unittest import mock

import numpy as np

from msim.campaign.audience import curves
from msim.campaign.orders import Market, Order
from msim.campaign.planning import promises
from msim.core.arrays import Floats, Ints
from msim.experiment.engine import replicate
from msim.experiment.engine.elections import Played
from msim.experiment.engine.names import played_as
from msim.experiment.engine.sides import Side
from msim.scenario import Scenario
from tests.laws import engine
from tests.laws.drawn import changed

TARGETED = ("segmented", "placebo", "demographic", "individual")


def law_11(scenario: Scenario) -> None:
    """By its own forecast, in every survey; and what is not targeted carries the single message."""
    if not scenario.test.conducted:
        return
    keys = {"budget.delivery": "best", "run.arms": ("silent", "broadcast", *TARGETED)}
    scenario = changed(scenario, keys)
    kept: list[tuple[Side, Played]] = []
    collect = replicate.collected

    def keep(scenario: Scenario, own: Side, number: int, played: Played) -> replicate.Replicate:
        kept.append((own, played))
        return collect(scenario, own, number, played)

    with mock.patch.object(replicate, "collected", keep):
        engine.replicates(scenario, 1)
    own, played = kept[0]
    for arm in TARGETED:
        for survey in range(scenario.surveys):
            (name,) = own.names(arm, survey)
            (usual,) = own.names("broadcast", survey)
            plan, order = played.day.plans[name], own.orders[name]
            broadcast = played.day.plans[usual]
            assert name == played_as(arm, survey)
            single = int(broadcast.message[0, 0])
            assert np.all(plan.message[:, ~plan.targeted] == single)
            assert plan.production == broadcast.production
            zone = np.arange(len(plan.rate)) % order.zones // (order.zones // broadcast.zones)
            everywhere = np.full_like(plan.message, single)
            settled = replace(order, aimed=tuple(plan.targeted.tolist()))
            none = replace(order, aimed=(False,) * plan.targeted.size)
            expected = _forecast(settled, plan.message, plan.rate, own, played)
            usually = _forecast(none, everywhere, broadcast.rate[zone], own, played)
            assert expected >= usually * (1.0 - 1e-9), (name, expected, usually)
            if not plan.targeted.any():
                assert np.array_equal(plan.rate, broadcast.rate[zone])


def _forecast(order: Order, message: Ints, rate: Floats, own: Side, played: Played) -> float:
    """Net votes that the campaign expects of rates and messages."""
    day = played.day
    nothing = np.zeros(rate.shape[1])
    people = own.voters.world.people_per_voter
    market = Market(nothing, nothing, people, day.battlegrounds.power)
    promised = promises(order, message, "promised_pp")
    inventory = day.inventories[order.rule]
    return curves(order, promised, inventory, market, own.scenario).value(rate)

