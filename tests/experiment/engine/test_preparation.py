"""Days of preparation: more of them are better data and more answers, and nothing besides."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from msim.campaign.data import reliability
from msim.experiment.comparison.compare import run
from msim.experiment.engine.sides import electorate, prepare
from msim.scenario import Scenario
from tests.experiment.small import small

USUAL = {"test__respondents": 24_030}


def prepared(days: float, **keys: Any) -> Scenario:
    return small(**{**USUAL, "data__preparation_days": days, "run__replicates": 2, **keys})


def summary(scenario: Scenario) -> dict[str, Any]:
    found = run(scenario).summary
    del found["scenario"]["hash"]
    return found


def test_more_days_are_better_data_and_more_respondents() -> None:
    days = [1.0, 10.0, 40.0, 200.0, 2_000.0]
    scenarios = [prepared(each) for each in days]
    rates = [reliability(scenario.data) for scenario in scenarios]
    asked = [scenario.respondents for scenario in scenarios]
    assert rates == sorted(rates) and len(set(rates)) == 5
    assert rates[-1] < scenarios[0].data.ceiling ** 2
    assert asked == [int(65.0 * each) for each in days]


def test_the_engine_asks_as_many_and_reads_as_well_as_the_days_allow() -> None:
    """Seen in the survey itself, and in how readings go with the truth."""
    found = {}
    for days in (4.0, 400.0):
        scenario = prepared(days, run__arms=("silent", "segmented"), population__simulated=6_000,
                            budget__total=4e6, data__points_per_day=1.0)
        voters = electorate(scenario, 0)
        campaign, _ = prepare(scenario, voters)
        assert campaign.answers.message.size == int(65.0 * days)
        block = voters.block(0)
        continuous = [n for n, t in enumerate(scenario.population.traits) if t.kind == "continuous"]
        found[days] = [
            float(np.corrcoef(block.view.traits[:, n], block.voters.traits[:, n])[0, 1])
            for n in continuous
        ]
        expected = float(np.sqrt(reliability(scenario.data)))
        assert found[days] == pytest.approx([expected] * len(continuous), abs=0.06)
    assert np.min(found[400.0]) > np.max(found[4.0])


@pytest.mark.parametrize("days", [5.0, 40.0])
def test_days_are_the_data_points_and_the_respondents_that_they_make(days: float) -> None:
    by_days = summary(prepared(days, data__points_per_day=2.0))
    by_hand = summary(small(data__data_points=int(2 * days), test__respondents=int(65 * days),
                            run__replicates=2))
    assert by_days == by_hand


def test_answers_are_paid_for_whoever_counts_them() -> None:
    spent = summary(prepared(40.0))["arms"]["broadcast"]
    assert spent["spend"]["mean"] == pytest.approx(4e6)
    dear = run(prepared(40.0, test__cost_per_respondent=500.0, run__replicates=1))
    plans = dear.plans[dear.plans["arm"] == "broadcast"]
    assert plans["cost"].sum() == pytest.approx(4e6 - 6 * 15_000 - 2_600 * 500.0)
