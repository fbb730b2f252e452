"""Brent's method against scipy's: the same number, to the last bit."""

from __future__ import annotations

import math
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import brentq

from msim.world.roots import root

FUNCTIONS: list[Callable[[float], float]] = [
    lambda x: x,
    lambda x: x**3 - 0.7,
    lambda x: math.tanh(x - 0.3),
    lambda x: 1.0 / (1.0 + math.exp(-x)) - 0.49,
    lambda x: math.exp(x) - 5.0,
    lambda x: (x - 1.5) ** 3,
]


@settings(max_examples=200, derandomize=True, database=None, deadline=None)
@given(st.sampled_from(FUNCTIONS), st.floats(-50, -1), st.floats(2, 50),
       st.sampled_from([1e-12, 1e-6, 0.1]))
def test_the_root_is_scipys(
    function: Callable[[float], float], low: float, high: float, exact: float
) -> None:
    theirs, done = brentq(function, low, high, xtol=exact, full_output=True, disp=False)
    if done.converged:
        assert root(function, low, high, exact) == theirs
    else:
        with pytest.raises(RuntimeError, match="in 100 steps"):
            root(function, low, high, exact)


def test_ends_and_errors() -> None:
    assert root(lambda x: x - 3.0, 3.0, 5.0, 1e-9) == 3.0
    assert root(lambda x: x - 5.0, 3.0, 5.0, 1e-9) == 5.0
    with pytest.raises(ValueError, match="different signs"):
        root(lambda x: x * x + 1.0, -1.0, 1.0, 1e-9)
    with pytest.raises(RuntimeError, match="in 100 steps"):
        root(lambda x: math.copysign(1.0, x - 1e-300), -1e308, 1e308, 1e-300)
