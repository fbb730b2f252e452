"""Maps and districts whose measures follow by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest

from msim.core.arrays import Floats
from msim.core.streams import Streams
from msim.outcome.count import (
    Mandate,
    Swing,
    efficiency_gap,
    electoral,
    mean_minus_median,
    pivotality,
    seats,
    splits,
)

EXACT = {"rel": 0.0, "abs": 1e-9}
DRAWS = 20_000
B = np.array([5.0, 60.0, 25.0, 55.0, 55.0])
A = 100.0 - B


def rng(name: str) -> np.random.Generator:
    return Streams(5, 0).generator(f"test/districts/{name}")


def four_errors(p: Floats | float) -> Floats:
    """Four standard errors of a share of DRAWS independent draws."""
    return 4 * np.sqrt(np.asarray(p) * (1 - np.asarray(p)) / DRAWS)


def test_three_of_five_districts_with_two_fifths_of_the_votes() -> None:
    """B has 5 + 60 + 25 + 55 + 55 = 200 of 500 votes, and more than half in three districts."""
    ones = np.ones(5)
    assert B.sum() / 500 == pytest.approx(0.4, **EXACT)
    assert (seats(B, A), seats(A, B)) == (3, 2)
    assert (electoral(B, A, ones), electoral(A, B, ones)) == (3.0, 2.0)
    assert splits(A, B, ones) is True
    assert splits(B, A, ones) is True


def test_the_right_side_wins_where_its_districts_weigh_enough() -> None:
    """A has more votes, and districts 1 and 3: with weights 2, 1, 2, 1, 1, four of seven."""
    weights = np.array([2.0, 1.0, 2.0, 1.0, 1.0])
    assert electoral(A, B, weights) == 4.0
    assert splits(A, B, weights) is False


def test_efficiency_gap_by_hand() -> None:
    """A wastes 95 - 50 and 75 - 50 in the won districts, 40, 45 and 45 in the lost: 200 in all.

    B wastes 5 and 25 in the lost, 10, 5 and 5 in the won: 50. (200 - 50) / 500 = 0.3.
    """
    assert efficiency_gap(A, B) == pytest.approx(0.3, **EXACT)
    assert efficiency_gap(B, A) == pytest.approx(-0.3, **EXACT)


def test_mean_minus_median_by_hand() -> None:
    """A's shares are 0.95, 0.40, 0.75, 0.45, 0.45: mean 3 / 5, median 0.45."""
    assert mean_minus_median(A, B) == pytest.approx(0.15, **EXACT)
    assert mean_minus_median(B, A) == pytest.approx(-0.15, **EXACT)


def test_a_mandate_is_met_at_the_bar_and_not_below() -> None:
    """30 of 50 votes of 100 voters: turnout 1/2, share 3/5, of the electorate 3/10."""
    for bars in [(0.5, None, None), (None, 0.6, None), (None, None, 0.3), (0.5, 0.6, 0.3)]:
        assert Mandate(*bars).reached(30.0, 20.0, 100.0)
    for bars in [(0.51, None, None), (None, 0.61, None), (None, None, 0.31), (0.5, 0.61, 0.3)]:
        assert not Mandate(*bars).reached(30.0, 20.0, 100.0)


def test_three_equal_toss_ups() -> None:
    """One decides where the other two differ, which independent even chances do half the time."""
    even = np.zeros(3)
    found = pivotality(even, even + 0.5, np.ones(3), Swing(0.0, 0.2), rng("three"), DRAWS)
    assert np.all(np.abs(found.decisive - 0.5) < four_errors(0.5))


def test_a_shared_swing_makes_deciding_rarer() -> None:
    """Two margins with correlation r differ in sign with probability arccos(r) / pi: a third.

    (r is 1/2 where national and own swing have the same variance; Sheppard 1899.)
    """
    even, third = np.zeros(3), math.acos(0.5) / math.pi
    found = pivotality(even, even + 0.5, np.ones(3), Swing(0.2, 0.2), rng("shared"), DRAWS)
    assert np.all(np.abs(found.decisive - third) < four_errors(third))


def test_a_district_with_a_majority_of_its_own() -> None:
    """The others, together 4 of 9 electoral votes, decide nothing; it decides always."""
    even = np.zeros(3)
    found = pivotality(even, even + 0.5, np.array([2.0, 5.0, 2.0]), Swing(0.3, 0.2), rng("one"))
    assert found.decisive.tolist() == [0.0, 1.0, 0.0]
    assert found.density[[0, 2]].tolist() == [0.0, 0.0]


def test_the_density_of_a_district_that_always_decides() -> None:
    """Then it is that of its own margin at zero, exact in every draw without a national swing.

    Margin N(0.02, (0.4 x 0.25)^2) at zero: exp(-0.02^2 / (2 x 0.01)) / (0.1 sqrt(2 pi)).
    """
    margin, slope = np.array([0.02]), np.array([0.4])
    found = pivotality(margin, slope, np.ones(1), Swing(0.0, 0.25), rng("exact"), 10)
    expected = math.exp(-0.02) / (0.1 * math.sqrt(2 * math.pi))
    assert found.density[0] == pytest.approx(expected, **EXACT)


def test_the_density_with_a_shared_swing() -> None:
    """Both swings together are normal: N(0, slope^2 (0.3^2 + 0.4^2)) = N(0, 0.25^2) at zero."""
    found = pivotality(
        np.zeros(1), np.full(1, 0.5), np.ones(1), Swing(0.3, 0.4), rng("both"), DRAWS
    )
    assert found.density[0] == pytest.approx(1 / (0.25 * math.sqrt(2 * math.pi)), rel=0.01)


def test_the_density_is_the_slope_of_the_chance_to_win() -> None:
    """Three unequal districts with one electoral vote each, no national swing.

    P(win) = p1 p2 + p1 p3 + p2 p3 - 2 p1 p2 p3, so its slope by the first margin is that margin's
    density at zero times p2 (1 - p3) + p3 (1 - p2), which is how often the first decides.
    """
    margin, slope, sd = np.array([0.01, -0.03, 0.05]), np.array([0.5, 0.4, 0.3]), 0.2
    found = pivotality(margin, slope, np.ones(3), Swing(0.0, sd), rng("slope"), DRAWS)
    z = margin / (slope * sd)
    p = np.array([0.5 * (1 + math.erf(v / math.sqrt(2))) for v in z])
    q, r = np.roll(p, -1), np.roll(p, -2)
    decides = q * (1 - r) + r * (1 - q)
    density = np.exp(-(z**2) / 2) / (slope * sd * math.sqrt(2 * math.pi))
    assert np.all(np.abs(found.decisive - decides) < four_errors(decides))
    assert np.all(np.abs(found.density / density - decides) < four_errors(decides))
