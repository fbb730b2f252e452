"""Poisson frequencies by inversion: exact, monotone, and Poisson."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import poisson

from msim.core.streams import Streams
from msim.outcome.exposure import frequencies

MEANS = [1e-9, 0.01, 0.5, 1.0, 7.3, 29.999, 30.0, 30.001, 64.0, 1e3, 12_345.6, 1e5]


def uniforms(n: int) -> np.ndarray:
    return Streams(1, 0).generator("test/uniforms").random(n)


@pytest.mark.parametrize("mean", MEANS)
def test_against_another_quantile_function(mean: float) -> None:
    """Equal but where the uniform is a hair from a step, by the rounding of either."""
    u = uniforms(20_000)
    found, other = frequencies(u, np.full(u.size, mean)), poisson.ppf(u, mean)
    off = found != other
    step = poisson.cdf(np.minimum(found, other)[off], mean)
    assert np.all(np.abs(step - u[off]) < 1e-9)
    assert np.mean(off) < 1e-3


@pytest.mark.parametrize("mean", [0.5, 29.9, 30.1, 400.0, 1e5])
def test_steps_lie_where_they_should(mean: float) -> None:
    """Just below F(k) the quantile is k, just above it is k + 1."""
    low, high = poisson.ppf([1e-4, 1 - 1e-4], mean)
    k = np.unique(np.linspace(low, high, 50).astype(int))
    step, means = poisson.cdf(k, mean), np.full(k.size, mean)
    assert np.array_equal(frequencies(step - 2e-9, means), k)
    assert np.array_equal(frequencies(step + 2e-9, means), k + 1)


@settings(max_examples=300)
@given(
    u=st.floats(0.0, 1.0, exclude_max=True),
    mean=st.floats(0.0, 200.0) | st.floats(0.0, 1e5),
    more=st.floats(0.0, 1.0),
)
def test_more_of_a_buy_is_never_less(u: float, mean: float, more: float) -> None:
    """For any uniform, also across the change of method at 30 and from one mode to the next."""
    fewer, others = frequencies(np.array([u, u]), np.array([mean, mean * (1 + more) + 1e-9 * more]))
    assert others >= fewer


@pytest.mark.parametrize("mode", [30, 31, 64, 1000])
def test_the_method_changes_without_a_step_back(mode: int) -> None:
    """Either side of a whole number, where the search starts at another mode."""
    u = np.linspace(1e-6, 1 - 1e-6, 50_001)
    below = frequencies(u, np.full(u.size, np.nextafter(mode, 0.0)))
    above = frequencies(u, np.full(u.size, float(mode)))
    assert np.all(above >= below)


def test_nothing_bought_is_nothing_seen_and_counts_are_whole() -> None:
    u = np.array([0.0, 0.5, np.nextafter(1.0, 0.0)])
    assert frequencies(u, np.zeros(3)).tolist() == [0, 0, 0]
    assert np.issubdtype(frequencies(u, np.ones(3)).dtype, np.integer)


@pytest.mark.parametrize("mean", [0.3, 45.0])
def test_mean_and_variance(mean: float) -> None:
    found = frequencies(uniforms(200_000), np.full(200_000, mean)).astype(float)
    assert found.mean() == pytest.approx(mean, abs=4 * np.sqrt(mean / found.size))
    assert found.var() == pytest.approx(mean, abs=4 * np.sqrt((mean + 3 * mean**2) / found.size))


def test_counts_beyond_all_measure_stay_counts() -> None:
    """A budget that a scenario may have can buy so much; no count turns round or falls."""
    means = np.array([1e5, 1e6, 1e8, 1e9, 3e9, 1e10])
    found = frequencies(np.full(means.size, 0.5), means).astype(float)
    assert found[:2] == pytest.approx(means[:2], rel=1e-3)
    assert np.all(np.diff(found) >= 0.0)
