"""Sums over columns beside their twins, over widely drawn tables, wherever these lie in memory."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numba import njit
from scipy.special import expit

from msim.core.arrays import Floats
from msim.core.columns import (
    PARTIALS,
    add_to_partials,
    exponentials,
    logistics,
    looked_up,
    plain_scores,
    scores,
    single,
)
from tests.precision import ARGUMENT, SINGLE, TINY

SIZES = st.integers(0, 40) | st.sampled_from([1023, 1024, 1025, 2048, 3001])

widely = settings(max_examples=40)


def layouts(table: Floats) -> list[Floats]:
    """The same numbers in other places: by column, every other one, backwards, in doubles."""
    wide = np.zeros((*table.shape[:-1], 2 * table.shape[-1]), dtype=table.dtype)
    wide[..., ::2] = table
    turned = np.ascontiguousarray(table[..., ::-1])[..., ::-1]
    return [np.asfortranarray(table), wide[..., ::2], turned, table.astype(np.float64)]


@widely
@given(rows=st.integers(0, 7), columns=st.integers(0, 13), n=SIZES, size=st.floats(-6, 6),
       zeros=st.floats(0, 1), seed=st.integers(0, 999))
def test_scores_are_their_twins(
    rows: int, columns: int, n: int, size: float, zeros: float, seed: int
) -> None:
    random = np.random.default_rng(seed)
    table = random.normal(size=(columns, n)).astype(np.float32)
    weights = 10.0**size * random.normal(size=(rows, columns))
    weights *= random.random(weights.shape) >= zeros
    start = random.normal(size=rows)
    found, doubles = scores(table, weights, start), table.astype(float)
    assert found.dtype == np.float32
    assert found.shape == (rows, n)
    most = np.abs(start)[:, None] + np.abs(weights) @ np.abs(doubles)
    error = np.abs(found - plain_scores(doubles, weights, start))
    assert np.all(error <= SINGLE * most + TINY)
    for other in layouts(table):
        assert np.array_equal(scores(other, weights, start), found)
    for other in layouts(weights)[:3]:
        assert np.array_equal(scores(table, other, start[::-1].copy()[::-1]), found)


@widely
@given(kinds=st.integers(1, 300), columns=st.integers(0, 5), n=SIZES, seed=st.integers(0, 999),
       index=st.sampled_from(["i1", "i4", "i8", "u2"]))
def test_looked_up_is_indexing(kinds: int, columns: int, n: int, seed: int, index: str) -> None:
    random = np.random.default_rng(seed)
    kinds = min(kinds, 100) if index == "i1" else kinds
    table = random.normal(size=(columns, kinds)).astype(np.float32)
    kind = random.integers(0, kinds, n).astype(index)
    found = looked_up(table, kind)
    assert np.array_equal(found, table[:, kind])
    for other in layouts(table):
        assert np.array_equal(looked_up(other, kind), found)
    assert np.array_equal(looked_up(table, np.repeat(kind, 2)[::2]), found)


@widely
@given(n=SIZES, level=st.floats(-200, 200), size=st.floats(0, 50), seed=st.integers(0, 999))
def test_logistics_and_exponentials_are_scipys_and_numpys(
    n: int, level: float, size: float, seed: int
) -> None:
    """As far as the cut at 80 either way, from where on they stay what they are there."""
    values = (level + size * np.random.default_rng(seed).normal(size=n)).astype(np.float32)
    cut = np.clip(values.astype(float), -80.0, 80.0)
    assert logistics(values) == pytest.approx(expit(cut), rel=ARGUMENT, abs=0.0)
    for other in layouts(values):
        assert np.array_equal(logistics(other), logistics(values))
    inside = values.copy()
    assert exponentials(inside) is inside
    assert inside == pytest.approx(np.exp(cut), rel=ARGUMENT, abs=0.0)
    apart = np.stack([values, values], axis=1)
    exponentials(apart[:, 1])
    assert np.array_equal(apart, np.stack([values, inside], axis=1))


def test_single_keeps_what_is_single_already() -> None:
    table = np.ones((3, 4), dtype=np.float32)
    assert single(table) is table
    for other in layouts(table):
        assert single(other).flags.c_contiguous
        assert single(other).dtype == np.float32


@njit
def _add(partials: Floats, values: Floats) -> None:
    add_to_partials(partials, values)


@widely
@given(parts=st.lists(st.integers(0, 100), max_size=6), size=st.floats(-10, 10),
       seed=st.integers(0, 999), real=st.sampled_from([np.float32, np.float64]))
def test_lanes_add_up(parts: list[int], size: float, seed: int, real: type) -> None:
    """Part by part, beside the exact sum; each number is counted once, whichever lane it is in."""
    random, partials, given_ = np.random.default_rng(seed), np.zeros(PARTIALS), [0.0]
    for n in parts:
        values = (10.0**size * random.normal(size=n)).astype(real)
        _add(partials, values)
        given_ += values.tolist()
    exact = math.fsum(given_)
    assert abs(partials.sum() - exact) <= 1e-14 * math.fsum(map(abs, given_))
    ones = np.zeros(PARTIALS)
    for n in parts:
        _add(ones, np.ones(n, dtype=real))
    assert ones.sum() == sum(parts)
    assert ones.max() - ones.min() <= len(parts)
