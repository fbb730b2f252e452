"""The probability of winning: by hand, against elections drawn one by one, and at its limits."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from scipy.special import ndtr

from msim.core.arrays import Floats
from msim.outcome import winning
from msim.outcome.count import Mandate, Swing
from msim.outcome.winning import (
    lattice,
    mandate_met,
    most_electoral_votes,
    most_votes,
    share_sd,
)

HEAVY = np.array([29, 24, 20, 18, 16, 15, 14, 13, 12, 11, 11, 10, 10, 9, 9, 8, 8, 7, 7, 6, 6, 5.0])
SKEW = [(0.1, 0.05), (0.02, 0.02), (0.1, 0.001), (0.1, 0.0), (0.0, 0.1), (1.0, 3.0), (0.01, 0.4)]


def rng(number: int = 0) -> np.random.Generator:
    return np.random.Generator(np.random.SFC64(number))


def country(n: int, number: int = 1) -> tuple[Floats, Floats]:
    """Expected shares and slopes of n districts."""
    draw = rng(number)
    return 0.49 + 0.05 * draw.standard_normal(n), 0.16 + 0.03 * draw.random(n)


def elections(share: Floats, slope: Floats, votes: Floats, swing: Swing, count: int) -> float:
    """The share of elections won, of some that are held."""
    draw, won = rng(9), 0
    for _ in range(count // 5_000):
        national = swing.national_sd * draw.standard_normal((5_000, 1))
        own = swing.district_sd * draw.standard_normal((5_000, share.size))
        got = (share - 0.5 + slope * (national + own) > 0.0) @ votes
        won += int(np.count_nonzero(got > votes.sum() / 2 * (1.0 + 1e-9)))
    return won / count


def near(chance: float, counted: float, count: int) -> bool:
    return abs(chance - counted) <= 4.0 * np.sqrt(max(chance * (1 - chance), 1e-6) / count)


def test_the_deviation_of_a_share_by_hand() -> None:
    """0.2 sqrt(0.03^2 + 0.04^2) with one district; with four equal ones 0.04^2 / 4."""
    assert share_sd(0.2, Swing(0.03, 0.04), np.ones(1)) == pytest.approx(0.01)
    found = share_sd(0.2, Swing(0.03, 0.04), np.full(4, 0.25))
    assert found == pytest.approx(0.2 * np.sqrt(0.0009 + 0.0004))


def test_most_votes_by_hand() -> None:
    """1.96 deviations ahead is 0.975; the other side has the rest."""
    assert most_votes(0.5196, 0.01) == pytest.approx(0.975, abs=1e-5)
    assert most_votes(0.4804, 0.01) == pytest.approx(0.025, abs=1e-5)
    assert [most_votes(share, 0.0) for share in (0.4999, 0.5, 0.5001)] == [0.0, 0.5, 1.0]


@pytest.mark.parametrize(
    ("bars", "turnout", "needed"),
    [
        (Mandate(0.6, 0.55, None), 0.6, 0.55), (Mandate(0.6, 0.55, None), 0.59, None),
        (Mandate(None, None, 0.33), 0.6, 0.55), (Mandate(None, 0.5, 0.33), 0.6, 0.55),
        (Mandate(None, 0.6, 0.33), 0.6, 0.6), (Mandate(0.5, None, None), 0.6, 0.0),
        (Mandate(None, 0.5, None), 0.0, None), (Mandate(None, None, 0.5), 0.4, 1.25),
    ],
)  # fmt: skip
def test_bars_of_a_mandate_are_one_bar_of_the_share(
    bars: Mandate, turnout: float, needed: float | None
) -> None:
    for share in (0.4, 0.54, 0.56, 0.62):
        chance, still = (mandate_met(bars, turnout, share, sd) for sd in (0.02, 0.0))
        if needed is None:
            assert chance == still == 0.0
        else:
            assert chance == pytest.approx(ndtr((share - needed) / 0.02))
            assert still == float(share >= needed)
            if turnout > 0.0:
                assert still == bars.reached(share * turnout, (1 - share) * turnout, 1.0)


def test_two_districts_by_hand() -> None:
    """With equal votes both are needed; with two against one the larger is enough."""
    share, slope, swing = np.array([0.52, 0.47]), np.array([0.2, 0.1]), Swing(0.0, 0.2)
    first, second = ndtr(0.02 / 0.04), ndtr(-0.03 / 0.02)
    assert most_electoral_votes(share, slope, np.ones(2), swing) == pytest.approx(first * second)
    assert most_electoral_votes(share, slope, np.array([2.0, 1.0]), swing) == pytest.approx(first)


def test_one_district_is_a_popular_vote() -> None:
    share, slope, swing = np.array([0.48]), np.array([0.18]), Swing(0.1, 0.07)
    chance = most_votes(0.48, share_sd(0.18, swing, np.ones(1)))
    found = most_electoral_votes(share, slope, np.array([7.0]), swing)
    assert found == pytest.approx(chance, abs=1e-9)


def test_three_districts_by_every_outcome() -> None:
    """Without a national swing: the sum over eight outcomes of the product of three chances."""
    (share, slope), votes = country(3), np.array([5.0, 4.0, 3.0])
    p = ndtr((share - 0.5) / (slope * 0.3))
    by_hand = sum(
        float(np.prod(np.where(won, p, 1 - p)))
        for won in itertools.product((True, False), repeat=3) if np.array(won) @ votes > 6.0
    )
    found = most_electoral_votes(share, slope, votes, Swing(0.0, 0.3))
    assert found == pytest.approx(by_hand, abs=1e-12)


@pytest.mark.parametrize(("national", "own"), SKEW)
def test_districts_agree_with_elections_drawn(national: float, own: float) -> None:
    (share, slope), swing = country(HEAVY.size), Swing(national, own)
    chance = most_electoral_votes(share, slope, HEAVY, swing)
    assert near(chance, elections(share, slope, HEAVY, swing, 100_000), 100_000)
    turned = most_electoral_votes(1 - share, slope, HEAVY, swing)
    assert turned <= 1.0 - chance + 1e-9  # what is left is a tie, that nobody wins


def test_a_swing_of_no_district_of_its_own_is_found_exactly() -> None:
    """All move together: won wherever the swing exceeds what the district in the middle lacks."""
    share, slope = np.array([0.40, 0.47, 0.52]), np.array([0.2, 0.2, 0.2])
    found = most_electoral_votes(share, slope, np.ones(3), Swing(0.1, 0.0))
    assert found == pytest.approx(ndtr(-0.03 / 0.02), abs=1e-7)
    nearly = most_electoral_votes(share, slope, np.ones(3), Swing(0.1, 1e-5))
    assert nearly == pytest.approx(found, abs=1e-5)


@pytest.mark.parametrize(
    ("support", "chance"), [(0.499, 0.0), (0.5, 0.5), (0.501, 1.0)]
)
def test_without_any_swing_it_is_certain(support: float, chance: float) -> None:
    alone = np.array([support])
    assert most_electoral_votes(alone, np.array([0.2]), np.ones(1), Swing(0.0, 0.0)) == chance
    lost = np.array([0.4, 0.6, support])
    found = most_electoral_votes(lost, np.full(3, 0.2), np.ones(3), Swing(0.0, 0.0))
    assert found == chance
    assert most_electoral_votes(lost[:2], np.full(2, 0.2), np.ones(2), Swing(0.0, 0.0)) == 0.0


def test_it_rises_with_every_share() -> None:
    share, slope = country(HEAVY.size)
    swing = Swing(0.05, 0.05)
    chances = [most_electoral_votes(share + more, slope, HEAVY, swing)
               for more in np.linspace(-0.2, 0.2, 21)]
    assert all(a <= b + 1e-9 for a, b in itertools.pairwise(chances))
    assert chances[0] < 1e-6 and chances[-1] > 1.0 - 1e-6


def test_electoral_votes_on_a_lattice() -> None:
    assert lattice(np.array([2.0, 4.0, 6.0])).tolist() == [1.0, 2.0, 3.0]
    assert lattice(np.array([0.1, 0.2, 0.3])).tolist() == [1.0, 2.0, 3.0]
    assert lattice(HEAVY / 13.0).tolist() == HEAVY.tolist()  # the fewest are five of them
    assert lattice(np.zeros(3)).tolist() == [0.0] * 3
    assert lattice(np.array([1e6, 1e-300])).tolist()[1] == 0.0  # next to nothing beside the other
    odd = rng().random(40) * 1e6
    cells = lattice(odd)
    assert cells == pytest.approx(odd / odd.sum() * winning.CELLS, abs=0.5)


def test_votes_that_are_no_whole_numbers_agree_with_elections_drawn() -> None:
    (share, slope), swing = country(30), Swing(0.05, 0.1)
    votes = 1.0 + 9.0 * rng(4).random(30)
    chance = most_electoral_votes(share, slope, votes, swing)
    assert near(chance, elections(share, slope, votes, swing, 100_000), 100_000)


@pytest.mark.parametrize("votes", ["equal", "whole", "odd"])
def test_many_districts_are_added_as_a_normal_sum(
    votes: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of 300 districts 20 one by one, and all: the same to a thousandth."""
    share, slope = country(300)
    given = {"equal": np.ones(300), "whole": rng(2).integers(1, 9, 300).astype(float),
             "odd": rng(3).random(300)}[votes]
    exact = most_electoral_votes(share, slope, given, Swing(0.05, 0.2))
    monkeypatch.setattr(winning, "EXACT", 20)
    assert most_electoral_votes(share, slope, given, Swing(0.05, 0.2)) == pytest.approx(
        exact, abs=1e-3)


def test_the_most_districts_that_there_may_be() -> None:
    """Ten thousand alike: their own swings average out, and the national one is left."""
    n = 10_000
    share, slope = np.full(n, 0.495), np.full(n, 0.2)
    found = most_electoral_votes(share, slope, np.ones(n), Swing(0.05, 0.05))
    assert found == pytest.approx(ndtr(-0.005 / 0.01), abs=1e-3)


def test_a_district_of_nobody_is_neither_won_nor_lost_by_a_swing() -> None:
    share, slope = np.array([0.0, 0.52]), np.array([0.0, 0.2])
    found = most_electoral_votes(share, slope, np.array([1.0, 2.0]), Swing(0.0, 0.1))
    assert found == pytest.approx(ndtr(1.0))
