"""Elementary functions of compiled loops, beside numpy's and scipy's in double precision.

Each bound is for the whole range, cuts included; the points lie close where errors are largest:
halfway between powers of 2, near 0, and at the ends.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numba import njit
from scipy.special import expit

from msim.core import elementary
from msim.core.arrays import Floats, Ints
from tests.precision import ARGUMENT

LOG_2 = np.log(2.0)


def looped(function: Any) -> Callable[[Any], Floats]:
    """The function over an array, in a compiled loop as in the engine."""

    @njit
    def loop(values: Any, out: Any) -> None:
        for i in range(values.size):
            out[i] = function(values[i])

    def found(values: Any) -> Floats:
        real = np.float64 if values.dtype == np.float64 else np.float32
        out = np.empty(values.size, dtype=real)
        loop(values, out)
        return out

    return found


LOOPS = {name: looped(getattr(elementary, name)) for name in (
    "exp_less_one", "exp_single", "exp_less_one_single", "logistic_single",
    "log_single", "normal_single", "normal_likely",
)}


def spread_out(limit: float) -> Floats:
    """Numbers between -limit and limit, of every size, and around the halves of log 2."""
    random = np.random.default_rng(1)
    halves = (np.arange(-100, 100) + 0.5) * LOG_2
    small = np.exp(random.uniform(-30.0, 0.0, 20_000))
    steps = np.linspace(-1e-6, 1e-6, 101)[:, None] * (1.0 + np.abs(halves))
    x = np.concatenate([
        random.uniform(-limit, limit, 100_000), random.uniform(-1.0, 1.0, 100_000), small, -small,
        (halves + steps).ravel(), np.linspace(0.3, 0.4, 100_000), np.linspace(-0.4, -0.3, 100_000),
    ])
    return x[np.abs(x) <= limit]


def worst(found: Floats, expected: Floats, *, least: float = 0.0) -> float:
    """Largest error, relative to what is expected or to `least`, whichever is larger."""
    return float(np.max(np.abs(found - expected) / np.maximum(np.abs(expected), least)))


def test_double_precision() -> None:
    """numpy's own are off by up to 1.2e-16."""
    x = spread_out(700.0)
    assert worst(LOOPS["exp_less_one"](x), np.expm1(x)) < 2e-15


@pytest.mark.parametrize(("name", "expected", "bound"), [
    ("exp_single", np.exp, 3e-7), ("exp_less_one_single", np.expm1, 7e-7),
    ("logistic_single", expit, 3e-7),
])
def test_single_precision(name: str, expected: Any, bound: float) -> None:
    x = spread_out(80.0).astype(np.float32)
    assert worst(LOOPS[name](x), expected(x.astype(float))) < bound


def test_logarithms_from_the_smallest_to_the_largest() -> None:
    """Denormals aside; relative to 1 where the logarithm is small."""
    ends = [np.finfo(np.float32).tiny, np.finfo(np.float32).max]
    powers = np.exp2(np.arange(-252, 255) / 2.0)
    near = (powers * np.linspace(1.0 - 1e-6, 1.0 + 1e-6, 101)[:, None]).ravel()
    x = np.concatenate([np.exp(spread_out(87.0)), near, powers, ends]).astype(np.float32)
    x = x[(x >= ends[0]) & (x <= ends[1])]
    assert worst(LOOPS["log_single"](x), np.log(x.astype(float)), least=1.0) < 2e-7
    assert LOOPS["log_single"](np.float32([1.0]))[0] == 0.0


def words() -> Ints:
    """Words of every size, and all that lie next to either end and to the middle."""
    random = np.random.default_rng(2)
    ends = [np.arange(5_000), np.arange(2**31 - 5_000, 2**31)]
    size = np.exp2(random.uniform(0.0, 31.0, 200_000)).astype(np.int64)
    above = np.concatenate([*ends, size, random.integers(0, 2**31, 400_000)])
    return np.concatenate([above, -1 - above]).clip(-(2**31), 2**31 - 1).astype(np.int32)


def test_normal_quantiles_of_words() -> None:
    word = words()
    expected = elementary.plain_normal(word)
    assert worst(LOOPS["normal_single"](word), expected, least=1.0) < 1e-6


def test_normal_quantiles_of_the_words_at_the_ends() -> None:
    """-2**31 and 2**31 - 1 lie next to the median, 0 and -1 furthest out; the sign is the word's
    turned round, so that a larger word is a larger number on either side."""
    word = np.array([-(2**31), -1, 0, 2**31 - 1], dtype=np.int32)
    found = LOOPS["normal_single"](word)
    assert found == pytest.approx([0.0, 6.3379578, -6.3379578, 0.0], rel=1e-6, abs=1e-6)
    assert np.array_equal(np.sign(found[1:3]), np.sign(elementary.plain_normal(word))[1:3])


def test_what_is_cut_stays_finite() -> None:
    far = np.array([-np.inf, -1e300, -700.0, 700.0, 1e300, np.inf])
    found = LOOPS["exp_less_one"](far)
    assert found.tolist() == [-1.0] * 3 + [found[3]] * 3
    assert np.isfinite(found).all()
    beyond = np.float32([-np.inf, -1e30, -80.0, 80.0, 1e30, np.inf])
    for name in ("exp_single", "exp_less_one_single", "logistic_single"):
        single = LOOPS[name](beyond)
        assert np.isfinite(single).all()
        assert single[:3].tolist() == [single[0]] * 3
        assert single[3:].tolist() == [single[3]] * 3
    assert LOOPS["exp_less_one_single"](beyond)[0] == -1.0
    assert LOOPS["logistic_single"](beyond)[5] == 1.0


@settings(max_examples=50)
@given(x=st.floats(-80.0, 80.0, width=32), step=st.integers(1, 1000))
def test_a_larger_argument_is_no_smaller_a_result(x: float, step: int) -> None:
    """Beyond what rounding does: either of two neighbours may be rounded the other way."""
    one = np.float32(x)
    two = np.float32(one + step * np.spacing(np.abs(one)))
    for name in ("exp_single", "logistic_single"):
        low, high = LOOPS[name](np.array([one, two]))
        assert high >= low * (1.0 - ARGUMENT)


@pytest.mark.parametrize("name", ["exp_less_one", "exp_single", "exp_less_one_single"])
def test_near_0_nothing_is_lost(name: str) -> None:
    x = np.array([0.0, 1e-30, -1e-30, 1e-12, -1e-12])
    x = x.astype(np.float32) if name.endswith("single") else x
    expected = np.exp(x) if name == "exp_single" else x
    assert LOOPS[name](x) == pytest.approx(expected, rel=1e-6, abs=0.0)


def test_the_quick_formula_for_normals_serves_all_but_seldom_words() -> None:
    """To 2e-6 wherever a word is not seldom; and seldom is one word in 1,024."""
    x = np.unique(np.concatenate([
        np.linspace(elementary.SELDOM, 2**31 - 1, 300_000),
        np.geomspace(elementary.SELDOM, 2**31 - 1, 300_000),
    ]).astype(np.int64)).astype(np.int32)  # fmt: skip
    words = np.concatenate([x, ~x])
    found = LOOPS["normal_likely"](words)
    assert np.abs(found - elementary.plain_normal(words)).max() < 2e-6
    assert elementary.SELDOM / 2**31 == 1.0 / 1024
