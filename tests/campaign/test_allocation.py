"""Where money does most: against closed forms, every split of a small budget, and greedy steps."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from msim.campaign.allocation import Returns, allocate
from msim.core.arrays import Floats

SEEDS = st.integers(0, 10_000)
INF = np.inf
widely = settings(max_examples=60)


def drawn(seed: int) -> np.random.Generator:
    return np.random.Generator(np.random.SFC64(np.random.SeedSequence([seed])))


def market(seed: int, cells: int = 6, channels: int = 3, **keys: Any) -> tuple[Returns, Floats]:
    """A forecast and costs; some pairs without effect, some habits all alike, some not for sale."""
    rng, pairs = drawn(seed), (cells, channels)
    shape = np.where(rng.random(pairs) < 0.3, INF, rng.gamma(1.0, 1.5, pairs) + 0.05)
    efficacy = rng.gamma(2.0, 0.2, pairs) * (rng.random(pairs) < 0.9)
    worth, mean = rng.gamma(1.0, 100.0, cells), rng.gamma(3.0, 0.4, pairs)
    cost = np.where(rng.random(pairs) < 0.1, INF, rng.gamma(2.0, 50.0, pairs))
    cost[0, 0], efficacy[0, 0] = 60.0, 0.3
    return Returns(worth, efficacy, mean, shape, **{"saturating": True, **keys}), cost


def limits(seed: int, channels: int = 3) -> Floats:
    rng = drawn(seed + 1)
    return np.where(rng.random(channels) < 0.3, INF, rng.gamma(1.0, 400.0, channels))


def spent(rate: Floats, cost: Floats) -> Floats:
    """(channels,) money."""
    return np.asarray((rate * np.where(np.isfinite(cost), cost, 0.0)).sum(axis=0))


def best_of_all_splits(f: Returns, cost: Floats, limit: Floats, money: float, units: int) -> float:
    found = 0.0
    for bars in combinations(range(units + cost.size - 1), cost.size - 1):
        parts = np.diff([-1, *bars, units + cost.size - 1]) - 1
        paid = parts.reshape(cost.shape) * money / units
        if not paid[~np.isfinite(cost)].any() and np.all(paid.sum(axis=0) <= limit):
            found = max(found, f.value(paid / cost))
    return found


def in_steps(f: Returns, cost: Floats, limit: Floats, money: float, steps: int) -> Floats:
    """The textbook's greedy plan: equal parts, each to the best pair whose channel has room."""
    rate, part = np.zeros(cost.shape), money / steps
    for _ in range(steps):
        room = spent(rate, cost) + part <= limit
        gain = np.where(room, f.marginal(rate) / cost, 0.0)
        best = np.unravel_index(np.argmax(gain), gain.shape)
        if gain[best] <= 0.0:
            break
        rate[best] += part / cost[best]
    return rate


@pytest.mark.parametrize("money", [0.5, 3.0, 40.0])
def test_two_cells_and_one_channel_fill_like_water(money: float) -> None:
    """With 1 - exp(-a r) the rates are (log(w a / cost) - log mu) / a; mu spends the money."""
    worth, a, cost = np.array([9.0, 2.0]), np.array([0.5, 0.8]), np.array([2.0, 1.0])
    height = np.log(worth * a / cost)
    log_mu = (cost / a @ height - money) / (cost / a).sum()
    rate = (height - log_mu) / a
    if rate.min() < 0.0:
        rate = np.array([money / cost[0], 0.0])
    f = Returns(worth, a[:, None], np.ones((2, 1)), np.full((2, 1), INF), True)
    got = allocate(f, cost[:, None], np.array([INF]), money)[:, 0]
    np.testing.assert_allclose(got, rate, rtol=1e-9)


def test_one_cell_and_two_channels_of_mixed_habits_by_hand() -> None:
    """k = 1, slopes 4 and 1, costs 1: 4 / (1 + 4 r) = 1 / (1 + s), so that r = s + 3/4."""
    one = np.ones((1, 2))
    f = Returns(np.array([5.0]), np.array([[4.0, 1.0]]), one, one, True)
    for money, rate in [(2.75, [1.75, 1.0]), (0.75, [0.75, 0.0]), (0.25, [0.25, 0.0])]:
        got = allocate(f, one, np.full(2, INF), money)[0]
        np.testing.assert_allclose(got, rate, rtol=1e-9, atol=1e-9)


