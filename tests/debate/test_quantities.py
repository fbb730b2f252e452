"""Answers from replicates: who wins over the swing, what changes, what is counted."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import expit

from msim.debate.quantities import chance_of_winning, estimate, shift_of


@pytest.mark.parametrize(("share", "lean", "swing"), [(49.0, 1.5, 0.1), (51.5, 0.7, 0.2)])
def test_the_chance_of_winning_is_that_of_elections_drawn(
    share: float, lean: float, swing: float
) -> None:
    rng = np.random.Generator(np.random.SFC64(7))
    voters = shift_of(share / 100.0, lean) + lean * rng.standard_normal(20_000)
    won = [expit(voters + each).mean() > 0.5 for each in swing * rng.standard_normal(400)]
    assert chance_of_winning(share, lean, swing) == pytest.approx(np.mean(won), abs=0.06)


def test_the_chance_is_certain_without_a_swing_and_symmetric_with_one() -> None:
    assert [chance_of_winning(share, 1.5, 0.0) for share in (49.9, 50.0, 50.1)] == [0.0, 0.5, 1.0]
    assert chance_of_winning(48.0, 1.5, 0.1) == pytest.approx(1 - chance_of_winning(52.0, 1.5, 0.1))
    chances = [chance_of_winning(share, 1.5, 0.1) for share in np.linspace(0.0, 100.0, 41)]
    assert chances == sorted(chances) and chances[0] == 0.0 and chances[-1] == 1.0


def test_winners_change_whichever_way() -> None:
    rows = np.array([[0.3, 0.2], [0.2, 0.3], [0.25, 0.25]])
    assert estimate("changed", rows)["mean"] == pytest.approx(0.2 / 3)
    assert estimate("chance", rows)["mean"] == pytest.approx(0.0)
    assert estimate("changed", rows)["low"] == 0.0  # a share is not negative


def test_what_would_be_lost_is_a_share_of_what_was_won() -> None:
    rows = np.array([[0.5, 0.25], [0.5, 0.75], [0.0, 0.0]])
    assert estimate("lost", rows)["mean"] == pytest.approx(0.5 / 3)


def test_yes_and_no_are_counted_as_shares() -> None:
    sure = estimate("share", np.array([[1.0, 0.0]] * 12))
    assert sure["mean"] == sure["high"] == 1.0 and 0.7 < (sure["low"] or 0.0) < 0.8
    gap = estimate("gap", np.array([[1.0, 0.0], [0.0, 0.0]] * 8), "win_prob")
    assert gap["mean"] == 0.5 and (gap["low"] or 0.0) > 0.0


def test_what_only_rounding_makes_is_no_difference() -> None:
    rows = np.array([[0.1 + 0.2, 0.3]] * 4)
    assert estimate("gap", rows) == estimate("gap", np.zeros((4, 2)))


def test_what_targeting_takes_away_is_no_merit_of_meetings() -> None:
    lost = np.array([[-0.05, -0.08], [-0.06, -0.09]])
    assert estimate("attribution", lost)["mean"] == pytest.approx(-0.055)
    gained = np.array([[0.10, 0.02], [0.12, 0.04]])
    assert estimate("attribution", gained)["mean"] == pytest.approx(0.08)
