"""Passing on: one step a week, once each, coupled across arms, and nothing made up on the way."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from msim.core.arrays import Floats, Ints
from msim.core.streams import Streams
from msim.outcome.earned import Circle, Passed, circle, first_weeks, pass_on

WEEKS, MESSAGES = 6, 3
RETENTION = np.array([0.2, 0.3, 0.45, 0.6, 0.8, 0.95])
often = settings(max_examples=120)
SEEDS = st.integers(0, 2**32)
RATES = st.sampled_from([0.0, 0.3, 0.7, 1.0])


def generator(number: int, name: str) -> np.random.Generator:
    return Streams(number, 0).generator(f"test/earned/{name}")


def drawn(number: int, n: int, homophily: float, rate: float = 0.6) -> tuple[Circle, Ints]:
    rng = generator(number, "circle")
    archetype = rng.integers(0, 3, n)
    keys = SimpleNamespace(share_rate=rate, contacts=2.5, homophily=homophily)
    return circle(archetype, rng.random((n, 2)), int(rng.integers(2**63)) * 2, keys), archetype


def paid(number: int, n: int, share: float = 0.2) -> tuple[Ints, Ints]:
    """First weeks and messages of some voters."""
    rng = generator(number, "paid")
    first = np.where(rng.random(n) < share, rng.integers(0, WEEKS, n), -1)
    return first, np.where(first >= 0, rng.integers(0, MESSAGES, n), -1)


def passed(of: Circle, first: Ints, message: Ints) -> Passed:
    return pass_on(of, first, message, RETENTION, MESSAGES)


def by_hand(of: Circle, first: Ints, message: Ints) -> tuple[Floats, Ints, list[bool]]:
    """The same, voter by voter and week by week, with lists and no shortcut."""
    n = first.size
    told, count = np.zeros((n, MESSAGES)), np.zeros(n, dtype=int)
    carries: dict[int, int] = {}
    new: list[int] = []
    for week in range(WEEKS):
        heard: dict[int, int] = {i: int(message[i]) for i in range(n) if first[i] == week}
        for i in sorted(new):
            for t in of.target[of.start[i] : of.start[i + 1]].tolist():
                if t != i:
                    told[t, carries[i]] += RETENTION[week]
                    count[t] += 1
                    heard.setdefault(t, carries[i])
        new = [i for i in heard if i not in carries]
        carries |= {i: heard[i] for i in new}
    return told, count, [i in carries for i in range(n)]


@often
@given(SEEDS, st.integers(1, 60), RATES)
def test_against_a_plain_account(number: int, n: int, homophily: float) -> None:
    of, _ = drawn(number, n, homophily)
    first, message = paid(number, n)
    found, (told, count, met) = passed(of, first, message), by_hand(of, first, message)
    assert found.told == pytest.approx(told, abs=1e-12)
    assert found.count.tolist() == count.tolist()
    assert found.reached.tolist() == met


@often
@given(SEEDS, st.integers(1, 200), RATES, st.floats(0.0, 1.0))
def test_more_voters_met_and_none_later_reach_no_fewer(
    number: int, n: int, homophily: float, share: float
) -> None:
    """Whatever messages they meet; and nobody is told less often."""
    of, _ = drawn(number, n, homophily)
    first, message = paid(number, n)
    rng = generator(number, "more")
    earlier = rng.integers(0, np.maximum(first, 0) + 1)
    added = np.where(rng.random(n) < share, rng.integers(0, WEEKS, n), -1)
    more = np.where(first >= 0, earlier, added)
    one, other = passed(of, first, message), passed(of, more, rng.integers(0, MESSAGES, n))
    assert np.all(other.reached >= one.reached)
    assert np.all(other.count >= one.count)


@often
@given(SEEDS, st.integers(3, 200), RATES)
def test_readier_sharers_reach_no_fewer(number: int, n: int, homophily: float) -> None:
    first, message = paid(number, n)
    less, more = (drawn(number, n, homophily, rate)[0] for rate in (0.3, 0.6))
    assert np.all(more.contacts >= less.contacts)
    assert np.all(passed(more, first, message).reached >= passed(less, first, message).reached)


@often
@given(SEEDS, st.integers(3, 200))
def test_under_full_homophily_archetypes_are_worlds_of_their_own(number: int, n: int) -> None:
    """Seeds in the others leave every number of the first archetype as it was."""
    of, archetype = drawn(number, n, 1.0)
    first, message = paid(number, n, 0.5)
    inside = archetype == 0
    alone = passed(of, np.where(inside, first, -1), message)
    together = passed(of, first, message)
    assert np.array_equal(alone.told[inside], together.told[inside])
    assert np.array_equal(alone.count[inside], together.count[inside])
    assert np.array_equal(alone.reached[inside], together.reached[inside])
    assert not alone.reached[~inside].any()


def test_nobody_shares_at_rate_zero_and_nobody_hears_without_a_seed() -> None:
    of, _ = drawn(1, 500, 0.5, rate=0.0)
    first, message = paid(1, 500)
    found = passed(of, first, message)
    assert of.target.size == 0
    assert not found.told.any()
    assert not found.count.any()
    assert np.array_equal(found.reached, first >= 0)
    nobody = np.full(500, -1)
    assert not passed(drawn(1, 500, 0.5, rate=1.0)[0], nobody, nobody).reached.any()


def test_of_two_who_tell_in_a_week_the_lower_number_is_carried_on() -> None:
    """0 and 1 both tell 2, who tells 3; told in whatever order, 3 hears what 0 met."""
    of = Circle(np.array([0, 1, 2, 3, 3]), np.array([2, 2, 3]))
    for weeks in ([0, 0, -1, -1], [0, 0, 2, -1]):
        found = passed(of, np.array(weeks), np.array([1, 2, 0, -1]))
        assert found.told[2].tolist() == [0.0, RETENTION[1], RETENTION[1]]
        assert found.told[3].tolist() == [0.0, RETENTION[2], 0.0]
    same_week = passed(of, np.array([0, 0, 1, -1]), np.array([1, 2, 0, -1]))
    assert same_week.told[3].tolist() == [RETENTION[2], 0.0, 0.0]


def test_a_lower_number_counts_also_when_it_hears_later_in_the_list() -> None:
    """1 is told by 3 and so tells after 2, whom paid media meet in the same week: 4 carries 1's."""
    of = Circle(np.array([0, 0, 1, 2, 3, 4, 4]), np.array([4, 4, 1, 5]))
    first, message = np.array([-1, -1, 1, 0, -1, -1]), np.array([-1, -1, 2, 1, -1, -1])
    assert passed(of, first, message).told[5].tolist() == [0.0, RETENTION[3], 0.0]