@given(SEEDS, st.booleans())
@widely
def test_marginal_is_the_slope_of_value(seed: int, saturating: bool) -> None:
    f, _ = market(seed, saturating=saturating)
    rate, step = drawn(seed + 2).gamma(1.0, 2.0, f.mean.shape), 1e-5
    for pair in [(0, 0), (2, 1), (5, 2)]:
        more, less = rate.copy(), rate.copy()
        more[pair], less[pair] = rate[pair] + step, rate[pair] - step
        slope = (f.value(more) - f.value(less)) / (2.0 * step)
        assert f.marginal(rate)[pair] == pytest.approx(slope, rel=1e-5, abs=1e-5)


def test_value_of_a_large_shape_comes_to_that_of_an_infinite_one() -> None:
    f, cost = market(4)
    near = Returns(f.worth, f.efficacy, f.mean, np.where(np.isinf(f.shape), 1e9, f.shape), True)
    rates = [allocate(g, cost, np.full(3, INF), 3_000.0) for g in (f, near)]
    assert near.value(rates[0]) == pytest.approx(f.value(rates[0]), rel=1e-7)
    np.testing.assert_allclose(*rates, rtol=1e-5, atol=1e-7)


@given(SEEDS, st.floats(1e-6, 1e6), st.booleans())
@example(1, 1e-12, False)
@widely
def test_funded_pairs_end_at_one_marginal_value_and_no_other_is_higher(
    seed: int, money: float, limited: bool
) -> None:
    f, cost = market(seed)
    limit = limits(seed) if limited else np.full(3, INF)
    rate = allocate(f, cost, limit, money)
    room = spent(rate, cost) < limit * (1.0 - 1e-9)
    gain = f.marginal(rate) / cost
    funded = gain[(rate > 0.0) & room]
    if funded.size and funded.min() > 1e-300:
        assert funded.max() <= funded.min() * (1.0 + 1e-9)
        assert gain[(rate == 0.0) & room].max(initial=0.0) <= funded.min() * (1.0 + 1e-9)
        # A full channel's pairs were worth it: none would be better off in an open channel.
        assert gain[rate > 0.0].min() >= funded.min() * (1.0 - 1e-9)


@given(SEEDS, st.just(0.0) | st.floats(1e-9, 1e5), st.booleans(), st.booleans())
@widely
def test_all_money_is_spent_and_never_more_unless_limits_bind(
    seed: int, money: float, limited: bool, saturating: bool
) -> None:
    f, cost = market(seed, saturating=saturating)
    limit = limits(seed) if limited else np.full(3, INF)
    rate = allocate(f, cost, limit, money)
    paid = spent(rate, cost)
    assert np.all(rate >= 0.0)
    assert not rate[~np.isfinite(cost) | (f.efficacy == 0.0)].any()
    assert paid.sum() <= money
    assert np.all(paid <= limit)
    of_use = (np.isfinite(cost) & (f.efficacy > 0.0)).any(axis=0)
    assert paid.sum() == pytest.approx(min(money, limit[of_use].sum()), rel=1e-11)


@pytest.mark.parametrize(
    ("cells", "channels", "units"), [(2, 1, 12), (3, 1, 12), (2, 2, 12), (3, 2, 10), (2, 3, 9)]
)
@pytest.mark.parametrize("seed", range(3))
def test_no_split_of_the_money_is_better(seed: int, cells: int, channels: int, units: int) -> None:
    f, cost = market(seed, cells, channels)
    free, money = np.full(channels, INF), 400.0
    value = f.value(allocate(f, cost, free, money))
    best = best_of_all_splits(f, cost, free, money, units)
    assert 0.8 * value < best <= value * (1.0 + 1e-11)


def test_a_fine_enumeration_finds_the_same_plan() -> None:
    f, cost = market(11, 2, 1)
    rate = allocate(f, cost, np.array([INF]), 400.0)
    first = np.arange(20_001) / 20_000 * 400.0
    values = [f.value(np.array([[x], [400.0 - x]]) / cost) for x in first]
    assert 0.0 < rate[0, 0] * cost[0, 0] < 400.0
    assert first[np.argmax(values)] == pytest.approx(rate[0, 0] * cost[0, 0], abs=0.02)
    assert max(values) == pytest.approx(f.value(rate), rel=1e-8)


