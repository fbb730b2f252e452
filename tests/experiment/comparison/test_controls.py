"""Control variates beside a regression by numpy, what ties leave open, and how long to go on."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import t as student

from msim.core.arrays import Floats
from msim.core.streams import Streams
from msim.experiment.comparison.compare import first, needed
from msim.experiment.comparison.intervals import (
    Controls,
    cost_interval,
    gap_interval,
    mean_interval,
    ratio_gap_interval,
    ratio_interval,
)
from msim.experiment.comparison.summary import ArmValues
from msim.experiment.engine.collected import Replicate
from msim.experiment.engine.qualities import QUALITIES
from tests.experiment.small import small

WORLDS = 14


def rng(number: int = 0) -> np.random.Generator:
    return Streams(6, number).generator("test/controls")


APART = rng().standard_normal((WORLDS, 2))
CONTROLS = Controls(APART)
VOTES = 100.0 + APART @ [20.0, 7.0] + 3.0 * rng(1).standard_normal(WORLDS)


def regressed(values: Floats, apart: Floats = APART) -> tuple[float, float]:
    """Intercept of a least-squares fit on the variates, and its standard error."""
    table = np.column_stack([np.ones(len(apart)), apart])
    found, _, rank, _ = np.linalg.lstsq(table, values, rcond=None)
    left = values - table @ found
    variance = left @ left / (len(apart) - rank)
    return float(found[0]), float(np.sqrt(variance * np.linalg.inv(table.T @ table)[0, 0]))


def test_an_adjusted_mean_is_the_intercept_of_a_regression() -> None:
    mean, error = CONTROLS.estimate(VOTES)
    assert (mean, error) == pytest.approx(regressed(VOTES), rel=1e-12)
    assert CONTROLS.freedom == WORLDS - 3
    found, half = mean_interval(VOTES, None, CONTROLS), student.ppf(0.975, WORLDS - 3) * error
    bounds = (found["mean"], found["low"], found["high"])
    assert bounds == pytest.approx((mean, mean - half, mean + half))
    assert found["plain"] == pytest.approx(VOTES.mean())
    plain = mean_interval(VOTES)
    assert "plain" not in plain
    assert plain["high"] - plain["low"] > 2.0 * 2.0 * half


def test_what_the_variates_explain_wholly_is_known_exactly() -> None:
    """However far off the worlds drawn are, 3 + 2 a - b has the mean 3."""
    off = APART + np.array([0.4, -0.3])
    mean, error = Controls(off).estimate(3.0 + off @ [2.0, -1.0])
    assert mean == pytest.approx(3.0, rel=1e-13)
    assert error < 1e-12
    assert np.mean(3.0 + off @ [2.0, -1.0]) > 4.0


def test_adjusted_means_are_linear() -> None:
    """The adjusted difference is the difference of what is adjusted."""
    other = rng(2).standard_normal(WORLDS)
    gap = CONTROLS.estimate(VOTES - other)[0]
    assert gap == pytest.approx(CONTROLS.estimate(VOTES)[0] - CONTROLS.estimate(other)[0])


def test_variates_serve_from_ten_worlds_on_and_where_there_are_any() -> None:
    assert Controls.of(APART[:9]) is None
    assert Controls.of(APART[:10]) is not None
    assert Controls.of(np.zeros((WORLDS, 2))) is None
    one = Controls.of(np.column_stack([APART[:, 0], np.zeros(WORLDS)]))  # a single message's best
    assert one is not None
    assert one.freedom == WORLDS - 2
    assert one.estimate(VOTES) == pytest.approx(regressed(VOTES, APART[:, :1]))


def test_what_never_varies_needs_no_adjustment() -> None:
    found = mean_interval(np.full(WORLDS, 7.0), None, CONTROLS)
    assert (found["mean"], found["low"], found["high"]) == (7.0, 7.0, 7.0)
    assert "plain" not in found


@pytest.mark.parametrize("controls", [None, CONTROLS], ids=["plain", "adjusted"])
def test_five_worlds_have_to_differ_before_a_difference_has_bounds(
    controls: Controls | None,
) -> None:
    for differing in range(WORLDS + 1):
        gaps = np.where(np.arange(WORLDS) < differing, 1.0 + np.arange(WORLDS), 0.0)
        found = gap_interval(gaps, None, controls)
        if differing == 0:
            assert (found["mean"], found["low"], found["high"]) == (0.0, 0.0, 0.0)
        elif differing < 5:
            assert found["low"] is found["high"] is None
            assert found["reason"].startswith(f"{differing} of {WORLDS} worlds differ")
            assert found["mean"] == mean_interval(gaps, None, controls)["mean"]
        else:
            assert found == mean_interval(gaps, None, controls)
    for alone in (np.zeros(1), np.full(1, 2.0)):
        assert gap_interval(alone)["low"] is None


def test_singles_are_counted_beside_worlds() -> None:
    """Six elections, half of them tied, of two worlds' surveys each."""
    singles = np.array([0.0, 2.0, 0.0, 4.0, 0.0, 6.0])
    found = gap_interval(np.array([1.0, 2.0, 3.0]), singles)
    assert found["share_positive"] == 0.5
    assert found["q975"] == pytest.approx(5.75)
    assert found["low"] is None


