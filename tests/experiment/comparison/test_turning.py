"""The search for where an answer turns: known functions, several turns, whole and log ranges."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from msim.experiment.comparison.turning import KeyAxis, Search, Turning


def search(function, axis: KeyAxis, half: float = 5.0, worth: float = 10.0, **more) -> Search:
    """A search whose mean is a function of the value, within `half` on either side."""

    def ask(value: float) -> dict[str, float]:
        mean = function(value)
        return {"mean": mean, "low": mean - half, "high": mean + half, "worth": worth}

    made = Search(axis, ask, **more)
    made.begin()
    return made


@given(slope=st.floats(20.0, 500.0), at=st.floats(0.2, 0.8), side=st.sampled_from([1.0, -1.0]),
       rising=st.booleans())  # fmt: skip
def test_a_line_turns_where_it_does_and_so_do_its_bounds(slope, at, side, rising) -> None:
    slope = slope if rising else -slope
    found = search(lambda x: slope * (x - at) + side * 10.0, KeyAxis(-1.0, 2.0)).turning(side)
    assert found.at == pytest.approx(at, abs=1e-9)
    assert found.low == pytest.approx(at - 5.0 / abs(slope), abs=1e-9)
    assert found.high == pytest.approx(at + 5.0 / abs(slope), abs=1e-9)


@given(bend=st.floats(0.5, 6.0), at=st.floats(0.1, 0.9))
def test_a_curve_turns_within_a_512th_and_in_few_values(bend, at) -> None:
    asked: list[int] = []
    level = math.exp(bend * at)
    found = search(lambda x: 100.0 * (math.exp(bend * x) - level) + 10.0, KeyAxis(0.0, 1.0),
                   looked=asked.append)  # fmt: skip
    assert found.crossing() == pytest.approx(at, abs=1.0 / 512.0)
    assert asked == list(range(1, len(asked) + 1)) and len(asked) <= 5 + 12


def test_of_several_the_nearest_is_taken_and_near_enough_ends_the_search() -> None:
    waves = search(lambda x: 100.0 * math.cos(x), KeyAxis(0.0, 10.0))
    turns = [math.acos(0.1) + 2 * math.pi * k for k in (0, 1)]
    assert waves.crossing(near=0.0) == pytest.approx(turns[0], abs=0.02)
    assert waves.crossing(near=1.0) == pytest.approx(turns[1], abs=0.02)
    rough = search(lambda x: 100.0 * math.cos(x), KeyAxis(0.0, 10.0), enough=0.5)
    rough.crossing()
    assert (rough.table()["mean"] - 10.0).abs().min() <= 5.0
    assert len(rough.table()) < len(waves.table())


def test_where_nothing_crosses_there_is_no_turn_and_an_end_that_leaves_is_open() -> None:
    assert search(lambda x: x, KeyAxis(0.0, 1.0)).turning() == Turning(None, None, None)
    open_below = search(lambda x: 100.0 * x + 6.0, KeyAxis(0.0, 1.0)).turning()
    assert open_below.at == pytest.approx(0.04) and open_below.low is None
    assert open_below.high == pytest.approx(0.09)
    no_interval = search(lambda x: 100.0 * x, KeyAxis(0.0, 1.0), half=math.nan).turning()
    assert no_interval.at == pytest.approx(0.1)
    assert no_interval.low is no_interval.high is None


def test_whole_values_and_logarithms() -> None:
    whole = search(lambda n: 10.0 * (n - 6.3), KeyAxis(1.0, 20.0, whole=True))
    assert whole.crossing() == 8.0, "7.3 lies between 7 and 8"
    assert all(value == int(value) for value in whole.table()["value"])
    wide = search(lambda x: 100.0 * math.log10(x / 300.0) + 10.0, KeyAxis(1.0, 1e6, log=True))
    assert wide.crossing() == pytest.approx(300.0)


def test_values_that_cannot_be_are_left_out() -> None:
    def ask(value: float) -> dict[str, float]:
        if value > 0.6:
            raise ValueError
        return {"mean": 100.0 * value, "low": 0.0, "high": 0.0, "worth": 10.0}

    made = Search(KeyAxis(0.0, 1.0), ask)
    made.begin(passed_over=ValueError)
    assert list(made.table()["value"]) == [0.0, 0.25, 0.5]
    assert made.crossing() == pytest.approx(0.1)