@pytest.mark.parametrize("seed", range(4))
def test_no_split_within_limits_is_better_where_each_cell_has_its_channel(seed: int) -> None:
    f, cost = market(seed, 3, 2)
    cost = np.where(np.array([[1, 0], [1, 0], [0, 1]]) == 1, drawn(seed).gamma(2.0, 50.0), INF)
    limit, money = np.array([150.0, 170.0]), 300.0
    value = f.value(allocate(f, cost, limit, money))
    assert best_of_all_splits(f, cost, limit, money, 12) <= value * (1.0 + 1e-11)


@pytest.mark.parametrize("seed", range(8))
def test_limits_cost_little_against_the_best_split_where_channels_overlap(seed: int) -> None:
    f, cost = market(seed, 2, 2)
    limit = np.array([110.0, 250.0])
    value = f.value(allocate(f, cost, limit, 300.0))
    assert value >= 0.97 * best_of_all_splits(f, cost, limit, 300.0, 12)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("saturating", [True, False])
def test_greedy_steps_come_to_the_same_plan(seed: int, saturating: bool) -> None:
    f, cost = market(seed, 4, 3, saturating=saturating)
    limit, money = np.array([120.0, 330.0, INF]), 900.0
    rate, stepped = allocate(f, cost, limit, money), in_steps(f, cost, limit, money, 6_000)
    paid, unit = np.where(np.isfinite(cost), cost, 0.0), money / 6_000
    np.testing.assert_allclose(rate * paid, stepped * paid, atol=12 * unit)
    assert f.value(rate) >= f.value(stepped) * (1.0 - 1e-4)


@given(SEEDS, st.booleans(), st.booleans())
@widely
def test_no_rate_falls_with_more_money(seed: int, limited: bool, saturating: bool) -> None:
    f, cost = market(seed, saturating=saturating)
    limit = limits(seed) if limited else np.full(3, INF)
    before, value = np.zeros(cost.shape), 0.0
    for money in np.geomspace(0.1, 1e4, 12):
        rate = allocate(f, cost, limit, float(money))
        assert np.all(rate >= before * (1.0 - 1e-9))
        assert f.value(rate) >= value * (1.0 - 1e-12)
        before, value = rate, f.value(rate)


@given(SEEDS, st.booleans())
@widely
def test_permuting_cells_and_channels_permutes_the_rates(seed: int, saturating: bool) -> None:
    f, cost = market(seed, 40, 4, saturating=saturating)
    limit, rng = limits(seed, 4), drawn(seed + 3)
    rows, columns = rng.permutation(40), rng.permutation(4)
    both = np.ix_(rows, columns)
    g = Returns(f.worth[rows], f.efficacy[both], f.mean[both], f.shape[both], saturating)
    rate = allocate(f, cost, limit, 2_000.0)
    there = allocate(g, cost[both], limit[columns], 2_000.0)
    np.testing.assert_allclose(there, rate[both], rtol=1e-9, atol=1e-12)


@given(SEEDS, st.booleans())
@widely
def test_cells_of_no_worth_or_no_mass_change_no_bit(seed: int, saturating: bool) -> None:
    f, cost = market(seed, 9, 3, saturating=saturating)
    idle = np.array([1, 4, 6])
    worth, dear = f.worth.copy(), cost.copy()
    worth[1], dear[4], dear[6] = 0.0, INF, 0.0
    rest = np.delete(np.arange(9), idle)
    few = Returns(worth[rest], f.efficacy[rest], f.mean[rest], f.shape[rest], saturating)
    many = Returns(worth, f.efficacy, f.mean, f.shape, saturating)
    rate = allocate(many, dear, limits(seed), 1_500.0)
    assert not rate[idle].any()
    np.testing.assert_array_equal(rate[rest], allocate(few, cost[rest], limits(seed), 1_500.0))


