"""What a test promises of those to whom a plan goes: one group gains, the other loses, by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from msim.campaign.campaign import Campaign
from msim.campaign.planning import buy
from msim.campaign.rules import CALLED, EVERYONE
from msim.campaign.strategies import strategy
from msim.core.memo import Memo
from msim.core.seen import Plan
from tests.campaign.planned import Planned, planned

HALF: dict[str, Any] = {
    "budget__audience": "selected", "budget__audience_by": "support", "budget__audience_share": 0.5,
    "segments__method": "one",
}
GAIN, LOSS = 6.0, -10.0
"""Points of vote choice that the second message moves supporters by, and everybody else."""
DOES = np.array([0.5, 1.0, 0.25])
"""What each message does of that."""


def torn(found: Planned) -> Campaign:
    """Its campaign, had every other respondent been a supporter, whom all messages gain.

    Every message, and none, is shown to as many supporters as others.
    """
    campaign = found.campaign
    number = np.arange(campaign.stated.message.size)
    supports, message = number % 2 == 0, number // 2 % 4 - 1
    points = np.where(supports, GAIN, LOSS) * np.append(DOES, 0.0)[message]
    answers = replace(
        campaign.stated, message=message, vote=0.5 + points / 100.0, before=1.0 * supports,
        weight=np.ones(number.size), noise_variance=1e-9,
    )
    view = replace(
        campaign.respondents, party=np.where(supports, 1, -1).astype(np.int8),
        traits=np.zeros_like(campaign.respondents.traits),
    )
    return replace(
        campaign, stated=answers, respondents=view, lasting=Memo(),
    )


def bought(arm: str, **keys: Any) -> Plan:
    found = planned(arm, **(HALF | keys))
    order = strategy(arm).order(torn(found))
    return buy(order, found.inventory, found.market, found.scenario)


def test_a_campaign_may_hear_some_of_its_respondents() -> None:
    campaign = torn(planned("ground", **HALF))
    supports = campaign.respondents.party > 0
    whole, theirs, others = (
        each.choice(EVERYONE).promised_raw_pp[0]
        for each in (campaign, campaign.among(supports), campaign.among(~supports))
    )
    assert theirs == pytest.approx(GAIN * DOES)
    assert others == pytest.approx(LOSS * DOES)
    assert whole == pytest.approx((theirs + others) / 2)
    assert campaign.among(supports).choice(CALLED).promised_raw_pp[0] == pytest.approx(theirs)
    assert campaign.among(np.ones(supports.size, dtype=np.bool_)) is campaign
    some = np.isin(campaign.stated.message, [0, 1])  # no control group among them
    assert campaign.among(some) is campaign


@pytest.mark.parametrize("arm", ["segmented", "ground", "placebo", "individual"])
def test_a_promise_is_of_those_addressed(arm: str) -> None:
    """By everybody's answers each message loses; supporters gain by each."""
    plan = bought(arm)
    bought_on = plan.rate.any(axis=0)
    to_some = plan.targeted & bought_on
    addressed = plan.rate[:, to_some].all(axis=1)
    assert addressed.any()
    assert not addressed.all()
    promised, said = plan.promised_raw_pp, plan.message
    gain = GAIN * DOES[said[addressed][:, to_some]]
    assert promised[addressed][:, to_some] == pytest.approx(gain, abs=1e-6)
    to_all = ~plan.targeted & bought_on
    whole = (GAIN + LOSS) / 2 * DOES[said[:, to_all]]
    if arm != "individual":  # whose cells differ in what they are predicted to gain
        assert promised[:, to_all] == pytest.approx(whole, abs=1e-6)


def test_what_is_promised_moves_no_plan() -> None:
    found = planned("segmented", **HALF)
    order = strategy("segmented").order(torn(found))
    assert order.aim is not None
    blind = replace(order, aim=replace(order.aim, among=None))
    told, untold = (
        buy(each, found.inventory, found.market, found.scenario) for each in (order, blind)
    )
    for name in ("message", "impressions", "cost", "rate", "habit_mass"):
        assert np.array_equal(getattr(told, name), getattr(untold, name)), name
    assert np.nanmax(untold.promised_raw_pp) < 0.0 < np.nanmax(told.promised_raw_pp)


def test_without_an_audience_a_promise_is_everybodys() -> None:
    plan = bought("segmented", budget__audience="all")
    assert plan.promised_raw_pp == pytest.approx(np.full(plan.rate.shape, (GAIN + LOSS) / 8))
