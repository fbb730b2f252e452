"""Support and turnout: solved intercepts, what goes with traits, and the scale of effects."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import expit

from msim.core.arrays import Floats
from msim.scenario import Scenario
from msim.world.places import DistrictModel
from msim.world.politics import build_politics
from tests.world.helpers import made, plain, within


def votes(scenario: Scenario) -> tuple[Floats, Floats]:
    """Turnout and support probabilities of all voters."""
    electorate = made(scenario)
    voters = [electorate.block(n).voters for n in range(electorate.world.blocks)]
    turnout = np.concatenate([v.turnout_prob for v in voters])
    return turnout, expit(np.concatenate([v.support for v in voters]))


@pytest.mark.parametrize(
    ("lean_sd", "turnout_sd"),
    [(0.0, 0.0), (1.5, 1.0), (4.0, 3.0), (10.0, 1.0), (20.0, 1.0), (1.5, 10.0), (20.0, 20.0)],
)
@pytest.mark.parametrize("support", [0.3, 0.49])
def test_silence_has_the_configured_result(
    lean_sd: float, turnout_sd: float, support: float
) -> None:
    """Every spread that a scenario may have, against voters drawn one by one."""
    keys = {"lean_sd": lean_sd, "turnout_sd": turnout_sd, "support": support, "turnout": 0.65}
    scenario = plain(1, population__simulated=200_000, politics__lean_traits_share=0.0,
                     messages__heterogeneity_sd_pp=0.31,
                     **{f"politics__{k}": v for k, v in keys.items()})
    turnout, prob = votes(scenario)
    within(turnout, 0.65)
    within(turnout * (prob - support), 0.0)


def test_districts_that_lean_far_can_be_solved() -> None:
    """Four standard deviations of the largest spread that districts may have."""
    world = made(plain(politics__lean_sd=1.5)).world
    places = DistrictModel(world.places.joint, np.array([80.0]))
    found = build_politics(world.scenario.politics, world.traits, places, world.streams)
    assert found.support_intercept == pytest.approx(world.politics.support_intercept - 80, abs=1e-6)


def test_half_of_a_leaning_goes_with_traits() -> None:
    electorate = made(plain(3, politics__lean_traits_share=0.3, politics__lean_sd=2.0))
    voters, politics = electorate.block(0).voters, electorate.world.politics
    for name, spread, weights in (
        ("support", 2.0, politics.support_weights),
        ("turnout", 1.0, politics.turnout_weights),
    ):
        logits = voters.support if name == "support" else \
            np.log(voters.turnout_prob / (1 - voters.turnout_prob))
        score = voters.traits @ weights
        assert logits.std() == pytest.approx(spread, rel=0.02)
        assert score.var() == pytest.approx(1.0, rel=0.03)
        assert np.corrcoef(logits, score)[0, 1] ** 2 == pytest.approx(0.3, abs=0.02)


def test_slope_is_the_turnout_weighted_mean_of_p_times_1_minus_p() -> None:
    scenario = plain(2, population__simulated=130_000, districts__count=3, districts__lean_sd=1.0)
    turnout, prob = votes(scenario)
    slope = made(scenario).world.politics.slope
    within(turnout * (prob * (1 - prob) - slope), 0.0)
