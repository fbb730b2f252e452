"""The rule of verdicts, by worlds made up for it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from msim.claims.verdict import (
    AGREE,
    MOST,
    MOST_OPEN,
    Estimate,
    Verdict,
    by_thresholds,
    judge,
    kind_of,
    lacking,
    replicates_needed,
    verdict,
    winning,
)
from msim.core.verdict import Truth, outcome, reading

FAST = settings(max_examples=100)
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
    found = verdict([Estimate(9.0, None, None, 1)] * 5, 0.05, "above")
    assert (found.needed, found.lack, found.held) == ((None, None), "worth", (0.0, 1.0))


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


TOLD, NARROW = Estimate(0.25, 0.15, 0.35, 10), Estimate(0.1, 0.0, 0.2, 10)  # four times as many
HOPELESS = Estimate(0.05, 0.0, 0.1, 10)


def test_replicates_needed_are_a_range_and_leave_a_fifth_open() -> None:
    """By ranks: of 24 worlds the seventeenth and the twenty-third."""
    def needed(told: int, narrow: int, hopeless: int) -> tuple[int | None, int | None]:
        return replicates_needed([TOLD] * told + [NARROW] * narrow + [HOPELESS] * hopeless, 0.05,
                                 "above")  # fmt: skip

    assert needed(24, 0, 0) == (10, 10)
    assert needed(23, 1, 0) == (10, 10) and needed(22, 2, 0) == (10, 40)
    assert needed(17, 6, 1) == (10, 40) and needed(16, 6, 2) == (40, None)
    assert needed(16, 0, 8) == (None, None)
    assert needed(5, 0, 0) == (10, None)  # of so few worlds none bounds it from above
    assert replicates_needed([], 0.05, "above") == (None, None)


def test_the_ranks_cover_the_quantile_as_often_as_they_say() -> None:
    rng, inside = np.random.Generator(np.random.SFC64(2)), 0
    for _ in range(1000):  # needed is 40 (0.05 / away)^2 here; four fifths of away lie above 0.02
        away = rng.uniform(0.0, 0.1, 24)
        worlds = [Estimate(0.05 + each, each, 0.1 + each, 40) for each in away.tolist()]
        low, high = replicates_needed(worlds, 0.05, "above")
        inside += (low or 0) <= 250 * 1.02 and (high is None or high >= 250)
    assert 0.76 <= inside / 1000 <= 0.92


def test_what_is_lacking_is_replicates_or_a_worth_elsewhere() -> None:
    at_four = Estimate(0.1, 0.0, 0.2, 10)  # forty replicates, exactly, would tell
    beyond = Estimate(0.099, -0.001, 0.199, 10)
    assert lacking([at_four] * 10, 0.05, "above") == "replicates"
    assert lacking([at_four] * 8 + [beyond] * 2, 0.05, "above") == "replicates"
    assert lacking([at_four] * 7 + [beyond] * 3, 0.05, "above") == "worth"
    found = verdict([LOSS] * 7 + [beyond] * 3, 0.05, "above")
    assert (found.kind, found.lack) == ("cannot be told", "worth")
    assert verdict([LOSS] * 8 + [beyond] * 2, 0.05, "above").lack == ""


@FAST
@given(st.integers(0, 24), st.integers(0, 24), st.integers(0, 24))
def test_worlds_that_are_open_count_both_ways(wins: int, losses: int, opens: int) -> None:
    worlds = wins + losses + opens
    low, high = winning(wins, opens, worlds)
    assert 0.0 <= low <= high <= 1.0
    mirror = winning(losses, opens, worlds)
    assert low == pytest.approx(1.0 - mirror[1]) and high == pytest.approx(1.0 - mirror[0])
    if worlds:
        assert low <= wins / worlds and (wins + opens) / worlds <= high
        known = winning(wins, 0, worlds), winning(wins + opens, 0, worlds)
        assert (low, high) == (known[0][0], known[1][1])


def test_of_24_worlds_a_share_is_sure_to_ten_points_or_so() -> None:
    low, high = winning(22, 0, 24)
    assert (round(low, 3), round(high, 3)) == (0.742, 0.977)  # Wilson


def test_the_rule_moved_gives_the_verdict_that_it_would() -> None:
    found = by_thresholds(Verdict("depends", 17, 3, 4))
    assert found[MOST_OPEN, MOST] == "depends" and found[MOST_OPEN, 0.8] == "holds"
    assert {found[0.1, agree] for agree in AGREE} == {"cannot be told"}
    for wins, losses, opens in ((24, 0, 0), (3, 17, 4), (10, 10, 4), (0, 0, 24)):
        kind = kind_of(wins, losses, opens)
        assert by_thresholds(Verdict(kind, wins, losses, opens))[MOST_OPEN, MOST] == kind
