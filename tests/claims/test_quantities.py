"""Answers from replicates: who wins over the swing, what changes, what is counted."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import logit

from msim.claims.quantities import credited, estimate, per_1000, turned
from msim.experiment.comparison.intervals import cost_interval, mean_interval
from msim.experiment.comparison.rates import probability_interval


def test_winners_change_whichever_way() -> None:
    rows = np.array([[0.3, 0.2, 0.1], [0.2, 0.3, 0.1], [0.25, 0.25, 0.0]] * 3)
    assert estimate("changed", rows)["mean"] == pytest.approx(0.2 / 3)
    assert estimate("chance", rows)["mean"] == pytest.approx(0.0)


@given(st.lists(st.floats(0.0, 1.0), min_size=5, max_size=30), st.sampled_from([0.95, 0.99]))
def test_a_share_of_elections_lies_between_0_and_1_with_its_ends(
    gone: list[float], level: float
) -> None:
    """On the scale of the logit, not cut off: an end is 0 or 1 only where every world says so."""
    rows = np.array([[1.0, 0.0, each] for each in gone])
    for quantity in ("changed", "lost"):
        found = estimate(quantity, rows, level=level)  # type: ignore[arg-type]
        mean, low, high = (found[name] for name in ("mean", "low", "high"))
        if low is None or high is None or mean is None:
            assert 0 < np.count_nonzero(rows[:, 2]) < 5
            continue
        assert 0.0 <= low <= mean <= high <= 1.0
        if 1e-6 < mean < 1.0 - 1e-6 and np.ptp(rows[:, 2]) < 0.5:
            assert low > 0.0 and high < 1.0


def test_elections_come_out_otherwise_one_by_one() -> None:
    first, second = np.array([[0.5], [0.25]]), np.array([[0.25], [0.5]])  # two surveys
    assert turned("changed", first, second) == 0.25 and turned("lost", first, second) == 0.125
    assert abs(float(first.mean() - second.mean())) == 0.0  # what means over surveys would hide


def test_what_would_be_lost_is_a_share_of_what_was_won() -> None:
    """Of all that was won, not the mean of each replicate's own share."""
    rows = np.array([[0.5, 0.25, 0.25], [0.4, 0.3, 0.1], [0.5, 0.4, 0.1]] * 2)
    found = estimate("lost", rows)
    assert found["mean"] == pytest.approx(0.45 / 1.4)
    linear = (rows[:, 2] - 0.45 / 1.4 * rows[:, 0]) / rows[:, 0].mean()
    half = mean_interval(linear)["high"]
    p = 0.45 / 1.4
    for end, way in (("low", -1.0), ("high", 1.0)):  # by the delta method on the logit
        told = logit(found[end]) - logit(p)
        assert told == pytest.approx(way * half / (p * (1.0 - p)))  # type: ignore[operator]
    wider = estimate("lost", rows, level=0.99)
    assert wider["low"] < found["low"] and wider["high"] > found["high"]  # type: ignore[operator]


def test_of_nothing_nothing_is_lost_and_of_little_it_cannot_be_told() -> None:
    never = estimate("lost", np.zeros((6, 3)))
    assert (never["mean"], never["low"], never["high"]) == (0.0, 0.0, 0.0)
    seldom = estimate("lost", np.array([[0.3, 0.0, 0.3], *[[0.0, 0.0, 0.0]] * 7]))
    assert (seldom["mean"], seldom["low"], seldom["high"]) == (1.0, None, None)


def test_fewer_than_five_that_differ_bear_no_interval() -> None:
    rows = np.zeros((12, 3))
    rows[:4, 0] = rows[:4, 2] = [0.1, 0.2, 0.3, 0.4]
    for quantity in ("gap", "chance", "changed", "attribution"):
        found = estimate(quantity, rows)
        assert found["mean"] == pytest.approx(1.0 / 12) and found["low"] is None
    rows[4, 0] = rows[4, 2] = 0.5
    assert all(estimate(quantity, rows)["low"] is not None for quantity in ("gap", "changed"))


