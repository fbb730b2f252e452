"""The survey: assignment, differences in weighted means, adjustment, and their own variance."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from msim.campaign import message_test
from msim.campaign.message_test import CONTROL, adjusted, assign_messages, read
from msim.core.arrays import Floats
from msim.core.seen import Answers
from msim.core.streams import Streams
from msim.experiment.engine.survey import Interviews, answer
from msim.scenario import MessageTest
from tests.campaign.views import draws


@pytest.mark.parametrize(("respondents", "messages"), [(70, 6), (71, 6), (1000, 1)])
def test_groups_are_equal_but_for_one(respondents: int, messages: int) -> None:
    found = assign_messages(respondents, messages, draws("assignment"))
    sizes = np.bincount(found + 1, minlength=messages + 1)
    assert sizes.sum() == respondents
    assert np.ptp(sizes) <= 1
    assert found.min() == CONTROL
    assert not np.array_equal(found, np.sort(found))


def test_each_block_of_respondents_has_every_group_once_in_any_order() -> None:
    """Six orders of three groups, each as often as the others within four standard errors."""
    blocks = assign_messages(3 * 6_000, 2, draws("assignment")).reshape(6_000, 3)
    assert np.array_equal(np.sort(blocks, axis=1), np.tile([-1, 0, 1], (6_000, 1)))
    orders, often = np.unique(blocks, axis=0, return_counts=True)
    assert len(orders) == 6
    assert np.all(np.abs(often - 1_000) <= 4 * np.sqrt(6_000 * 5 / 36))


def test_without_a_control_group_everybody_sees_a_message() -> None:
    found = assign_messages(60, 3, draws("assignment"), control=False)
    assert np.bincount(found).tolist() == [20, 20, 20]


def made_up(n: int, messages: int, cells: int) -> tuple[Answers, np.ndarray]:
    rng = draws("answers")
    message = assign_messages(n, messages, rng)
    vote = (rng.random(n) < 0.5 + 0.1 * message).astype(float)
    return Answers(message, vote, rng.random(n), None, np.ones(n)), rng.integers(cells, size=n)


def test_read_is_the_difference_in_weighted_means() -> None:
    """Against group-by, cell by cell; the pooled estimate is `broadcast`'s own."""
    answers, cell = made_up(900, 3, 2)
    found = read(answers, cell, 2, 3)
    frame = pd.DataFrame({"cell": cell, "message": answers.message, "w": answers.weight,
                          "wv": answers.weight * answers.vote})
    sums = frame.groupby(["cell", "message"])[["w", "wv"]].sum()
    means = (sums["wv"] / sums["w"]).unstack()
    expected = means[[0, 1, 2]].sub(means[CONTROL], axis=0)
    assert found.effect_pp == pytest.approx(100 * expected.to_numpy(), abs=1e-9)
    everybody = frame.groupby("message")[["w", "wv"]].sum()
    pooled = everybody["wv"] / everybody["w"]
    assert found.pooled_pp == pytest.approx(100 * (pooled[[0, 1, 2]] - pooled[CONTROL]).to_numpy())
    assert found.share == pytest.approx(frame.groupby("cell")["w"].sum() / frame["w"].sum())
    alone = read(answers, np.zeros_like(cell), 1, 3)
    # To the last bit: what `broadcast` reads is what segments are shrunk towards.
    assert alone.pooled_pp.tolist() == alone.effect_pp[0].tolist() == found.pooled_pp.tolist()


def test_a_cell_that_nobody_speaks_for_takes_the_pooled_estimate() -> None:
    """And where only some messages were asked about, the others move by what those say."""
    message = np.array([-1, 0, 1, -1, 0])
    cell = np.array([0, 0, 0, 1, 1])
    vote = np.array([0.0, 0.2, 0.4, 0.1, 0.7])
    found = read(Answers(message, vote, np.ones(5), None, np.ones(5)), cell, 3, 2)
    pooled = np.array([45.0 - 5.0, 40.0 - 5.0])
    assert found.pooled_pp == pytest.approx(pooled)
    assert found.effect_pp[2] == pytest.approx(pooled)
    assert found.effect_pp[1] == pytest.approx([60.0, pooled[1] + 60.0 - pooled[0]])


