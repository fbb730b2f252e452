"""How alike groups respond: moments of a world, and what they come to over worlds."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from msim.core.streams import Streams
from msim.experiment.comparison.correlations import correlations, ratio_of_moments
from msim.experiment.engine.agreement import agreement, moments, upper_half
from msim.experiment.engine.recovery import effects_pp
from msim.experiment.engine.replicate import run_replicate
from msim.experiment.engine.sides import electorate, own_side
from msim.scenario import Scenario
from msim.world import World
from tests.experiment.small import results, small
from tests.laws.drawn import changed

DIVIDED: dict[str, Any] = {
    "population.simulated": 3_000, "messages.spread": 0.4, "messages.lean_alignment": 0.9,
    "test.respondents": 2_000, "test.surveys": 1, "segments.fit_sample": 500,
    "run.arms": ("silent", "segmented"), "run.precision": 0.0,
}  # fmt: skip


def test_moments_are_those_of_the_sample() -> None:
    means = np.array([[1.0, 3.0, 2.0, 0.0], [2.0, 1.0, 6.0, 1.0], [0.0, 2.0, 4.0, 5.0]])
    two, three = np.cov(means[:2]), np.cov(means)
    assert moments(means[:2]) == pytest.approx((two[0, 1], two[0, 0], two[1, 1]))
    pairs = three[np.triu_indices(3, 1)].mean()
    assert moments(means) == pytest.approx((pairs, np.trace(three) / 3, np.trace(three) / 3))
    assert moments(np.vstack([means, np.full(4, np.nan)])) == pytest.approx(moments(means))
    for few in (means[:1], means[:, :1]):
        assert np.isnan(moments(few)).all()


def test_halves_hold_half_of_those_who_vote() -> None:
    random = np.random.default_rng(1)
    values, weight = random.normal(size=5_001), random.random(5_001)
    upper = upper_half(values, weight) == 1
    assert weight[upper].sum() / weight.sum() == pytest.approx(0.5, abs=1e-3)
    assert values[upper].min() >= values[~upper].max()


def test_the_party_row_is_what_its_definition_says() -> None:
    scenario = changed(Scenario(), DIVIDED)
    voters = electorate(scenario, 0)
    block, rule = voters.block(0), own_side(scenario, voters).campaign.segmentation
    found = agreement(block, rule, {"age_band": 0})
    effects, turnout = effects_pp(block), block.voters.turnout_prob.astype(float)
    halves = {
        "party": block.voters.support >= 0.0,
        "age_band": upper_half(block.voters.traits[:, 0], turnout) == 1,
    }
    for name, upper in halves.items():
        means = [np.average(effects[who], axis=0, weights=turnout[who]) for who in (~upper, upper)]
        table = np.cov(means)
        assert found[f"agreement/covariance/{name}"] == pytest.approx(table[0, 1])
        assert found[f"agreement/variance_low/{name}"] == pytest.approx(table[0, 0])
        assert found[f"agreement/variance_high/{name}"] == pytest.approx(table[1, 1])


@settings(max_examples=50)
@given(st.integers(2, 60), st.floats(-1.0, 1.0), st.integers(0, 999))
def test_no_end_of_an_interval_lies_beyond_one(worlds: int, true: float, seed: int) -> None:
    random = np.random.default_rng(seed)
    first = random.normal(size=(worlds, 6))
    second = true * first + np.sqrt(1.0 - true**2) * random.normal(size=(worlds, 6))
    found = ratio_of_moments(np.array([
        moments(np.stack(pair)) for pair in zip(first, second, strict=True)]))
    assert found["mean"] is not None and found["low"] is not None and found["high"] is not None
    assert -1.0 <= found["low"] <= found["mean"] <= found["high"] <= 1.0


def test_the_interval_covers_and_the_mean_of_correlations_is_another_number() -> None:
    """With six messages in each of 30 worlds; the truth is 0.8."""
    random, covered, found, means = np.random.default_rng(5), 0, [], []
    for _ in range(400):
        first = random.normal(size=(30, 6))
        second = 0.8 * first + 0.6 * random.normal(size=(30, 6))
        pairs = np.stack([first, second], axis=1)
        interval = ratio_of_moments(np.array([moments(pair) for pair in pairs]))
        assert interval["low"] is not None and interval["high"] is not None
        covered += interval["low"] <= 0.8 <= interval["high"]
        found.append(interval["mean"])
        means.append(np.mean([np.corrcoef(pair)[0, 1] for pair in pairs]))
    assert 0.91 <= covered / 400 <= 0.99
    assert np.mean(found) == pytest.approx(0.8, abs=0.005)  # type: ignore[arg-type]
    assert abs(np.mean(means) - 0.8) > 0.01


def test_worlds_without_moments_are_left_out() -> None:
    some, nothing = [0.5, 1.0, 1.0], [np.nan] * 3
    assert ratio_of_moments(np.array([some, nothing, some]))["mean"] == pytest.approx(0.5)
    assert ratio_of_moments(np.array([some]))["low"] is None
    assert ratio_of_moments(np.array([nothing, nothing]))["mean"] is None


@pytest.mark.parametrize("wanted", [0.86, 0.5])
def test_what_is_stated_is_what_a_run_reports(wanted: float) -> None:
    """Of voters who were drawn; the same spread along random directions is another correlation."""
    keys = {**DIVIDED, "messages.party_correlation": wanted}
    scenario = changed(Scenario(), keys)
    spread = World.build(scenario, Streams(1, 0)).messages.heterogeneity_sd_pp
    low, mean, high = _reported(scenario)
    error = (high - low) / 4.0
    assert mean == pytest.approx(wanted, abs=4.0 * error)
    other = changed(scenario, {
        "messages.heterogeneity_sd_pp": spread, "messages.lean_alignment": 0.0})  # fmt: skip
    assert _reported(other)[0] > wanted


def _reported(scenario: Scenario) -> tuple[float, float, float]:
    found = []
    for number in range(40):
        voters = electorate(scenario, number)
        segments = own_side(scenario, voters).campaign.segmentation
        found.append(agreement(voters.block(0), segments, {}))
    party = correlations(found)[0]
    assert party["groups"] == "party"
    return party["low"], party["mean"], party["high"]


def test_a_run_lists_parties_traits_and_segments() -> None:
    listed = {each["groups"]: each for each in results().summary["correlations"]}
    assert list(listed) == ["party", "age_band", "region_type", "schooling", "segments"]
    assert all(-1.0 <= each["low"] <= each["high"] <= 1.0 for each in listed.values())


def test_without_any_spread_no_correlation_is_reported() -> None:
    keys = {"messages.party_correlation": 0.86, "messages.between_sd_pp": 0.0}
    replicate = run_replicate(changed(small(), keys), 0)
    assert correlations([replicate.diagnostics]) == []