def test_the_last_week_is_too_late_to_tell() -> None:
    of = Circle(np.array([0, 1, 1]), np.array([1]))
    message = np.array([0, -1])
    assert passed(of, np.array([WEEKS - 2, -1]), message).told[1, 0] == RETENTION[-1]
    assert not passed(of, np.array([WEEKS - 1, -1]), message).count.any()


def test_targets_hang_on_the_key_the_voter_and_the_place_alone() -> None:
    """Others' readiness, and one's own for more, move no target; another key moves them all."""
    n, rng = 2000, generator(3, "targets")
    archetype, uniforms = rng.integers(0, 4, n), rng.random((n, 2))
    more = SimpleNamespace(share_rate=1.0, contacts=9.0, homophily=0.5)
    less = SimpleNamespace(share_rate=0.4, contacts=3.0, homophily=0.5)
    one, few = (circle(archetype, uniforms, 11, keys) for keys in (more, less))
    for i in range(n):
        mine = few.target[few.start[i] : few.start[i + 1]]
        assert np.array_equal(mine, one.target[one.start[i] :][: mine.size])
    other = circle(archetype, uniforms, 12, more)
    assert np.mean(one.target == other.target) < 0.005


@pytest.mark.parametrize("homophily", [0.0, 0.4, 1.0])
def test_targets_are_drawn_evenly_and_alike_by_the_rate(homophily: float) -> None:
    """Own archetype: h + (1 - h) its share. All voters equally: chi-squared near n - 1.

    Whether a target is of the own archetype says nothing of its place among them.
    """
    n, archetypes = 4000, 4
    keys = SimpleNamespace(share_rate=1.0, contacts=50.0, homophily=homophily)
    archetype = np.arange(n) % archetypes
    uniforms = generator(4, "even").random((n, 2))
    found = circle(archetype, uniforms, 2**64 - 1, keys)
    total = found.target.size
    alike = np.mean(archetype[found.target] == np.repeat(archetype, found.contacts))
    expected = homophily + (1 - homophily) / archetypes
    error = np.sqrt(expected * (1 - expected) / total)
    assert alike == pytest.approx(expected, abs=4 * error + 1e-12)
    told = np.bincount(found.target, minlength=n)
    mean = np.bincount(archetype[found.target])[archetype] / (n / archetypes)
    assert abs(np.sum((told - mean) ** 2 / mean) - n) < 5 * np.sqrt(2 * n)
    like = found.target[archetype[found.target] == np.repeat(archetype, found.contacts)]
    assert like.mean() == pytest.approx((n - 1) / 2, abs=4 * n / np.sqrt(12 * like.size))
    assert abs(np.corrcoef(found.target[1:], found.target[:-1])[0, 1]) < (
        5 / np.sqrt(total) if homophily == 0.0 else 1.0
    )