def asked(n: int, message: np.ndarray) -> Interviews:
    """Half would say yes; message 0 adds 2 points, message 1 nothing."""
    before = np.full(n, 0.5)
    return Interviews(message, before, before + 0.02 * (message == 0), np.ones(n), 0.5)


def surveyed(keys: MessageTest, number: int, n: int = 600) -> tuple[Floats, float]:
    streams = Streams(1, number)
    message = assign_messages(n, 2, streams.generator("test/assignment"))
    answers = adjusted(answer(asked(n, message), keys, streams))
    found = read(answers, np.zeros(n, dtype=int), 1, 2)
    return found.pooled_pp, found.pooled_variance


@pytest.mark.parametrize(
    ("keys", "variance"),
    [
        (MessageTest(outcome="binary", baseline_r2=0.0), 0.25),
        (MessageTest(outcome="binary", baseline_r2=0.6), 0.25 * 0.4),
        (MessageTest(outcome="scale", outcome_sd=0.3), 0.09),
    ],
)
def test_estimates_are_unbiased_and_know_their_variance(keys: MessageTest, variance: float) -> None:
    """200 respondents a group; a baseline that explains 60 % leaves 40 % of the variance.

    Message effects share the control group's noise, which cancels between messages: the variance
    of their difference is twice the stated one.
    """
    runs = [surveyed(keys, number) for number in range(400)]
    effects, stated = np.array([r[0] for r in runs]), np.mean([r[1] for r in runs])
    error = effects.std(axis=0, ddof=1) / np.sqrt(len(runs))
    assert np.all(np.abs(effects.mean(axis=0) - [2.0, 0.0]) <= 4 * error)
    # A reading of a coin that fell otherwise explains a little less for the message's own group.
    assert stated == pytest.approx(1e4 * variance / 200, rel=0.06)
    between = (effects[:, 0] - effects[:, 1]).var(ddof=1) / 2
    assert between == pytest.approx(stated, rel=4 * np.sqrt(2 / 400))
    assert effects[:, 1].var(ddof=1) == pytest.approx(2 * stated, rel=4 * np.sqrt(2 / 400))


def test_rows_that_stand_for_many_count_as_many() -> None:
    """Twice the people is half the variance, and twice the weight in a mean."""
    message, vote = np.array([0, 0, 1]), np.array([0.1, 0.4, 0.2])
    few = Answers(message, vote, np.ones(3), None, np.array([1.0, 2.0, 3.0]), 0.01)
    many = Answers(message, vote, np.ones(3), None, np.array([2.0, 4.0, 6.0]), 0.01)
    one, two = (read(a, np.zeros(3, int), 1, 2) for a in (few, many))
    assert one.pooled_pp == pytest.approx([30.0, 20.0])
    assert one.pooled_variance == pytest.approx(1e4 * 0.01 / 3)
    assert two.pooled_variance == pytest.approx(one.pooled_variance / 2)


@settings(max_examples=40)
@given(n=st.integers(1, 400), groups=st.integers(1, 6), seed=st.integers(0, 999))
def test_sums_over_respondents_are_their_twins(n: int, groups: int, seed: int) -> None:
    random = np.random.default_rng(seed)
    weight, x, y = random.random(n), random.normal(size=n), random.normal(size=n)
    group, middle = random.integers(0, groups, n), random.normal(size=groups)
    found = message_test._within(weight, x, y, group, np.zeros((3, groups)))
    assert found == pytest.approx(message_test.plain_within(weight, x, y, group, groups), abs=1e-12)
    squares = np.zeros(groups)
    message_test._residual_sums(weight, y, group, middle, squares)
    expected = message_test.plain_residual_sums(weight, y, group, middle)
    assert squares == pytest.approx(expected, rel=1e-12)