@given(SEEDS, st.booleans())
@widely
def test_cells_alike_get_rates_alike(seed: int, saturating: bool) -> None:
    f, cost = market(seed, 6, 3, saturating=saturating)
    twice = np.tile(np.arange(6), 2)
    g = Returns(f.worth[twice], f.efficacy[twice], f.mean[twice], f.shape[twice], saturating)
    rate = allocate(g, cost[twice], 2.0 * limits(seed), 2_000.0)
    np.testing.assert_array_equal(rate[:6], rate[6:])
    np.testing.assert_allclose(rate[:6], allocate(f, cost, limits(seed), 1_000.0), rtol=1e-9)


@pytest.mark.parametrize("saturating", [True, False])
def test_equal_channels_of_one_cell_share_in_proportion_to_cost(saturating: bool) -> None:
    """Equal value for money, costs 1 and 3: equal rates, until the first channel is full."""
    slope, cost = np.array([[0.1, 0.3]]), np.array([[1.0, 3.0]])
    f = Returns(np.array([7.0]), slope, np.ones((1, 2)), np.full((1, 2), INF), saturating)
    even = allocate(f, cost, np.full(2, INF), 8.0)
    np.testing.assert_allclose(even, [[2.0, 2.0]], rtol=1e-9)
    full = allocate(f, cost, np.array([1.0, INF]), 7.0)
    np.testing.assert_allclose(full, [[1.0, 2.0]], rtol=1e-9)


def test_equal_channels_of_one_cell_do_not_make_it_dearer_or_cheaper() -> None:
    """Two channels alike are one: the other cell, as large, gets as much money as both together."""
    f = Returns(np.array([7.0, 7.0]), np.full((2, 2), 0.1), np.ones((2, 2)), np.full((2, 2), INF))
    rate = allocate(f, np.array([[1.0, 1.0], [1.0, INF]]), np.full(2, INF), 8.0)
    np.testing.assert_allclose(rate, [[2.0, 2.0], [4.0, 0.0]], rtol=1e-9)


def test_without_saturation_money_goes_to_the_best_pair_until_limits_bind() -> None:
    """Votes for money: 6 and 6 in the first channel, 4 and 1 in the next, 1 and 0.5 in the last."""
    slope, one = np.array([[3.0, 2.0, 0.5], [12.0, 1.0, 0.5]]), np.ones((2, 3))
    f = Returns(np.array([2.0, 1.0]), slope, one, one, False)
    cost, limit = np.array([[1.0, 1.0, 1.0], [2.0, 1.0, 1.0]]), np.array([9.0, 5.0, INF])
    for money, paid in [(6.0, [6.0, 0.0, 0.0]), (12.0, [9.0, 3.0, 0.0]), (20.0, [9.0, 5.0, 6.0])]:
        rate = allocate(f, cost, limit, money)
        np.testing.assert_allclose(spent(rate, cost), paid, rtol=1e-9)
        assert rate[0, 0] == pytest.approx(rate[1, 0])
        assert rate[1, 1] == rate[1, 2] == 0.0


def test_money_that_nothing_is_worth_stays_and_wrong_money_is_refused() -> None:
    f, cost = market(3)
    nothing = Returns(np.zeros(6), f.efficacy, f.mean, f.shape, True)
    assert not allocate(nothing, cost, np.full(3, INF), 100.0).any()
    assert not allocate(f, cost, np.zeros(3), 100.0).any()
    assert not allocate(f, cost, np.full(3, INF), 0.0).any()
    for wrong in (-1.0, INF, np.nan):
        with pytest.raises(ValueError, match="money must be finite and at least 0"):
            allocate(f, cost, np.full(3, INF), wrong)


def test_few_heavy_habits_and_much_money_end_at_one_marginal_value() -> None:
    pairs = (3, 2)
    shape = np.array([[0.01, 0.02], [1e-3, INF], [0.5, 1e7]])
    f = Returns(np.array([1.0, 1e6, 1e-6]), np.ones(pairs), np.ones(pairs), shape, True)
    rate = allocate(f, np.ones(pairs), np.full(2, INF), 1e4)
    assert rate.sum() == pytest.approx(1e4, rel=1e-11)
    gain = f.marginal(rate)[rate > 0.0]
    assert gain.max() <= gain.min() * (1.0 + 1e-6)
