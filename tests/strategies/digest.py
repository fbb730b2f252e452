"""What strategies and methods decide, as short texts that two processes can compare."""

from __future__ import annotations

import hashlib
import json
import sys
from typing import Any

import numpy as np
from threadpoolctl import threadpool_limits

from msim.campaign.campaign import Campaign
from msim.campaign.data import shown_traits
from msim.campaign.planning import Order
from msim.campaign.segments import ALL_KINDS, METHODS, method
from msim.campaign.segments.features import look
from msim.campaign.strategies import STRATEGIES, strategy
from msim.core.seen import CampaignView
from msim.experiment.engine.sides import electorate, prepare
from msim.scenario import Scenario
from tests.laws.drawn import changed

SCENARIO = changed(Scenario(), {
    "population.simulated": 900,
    "messages.heterogeneity_sd_pp": 3.0,
    "data.coverage": 0.8,
    "segments.fit_sample": 300,
    "segments.count": 4,
    "test.respondents": 400,
    "test.shrinkage": "none",
    "yours.messages": (2, 1, 3, 1),
    "yours.shares": (1.0, 0.0, 2.0, 1.0),
})


def campaign(scenario: Scenario = SCENARIO) -> tuple[Campaign, CampaignView]:
    """A campaign that has segmented and tested, and its view of the first block."""
    voters = electorate(scenario, 0)
    with threadpool_limits(1):
        return prepare(scenario, voters)[0], voters.block(0).view


def of_order(order: Order, view: CampaignView) -> str:
    """Every array that an order holds, and where it puts everybody."""
    parts: list[Any] = [order.rule.assign(view)]
    for choice in (order.choice, order.single):
        if choice is not None:
            parts += [choice.message, choice.promised_pp, choice.promised_raw_pp]
    if order.mixture is not None:
        parts += [order.mixture.sent, order.mixture.left]
    if order.moving is not None:
        parts += [*order.moving.shares, order.moving.gain]
    text = repr((order.arm, order.delivery, order.tested, [np.asarray(p).tolist() for p in parts]))
    return hashlib.sha256(text.encode()).hexdigest()


def table(name: str, n: int = 300) -> np.ndarray:
    """What a method looks at, of the first voters, in the readings that it can use."""
    view = electorate(SCENARIO, 0).block(0).view
    traits = shown_traits(SCENARIO.population.traits)
    given = getattr(method(name), "FEATURES", "scaled")
    seen = look(given, view.rows(slice(300)), traits, usable(name))
    return seen.apply(view.rows(slice(n)))


def usable(name: str) -> tuple[str, ...]:
    """The features to name for a method that cannot use every trait; none for others."""
    kinds = getattr(method(name), "KINDS", ALL_KINDS)
    traits = SCENARIO.population.traits
    return () if "continuous" in kinds else tuple(t.name for t in traits if t.kind in kinds)


def targets(name: str, n: int = 300) -> np.ndarray | None:
    """What a method learns from beside features: made-up responses, or nothing."""
    if getattr(method(name), "NEEDS", "") != "answers":
        return None
    return electorate(SCENARIO, 0).block(0).effects[:n]


def of_method(name: str, count: int = 3) -> str:
    with threadpool_limits(1):
        fitted = method(name).build(count, 5).fit(table(name), targets(name))
        found = [fitted.labels_.tolist(), fitted.predict(table(name, 800)).tolist()]
    return hashlib.sha256(json.dumps(found).encode()).hexdigest()


def everything() -> dict[str, str]:
    """A digest for each strategy and each method."""
    known, view = campaign()
    found = {name: of_order(strategy(name).order(known), view) for name in STRATEGIES}
    return found | {f"method {name}": of_method(name) for name in METHODS}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(everything()))
