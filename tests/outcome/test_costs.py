"""What targeting costs, how turnout moves, and how votes are counted by coin and by district."""

from __future__ import annotations

import itertools
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import expit

from msim.core.mixture import Mixture
from msim.core.streams import Streams
from msim.outcome.delivery import deliver
from msim.outcome.response import (
    ElectionDay,
    Penalties,
    logit_shift,
    penalty,
    tally,
    turnout_shift,
)
from tests.laws import engine
from tests.laws.drawn import changed
from tests.laws.test_broken import USUAL
from tests.outcome.handful import audience, plan, terms
from tests.precision import SINGLE

DOSES = (0.1, 0.3)
MEANS = [np.full(4, 1.5), np.array([1.5, 1.5, 0.0, 1.5])]
CELLS = plan([[1, 0], [1, 1], [1, 1]], [False, True], [[0, 0], [0, 1], [0, 2]])
ROW = np.array([1, 2, 1, 2])
NOTICED = np.array([True, True, True, False])


def delivered(saturation: float = 0.5, **keys: Any) -> Any:
    return deliver(MEANS, terms(DOSES, saturation, **keys), audience())


def costs(reactance: float = 0.0, mismatch: float = 0.0, meant: Any = None) -> Penalties:
    return Penalties(reactance, mismatch, NOTICED, None if meant is None else np.array(meant))


def test_reactance_is_to_targeted_channels_alone_and_of_whoever_notices() -> None:
    """Of a dose of 0.1 + 0.3 three quarters are targeted; voter 2 meets no targeted message."""
    found = delivered()
    lost = penalty(CELLS, ROW, found, costs(reactance=2.0))
    level = np.expm1(-0.5 * 0.4) / np.expm1(-0.5)
    assert lost == pytest.approx([2.0 * 0.75 * level, 2.0 * 0.75 * level, 0.0, 0.0])
    broadcast = replace(CELLS, targeted=np.zeros(2, bool))
    assert not penalty(broadcast, ROW, found, costs(reactance=2.0)).any()
    both = replace(CELLS, targeted=np.ones(2, bool))
    assert penalty(both, ROW, found, costs(reactance=2.0)) == pytest.approx(
        2.0 * NOTICED * found.effect_share)


def test_a_mismatch_is_where_another_message_was_meant() -> None:
    """Voter 0 was meant to be told something else, 1 to be in another row with the same message,
    2 meets nothing there, 3 is where a correct reading would put her.
    """
    alike = replace(CELLS, message=np.array([[0, 0], [0, 1], [0, 2], [0, 2]]))
    found = delivered()
    lost = penalty(alike, ROW, found, costs(mismatch=1.5, meant=[2, 3, 2, 2]))
    level = np.expm1(-0.5 * 0.4) / np.expm1(-0.5)
    assert lost == pytest.approx([1.5 * 0.75 * level, 0.0, 0.0, 0.0])
    assert not penalty(alike, ROW, found, costs(mismatch=1.5)).any()
    assert not penalty(alike, ROW, found, costs(mismatch=1.5, meant=ROW)).any()


@settings(max_examples=40)
@given(reactance=st.floats(0, 3), mismatch=st.floats(0, 3), factor=st.floats(0.1, 4),
       saturation=st.sampled_from([0.0, 0.4, 3.0]))
def test_costs_scale_with_the_dose_as_effects_do(
    reactance: float, mismatch: float, factor: float, saturation: float
) -> None:
    """What is lost is what a message with that effect would have gained there; and both add up."""
    meant = [2, 1, 2, 1]
    found = deliver(MEANS, terms((0.1 * factor, 0.3 * factor), saturation), audience())
    lost = penalty(CELLS, ROW, found, costs(reactance, mismatch, meant))
    apart = sum(penalty(CELLS, ROW, found, c)
                for c in (costs(reactance), costs(mismatch=mismatch, meant=meant)))
    assert lost == pytest.approx(apart)
    effects = np.zeros((4, 3))
    effects[:, 1:] = (reactance * NOTICED + mismatch * (np.array(meant) != ROW))[:, None]
    assert lost == pytest.approx(logit_shift(CELLS, ROW, found, effects), rel=SINGLE, abs=SINGLE)


def test_reactance_costs_targeted_arms_alone() -> None:
    """Through the engine: nothing changes for arms that send to all; all others lose votes."""
    arms = ("silent", "broadcast", "segmented_free", "segmented", "placebo")
    plain = changed(USUAL, {"run.arms": arms})
    usual = engine.played(plain).measures
    for rate in (0.3, 1.0):
        noticed = changed(plain, {"messages.reactance_pp": 1.0, "messages.notice_rate": rate})
        found = engine.played(noticed).measures
        lost = {arm: usual[arm]["net_votes"] - found[arm]["net_votes"] for arm in arms}
        assert [lost[arm] for arm in arms[:3]] == [0.0, 0.0, 0.0]
        assert min(lost["segmented"], lost["placebo"]) > 0.0
    nobody = changed(plain, {"messages.reactance_pp": 1.0, "messages.notice_rate": 0.0})
    assert engine.played(nobody).measures["segmented"]["net_votes"] == pytest.approx(
        usual["segmented"]["net_votes"])


