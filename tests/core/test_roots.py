"""Where a function crosses zero: step for step what scipy's does."""

from __future__ import annotations

import math
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import brentq

from msim.core.roots import root

SHAPES: list[Callable[[float], float]] = [
    lambda x: x,
    lambda x: x**3 + x,
    math.tanh,
    lambda x: 1.0 / (1.0 + math.exp(-x)) - 0.5,
    lambda x: math.exp(min(x, 60.0)) - 1.0,
    lambda x: -1.0 if x < 0.0 else 1.0,
    lambda x: math.copysign(abs(x) ** 0.2, x),
]


@settings(max_examples=200)
@given(shape=st.sampled_from(SHAPES), at=st.floats(-9.0, 9.0), below=st.floats(0.01, 40.0),
       above=st.floats(0.01, 40.0), falls=st.booleans(), within=st.sampled_from([1e-12, 1e-3]))
def test_it_asks_where_scipy_asks(
    shape: Callable[[float], float], at: float, below: float, above: float, falls: bool,
    within: float,
) -> None:
    asked: list[list[float]] = []

    def function(x: float) -> float:
        asked[-1].append(x)
        return -shape(x - at) if falls else shape(x - at)

    asked.append([])
    theirs = brentq(function, at - below, at + above, xtol=within)
    asked.append([])
    mine = root(function, at - below, at + above, within=within)
    assert mine == pytest.approx(theirs, abs=within)
    assert asked[1] == pytest.approx(asked[0], rel=1e-12, abs=1e-12)


def test_a_root_at_an_end_is_found_at_once() -> None:
    assert root(lambda x: x - 1.0, 1.0, 2.0) == 1.0
    assert root(lambda x: x - 2.0, 1.0, 2.0) == 2.0


def test_what_has_no_root_to_be_found_is_refused() -> None:
    with pytest.raises(ValueError, match="alike"):
        root(lambda x: x * x + 1.0, -1.0, 1.0)
    with pytest.raises(ArithmeticError, match="no root"):
        root(lambda x: -1.0 if x == 0.0 else 1.0 if x == 1.0 else math.nan, 0.0, 1.0)
    with pytest.raises(ArithmeticError, match="no root"):
        root(lambda x: x**3, -1.0, 1.3, within=1e-300)
