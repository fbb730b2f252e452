"""Counting: sides, scale and the order of districts make no difference where they must not."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import msim.outcome.count as count
from msim.core.arrays import Floats
from msim.core.streams import Streams
from msim.outcome.count import (
    Mandate,
    Pivotal,
    Swing,
    efficiency_gap,
    electoral,
    mean_minus_median,
    pivotality,
    seats,
    splits,
)

VOTES = st.integers(0, 1000) | st.just(500)
MAPS = st.lists(st.tuples(VOTES, VOTES, st.integers(1, 55)), min_size=1, max_size=12)
often = settings(max_examples=150)


def columns(rows: list[tuple[int, int, int]]) -> tuple[Floats, Floats, Floats]:
    own, other, votes = np.array(rows, dtype=float).T
    return own, other, votes


def drawn(margin: Floats, swing: Swing, votes: Floats | None = None, name: str = "a") -> Pivotal:
    ones = np.ones(margin.size) if votes is None else votes
    rng = Streams(6, 0).generator(f"test/count/{name}")
    return pivotality(margin, np.full(margin.size, 0.4), ones, swing, rng, 20_000)


def same(one: float, other: float) -> None:
    assert one == pytest.approx(other, rel=0.0, abs=1e-9, nan_ok=True)


@often
@given(MAPS)
def test_swapping_the_sides_turns_the_signs(rows: list[tuple[int, int, int]]) -> None:
    own, other, votes = columns(rows)
    same(efficiency_gap(other, own), -efficiency_gap(own, other))
    same(mean_minus_median(other, own), -mean_minus_median(own, other))
    assert splits(other, own, votes) == splits(own, other, votes)


@often
@given(MAPS, st.sampled_from([0.125, 2.0, 1024.0]))
def test_more_voters_of_the_same_kind_change_nothing(
    rows: list[tuple[int, int, int]], times: float
) -> None:
    own, other, votes = columns(rows)
    more, others = own * times, other * times
    assert seats(more, others) == seats(own, other)
    assert electoral(more, others, votes) == electoral(own, other, votes)
    assert splits(more, others, votes) == splits(own, other, votes)
    same(efficiency_gap(more, others), efficiency_gap(own, other))
    same(mean_minus_median(more, others), mean_minus_median(own, other))


@often
@given(MAPS)
def test_every_district_is_won_lost_or_tied(rows: list[tuple[int, int, int]]) -> None:
    own, other, votes = columns(rows)
    tied = own == other
    assert seats(own, other) + seats(other, own) + np.count_nonzero(tied) == own.size
    won = electoral(own, other, votes) + electoral(other, own, votes)
    assert won + votes[tied].sum() == votes.sum()


@often
@given(MAPS)
def test_with_equal_turnout_the_gap_is_seats_against_twice_the_votes(
    rows: list[tuple[int, int, int]],
) -> None:
    """Stephanopoulos and McGhee's own shortcut, from the own side: 2 (v - 1/2) - (s - 1/2)."""
    own = np.array([row[0] for row in rows], dtype=float)
    other = 1000.0 - own
    share = own.sum() / (1000.0 * own.size)
    seat_share = (seats(own, other) + np.count_nonzero(own == other) / 2) / own.size
    same(efficiency_gap(own, other), 2 * (share - 0.5) - (seat_share - 0.5))


def test_districts_without_votes_count_nothing() -> None:
    own, other = np.array([60.0, 30.0]), np.array([40.0, 50.0])
    more, others = np.append(own, 0.0), np.append(other, 0.0)
    assert seats(more, others) == seats(own, other)
    assert efficiency_gap(more, others) == efficiency_gap(own, other)
    assert mean_minus_median(more, others) == mean_minus_median(own, other)
    nothing = np.zeros(3)
    assert math.isnan(efficiency_gap(nothing, nothing))
    assert math.isnan(mean_minus_median(nothing, nothing))


def test_a_tie_is_no_split() -> None:
    ones = np.ones(3)
    assert not splits(np.array([6.0, 4.0, 5.0]), np.array([4.0, 6.0, 4.0]), ones)
    assert not splits(np.array([9.0, 4.0, 2.0]), np.array([3.0, 6.0, 6.0]), ones)


