"""Traits of several kinds: each has the same say, and no swap of medoids is left."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.spatial.distance import cdist

from msim.campaign.segments.features import look
from msim.campaign.segments.mixed import Medoids, greedy, swapped
from msim.campaign.segments.prepare import mean_difference
from tests.campaign.segments.made import clumps, same
from tests.campaign.views import draws, shown, view

KINDS = ("continuous", "ordinal", "binary", "categorical")


def test_each_feature_has_the_same_say() -> None:
    """Over all pairs, each is 1 apart on average, whatever its unit and however many its levels."""
    rng = draws("mixed")
    n = 500
    readings = [40 + 12 * rng.standard_normal(n), rng.integers(3, size=n), rng.integers(2, size=n),
                rng.choice(3, size=n, p=[0.1, 0.2, 0.7])]
    whole = view(np.column_stack(readings), party=rng.choice([-1, 1], size=n, p=[0.3, 0.7]))
    table = look("mixed", whole, shown(*KINDS), ()).apply(whole).astype(float)
    widths = np.split(table, [1, 2, 3, 6], axis=1)
    for columns in widths:
        assert cdist(columns, columns, "cityblock").mean() == pytest.approx(1.0, rel=1e-6)
    # Two voters of different regions are as far apart as any two of different regions.
    regions = cdist(widths[3], widths[3], "cityblock")
    alike = whole.traits[:, 3][:, None] == whole.traits[:, 3]
    assert np.ptp(regions[~alike]) == pytest.approx(0.0, abs=1e-9)
    assert np.ptp(regions[alike]) == pytest.approx(0.0, abs=1e-9)


@settings(max_examples=50)
@given(st.lists(st.floats(-50, 50), min_size=1, max_size=12))
def test_the_mean_difference_is_that_over_all_pairs(values: list[float]) -> None:
    reading = np.array(values)
    pairs = np.abs(reading[:, None] - reading).mean()
    assert mean_difference(np.append(reading, np.nan)) == pytest.approx(pairs, rel=1e-9, abs=1e-9)


def cost(apart: np.ndarray, medoids: np.ndarray) -> float:
    return float(apart[:, medoids].min(axis=1).sum())


@settings(max_examples=40)
@given(st.integers(0, 10_000), st.integers(1, 4), st.integers(5, 14))
def test_no_single_swap_is_left(number: int, count: int, n: int) -> None:
    """By trying all of them; and swaps make nothing worse."""
    points = np.random.Generator(np.random.SFC64(number)).random((n, 2))
    apart = cdist(points, points, "cityblock")
    start = greedy(apart, count)
    found = swapped(apart, start)
    assert np.unique(found).size == count
    assert cost(apart, found) <= cost(apart, start) + 1e-12
    for place, new in itertools.product(range(count), set(range(n)) - set(found.tolist())):
        other = found.copy()
        other[place] = new
        assert cost(apart, other) >= cost(apart, found) * (1 - 1e-8)


def test_the_best_pair_of_medoids() -> None:
    """Small enough to try all pairs."""
    points = clumps(24, groups=2, columns=2)
    apart = cdist(points, points, "cityblock")
    best = min(cost(apart, np.array(pair)) for pair in itertools.combinations(range(24), 2))
    assert cost(apart, swapped(apart, greedy(apart, 2))) == pytest.approx(best, rel=1e-12)


def test_a_medoid_is_a_voter_and_clumps_are_found() -> None:
    table = clumps(900)
    fitted = Medoids(3).fit(table)
    assert all((table == centre).all(axis=1).any() for centre in fitted.cluster_centers_)
    assert same(fitted.labels_, np.arange(900) % 3)
