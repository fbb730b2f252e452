"""Laws 2, 4, 7 and 8: what must hold for each voter or each coin, in every single replicate."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from msim.campaign.segments import method
from msim.campaign.segments.usable import learns
from msim.scenario import Channel, Scenario
from tests.laws import engine
from tests.laws.drawn import PLAIN, changed

RELATIVE = 1e-9


def same(a: object, b: object) -> bool:
    """Equal to the last bit; not-a-number equals itself."""
    return bool(np.array_equal(np.asarray(a, float), np.asarray(b, float), equal_nan=True))


def law_2(scenario: Scenario) -> None:
    """One segment, no premium, everybody matched and known: segmented is broadcast, bit for bit.

    A method that goes by another number than the one asked, or that spends answers on segments, is
    not asked.

    No reactance, and no audience chosen; money may go where it is predicted to do most.
    """
    cut, asked = scenario.segments, getattr(method(scenario.segments.method), "COUNT", "asked")
    scenario = changed(
        scenario,
        {
            "segments.method": "one" if asked == "none" or learns(cut) else cut.method,
            "segments.count": 1,
            "channels.*.premium": 1.0,
            "channels.*.cross_party_price": 1.0,
            "channels.*.match_rate": 1.0,
            "data.coverage": 1.0,
            "data.consent": 1.0,
            "messages.reactance_pp": 0.0,
            "budget.audience": "all",
            "run.arms": ("silent", "broadcast", "segmented_free", "segmented"),
        },
    )
    found = engine.played(scenario)
    for arm in ("segmented", "segmented_free"):
        for measure, value in found.measures["broadcast"].items():
            assert same(found.measures[arm][measure], value), (arm, measure)
        assert same(found.replicate.frequency[arm], found.replicate.frequency["broadcast"])


def law_4(scenario: Scenario) -> None:
    """Targeted, no arm moves any voter further than the oracle does, on targetable channels."""
    others = ("segmented", "placebo", "demographic", "individual")
    costs = ("messages.reactance_pp", "messages.mismatch_pp")
    plain = {key: value for key, value in PLAIN.items() if key not in costs}
    for everything in (False, True):
        keys = plain | {"test.conducted": True}
        keys |= {"channels.*.targetable": True} if everything else {}
        arms = ("silent", *others, "oracle")
        found = engine.played(changed(scenario, {**keys, "run.arms": arms}))
        bound = found.plans["oracle/targeted"]
        for block in found.blocks:
            best = engine.follow(block, bound, found.scenario)
            for arm in others:
                plan = found.plans[arm]
                other = engine.follow(block, plan, found.scenario)
                # In expectation: the same exposures are bought for everybody, message by message.
                assert np.allclose(best.means, other.means, rtol=1e-12, atol=0.0)
                gap = (best.message_effect - other.message_effect)[block.view.known]
                assert np.all(gap[:, plan.targeted] >= 0.0), arm
                if everything:
                    assert np.all(best.shift >= other.shift - 1e-12), arm
                    assert np.all(best.own >= other.own - 1e-12), arm


def law_7_nothing(scenario: Scenario) -> None:
    """A budget of 0 is silence, exactly: nothing is spent, nobody reached, no vote moved."""
    found = engine.played(changed(scenario, {"budget.total": 0.0}))
    silent = found.measures["silent"]
    for arm, measures in found.measures.items():
        for measure, value in measures.items():
            if measure.startswith("promised"):
                assert np.isnan(value) or value == 0.0, (arm, measure, value)
            else:
                assert same(value, silent[measure]), (arm, measure, value)
        assert same(found.replicate.frequency[arm], found.replicate.frequency["silent"])
    assert silent["spend"] == silent["reach_rate"] == silent["net_votes"] == 0.0


def law_7_more(scenario: Scenario) -> None:
    """Reach never falls with the budget, neither expected nor simulated, and is at most 1.

    Where delivery is what it is: who may choose gives up reach for votes.
    """
    before: dict[str, dict[str, float]] = {}
    # A plan by predicted value is solved to a tolerance, and a voter more or less may be on it.
    optimised = scenario.budget.allocation == "optimised"
    slack = 2.0 / scenario.population.simulated if optimised else 1e-12
    for times in (1.0, 1.3, 4.0, 200.0):
        keys = {"budget.total": scenario.budget.total * times, "budget.delivery": "targeted"}
        found = engine.played(changed(scenario, keys)).measures
        for arm, measures in found.items():
            if arm == "oracle":  # may take another delivery, with less reach, for more votes
                continue
            for measure in ("expected_reach_rate", "reach_rate", "reach_3_rate"):
                least = before.get(arm, {}).get(measure, 0.0)
                assert least - slack <= measures[measure] <= 1.0 + 1e-12, (arm, measure, times)
        before = found


def law_7_channels(scenario: Scenario) -> None:
    """Where habits do not vary, broadcast's reach over channels is 1 - prod(1 - r_c)."""
    keys = {"channels.*.users": 1.0, "channels.*.habit_sd": 0.0, "channels.*.habit": {},
            "budget.allocation": "proportional"}
    found = engine.played(changed(scenario, {**keys, "run.arms": ("silent", "broadcast")}))
    bought = found.plans["broadcast"].impressions.sum(axis=0)
    met = np.array([_met(channel) for channel in found.scenario.channels.values()])
    rates = -np.expm1(-met * bought / found.scenario.population.electorate)
    expected = 1.0 - np.prod(1.0 - rates)
    assert np.isclose(found.measures["broadcast"]["expected_reach_rate"], expected, rtol=RELATIVE)


