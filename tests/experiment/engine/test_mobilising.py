"""Messages that move turnout move everybody's: what that is worth hangs on who gets them."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pytest
from scipy.special import expit, logit

import msim
from msim.core.arrays import Floats
from msim.experiment.engine.collected import Replicate
from msim.experiment.engine.replicate import run_replicate
from msim.experiment.engine.stage import Scene, Stage
from tests.experiment.small import small
from tests.laws.engine import played
from tests.world.helpers import within

CALLS = {
    "messages__mean_effect_pp": 0.0, "messages__between_sd_pp": 0.0,
    "messages__heterogeneity_sd_pp": 0.0, "messages__mobilise_pp": 4.0,
    "channels__*__mobilise_field_share": 0.01,
    "politics__support": 0.5, "run__arms": ("silent", "broadcast"), "budget__total": 4e7,
}
KNOCKING = {
    "population.simulated": 3_000, "test.respondents": 1_000, "segments.fit_sample": 500,
    "run.arms": ["silent", "segmented", "ground"], "data.party_accuracy": 1.0,
    "politics.support": 0.5,
}
BLIND = {"data.party_label": False, "data.validity": 0.0, "data.party_accuracy": 0.85}
RUNS = 16


@cache
def knocking(**keys: Any) -> list[Replicate]:
    scenario = msim.load("mobilise", KNOCKING | {k.replace("__", "."): v for k, v in keys.items()})
    return [run_replicate(scenario, number) for number in range(RUNS)]


def blind() -> list[Replicate]:
    return knocking(**{key.replace(".", "__"): value for key, value in BLIND.items()})


def of(runs: list[Replicate], arm: str, measure: str) -> Floats:
    return np.array([r.measures[arm][measure] for r in runs])


def test_turnout_rises_on_both_sides() -> None:
    """Whoever is met votes more likely, and whom for does not come into it."""
    found = played(small(**CALLS))
    block, stage = found.voters.block(0), Stage.build(found.scenario, found.voters.world)
    _, delivered, support, turnout, *_ = Scene(block, stage).moved(found.plans["broadcast"])
    usual = block.voters.turnout_prob
    gain = expit(logit(usual) + turnout) - usual
    met = delivered.effect_share > 0.0
    assert not np.any(support)
    assert met.any() and not met.all()
    assert (gain[met] > 0.0).all()
    assert np.abs(gain[~met]).max() < 1e-6  # single precision
    own, other = (gain[met & side].mean() for side in (
        block.voters.support > 0.0, block.voters.support < 0.0))
    assert own == pytest.approx(other, rel=0.15)
    arm, silent = found.tallies["broadcast"], found.tallies["silent"]
    assert arm.own_votes > silent.own_votes
    assert arm.other_votes > silent.other_votes
    both = arm.own_votes + arm.other_votes - silent.own_votes - silent.other_votes
    assert both == pytest.approx(gain.sum())


def test_calling_everybody_in_an_even_country_wins_nothing() -> None:
    runs = [run_replicate(small(**CALLS), number) for number in range(30)]
    raised = of(runs, "broadcast", "turnout_pp") - of(runs, "silent", "turnout_pp")
    assert (raised > 0.0).all()
    within(of(runs, "broadcast", "net_votes"), 0.0)
    within(of(runs, "broadcast", "own_votes"), 1e5 * raised.mean() / 2.0, slack=1e5 * 0.005)


def test_the_other_sides_callers_raise_turnout_too() -> None:
    alone, both = (
        run_replicate(small(**CALLS, opponent__strategy=s), 0).measures for s in (None, "broadcast")
    )
    for arm in ("silent", "broadcast"):
        assert both[arm]["turnout_pp"] > alone[arm]["turnout_pp"]
        assert both[arm]["reach_rate"] == alone[arm]["reach_rate"]


@pytest.mark.parametrize("arm", ["segmented", "ground"])
def test_calling_ones_own_wins_by_knowing_them(arm: str) -> None:
    known, unknown = of(knocking(), arm, "net_votes"), of(blind(), arm, "net_votes")
    assert known.mean() > 4.0 * known.std(ddof=1) / np.sqrt(RUNS)
    within(unknown, 0.0)
    gap = known - unknown
    assert gap.mean() > 4.0 * gap.std(ddof=1) / np.sqrt(RUNS)


def test_a_label_that_errs_more_is_worth_less() -> None:
    label = [of(knocking(data__party_accuracy=a), "ground", "net_votes").mean() for a in (0.7, 1.0)]
    assert label[0] < label[1]


def test_an_audience_is_a_share_of_the_voters_and_of_ones_own() -> None:
    for found in knocking():
        assert found.measures["ground"]["audience_share"] < 0.9
        assert found.measures["segmented"]["audience_share"] < 0.9
        assert found.measures["silent"]["audience_share"] == 0.0


def test_a_turnout_effect_is_counted_as_a_forced_exposure_measures_it() -> None:
    """In a block of many voters the mean gain in turnout by one forced exposure is as set."""
    found = played(small(**CALLS, population__simulated=40_000))
    block = found.voters.block(0)
    gain = expit(logit(block.voters.turnout_prob)[:, None] + block.turnout_effects)
    points = 100.0 * (gain - block.voters.turnout_prob[:, None]).mean(axis=0)
    assert points == pytest.approx(4.0, rel=0.05)
