"""Adapting in flight where the answer is known: a perfect signal, and a useless one."""

from __future__ import annotations

import numpy as np
import pytest

from msim.core.dose import weekly_retention
from msim.experiment.engine.replicate import played_out, run_replicate
from msim.scenario import Scenario
from msim.scenario.loading import override

FREE = override(Scenario(), {
    "population.simulated": 3000, "test.surveys": 2, "test.respondents": 3000,
    "segments.fit_sample": 2000, "messages.cost_each": 0.0, "test.cost_per_respondent": 0.0,
    "in_flight.cost_per_respondent": 0.0, "response.saturation": 0.0,
    "run.arms": ["silent", "naive", "adaptive", "best_single"],
})  # fmt: skip


def votes(scenario: Scenario, number: int = 0) -> dict[str, float]:
    found = run_replicate(scenario, number).measures
    return {arm: each["net_votes"] for arm, each in found.items()}


@pytest.mark.parametrize("rule", ["leader", "thompson"])
def test_with_a_perfect_signal_it_is_the_best_message_but_for_the_first_week(rule: str) -> None:
    keys = {"in_flight.proxy_correlation": 1.0, "in_flight.rule": rule}
    found = votes(override(FREE, keys))
    flight = np.array(FREE.channels["social"].flight)
    response = FREE.response
    left = flight * weekly_retention(8, response.half_life_days, response.lasting_share)
    first = left[0] / left.sum()
    expected = first * found["naive"] + (1.0 - first) * found["best_single"]
    assert 0.0 < first < 0.05
    assert found["adaptive"] == pytest.approx(expected, rel=2e-3)


def test_with_one_week_there_is_nothing_to_adapt() -> None:
    week = {f"channels.{name}.flight": [1.0] for name in FREE.channels}
    found = votes(override(FREE, {**week, "in_flight.proxy_correlation": 1.0}))
    assert found["adaptive"] == pytest.approx(found["naive"], rel=2e-3)


@pytest.mark.parametrize("rule", ["leader", "thompson"])
def test_with_a_useless_signal_it_is_a_message_at_random(rule: str) -> None:
    """The same mean over messages in every world, so that no error has to be allowed for."""
    keys = {"in_flight.proxy_correlation": 0.0, "in_flight.rule": rule}
    for number in range(2):
        found = votes(override(FREE, keys), number)
        assert found["adaptive"] == pytest.approx(found["naive"], rel=2e-3)


def test_a_useless_signal_leaves_money_with_segments_as_it_was() -> None:
    """To the bit of a float32 sum: nothing tells segments apart, so that nothing moves."""
    keys = {"in_flight.proxy_correlation": 0.0, "run.arms": ["silent", "adaptive_segmented"]}
    moves, stays = (
        votes(override(FREE, {**keys, "in_flight.across_segments": each})) for each in (True, False)
    )
    assert moves["adaptive_segmented"] == pytest.approx(stays["adaptive_segmented"], rel=1e-6)


def test_a_perfect_signal_moves_all_to_the_segment_that_gains_most() -> None:
    """Without saturation: all but the first week's money for targeting goes to one segment."""
    keys = {"in_flight.proxy_correlation": 1.0, "run.arms": ["silent", "adaptive_segmented"]}
    moves, stays = (
        played_out(override(FREE, {**keys, "in_flight.across_segments": each}), 0)[1].day.plans
        for each in (True, False)
    )
    rate, even = (plans["adaptive_segmented"].rate[1:, 1] for plans in (moves, stays))
    flight = np.array(FREE.channels["social"].flight)
    assert np.sort(rate)[:-1] == pytest.approx(even[0] * flight[0] / flight.sum())
    assert rate.max() > 3.0 * even[0]


def test_a_signal_that_is_all_but_useless_is_a_message_at_random() -> None:
    """Trusted as far as it deserves, it picks messages at random: within four standard errors."""
    scenario = override(FREE, {"in_flight.proxy_correlation": 1e-6, "test.surveys": 8})
    gaps = []
    for number in range(6):
        found = votes(scenario, number)
        gaps.append((found["adaptive"] - found["naive"]) / found["naive"])
    assert abs(np.mean(gaps)) < 4.0 * np.std(gaps, ddof=1) / np.sqrt(len(gaps))
    assert np.std(gaps) > 0.0


def test_segments_with_a_perfect_signal_get_what_is_best_for_each() -> None:
    """No choice by segment, with the same delivery, has more to go by."""
    keys = {"in_flight.proxy_correlation": 1.0, "messages.heterogeneity_sd_pp": 3.0,
            "messages.trait_share": 1.0, "data.validity": 1.0, "channels.social.premium": 1.0,
            "run.arms": ["silent", "adaptive", "adaptive_segmented", "segmented"]}
    found = votes(override(FREE, {**keys, "channels.social.match_rate": 1.0}))
    assert found["adaptive_segmented"] > found["adaptive"]