def test_a_mismatch_needs_readings_that_are_wrong() -> None:
    """With perfect readings nobody is told what was meant for others; broadcast never is.

    With wrong ones votes are lost in every replicate whose segments get different messages.
    """
    arms = ("silent", "broadcast", "segmented_free", "segmented")
    keys: dict[str, Any] = {"run.arms": arms, "segments.count": 2, "test.surveys": 1}
    differed = 0
    for number, right in itertools.product(range(3), (True, False)):
        validity, party = (1.0, 1.0) if right else (0.4, 0.8)
        data = {"data.validity": validity, "data.party_accuracy": party}
        usual = engine.played(changed(USUAL, keys | data), number)
        costly = changed(USUAL, keys | data | {"messages.mismatch_pp": 1.0})
        cost = engine.played(costly, number).measures
        lost = {arm: usual.measures[arm]["net_votes"] - cost[arm]["net_votes"] for arm in arms}
        assert lost["silent"] == lost["broadcast"] == 0.0
        message = usual.plans["segmented"].message[1:]
        misses = not right and bool((message != message[0]).any())
        differed += misses
        for arm in arms[2:]:
            assert (lost[arm] > 0.0) if misses else (lost[arm] == 0.0)
    assert differed


def test_turnout_moves_by_its_own_doses_and_effects() -> None:
    """A tenth of a dose on either channel: halves of what either message does to turnout."""
    found = delivered(0.5, turnout=(0.1, 0.1))
    effects = np.arange(12.0).reshape(4, 3)
    shift = turnout_shift(CELLS, ROW, found, effects)
    level = [np.expm1(-0.5 * dose) / np.expm1(-0.5) for dose in (0.2, 0.2, 0.1, 0.2)]
    first, second = effects[:, 0], effects[np.arange(4), [1, 2, 1, 2]]
    mixed = np.where(np.arange(4) == 2, first, (first + second) / 2)
    assert shift == pytest.approx(level * mixed)
    # By votes alone it would be (0.1, 0.3) of 0.4.
    assert logit_shift(CELLS, ROW, found, effects) != pytest.approx(shift)


def test_votes_are_counted_with_the_turnout_of_the_day() -> None:
    who, support = audience(), np.array([0.3, -1.0, 2.0, 0.0])
    moved = np.array([1.0, 0.7, 0.5, 0.4])
    counted = tally(CELLS, ROW, delivered(), who, support, ElectionDay(moved))
    assert counted.own_votes == pytest.approx(moved @ expit(support))
    assert counted.own_votes + counted.other_votes == pytest.approx(moved.sum())
    assert counted.persuadable == pytest.approx(1.5)  # by turnout as it was before any message


def test_coins_fall_as_expected_on_average() -> None:
    """Over 4,000 election nights of four voters, within four standard errors, and as often."""
    who, support = audience(), np.array([0.3, -1.0, 2.0, 0.0])
    turnout, nights = np.array([0.9, 0.5, 0.5, 0.2]), 4_000
    rng = Streams(6, 0).generator("test/coins")
    found = []
    for _ in range(nights):
        day = ElectionDay(turnout, coins=rng.random((4, 2)))
        counted = tally(CELLS, ROW, delivered(), who, support, day)
        found.append((counted.own_votes, counted.other_votes))
    votes, p = np.array(found), expit(support)
    assert np.array_equal(votes, np.round(votes))
    for side, chance in ((0, turnout * p), (1, turnout * (1 - p))):
        error = np.sqrt(np.sum(chance * (1 - chance)) / nights)
        assert abs(votes[:, side].mean() - chance.sum()) < 4 * error
        assert votes[:, side].var() == pytest.approx(np.sum(chance * (1 - chance)), rel=0.1)


@pytest.mark.parametrize("coins", [False, True])
def test_votes_by_district_add_up(coins: bool) -> None:
    who, support = audience(), np.array([0.3, -1.0, 2.0, 0.0])
    district = np.array([2, 0, 2, 0])
    tossed = Streams(6, 1).generator("test/coins").random((4, 2)) if coins else None
    day = ElectionDay(who.turnout_prob, district, 4, tossed)
    counted = tally(CELLS, ROW, delivered(), who, support, day)
    totals = counted.district_votes
    assert totals.shape == (4, 2)
    assert totals.sum(axis=0) == pytest.approx([counted.own_votes, counted.other_votes])
    assert not totals[[1, 3]].any()
    if not coins:
        assert totals[0, 0] == pytest.approx(
            who.turnout_prob[[1, 3]] @ expit(support[[1, 3]]))
    assert tally(CELLS, ROW, delivered(), who, support,
                 ElectionDay(who.turnout_prob)).district_votes.shape == (0, 2)


def test_districts_of_an_election_add_up_in_every_arm() -> None:
    found = engine.played(changed(USUAL, {"election.rule": "districts"}))
    for arm, counted in found.tallies.items():
        both = counted.district_votes.sum(axis=0)
        assert both == pytest.approx([counted.own_votes, counted.other_votes]), arm


def test_costs_follow_what_is_left_where_money_came_late() -> None:
    """A row whose money came late leaves half as much again, and loses half as much again."""
    left = np.zeros((3, 2, 3))
    left[:, :, 0] = 1.0
    late = left.copy()
    late[1, 1] *= 1.5
    found, told = delivered(), costs(reactance=2.0, mismatch=1.0, meant=[2, 2, 1, 2])
    usual, more = (
        penalty(replace(CELLS, mixture=Mixture(left, each)), ROW, found, told)
        for each in (left, late)
    )
    assert usual[:2] == pytest.approx(2.0 * found.parts[1, :2])  # of one message, none can miss
    assert more[0] == pytest.approx(1.5 * usual[0])
    assert more[1] == pytest.approx(usual[1])
