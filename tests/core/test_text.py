"""Numbers are written as fine as their intervals bear, and no finer."""

from __future__ import annotations

import math

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from msim.core.text import Interval, as_csv, bounds, digits, mean, places, plain, show


@pytest.mark.parametrize(
    ("interval", "unit", "text"),
    [
        (Interval(13_612.0, 12_914.0, 14_310.0), "votes", "13,600 votes [12,900, 14,300]"),
        (Interval(-401.3, -950.0, 99.0), "votes", "−400 votes [−1,000, 100]"),
        (Interval(0.94127, 0.94013, 0.94291), "rate", "94.13 % [94.01, 94.29]"),
        (Interval(0.05, 0.013, 0.168), "rate", "5 % [1, 17]"),
        (Interval(209.4, 198.7, 221.9), "money", "209 [199, 222]"),
        (Interval(1.0, 1.0, 1.0), "votes", "1 votes [1, 1]"),
        (Interval(0.0, -5e-324, 5e-324), "votes", "0 votes [0, 0]"),
        (Interval(7.4), "votes", "7 votes"),
        (Interval(None), "votes", "–"),
        (Interval(None, reason="the denominator's interval holds zero"), "money", "–"),
    ],
)
def test_numbers_are_shown_with_unit_and_interval(interval, unit, text) -> None:
    assert show(interval, unit) == text


def test_money_names_its_currency() -> None:
    assert show(Interval(1234.0), "money", "USD") == "1,234 USD"


def test_minus_zero_is_zero() -> None:
    assert digits(-0.2, "votes") == "0"
    assert digits(-20.0, "votes", -2) == "0"


@given(st.floats(-1e9, 1e9), st.floats(0.01, 1e8))
def test_rounding_loses_at_most_a_fifth_of_the_half_width(middle: float, half: float) -> None:
    interval = Interval(middle, middle - half, middle + half)
    decimals = places(interval, "votes")
    if decimals < 0:  # finer than one vote is never shown
        shown = float(mean(interval, "votes").replace(",", "").replace("−", "-"))
        assert abs(shown - middle) <= 0.101 * half + 1e-6 * abs(middle)


@pytest.mark.parametrize("entry", [None, 3, {}, {"mean": math.nan}, {"mean": True}, {"mean": "x"}])
def test_what_is_no_number_is_unknown(entry) -> None:
    assert not Interval.of(entry).known


def test_an_interval_knows_its_side_of_zero() -> None:
    assert Interval(2.0, 1.0, 3.0).side == 1
    assert Interval(2.0, 1.0, 3.0).flipped() == Interval(-2.0, -3.0, -1.0)
    assert Interval(-2.0, -3.0, -1.0).side == -1
    assert Interval(0.5, -1.0, 2.0).side == 0
    assert Interval(5.0).side == 0


def test_half_an_interval_is_no_interval() -> None:
    assert bounds(Interval(1.0, 0.5, None), "votes") == ""


def test_plain_text_has_only_signs_that_a_terminal_has() -> None:
    assert plain("−1 · – ").isascii()


def test_no_text_in_a_table_is_a_formula_and_numbers_stay() -> None:
    table = pd.DataFrame({
        "case": ["=HYPERLINK(1)", "+1 a", "@x", "-1"], "n": [1.5, None, 3.0, -0.0],
        "mixed": [1, None, "a", 2],
    })  # fmt: skip
    assert as_csv(table) == (
        "case,n,mixed\n'=HYPERLINK(1),1.5,1\n'+1 a,,\n'@x,3.0,a\n-1,-0.0,2\n"
    )
    plain = table.drop(columns="case")
    assert as_csv(plain) == plain.to_csv(index=False, lineterminator="\n")