def test_a_ratio_by_linearisation() -> None:
    """By hand: r = a / b, variance of the mean of (y - r x) / b; Student's t."""
    above, below = VOTES, 50.0 + rng(3).standard_normal(WORLDS)
    ratio = above.mean() / below.mean()
    error = ((above - ratio * below) / below.mean()).std(ddof=1) / np.sqrt(WORLDS)
    half = student.ppf(0.975, WORLDS - 1) * error
    found = ratio_interval(above, below)
    assert list(found.values()) == pytest.approx([ratio, ratio - half, ratio + half])


def test_a_ratio_is_one_of_adjusted_means() -> None:
    below = 50.0 + APART @ [4.0, 0.0] + rng(3).standard_normal(WORLDS)
    (above_mean, _), (below_mean, _) = regressed(VOTES), regressed(below)
    ratio = above_mean / below_mean
    half = student.ppf(0.975, WORLDS - 3) * regressed((VOTES - ratio * below) / below_mean)[1]
    found = ratio_interval(VOTES, below, CONTROLS)
    assert list(found.values()) == pytest.approx([ratio, ratio - half, ratio + half])


def test_how_far_a_ratio_moves() -> None:
    """From 2 to 3, known exactly; and by as much as the difference of its linearised values."""
    below = 10.0 + rng(4).standard_normal(WORLDS)
    found = ratio_gap_interval((2.0 * below, below), (3.0 * below, below))
    assert list(found.values()) == pytest.approx([1.0, 1.0, 1.0])
    spend = np.full(WORLDS, 1e3)
    moved = ratio_gap_interval((spend, VOTES), (spend, VOTES + below))
    parts = [(spend - spend.mean() / v.mean() * v) / v.mean() for v in (VOTES, VOTES + below)]
    half = student.ppf(0.975, WORLDS - 1) * np.std(parts[1] - parts[0], ddof=1) / np.sqrt(WORLDS)
    assert moved["high"] - moved["low"] == pytest.approx(2.0 * half)
    assert ratio_gap_interval((spend[:4], VOTES[:4]), (spend[:4], below[:4]))["low"] is None


@pytest.mark.parametrize("controls", [None, CONTROLS], ids=["plain", "adjusted"])
def test_a_vote_has_a_price_only_where_votes_are_gained(controls: Controls | None) -> None:
    spend = np.full(WORLDS, 5e3)
    gained = cost_interval(spend, VOTES, controls)
    mean = VOTES.mean() if controls is None else regressed(VOTES)[0]
    assert gained["mean"] == pytest.approx(5e3 / mean)  # of means, not a mean of ratios
    assert 0.0 < gained["low"] < gained["mean"] < gained["high"]
    for votes, reason in ((-VOTES, "votes are lost"), (VOTES - 100.0, "includes zero")):
        found = cost_interval(spend, votes, controls)
        assert found["mean"] is found["low"] is found["high"] is None
        assert reason in found["reason"]
    assert cost_interval(spend[:1], VOTES[:1])["reason"] == "one world gives no interval"


def worlds(gaps: Floats, apart: Floats) -> list[Replicate]:
    """Replicates of two arms that differ by `gaps` net votes."""
    return [
        Replicate(
            number, {"broadcast": {"net_votes": 50.0}, "segmented": {"net_votes": 50.0 + gap}}, {},
            {}, dict(zip(QUALITIES, map(float, off), strict=True)), [], [],
        )
        for number, (gap, off) in enumerate(zip(gaps, apart, strict=True))
    ]


@pytest.mark.parametrize("count", [6, WORLDS])
def test_the_second_stage_is_as_long_as_the_first_one_asks(count: int) -> None:
    """Half of the width asked for takes four times the worlds, once."""
    done = worlds(VOTES[:count], APART[:count])
    table = ArmValues(done)
    assert (table.controls is None) == (count < 10)
    found = mean_interval(VOTES[:count], None, table.controls)
    half = (found["high"] - found["low"]) / 2.0
    point = small().in_votes(1.0)
    for part, expected in ((0.5, 4 * count), (0.9999, count + 1), (1.01, count), (0.0, count)):
        asked = small(run__precision=part * half / point, run__replicates=count)
        assert first(asked, []) == count
        assert needed(asked, done) == expected
    most = small(run__precision=0.1 * half / point, run__max_replicates=3 * count)
    assert needed(most, done) == 3 * count


def test_a_run_that_cannot_tell_how_worlds_differ_does_not_go_on() -> None:
    asked = small(run__precision=0.001)
    assert needed(asked, worlds(VOTES[:1], APART[:1])) == 1
    assert needed(asked, worlds(np.zeros(6), APART[:6])) == 6