def test_a_mandate_without_bars_asks_nothing_and_no_bar_is_met_by_nobody() -> None:
    assert Mandate(None, None, None).reached(0.0, 0.0, 0.0)
    assert Mandate(0.0, None, 0.0).reached(0.0, 0.0, 10.0)
    assert not Mandate(None, 0.0, None).reached(0.0, 0.0, 10.0)
    assert not Mandate(0.0, None, None).reached(0.0, 0.0, 0.0)


def test_permuting_the_districts_permutes_how_much_they_matter() -> None:
    """In distribution: other draws fall on each, so within four standard errors of a share."""
    margin = np.array([0.0, 0.05, -0.1, 0.02, 0.2])
    votes = np.array([3.0, 4.0, 5.0, 6.0, 7.0])
    order = np.array([4, 2, 0, 1, 3])
    one = drawn(margin, Swing(0.1, 0.2), votes)
    other = drawn(margin[order], Swing(0.1, 0.2), votes[order], "b")
    error = 4 * np.sqrt(2 * 0.25 / 20_000)
    assert np.ptp(one.decisive) > 2 * error
    assert np.abs(one.decisive[order] - other.decisive).max() < error
    peak = 1 / (0.4 * 0.2 * math.sqrt(2 * math.pi))
    assert np.abs(one.density[order] - other.density).max() < error * peak


def test_a_safe_district_is_never_worth_a_vote() -> None:
    found = drawn(np.array([0.9, 0.0, 0.01, -0.9]), Swing(0.1, 0.1))
    assert np.all(found.density[[0, 3]] < 1e-12)
    assert np.all(found.density[[1, 2]] > 0.1)


def test_districts_whose_margins_cannot_meet_at_zero_decide_by_certainty() -> None:
    """Without swing, two to one as it stands: only those who won by it turn it."""
    found = drawn(np.array([0.2, 0.2, -0.2]), Swing(0.0, 0.0))
    assert found.decisive.tolist() == [1.0, 1.0, 0.0]
    assert np.all(found.density == 0.0)


def test_half_of_the_electoral_votes_is_no_win_whatever_their_unit() -> None:
    """Two to two, each lost one would win it; three to one, each won one does. Tenths add up so."""
    two, three = np.array([0.2, 0.2, -0.2, -0.2]), np.array([0.2, 0.2, 0.2, -0.2])
    for unit in (1.0, 0.1, 1 / 3):
        votes = np.full(4, unit)
        assert drawn(two, Swing(0.0, 0.0), votes).decisive.tolist() == [0.0, 0.0, 1.0, 1.0]
        assert drawn(three, Swing(0.0, 0.0), votes).decisive.tolist() == [1.0, 1.0, 1.0, 0.0]


def test_without_own_swing_the_density_is_that_of_the_national_one() -> None:
    """One district, N(0, (0.4 x 0.3)^2) at zero; four errors, as few draws fall there."""
    found = drawn(np.zeros(1), Swing(0.3, 0.0))
    assert found.density[0] == pytest.approx(1 / (0.12 * math.sqrt(2 * math.pi)), rel=0.4)


def test_draws_do_not_depend_on_how_many_are_held_at_a_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    margin = np.linspace(-0.1, 0.1, 7)
    whole = drawn(margin, Swing(0.1, 0.1))
    monkeypatch.setattr(count, "_AT_ONCE", 50)
    parts = drawn(margin, Swing(0.1, 0.1))
    assert np.array_equal(whole.decisive, parts.decisive)
    assert parts.density == pytest.approx(whole.density, rel=1e-9)


@pytest.mark.parametrize("slope", [0.0, -0.1, float("nan")])
def test_a_district_that_no_swing_moves_is_refused(slope: float) -> None:
    rng = Streams(6, 0).generator("test/count/refused")
    with pytest.raises(ValueError, match="slope"):
        pivotality(np.zeros(2), np.array([0.5, slope]), np.ones(2), Swing(0.1, 0.1), rng)