def _met(channel: Channel) -> float:
    return channel.contact_rate if channel.kind == "contacts" else 1.0


def law_7_turnout(scenario: Scenario) -> None:
    """Exposures move turnout by the share stated: field_share's own is the usual one, 0 is none."""
    keys = {"messages.mobilise_pp": 2.0, "earned.share_rate": 0.0, "opponent.strategy": None,
            "opponent.game": False}
    usual = changed(scenario, keys)
    shares = {
        f"channels.{name}.mobilise_field_share": channel.mobilising_share
        for name, channel in usual.channels.items()
    }
    one, other = (engine.played(each).measures for each in (usual, changed(usual, shares)))
    for arm, measures in one.items():
        assert all(same(value, other[arm][name]) for name, value in measures.items()), arm
    never = changed(usual, {"channels.*.mobilise_field_share": 0.0, "election.draw": False})
    found = engine.played(never).measures
    for arm, measures in found.items():
        assert np.isclose(measures["turnout_pp"], found["silent"]["turnout_pp"], rtol=1e-7), arm


def law_8_across(scenario: Scenario) -> None:
    """A higher price across party lines never buys more, and takes nothing where nobody targets."""
    bought = []
    for price in (1.0, 1.5, 3.0):
        keys = {f"channels.{name}.cross_party_price": price
                for name, channel in scenario.channels.items() if channel.kind == "impressions"}
        keys |= {"data.party_label": True, "budget.audience": "all",
                 "budget.allocation": "proportional", "budget.delivery": "targeted"}
        plans = engine.played(changed(scenario, keys)).plans
        bought.append({name: plan.impressions.sum(axis=0) for name, plan in plans.items()})
        free = [name for name, plan in plans.items() if not plan.targeted.any()]
    for less, more in pairwise(reversed(bought)):
        for name in set(less) - {"oracle"}:  # it turns to another delivery where one is dear
            assert np.all(less[name] <= more[name] * (1.0 + RELATIVE)), name
            assert name not in free or np.array_equal(less[name], more[name]), name


def law_8(scenario: Scenario) -> None:
    """Money is conserved: it adds up, buys at the price, and what is bought is delivered."""
    found = engine.played(scenario)
    total, channels = scenario.budget.total, list(scenario.channels.values())
    for name, plan in found.plans.items():
        paid = plan.production + plan.test_cost + plan.cost.sum() + plan.unspent
        assert np.isclose(paid, total, rtol=RELATIVE), (name, paid, total)
        assert min(plan.production, plan.test_cost, plan.unspent, plan.cost.min()) >= 0.0
        if name == "silent":
            assert plan.spend == 0.0
            continue
        adapts, cut = plan.mixture is not None, plan.arm == "adaptive_segmented"
        tested = plan.arm != "naive" and scenario.test.conducted
        tested &= not adapts or (cut and learns(scenario.segments))
        asked = scenario.respondents if tested else 0
        every = tested or adapts
        made = scenario.messages.count if every else np.unique(plan.message).size
        least = made if every or plan.production else 0
        assert plan.production >= least * scenario.messages.cost_each * (1.0 - RELATIVE), name
        watching = scenario.watching if adapts else 0.0
        testing = asked * scenario.test.cost_per_respondent
        assert np.isclose(plan.test_cost, testing + watching)
        media = total - plan.production - plan.test_cost
        means = [engine.follow(block, plan, scenario).means for block in found.blocks]
        delivered = sum(each.sum(axis=1) for each in means)
        crossing = sum(
            each[:, block.view.party < 0].sum(axis=1)
            for each, block in zip(means, found.blocks, strict=True)
        )
        spent = plan.cost.sum(axis=0)
        talking = [c.share * (c.kind == "contacts" or plan.arm != "ground") for c in channels]
        for c, channel in enumerate(channels):
            price = channel.cost_per_attempt if channel.kind == "contacts" else channel.cpm / 1e3
            price *= channel.premium if plan.targeted[c] else 1.0
            across = channel.cross_party_price if plan.targeted[c] else 1.0
            if scenario.budget.allocation == "proportional" or not tested or adapts:
                share = media * talking[c] / sum(talking)
                assert np.isclose(spent[c], share) or plan.unspent > 0.0, (name, c)
                assert spent[c] <= share * (1.0 + RELATIVE), (name, c)
            bought = plan.impressions[:, c].sum()
            assert across > 1.0 or np.isclose(bought, spent[c] / price, rtol=RELATIVE), (name, c)
            assert bought <= (channel.capacity or np.inf) * (1.0 + RELATIVE), (name, c)
            # float32 parts of habit are summed in another order here
            arrived = delivered[c] * found.people
            assert np.isclose(arrived, bought * _met(channel), rtol=1e-6), (name, c)
            charged = arrived + (across - 1.0) * crossing[c] * found.people
            assert np.isclose(charged, spent[c] / price * _met(channel), rtol=1e-6), (name, c)