def test_votes_for_money_are_a_ratio_of_means_as_the_price_of_a_vote_is() -> None:
    votes, money = np.array([4.0, 5.0, 9.0, 6.0, 11.0]), np.array([1e3, 1e3, 2e3, 1e3, 2e3])
    found = per_1000([(1.0, votes, money)])
    assert found["mean"] == pytest.approx(1000.0 / cost_interval(money, votes)["mean"])
    other = per_1000([(1.0, votes, money), (-1.0, votes, money)])
    assert (other["mean"], other["low"], other["high"]) == (0.0, 0.0, 0.0)
    none = per_1000([(1.0, votes, money), (-1.0, 0.0 * votes, 0.0 * money)])
    assert none["mean"] == found["mean"]
    once = per_1000([(1.0, votes, money), (-1.0, votes + np.eye(5)[0], money)])
    assert once["mean"] == pytest.approx(-1.0 / 7.0) and once["low"] is None


def test_yes_and_no_are_counted_as_shares() -> None:
    sure = estimate("share", np.array([[1.0, 0.0]] * 12))
    assert sure["mean"] == sure["high"] == 1.0 and 0.7 < (sure["low"] or 0.0) < 0.8
    gap = estimate("gap", np.array([[1.0, 0.0], [0.0, 0.0]] * 8), "split")
    assert gap["mean"] == 0.5 and (gap["low"] or 0.0) > 0.0


def test_probabilities_are_averaged_and_not_counted() -> None:
    rows = np.array([[0.9, 0.5], [0.8, 0.5], [0.85, 0.5], [0.9, 0.5], [0.8, 0.5]])
    share = estimate("share", rows, "win_prob")
    assert share == probability_interval(rows[:, 0])
    assert share["mean"] == pytest.approx(0.85) and (share["high"] or 1.0) < 1.0
    assert estimate("gap", rows, "win_prob") == mean_interval(rows[:, 0] - 0.5)


def test_what_only_rounding_makes_is_no_difference() -> None:
    rows = np.array([[0.1 + 0.2, 0.3]] * 4)
    assert estimate("gap", rows) == estimate("gap", np.zeros((4, 2)))


def test_one_share_less_the_other_and_the_other_reading_beside_it() -> None:
    lost = np.array([[-0.05, -0.08], [-0.06, -0.09]] * 3)
    assert estimate("attribution", lost)["mean"] == pytest.approx(0.03)
    assert credited(lost)["mean"] == pytest.approx(-0.055)  # what it takes away is no merit
    gained = np.array([[0.10, 0.02], [0.12, 0.04]] * 3)
    assert estimate("attribution", gained)["mean"] == pytest.approx(0.08)
    assert credited(gained) == estimate("attribution", gained)


def test_a_margin_that_moves_is_counted_survey_by_survey_and_either_way() -> None:
    now, instead = np.array([[50.2], [50.0], [49.9]]), np.array([[50.1], [50.06], [49.9]])
    assert turned("moved", now, instead, 0.05) == pytest.approx(2 / 3)
    assert turned("moved", now, instead, 0.07) == pytest.approx(1 / 3)
    assert turned("moved", now[::-1], instead, 0.07) == pytest.approx(2 / 3)  # another pairing
    rows = np.array([[50.1, 50.0, 1.0], [50.0, 50.1, 1.0]] * 3)
    assert estimate("gap", rows)["mean"] == pytest.approx(0.0)  # by symmetry
    found = estimate("moved", rows)
    assert found["mean"] == 1.0 and 0.5 < (found["low"] or 0.0) < 1.0  # six of six is not certain
    some = estimate("moved", np.array([[0.0, 0.0, each] for each in (0.5, 1.0, 0.0, 0.5, 1.0)]))
    assert some["mean"] == pytest.approx(0.6) and (some["low"] or 0.0) > 0.0
