"""Expected electoral votes: by hand, against elections drawn one by one, and at their limits."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import ndtr

from msim.outcome.count import Swing
from msim.outcome.winning import expected_electoral_votes, most_electoral_votes
from tests.outcome.test_winning import HEAVY, SKEW, country, rng


@pytest.mark.parametrize(("national", "own"), SKEW)
def test_they_are_the_mean_of_elections_drawn_one_by_one(national: float, own: float) -> None:
    share, slope = country(HEAVY.size)
    draw, count = rng(4), 40_000
    swings = national * draw.standard_normal((count, 1)) + own * draw.standard_normal(
        (count, share.size))  # fmt: skip
    drawn = (share - 0.5 + slope * swings > 0.0) @ HEAVY
    found = expected_electoral_votes(share, slope, HEAVY, Swing(national, own))
    assert abs(found - drawn.mean()) <= 4.0 * drawn.std() / np.sqrt(count) + 1e-9


def test_by_hand_and_with_one_district_as_its_chance_of_winning() -> None:
    share, slope, swing = np.array([0.51]), np.array([0.2]), Swing(0.03, 0.04)
    found = expected_electoral_votes(share, slope, np.array([7.0]), swing)
    assert found == pytest.approx(7.0 * ndtr(0.01 / (0.2 * 0.05)))
    assert found == pytest.approx(7.0 * most_electoral_votes(share, slope, np.ones(1), swing))


def test_without_a_swing_they_are_counted_and_a_tie_is_shared() -> None:
    share = np.array([0.49, 0.5, 0.51])
    found = expected_electoral_votes(share, np.full(3, 0.2), np.array([9.0, 4.0, 3.0]), Swing(0, 0))
    assert found == 5.0


def test_they_rise_smoothly_where_a_count_would_jump() -> None:
    slope, votes, swing = np.full(2, 0.2), np.array([10.0, 5.0]), Swing(0.05, 0.05)
    steps = [expected_electoral_votes(np.array([0.5 + move, 0.4]), slope, votes, swing)
             for move in np.linspace(-0.002, 0.002, 9).tolist()]  # fmt: skip
    gains = np.diff(steps)
    assert gains.min() > 0.0 and gains.max() < 1.02 * gains.min()
