"""Draws by counting: the same for a voter whoever else there is, and distributed as they should."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import kstest, norm, uniform

from msim.core.arrays import Floats
from msim.core.draws import (
    STEP,
    add_normals,
    mixed,
    noisy,
    plain_normals,
    plain_uniforms,
    plain_words,
    uniforms,
)
from msim.core.streams import Streams
from tests.precision import NORMAL, TINY

START = 20_241_105
SIZES = st.integers(0, 6_000) | st.sampled_from([1, 2, 2047, 2048, 2049, 4096])
STARTS = st.integers(0, 2**64 - 1) | st.sampled_from([0, 1, 2**63, 2**64 - 1])
MILLION = 1_000_000

widely = settings(max_examples=40)


def normals(start: int, n: int) -> Floats:
    found = np.zeros(n, dtype=np.float32)
    add_normals(start, 1.0, found)
    return found


@widely
@given(start=STARTS, n=SIZES)
def test_uniforms_are_their_twins_to_the_bit(start: int, n: int) -> None:
    found = uniforms(start, n)
    assert found.dtype == np.float64
    assert np.array_equal(found, plain_uniforms(start, n))
    assert np.all((found > 0.0) & (found < 1.0))


@widely
@given(start=STARTS, n=st.integers(1, 6_000), fewer=st.floats(0.0, 1.0))
def test_a_draw_depends_on_nobody_who_comes_later(start: int, n: int, fewer: float) -> None:
    some = int(fewer * n)
    assert np.array_equal(uniforms(start, n)[:some], uniforms(start, some))
    assert np.array_equal(normals(start, n)[:some], normals(start, some))


@widely
@given(start=STARTS, n=st.integers(1, 50))
def test_words_are_the_halves_of_splitmix_in_turn(start: int, n: int) -> None:
    """The lower half first; by Python's whole numbers, which have no width."""
    halves = []
    for i in range(n):
        word = mixed(start + (i // 2) * STEP)
        half = word >> 32 if i % 2 else word & (2**32 - 1)
        halves.append(half - 2**32 if half >= 2**31 else half)
    assert plain_words(start, n).tolist() == halves
    assert (uniforms(start, n) * 2**32 - 2**31 - 0.5).tolist() == halves


@widely
@given(start=STARTS, n=SIZES, scale=st.floats(0.0, 100.0), level=st.floats(-100.0, 100.0))
def test_normals_are_added_as_their_twins_are(
    start: int, n: int, scale: float, level: float
) -> None:
    found = np.full(n, level, dtype=np.float32)
    before = found.astype(float)
    add_normals(start, scale, found)
    added = scale * plain_normals(start, n)
    size = np.abs(before) + scale + np.abs(added)
    assert np.all(np.abs(found - (before + added)) <= NORMAL * size + TINY)


@widely
@given(start=STARTS, n=SIZES, scale=st.floats(0.0, 10.0), share=st.floats(-2.0, 2.0),
       seed=st.integers(0, 99))
def test_noise_is_put_beside_a_share_as_its_twin_is(
    start: int, n: int, scale: float, share: float, seed: int
) -> None:
    values = np.random.default_rng(seed).normal(size=n).astype(np.float32)
    found = np.full(n, np.nan, dtype=np.float32)
    noisy(start, scale, share, values, found)
    added, kept = scale * plain_normals(start, n), share * values.astype(float)
    size = np.abs(kept) + scale + np.abs(added)
    assert np.all(np.abs(found - (kept + added)) <= NORMAL * size + TINY)


def test_normals_do_not_depend_on_where_they_are_put() -> None:
    """Next to each other, far apart, backwards; in double precision, and what is noisy from it."""
    table = np.zeros((5_001, 3), dtype=np.float32)
    add_normals(START, 0.7, table[:, 1])
    add_normals(START, 0.7, (turned := np.zeros(5_001, dtype=np.float32))[::-1])
    add_normals(START, 0.7, (double := np.zeros(5_001)))
    expected = np.float32(0.7) * normals(START, 5_001)
    assert np.array_equal(table[:, 1], expected)
    assert not table[:, [0, 2]].any()
    assert np.array_equal(turned[::-1], expected)
    assert np.array_equal(double.astype(np.float32), expected)
    values = np.linspace(-1.0, 1.0, 5_001, dtype=np.float32)
    noisy(START, 0.5, 0.25, values, (near := np.empty_like(values)))
    apart = np.asfortranarray(np.stack([values, values])).T
    noisy(START, 0.5, 0.25, apart[:, 1], table[:, 0])
    assert np.array_equal(table[:, 0], near)
    noisy(START, 0.5, 0.25, values.astype(float), table[:, 2])
    assert table[:, 2] == pytest.approx(near, rel=NORMAL, abs=NORMAL)


def test_a_million_uniforms_are_uniform() -> None:
    found = uniforms(START, MILLION)
    error = 1.0 / np.sqrt(MILLION)
    assert abs(found.mean() - 0.5) < 4 * np.sqrt(1 / 12) * error
    assert abs(found.var() - 1 / 12) < 4 * np.sqrt(1 / 180) * error
    assert kstest(found, uniform.cdf).pvalue > 0.01


def test_a_million_normals_are_normal() -> None:
    found = normals(START, MILLION).astype(float)
    error = 1.0 / np.sqrt(MILLION)
    assert abs(found.mean()) < 4 * error
    assert abs(found.var() - 1.0) < 4 * np.sqrt(2.0) * error
    assert abs(np.mean(found**3)) < 4 * np.sqrt(15.0) * error
    assert abs(np.mean(found**4) - 3.0) < 4 * np.sqrt(96.0) * error
    assert kstest(found, norm.cdf).pvalue > 0.01
    for apart in (1, 2, 3, 2048):  # halves of a word, next words, next lot
        assert abs(np.mean(found[apart:] * found[:-apart])) < 4 * error


def test_streams_have_nothing_to_do_with_each_other() -> None:
    """Other starts, be they next to each other; other names, blocks, replicates, seeds, sides."""
    streams = Streams(1, 0)
    drawn = [
        uniforms(START, MILLION), uniforms(START + 1, MILLION), uniforms(START ^ 2**63, MILLION),
        streams.uniforms("a", 0, MILLION), streams.uniforms("a", 1, MILLION),
        streams.uniforms("b", 0, MILLION), Streams(1, 1).uniforms("a", 0, MILLION),
        Streams(2, 0).uniforms("a", 0, MILLION), Streams(1, 0, "x/").uniforms("a", 0, MILLION),
    ]
    together = np.corrcoef(drawn) - np.eye(len(drawn))
    assert np.abs(together).max() < 4.5 / np.sqrt(MILLION)
    firsts = {start: uniforms(start, 1)[0] for start in range(1_000)}
    assert len(set(firsts.values())) == 1_000
    assert kstest(list(firsts.values()), uniform.cdf).pvalue > 0.01


def test_streams_give_what_the_kernels_give() -> None:
    """By one start for a name and block; other blocks begin elsewhere."""
    streams = Streams(3, 4)
    start = streams._start("test", 2)
    assert np.array_equal(streams.uniforms("test", 2, 100), plain_uniforms(start, 100))
    streams.add_normals("test", 2, 2.0, (found := np.zeros(100, dtype=np.float32)))
    assert found == pytest.approx(2.0 * plain_normals(start, 100), rel=NORMAL, abs=NORMAL)
    values = np.ones(100, dtype=np.float32)
    streams.noisy("test", 2, (0.6, 0.8), values, found)
    assert found == pytest.approx(0.6 + 0.8 * plain_normals(start, 100), rel=NORMAL, abs=2 * NORMAL)
