"""The rule of verdicts: its table, its mirror, and what claims and classes read from it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from msim.core.verdict import EFFECTS, OUTCOMES, effect, mirrored, outcome, ratio_outcome, reading
from tests.core.verdicts import CASES

FAST = settings(max_examples=300)
ENDS = st.floats(-10.0, 10.0) | st.sampled_from([-5.0, -0.0, 0.0, 5.0])
WORTHS = st.floats(0.0, 10.0) | st.sampled_from([0.0, 5.0])
READ = {  # above, below, within
    "tie": ("fails", "holds", "holds"),
    "unknown": ("open", "open", "open"),
    "win": ("holds", "fails", "fails"),
    "loss": ("fails", "holds", "fails"),
    "small": ("fails", "holds", "holds"),
    "ahead": ("open", "open", "open"),
    "behind": ("fails", "holds", "open"),
    "not a win": ("fails", "holds", "open"),
    "not a loss": ("open", "open", "open"),
    "open": ("open", "open", "open"),
}


@pytest.mark.parametrize(("low", "high", "worth", "tied", "found"), CASES)
def test_the_table(low, high, worth, tied, found) -> None:
    assert outcome(low, high, worth, tied) == found


def test_the_table_holds_every_outcome() -> None:
    assert {found for *_, found in CASES} == set(OUTCOMES)
    assert len(OUTCOMES) == 10


@FAST
@given(ENDS, ENDS, WORTHS, st.booleans())
def test_another_sign_mirrors_the_outcome(a: float, b: float, worth: float, tied: bool) -> None:
    low, high = min(a, b), max(a, b)
    assert outcome(-high, -low, worth, tied) == mirrored(outcome(low, high, worth, tied))


def test_a_mirror_s_mirror_is_what_it_was() -> None:
    assert all(mirrored(mirrored(found)) == found for found in OUTCOMES)
    assert sorted(map(mirrored, OUTCOMES)) == sorted(OUTCOMES)
    assert {found for found in OUTCOMES if mirrored(found) == found} == {
        "tie", "unknown", "small", "open"}  # fmt: skip


@FAST
@given(ENDS, ENDS)
def test_a_worth_of_nothing_leaves_five(a: float, b: float) -> None:
    low, high = min(a, b), max(a, b)
    expected = "win" if low > 0.0 else "loss" if high < 0.0 else "open"
    assert outcome(low, high, 0.0) == expected
    assert {outcome(low, high, 0.0), outcome(low, None, 0.0), outcome(low, high, 0.0, True)} <= {
        "tie", "unknown", "win", "loss", "open"}  # fmt: skip


@FAST
@given(ENDS, ENDS)
def test_a_ratio_is_held_against_one(a: float, b: float) -> None:
    low, high = min(a, b), max(a, b)
    assert ratio_outcome(low, high) == outcome(low - 1.0, high - 1.0, 0.0)
    assert ratio_outcome(None, high) == ratio_outcome(low, None) == "unknown"
    assert ratio_outcome(low, high, tied=True) == "tie"


@pytest.mark.parametrize("found", OUTCOMES)
def test_a_claim_reads_an_outcome_by_the_side_that_it_takes(found) -> None:
    assert tuple(reading(found, truth) for truth in ("above", "below", "within")) == READ[found]


@FAST
@given(ENDS, ENDS, st.floats(0.01, 10.0))
def test_what_a_claim_reads_is_where_the_interval_lies(a: float, b: float, worth: float) -> None:
    low, high = min(a, b), max(a, b)
    found = outcome(low, high, worth)
    above = "holds" if low > worth else "fails" if high < worth else "open"
    assert reading(found, "above") == above
    assert (reading(found, "within") == "holds") == (-worth < low and high < worth)
    assert (reading(found, "within") == "fails") == (low > worth or high < -worth)


def test_a_class_has_four_answers() -> None:
    assert [effect(found) for found in OUTCOMES] == [
        "no difference that matters", "too close to call", "gains", "loses",
        "no difference that matters", *["too close to call"] * 5,
    ]  # fmt: skip
    assert set(map(effect, OUTCOMES)) == set(EFFECTS)
