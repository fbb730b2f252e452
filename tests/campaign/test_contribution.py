"""Vote and turnout intention read together: what a respondent adds to the lead, halved."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from msim.campaign.message_test import (
    adjusted,
    assign_messages,
    net_contribution,
    read,
    read_net,
)
from msim.core.arrays import Floats
from msim.core.seen import Answers, TestResult
from msim.core.streams import Streams
from msim.experiment.engine.survey import Interviews, answer
from msim.scenario import MessageTest

# Three kinds of voter: support p, turnout T, and what message 0 makes of them. Message 1 does
# nothing. It moves votes and turnout so far that their product is seen as well.
BEFORE, AFTER = np.array([0.8, 0.3, 0.5]), np.array([0.86, 0.39, 0.46])
USUAL, MOVED = np.array([0.5, 0.6, 0.9]), np.array([0.6, 0.64, 0.9])
GAINED = 100 * np.mean(MOVED * (AFTER - 0.5) - USUAL * (BEFORE - 0.5)) / USUAL.mean()


def both(answers: Answers) -> Answers:
    """Both parts as one answer: the own side's less the other's."""
    own, other = net_contribution(answers)
    return own if other is None else replace(own, vote=own.vote - other.vote)


def asked(n: int, message: np.ndarray, rng: np.random.Generator) -> Interviews:
    """Respondents of the three kinds, at random."""
    kind, shown = rng.integers(3, size=n), message == 0
    after = np.where(shown, AFTER[kind], BEFORE[kind])
    turnout = np.where(shown, MOVED[kind], USUAL[kind])
    share = float(np.average(BEFORE, weights=USUAL))
    return Interviews(message, BEFORE[kind], after, USUAL[kind], share, None, turnout)


def survey(keys: MessageTest, number: int, n: int) -> tuple[list[Floats], TestResult]:
    """Effects on either part in points of a likely voter, and what is read off both."""
    streams = Streams(3, number)
    message = assign_messages(n, 2, streams.generator("test/assignment"))
    rng = streams.generator("test/kinds")
    answers = adjusted(answer(asked(n, message, rng), keys, streams))
    own, other = net_contribution(answers)
    assert other is not None
    cell = np.zeros(n, int)
    parts = [read(part, cell, 1, 2).pooled_pp for part in (own, other)]
    return parts, read_net(own, other, cell, 1, 2)


@pytest.mark.parametrize(
    "keys",
    [
        MessageTest(outcome="binary", baseline_r2=0.0),
        MessageTest(outcome="binary", baseline_r2=0.6),
        MessageTest(outcome="scale", outcome_sd=0.2),
    ],
    ids=["yes or no", "adjusted", "scale"],
)
def test_it_is_the_gain_in_votes_of_a_likely_voter_to_first_order(keys: MessageTest) -> None:
    """T'(p' - 1/2) - T(p - 1/2), over mean T; a product of two changes is what it leaves out.

    That product, mean (T' - T)(p' - p) over mean T, is 0.48 points here, beside a gain of 3.98. Of
    the two parts that make it up, the second is what is mobilised for the other side.
    """
    runs = [survey(keys, number, 3_000) for number in range(150)]
    parts = np.array([r[0] for r in runs])  # (runs, parts, messages)
    second_order = 100 * np.mean((MOVED - USUAL) * (AFTER - BEFORE)) / USUAL.mean()
    assert (round(GAINED, 2), round(second_order, 2)) == (3.98, 0.48)
    theirs = 100 * np.mean((MOVED - USUAL) * (1 - BEFORE)) / 2 / USUAL.mean()
    for values, expected in ((parts[:, 0] - parts[:, 1], GAINED - second_order),
                             (parts[:, 1], theirs)):
        error = values.std(axis=0, ddof=1) / np.sqrt(len(runs))
        assert np.all(np.abs(values.mean(axis=0) - [expected, 0.0]) <= 4 * error)
    # And it knows its variance: differences between messages are free of the control's noise.
    net = parts[:, 0] - parts[:, 1]
    between = (net[:, 0] - net[:, 1]).var(ddof=1) / 2
    stated = np.mean([r[1].pooled_variance for r in runs])
    assert between == pytest.approx(stated, rel=4 * np.sqrt(2 / len(runs)))


def test_what_brings_the_other_side_is_taken_off() -> None:
    """All three messages bring opponents, the last far more: 6, 6 and 30 points of their turnout.

    Half the respondents are opponents, turnout is 0.6 and a vote counts a half: a sixth of that in
    votes for each cell and in all on average, and the last one comes out last.
    """
    n = 4_000
    message, cell = np.arange(n) % 4 - 1, np.arange(n) // 8 % 2
    before = (np.arange(n) // 4 % 2).astype(float)
    more = np.array([0.0, 0.06, 0.06, 0.30])[message + 1] * (1 - before)
    answers = Answers(message, before, np.full(n, 0.6), None, np.ones(n), before=before,
                      turnout=0.6 + more)
    own, other = net_contribution(answers)
    found = read_net(own, other, cell, 2, 3)
    for effect in (found.pooled_pp, *found.effect_pp):
        assert effect.mean() == pytest.approx(-100 * 0.14 / 4 / 0.6)
        assert effect[0] == pytest.approx(effect[1])
        assert effect[2] == pytest.approx(-100 * 0.30 / 4 / 0.6, rel=0.02)  # a little is shrunk
    assert read(own, cell, 2, 3).pooled_pp == pytest.approx([0.0, 0.0, 0.0], abs=1e-9)


def test_nothing_is_ever_added_for_the_other_sides_staying_at_home() -> None:
    for number in range(20):
        parts, found = survey(MessageTest(), number, 400)
        assert np.all(found.pooled_pp <= parts[0] + 1e-9)
        assert np.all(found.effect_pp <= parts[0] + 1e-9)


def test_no_message_is_preferred_for_lowering_turnout() -> None:
    """One keeps opponents at home, one does nothing: they are read alike, and one that keeps
    supporters at home is the worst.
    """
    n = 400
    message = np.arange(n) % 4 - 1
    before = (np.arange(n) // 4 % 2).astype(float)
    turnout = np.where((message == 0) & (before == 0.0), 0.3, 0.6)
    turnout = np.where((message == 2) & (before == 1.0), 0.3, turnout)
    answers = Answers(message, before, np.full(n, 0.6), None, np.ones(n), before=before,
                      turnout=turnout)
    own, other = net_contribution(answers)
    found = read_net(own, other, np.zeros(n, int), 1, 3)
    assert found.pooled_pp == pytest.approx([0.0, 0.0, -100 * 0.3 / 2 / 2 / 0.6])
    assert found.effect_pp[0] == pytest.approx(found.pooled_pp)


def stated(**keys: Any) -> Answers:
    """Three respondents who all have seen message 0, one more in the control group."""
    usual: dict[str, Any] = {
        "message": np.array([0, 0, 0, -1]), "vote": np.array([1.0, 0.0, 1.0, 0.0]),
        "weight": np.array([0.4, 0.8, 0.5, 0.3]), "baseline": None, "people": np.ones(4),
    }
    return Answers(**(usual | keys))


@pytest.mark.parametrize(
    "keys", [{}, {"before": np.ones(4)}, {"turnout": np.ones(4)}],
    ids=["neither", "vote", "turnout"],
)
def test_without_both_questions_nothing_changes(keys: dict[str, Any]) -> None:
    answers = stated(**keys)
    own, other = net_contribution(answers)
    assert own is answers
    assert other is None
    cell = np.array([0, 1, 1, 0])
    one, two = read(answers, cell, 2, 1), read_net(own, other, cell, 2, 1)
    assert one.effect_pp.tolist() == two.effect_pp.tolist()
    assert one.pooled_variance == two.pooled_variance


def test_whoever_stays_at_home_or_comes_counts_for_whom_they_would_vote() -> None:
    """Weight 0, so that only what is mobilised counts: half a vote for a supporter, minus half
    for an opponent; and whoever says that turnout is as usual counts by the vote alone.
    """
    answers = stated(
        weight=np.array([0.0, 0.0, 1.0, 1.0]), vote=np.zeros(4),
        turnout=np.array([1.0, 1.0, 1.0, 0.0]), before=np.array([1.0, 0.0, 1.0, 1.0]),
    )
    own, other = net_contribution(answers)
    assert other is not None
    usual = 0.5  # mean weight: in units of a likely voter
    assert (own.vote - other.vote) * usual == pytest.approx([0.5, -0.5, 0.0, -0.5])
    assert other.vote * usual == pytest.approx([0.0, 0.5, 0.0, 0.0])
    assert own.weight.tolist() == other.weight.tolist() == [1.0] * 4
    home = replace(answers, before=np.zeros(4))
    assert net_contribution(home)[0].vote.tolist() == [0.0] * 4


def test_rows_that_stand_for_many_count_as_many_likely_voters() -> None:
    """The unit is the mean weight over people, not over rows: (3 x 0.2 + 0.8) / 4 = 0.35."""
    answers = Answers(np.array([0, -1]), np.array([0.5, 0.5]), np.array([0.2, 0.8]), None,
                      np.array([3.0, 1.0]), before=np.zeros(2), turnout=np.array([0.2, 0.8]))
    own, other = net_contribution(answers)
    assert other is not None
    assert own.vote == pytest.approx([0.1 / 0.35, 0.4 / 0.35])
    assert not other.vote.any()


def test_noise_in_what_the_other_side_says_is_noise_all_the_same() -> None:
    """Nobody is for the own side, so that its part is 0; how far readings vary is not."""
    n = 900
    message, coins = np.arange(n) % 4 - 1, Streams(3, 0).generator("test/coins").random(n)
    answers = Answers(message, np.zeros(n), np.full(n, 0.5), None, np.ones(n), before=np.zeros(n),
                      turnout=(coins < 0.5).astype(float))
    found = read_net(*net_contribution(answers), np.zeros(n, int), 1, 3)
    # A coin with a spread of 1/2, for which half a vote counts, over a turnout of a half.
    assert found.pooled_variance == pytest.approx(1e4 * 0.25 / 225, rel=0.02)
