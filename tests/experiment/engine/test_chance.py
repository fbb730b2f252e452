"""The probability of winning of a run: of its own world, whichever voters are simulated."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from scipy.special import ndtr

from msim.experiment.engine.districts import chance_of_winning
from msim.experiment.engine.sides import electorate
from msim.scenario import Scenario, load
from tests.experiment.engine.test_districts import FEW, VOTES, map_of_five, of, runs
from tests.experiment.small import small
from tests.laws.engine import played


def overrides(keys: dict[str, Any], size: int) -> list[str]:
    return [f"{name}={value!r}".replace("'", '"') for name, value in keys.items()] + [
        f"population.simulated={size}"]


def run_slope(scenario: Scenario, number: int) -> float:
    return electorate(scenario, number).world.politics.slope


@pytest.mark.parametrize("rule", ["districts", "popular"])
def test_the_chance_of_winning_is_that_of_elections_held_in_that_world(rule: str) -> None:
    """A world's expected districts, moved by hand under 20,000 swings and counted one by one."""
    scenario = map_of_five(politics__support=0.5, election__rule=rule)
    found = played(scenario)
    politics, draw = found.voters.world.politics, np.random.Generator(np.random.SFC64(3))
    swing = 0.1 * draw.standard_normal((20_000, 1)) + 0.1 * draw.standard_normal((20_000, 5))
    share = politics.district_share + politics.district_slope * swing
    chance = found.measures["silent"]["win_prob"]
    if rule == "districts":
        won = (share > 0.5) @ np.array(VOTES) > sum(VOTES) / 2
    else:
        won = share @ politics.district_votes > 0.5
    assert 0.01 < chance < 0.99
    assert abs(won.mean() - chance) < 4 * np.sqrt(chance * (1 - chance) / won.size)


def test_the_chance_in_silence_does_not_go_by_which_voters_are_simulated() -> None:
    """`small` at two sizes: 0.01 of the votes behind, over a swing of 0.02 sqrt(2) logits."""
    keys = {"run.arms": ["silent"]}
    few, many = (
        of(runs(load("small", overrides(keys, size)), 4), "silent", "win_prob")
        for size in (1_000, 20_000)
    )
    assert few.tolist() == many.tolist()
    slope = [run_slope(load("small", overrides(keys, 1_000)), number) for number in range(4)]
    assert few == pytest.approx(ndtr(-0.01 / (np.array(slope) * 0.02 * np.sqrt(2.0))), rel=1e-9)
    assert few.mean() == pytest.approx(0.022, abs=0.002)


def test_what_an_arm_adds_to_the_chance_varies_little_with_the_voters() -> None:
    """The same worlds, 1,000 or 20,000 voters: what is left is noise of the arm's own effect."""
    keys = {"run.arms": ["silent", "broadcast"], "test.respondents": 3_000}
    few, many = (
        of(runs(load("small", overrides(keys, size)), 8), "broadcast", "win_prob")
        for size in (1_000, 20_000)
    )
    assert few.mean() == pytest.approx(many.mean(), abs=0.02)


def test_the_other_side_counts_in_the_chance() -> None:
    keys = {"run__arms": ("silent", "broadcast"), "opponent__budget__total": 2e7,
            "politics__support": 0.5}
    alone = runs(small(**keys), 3)
    against = runs(small(**keys, opponent__strategy="broadcast"), 3)
    assert of(alone, "silent", "win_prob").tolist() == [0.5] * 3
    assert (of(against, "silent", "win_prob") < 0.45).all()
    both, own = of(against, "broadcast", "win_prob"), of(alone, "broadcast", "win_prob")
    assert (both < own).all()


def test_without_a_swing_the_winner_is_certain_and_a_tie_is_even() -> None:
    still = {"election__swing_sd": 0.0, "election__district_swing_sd": 0.0, "run__arms": FEW}
    for support, silent in ((0.5, 0.5), (0.499, 0.0), (0.6, 1.0)):
        found = runs(small(**still, politics__support=support), 1)[0].measures
        assert found["silent"]["win_prob"] == silent
        if support == 0.5:
            assert found["broadcast"]["win_prob"] == 1.0


def test_a_district_without_simulated_voters_moves_as_the_country_does() -> None:
    scenario = map_of_five(run__arms=FEW)
    found = played(scenario)
    politics, arm = found.voters.world.politics, found.tallies["broadcast"]
    silent = found.tallies["silent"]
    nobody = np.arange(5)[:, None] == 2
    arm, silent = (replace(t, district_votes=np.where(nobody, 0.0, t.district_votes))
                   for t in (arm, silent))
    chance = chance_of_winning(scenario, politics, arm, silent)
    national = np.array([t.own_votes / (t.own_votes + t.other_votes) for t in (silent, arm)])
    votes = arm.district_votes
    votes = np.where(nobody, 100.0 * np.array([national[1], 1.0 - national[1]]), votes)
    before = np.where(nobody, 100.0 * np.array([national[0], 1.0 - national[0]]),
                      silent.district_votes)
    same = chance_of_winning(scenario, politics, replace(arm, district_votes=votes),
                             replace(silent, district_votes=before))
    assert chance == pytest.approx(same, rel=1e-12)
    assert 0.0 < chance < 1.0


def test_a_mandate_near_its_bar_is_a_matter_of_the_swing() -> None:
    """Share 0.5 of 0.65 who vote is 0.325 of all: three ways to ask for the same."""
    keys = {"election__rule": "mandate", "politics__support": 0.5, "run__arms": FEW}
    by_share, by_electorate, by_both = (
        runs(small(**keys, **bars), 2) for bars in (
            {"election__mandate_share": 0.5},
            {"election__mandate_electorate_share": 0.325},
            {"election__mandate_share": 0.4, "election__mandate_electorate_share": 0.325,
             "election__mandate_turnout": 0.65},
        )
    )
    for arm in FEW:
        chance = of(by_share, arm, "win_prob")
        assert chance == pytest.approx(of(by_electorate, arm, "win_prob"))
        assert chance == pytest.approx(of(by_both, arm, "win_prob"))
        assert (chance == 0.5).all() if arm == "silent" else (chance > 0.5).all()
