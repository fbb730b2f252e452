"""The rule of verdicts, by worlds made up for it."""

from __future__ import annotations

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from msim.claims.verdict import Estimate, judge, replicates_needed, verdict
from msim.core.verdict import Truth, outcome, reading

FAST = settings(max_examples=100, derandomize=True, database=None, deadline=None)
ENDS = st.floats(-1.0, 1.0, allow_nan=False)
WIN, LOSS = Estimate(0.2, 0.1, 0.3, 10), Estimate(0.0, -0.01, 0.01, 10)
OPEN = Estimate(0.06, 0.0, 0.1, 9)


@pytest.mark.parametrize(
    ("wins", "losses", "opens", "kind"),
    [
        (10, 0, 0, "holds"), (0, 10, 0, "fails"), (5, 5, 0, "depends"), (4, 3, 3, "cannot be told"),
        (9, 1, 0, "holds"), (8, 2, 0, "depends"), (1, 9, 0, "fails"), (2, 8, 0, "depends"),
        (8, 0, 2, "holds"), (7, 0, 3, "cannot be told"), (0, 0, 5, "cannot be told"),
        (72, 8, 20, "holds"), (71, 9, 20, "depends"), (0, 79, 21, "cannot be told"),
    ],
)  # fmt: skip
def test_the_four_verdicts_and_their_edges(wins: int, losses: int, opens: int, kind: str) -> None:
    found = verdict([WIN] * wins + [LOSS] * losses + [OPEN] * opens, 0.05, "above")
    assert (found.kind, found.wins, found.losses, found.opens) == (kind, wins, losses, opens)
    assert found.worlds == wins + losses + opens


def test_a_world_without_an_interval_is_open() -> None:
    assert judge(None, None, 0.05, "above") == "open"
    assert verdict([Estimate(9.0, None, None, 1)] * 5, 0.05, "above").needed is None


@FAST
@given(ENDS, ENDS, st.floats(0.0, 0.5))
def test_below_is_above_seen_from_the_other_side(a: float, b: float, worth: float) -> None:
    low, high = min(a, b), max(a, b)
    assume(worth > 0.0)  # with none, two equal sides fall short of it, seen from either
    assert judge(low, high, worth, "below") == judge(-high, -low, -worth, "above")
    other = {"win": "loss", "loss": "win", "open": "open"}
    assert judge(low, high, worth, "below") == other[judge(low, high, worth, "above")]


@FAST
@given(ENDS, ENDS, st.floats(0.0, 0.5), st.sampled_from(["above", "below", "within"]))
def test_a_world_reads_the_one_rule(a: float, b: float, worth: float, truth: Truth) -> None:
    low, high = min(a, b), max(a, b)
    found = reading(outcome(low, high, worth, tied=low == high == 0.0), truth)
    said = {"holds": "win", "fails": "loss", "open": "open"}
    assert judge(low, high, worth, truth) == said[found]


@FAST
@given(ENDS, ENDS, st.floats(0.01, 0.5))
def test_within_knows_no_sign(a: float, b: float, worth: float) -> None:
    low, high = min(a, b), max(a, b)
    found = judge(low, high, worth, "within")
    assert found == judge(-high, -low, worth, "within")
    if found == "win":
        assert abs(low) < worth and abs(high) < worth
    if found == "loss":
        assert low > worth or high < -worth


def test_replicates_needed_follow_the_root_and_leave_a_fifth_open() -> None:
    told, narrow = Estimate(0.25, 0.15, 0.35, 10), Estimate(0.1, 0.0, 0.2, 10)  # four times as many
    hopeless = Estimate(0.05, 0.0, 0.1, 10)
    assert replicates_needed([told] * 8 + [narrow] * 2, 0.05, "above") == 10
    assert replicates_needed([told] * 7 + [narrow] * 3, 0.05, "above") == 40
    assert replicates_needed([told] * 8 + [hopeless] * 2, 0.05, "above") == 10
    assert replicates_needed([told] * 7 + [hopeless] * 3, 0.05, "above") is None
