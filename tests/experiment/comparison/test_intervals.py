"""Intervals: by hand where there is a formula, by coverage where there is a promise."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import expit, logit

from msim.core.streams import Streams
from msim.experiment.comparison.correlations import correlation_interval, within_one
from msim.experiment.comparison.intervals import gap_interval, mean_interval, ratio_interval
from msim.experiment.comparison.rates import (
    paired_share_interval,
    probability_interval,
    share_interval,
)


def rng(number: int = 0) -> np.random.Generator:
    return Streams(5, number).generator("test/intervals")


def test_a_mean_by_hand() -> None:
    """1, 2, 3, 6: mean 3, variance 14/3, t with 3 degrees of freedom 3.182446."""
    found = mean_interval(np.array([1.0, 2.0, 3.0, 6.0]))
    half = 3.1824463052842638 * np.sqrt(14 / 3 / 4)
    assert (found["mean"], found["low"], found["high"]) == pytest.approx((3, 3 - half, 3 + half))
    assert found["share_positive"] == 1.0
    assert found["q025"] == pytest.approx(1.075)
    assert found["q975"] == pytest.approx(5.775)


def test_single_elections_are_another_thing_than_their_mean() -> None:
    values = rng().standard_normal(400)
    found = mean_interval(values)
    assert found["q025"] == pytest.approx(-1.96, abs=0.3)
    width = 2 * 1.966 * values.std(ddof=1) / 20
    assert found["high"] - found["low"] == pytest.approx(width, rel=1e-3)
    assert found["share_positive"] == np.mean(values > 0)


@pytest.mark.parametrize("values", [[], [1.0, np.nan], [np.inf, 1.0]])
def test_a_mean_that_is_not_defined(values: list[float]) -> None:
    found = mean_interval(np.array(values))
    assert found["mean"] is found["low"] is found["high"] is None


def test_one_replicate_has_no_interval() -> None:
    found = mean_interval(np.array([4.0]))
    assert (found["mean"], found["low"], found["high"]) == (4.0, None, None)


def test_wilson_by_hand() -> None:
    """8 of 10: centre (0.8 + z^2/20) / (1 + z^2/10), as tabulated 0.4902 to 0.9433."""
    found = share_interval(np.array([1.0] * 8 + [0.0] * 2))
    assert found["low"] == pytest.approx(0.4902, abs=5e-5)
    assert found["high"] == pytest.approx(0.9433, abs=5e-5)


@pytest.mark.parametrize("hits", [0, 20])
def test_certainty_in_a_sample_is_none_outside_of_it(hits: int) -> None:
    found = share_interval(np.array([1.0] * hits + [0.0] * (20 - hits)))
    assert found["mean"] == hits / 20
    assert found["high"] - found["low"] > 0.1
    assert 0.0 <= found["low"] <= found["mean"] <= found["high"] <= 1.0


def test_a_mean_of_probabilities_by_hand() -> None:
    """Mean and deviation 0.1, t of two degrees 4.3027, m (1 - m) 0.09."""
    found = probability_interval(np.array([0.0, 0.1, 0.2]))
    half = 4.302653 * 0.1 / np.sqrt(3) / 0.09
    assert found["mean"] == pytest.approx(0.1)
    assert found["low"] == pytest.approx(expit(logit(0.1) - half), rel=1e-6)
    assert found["high"] == pytest.approx(expit(logit(0.1) + half), rel=1e-6)


@pytest.mark.parametrize("chance", [0.3, 1e-12, 1.0 - 1e-12, 0.0, 1.0])
def test_equal_probabilities_are_known_but_for_certainty(chance: float) -> None:
    """Twenty wins for certain tell as much as twenty elections won: the next world may differ."""
    found = probability_interval(np.full(20, chance))
    assert 0.0 <= found["low"] <= found["mean"] <= found["high"] <= 1.0
    assert found["mean"] == pytest.approx(chance, abs=1e-15)
    counted = share_interval(np.full(20, round(chance)))
    if chance == 0.3:
        assert found["high"] - found["low"] < 1e-12
    else:
        assert found["high"] - found["low"] == pytest.approx(counted["high"] - counted["low"])


def test_probabilities_have_the_mean_and_the_spread_of_any_values() -> None:
    for values in (rng().random(30), (rng().random(30) < 0.5).astype(float), np.array([0.4])):
        found, plain = probability_interval(values), mean_interval(values)
        same = ("mean", "q025", "q975", "share_positive")
        assert [found[name] for name in same] == [plain[name] for name in same]
    assert (found["low"], found["high"]) == (None, None)  # one replicate
    assert probability_interval(np.array([0.5, np.nan]))["mean"] is None


@pytest.mark.parametrize("values", [[0.9, 0.97, 1.0], [-1.0, -0.95, -0.99, -1.0], [1.0] * 3])
def test_no_bound_of_a_mean_of_correlations_passes_one(values: list[float]) -> None:
    found = correlation_interval(np.array(values))
    assert -1.0 <= found["low"] <= found["mean"] <= found["high"] <= 1.0
    plain = mean_interval(np.array(values))
    assert found["mean"] == plain["mean"]
    assert max(abs(plain["low"]), abs(plain["high"])) > 1.0 or len(set(values)) == 1


def test_correlations_near_nothing_have_the_interval_of_any_mean() -> None:
    values = 0.01 * rng().normal(size=40)
    found, plain = correlation_interval(values), mean_interval(values)
    assert found["low"] == pytest.approx(plain["low"], abs=1e-5)
    assert found["high"] == pytest.approx(plain["high"], abs=1e-5)


@pytest.mark.parametrize("gaps", [[1.0, 1.0, 1.0, 1.0, 0.5], [-1.0, -0.9, -1.0, -0.3, -1.0]])
def test_no_bound_of_a_difference_of_rates_passes_one(gaps: list[float]) -> None:
    plain = gap_interval(np.array(gaps))
    assert max(abs(plain["low"]), abs(plain["high"])) > 1.0
    found = within_one("win_prob", plain)
    assert -1.0 <= found["low"] <= found["mean"] == plain["mean"] <= found["high"] <= 1.0
    assert within_one("net_votes", plain) == plain
    near = gap_interval(np.array(gaps) / 10.0)
    assert within_one("reach_rate", near) == near
    none = gap_interval(np.array([0.0, 1.0, 1.0]))  # fewer than five worlds differ
    assert within_one("win_prob", none) == none


def test_agresti_and_min_by_hand() -> None:
    """3 up, 1 down of 10: (3.5 - 1.5) / 12, variance (5 - 4/12) / 144."""
    first = np.array([1, 1, 1, 0, 1, 1, 0, 0, 0, 0.0])
    second = np.array([0, 0, 0, 1, 1, 1, 0, 0, 0, 0.0])
    found = paired_share_interval(first, second)
    half = 1.959963984540054 * np.sqrt(5 - 4 / 12) / 12
    assert found["mean"] == pytest.approx(0.2)
    assert found["low"] == pytest.approx(1 / 6 - half)
    assert found["high"] == pytest.approx(1 / 6 + half)


def test_pairs_that_never_differ_leave_a_little_room() -> None:
    found = paired_share_interval(np.ones(30), np.ones(30))
    assert found["mean"] == 0.0
    assert -0.1 < found["low"] < 0.0 < found["high"] < 0.1


def test_coverage() -> None:
    """About 95 of 100 intervals hold the truth: 400 samples, four standard errors of 1.1 %."""
    n, p, truth = 30, 0.8, {"mean": 1.0, "share": 0.8, "paired": 0.1, "probability": 0.25}
    held = dict.fromkeys(truth, 0)
    for number in range(400):
        draw = rng(number)
        values = 1.0 + draw.exponential(1.0, n) - 1.0  # skewed, as votes may be
        shared = draw.random(n)
        first, second = (shared < p).astype(float), ((shared + 0.3 * draw.random(n)) % 1 < 0.7)
        for name, found in (
            ("mean", mean_interval(values)),
            ("share", share_interval(first)),
            ("paired", paired_share_interval(first, second.astype(float))),
            ("probability", probability_interval(draw.beta(1.0, 3.0, n))),
        ):
            held[name] += found["low"] <= truth[name] <= found["high"]
    assert held["mean"] / 400 > 0.95 - 0.06  # Student's t is a little short for skewed values
    assert abs(held["share"] / 400 - 0.95) < 0.044
    assert held["paired"] / 400 > 0.95 - 0.044
    assert abs(held["probability"] / 400 - 0.95) < 0.044


def test_a_ratio_is_one_of_means_and_paired() -> None:
    """Numerator always twice the denominator: the ratio is 2 and known exactly."""
    below = 10 + rng().standard_normal(25)
    found = ratio_interval(2 * below, below)
    assert found["mean"] == pytest.approx(2.0)
    assert found["low"] == pytest.approx(2.0)
    assert found["high"] == pytest.approx(2.0)
    noisy = ratio_interval(20 + rng(2).standard_normal(25), below)
    assert noisy["low"] < noisy["mean"] < noisy["high"]
    # Delta method: sd of the ratio is sqrt(1 + 4) / 10 / sqrt(25).
    width = 2 * 1.96 * np.sqrt(5) / 10 / 5
    assert noisy["high"] - noisy["low"] == pytest.approx(width, rel=0.35)


@pytest.mark.parametrize(
    ("below", "reason"),
    [
        ([-1.0, 1.0, 2.0, -1.5], "denominator"),
        ([0.0, 0.0, 0.0, 0.0], "denominator"),
        ([1.0, np.nan, 1.0, 1.0], "not defined"),
    ],
)
def test_a_ratio_that_says_nothing_is_null_with_a_reason(below: list[float], reason: str) -> None:
    found = ratio_interval(np.ones(4), np.array(below))
    assert found["mean"] is found["low"] is found["high"] is None
    assert reason in str(found["reason"])


def test_a_ratio_of_one_replicate() -> None:
    assert ratio_interval(np.ones(1), np.ones(1))["mean"] is None
