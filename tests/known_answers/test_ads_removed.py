"""The published removal of all advertisements: would our experiment have found anything?

Allcott et al. 2025, NBER 33818; 2026, Nature Human Behaviour: no detectable change.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

import msim
from msim import verify
from msim.experiment.power import power
from msim.experiment.trial import Trial, country, trial
from msim.published.studies.field import PEOPLE, REMOVED
from msim.scenario import Scenario
from msim.scenario.loading import override


@cache
def scenario(**keys: object) -> Scenario:
    """The shipped scenario with fewer voters and worlds."""
    cut = {"population.simulated": 4_000, "run.replicates": 10}
    return msim.load("ads-removed", {**cut, **{k.replace("__", "."): v for k, v in keys.items()}})


@cache
def found() -> Trial:
    return trial(scenario())


def test_it_is_the_published_experiment() -> None:
    """The same people and impressions as in the row of `msim verify`."""
    keys = scenario()
    assert keys.trial.respondents * keys.trial.response_rate == PEOPLE == found().design.answers
    alone = override(keys, {"opponent.strategy": None, "run.replicates": 1})
    arm = msim.compare(override(alone, {"run.arms": ["silent", "broadcast"]})).summary["arms"]
    met = arm["broadcast"]["average_frequency"]["mean"] * arm["broadcast"]["reach_rate"]["mean"]
    assert met == pytest.approx(REMOVED / 2, rel=0.02)


def test_finding_nothing_is_the_likelier_finding() -> None:
    """As published, by the closed form, by the lots, and by the row of `msim verify`."""
    row = found().doses()[0]
    assert row["power"] < 0.2 and row["found_share"] < 0.2
    (published,) = (each for each in verify.rows(quick=True) if each.row.id == "ads-removed")
    assert published.verdict == "inside"
    assert published.obtained.mean == pytest.approx(100.0 * (1.0 - row["power"]), abs=10.0)


def test_the_smallest_effect_follows_from_turnout_and_people() -> None:
    """Answers of 50, -50 or 0: a variance of 2,500 times turnout, in two halves of the people."""
    row = found().doses()[0]
    error = np.sqrt(2.0 * 2.0 * 2_500.0 * scenario().politics.turnout / PEOPLE)
    assert row["standard_error_pp"] == pytest.approx(error, rel=0.01)
    assert row["detectable_pp"] == pytest.approx(2.8 * error, rel=0.02)
    effects = [world.truth_pp[0] for world in found().worlds]
    each = [power(effect, row["standard_error_pp"], PEOPLE) for effect in effects]
    assert row["power"] == pytest.approx(np.mean(each), abs=0.01)


def test_both_sides_cancel_and_one_alone_does_not() -> None:
    """Taking away both changes nothing on average; taking away our own alone costs us votes."""
    both, own = (
        np.array([world.truth_pp[0] for world in trial(scenario(trial__withheld=each)).worlds])
        for each in ("both", "own")
    )
    error = both.std(ddof=1) / np.sqrt(both.size)
    assert abs(both.mean()) < 4.0 * error
    assert own.mean() > 4.0 * own.std(ddof=1) / np.sqrt(own.size)


def test_the_control_group_hears_nobody_and_half_a_dose_is_half_of_both() -> None:
    """Without a rival both ways of withholding are one; with one the control groups differ."""
    alone = {"opponent__strategy": None, "run__replicates": 1, "trial__doses": 2}
    one, other = (country(scenario(**alone, trial__withheld=w), 0)[0] for w in ("own", "both"))
    assert np.array_equal(one.own, other.own)
    opposed = {"run__replicates": 1, "trial__doses": 2}
    own, both = (country(scenario(**opposed, trial__withheld=w), 0)[0] for w in ("own", "both"))
    assert np.array_equal(both.own[0], one.own[0])  # nobody advertises
    assert np.array_equal(both.own[2], own.own[2])  # all do
    assert own.own[0].mean() < both.own[0].mean()
    assert not np.array_equal(own.own[1], both.own[1])
