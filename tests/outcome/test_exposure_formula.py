"""The formula for Poisson quantiles: within its bound, never against search, open seldom."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numba import njit
from scipy.special import gammaincc, ndtr, ndtri, pdtr

from msim.core.streams import Streams
from msim.outcome import poisson
from msim.outcome.exposure import frequencies, quantile_scores

LIMIT = float(poisson.SCORE_LIMIT)


@njit
def _search(uniform: np.ndarray, mean: np.ndarray) -> np.ndarray:
    out = np.empty(mean.size, dtype=np.int32)
    for i in range(mean.size):
        out[i] = poisson.quantile(uniform[i], mean[i])
    return out


def formula(mean: np.ndarray, z: np.ndarray) -> np.ndarray:
    """The formula in plain numpy and double precision."""
    root = np.sqrt(mean + float(poisson.SHIFT))
    z = np.maximum(z, float(poisson.EDGE) - float(poisson.SLOPE) * root)
    rest = sum(
        np.polyval(np.float64(by[::-1]), z) / root**power
        for power, by in enumerate(poisson.FITTED, start=1)
    )
    return mean + z * root + (z * z + 2.0) / 6.0 + rest


def realistic(n: int) -> tuple[np.ndarray, np.ndarray]:
    """Words and means as a campaign has them: habits lognormal, a fifth without any."""
    random = Streams(3, 0).generator("test/realistic")
    habit = np.exp(random.normal(size=n) - 0.5) * (random.random(n) < 0.8)
    return random.integers(0, 2**32, n, dtype=np.uint32), habit * random.choice([2, 8, 25], n)


def test_a_million_voters_have_the_counts_that_search_finds() -> None:
    word, mean = realistic(1_000_000)
    u, score = (word + 0.5) / 2**32, quantile_scores(word)
    expected = _search(u, mean)
    assert np.array_equal(frequencies(word, mean, score), expected)
    assert np.array_equal(frequencies(u, mean), expected)
    certain = np.empty(mean.size, dtype=np.int32)
    poisson.fill_certain(score, mean.astype(np.float32), certain)
    assert np.mean(certain == poisson.OPEN) < 0.01
    assert not np.any(certain[mean == 0.0])


def test_the_formula_keeps_its_bound() -> None:
    """Half the margin leaves the root of Q(x, mean) = u inside, on a grid finer than any bend."""
    mean = np.geomspace(float(poisson.LEAST), float(poisson.LARGEST), 400)[:, None]
    z = np.linspace(-LIMIT, LIMIT, 401)[None, :]
    x, slack = formula(mean, z), 0.00087 * (1.0 + z * z)
    above = gammaincc(0.97, mean) < ndtr(z)
    reaches = (gammaincc(np.maximum(x - slack, 0.05), mean) < ndtr(z)) & (
        ndtr(z) < gammaincc(x + slack, mean)
    )
    assert np.all(reaches[above])
    assert np.all(x[~above] < 0.98)
    assert float(poisson.MARGIN) == pytest.approx(2 * 0.00087)


def test_what_the_kernel_calls_certain_is_the_quantile() -> None:
    """F(k - 1) < u <= F(k) in double precision, for the kernel's own scores and means."""
    mean, z = np.meshgrid(np.geomspace(1e-3, 8000.0, 500), np.linspace(-LIMIT, LIMIT, 500))
    mean, z = mean.ravel().astype(np.float32), z.ravel().astype(np.float32)
    count = np.empty(mean.size, dtype=np.int32)
    poisson.fill_certain(z, mean, count)
    k, m, u = (a[count >= 0] for a in (count, mean.astype(float), ndtr(z.astype(float))))
    assert k.size > 0.85 * mean.size
    assert np.all((u <= pdtr(k, m)) & ((k == 0) | (pdtr(k - 1, m) < u)))


def test_scores_are_normal_scores() -> None:
    z = np.linspace(-LIMIT, LIMIT, 100_001)[1:-1]
    assert np.max(np.abs(quantile_scores(ndtr(z)) - z)) < 3.6e-6
    far = np.array([0.0, 1e-300, 1e-9, 5e-4, 1 - 5e-4, 1 - 1e-9, np.nextafter(1.0, 0.0)])
    assert np.all(np.abs(quantile_scores(far)) > LIMIT)
    assert np.array_equal(np.sign(quantile_scores(far)), [-1, -1, -1, -1, 1, 1, 1])


@settings(max_examples=300)
@given(
    u=st.floats(0.0, 1.0, exclude_max=True) | st.floats(-6.0, 6.0).map(lambda z: float(ndtr(z))),
    mean=st.floats(0.0, 100.0) | st.floats(-28.0, 11.5).map(lambda log: float(np.exp(log))),
)
def test_search_agrees_wherever_it_is_asked(u: float, mean: float) -> None:
    found = frequencies(np.array([u]), np.array([mean]))
    assert found[0] == poisson.quantile(u, mean)


@settings(max_examples=100)
@given(mean=st.floats(1e-3, 2000.0), seed=st.integers(0, 1000))
def test_steps_of_the_distribution_function_are_where_they_were(mean: float, seed: int) -> None:
    """A hair, as a share of the step, to either side of F(k), within the margin and beyond."""
    spread = np.random.default_rng(seed).uniform(-4.0, 4.0, 40)
    k = np.unique(np.maximum(np.floor(mean + spread * np.sqrt(mean)), 0.0))
    step, means = pdtr(k, mean), np.full(k.size, mean)
    before, after = step - pdtr(k - 1, mean) * (k > 0), pdtr(k + 1, mean) - step
    inside = (step > 1e-6) & (step < 1 - 1e-6)
    for hair in (1e-5, 1e-4, 1e-3, 0.01, 0.03):
        lower, upper = step - hair * before, step + hair * after
        assert np.array_equal(frequencies(lower, means)[inside], k[inside])
        assert np.array_equal(frequencies(upper, means)[inside], k[inside] + 1)


@pytest.mark.parametrize("mean", [0.125, 256.0, 8192.0])
def test_more_is_never_less_where_the_method_changes(mean: float) -> None:
    u = np.linspace(1e-6, 1 - 1e-6, 2001)
    counts = [frequencies(u, np.full(u.size, m)) for m in mean + mean * np.array([-1e-7, 0, 1e-7])]
    assert np.all(np.diff(counts, axis=0) >= 0)
    assert np.all(np.diff(counts, axis=1) >= 0)


def test_any_layout_and_either_precision() -> None:
    word, mean = realistic(5001)
    single = mean.astype(np.float32)
    expected = frequencies(word, single.astype(np.float64))
    assert np.array_equal(frequencies(word, single), expected)
    assert np.array_equal(frequencies(word[::-2], single[::-2]), expected[::-2])
    assert frequencies(word[:0], mean[:0]).shape == (0,)
    assert frequencies(word[:3], np.array([0, 0, 3])).tolist()[:2] == [0, 0]
    assert quantile_scores(word)[10] == pytest.approx(ndtri((word[10] + 0.5) / 2**32), abs=1e-5)


def test_lengths_must_agree() -> None:
    with pytest.raises(ValueError, match="one uniform, score and mean for each voter"):
        frequencies(np.full(3, 0.5), np.ones(2))