def test_contacts_are_poisson_among_those_who_share() -> None:
    of, _ = drawn(5, 100_000, 0.2, rate=0.25)
    assert np.mean(of.contacts) == pytest.approx(0.25 * 2.5, abs=4 * 0.0045)
    assert np.mean(of.contacts == 0) == pytest.approx(0.75 + 0.25 * np.exp(-2.5), abs=4 * 0.0014)


@often
@given(SEEDS, st.integers(1, 4))
def test_more_exposures_never_come_later(number: int, channels: int) -> None:
    rng = generator(number, "first weeks")
    flights = [rng.integers(0, 3, rng.integers(1, 9)) + 1e-3 for _ in range(channels)]
    fewer = rng.poisson(rng.choice([0.5, 20.0]), (channels, 50))
    more, u = fewer + rng.poisson(0.7, fewer.shape), rng.random(50)
    one, other = first_weeks(fewer, flights, u), first_weeks(more, flights, u)
    assert np.array_equal(one >= 0, fewer.sum(axis=0) > 0)
    assert np.all(other[one >= 0] <= one[one >= 0])


def test_first_weeks_come_from_the_exposures_themselves() -> None:
    """Against weeks drawn for each exposure one by one; four standard errors of each share."""
    n, rng = 40_000, generator(8, "one by one")
    flights = [np.array([1.0, 0.0, 2.0, 1.0, 3.0]), np.array([2.0, 1.0, 0.0])]
    counts = np.repeat([[2], [3]], n, axis=1)
    weeks = [
        rng.choice(np.arange(5 - f.size, 5), size=(k, n), p=f / f.sum())
        for f, k in zip(flights, (2, 3), strict=True)
    ]
    drawn_one_by_one = np.bincount(np.min(np.concatenate(weeks), axis=0), minlength=5) / n
    found = np.bincount(first_weeks(counts, flights, rng.random(n)), minlength=5) / n
    assert np.abs(found - drawn_one_by_one).max() < 4 * np.sqrt(2 * 0.25 / n)
    assert found[4] == 0.0


def test_a_week_without_weight_meets_nobody() -> None:
    u = np.array([0.0, 0.5, np.nextafter(1.0, 0.0)])
    once = np.ones((1, 3), dtype=int)
    assert first_weeks(once, [(0.0, 1.0, 0.0, 0.0)], u).tolist() == [1, 1, 1]
    assert first_weeks(once, [(0.0, 0.1, 0.2, 0.7, 0.0)], u).tolist() == [1, 3, 3]


@pytest.mark.parametrize(("week", "message"), [(WEEKS, 0), (0, MESSAGES), (0, -1)])
def test_weeks_and_messages_that_do_not_exist_are_refused(week: int, message: int) -> None:
    of = Circle(np.array([0, 1, 1]), np.array([1]))
    with pytest.raises(ValueError, match="must be"):
        passed(of, np.array([week, -1]), np.array([message, -1]))
