"""The choices of a plan: each point is what the engine gives at changed keys, to the last vote."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pandas as pd
import pytest

from msim.experiment.engine.replicate import run_replicate
from msim.experiment.reach import choices
from msim.experiment.reach.curves import ARMS, Key
from msim.experiment.reach.study import look
from msim.scenario import Scenario
from tests.experiment.small import small
from tests.laws.drawn import changed

ONE: dict[str, Any] = {"test__surveys": 1}  # choices are by the first survey of each world
SCENARIO = small(**ONE, run__replicates=2, districts__count=2, messages__mobilise_pp=0.5)
OPPOSED = small(**ONE, run__replicates=1, opponent__strategy="segmented")


@cache
def votes(scenario: Scenario, number: int = 1) -> dict[Key, np.ndarray]:
    return choices.votes(scenario, number)


@cache
def table_of(scenario: Scenario) -> pd.DataFrame:
    return look(scenario).choices


def engine(scenario: Scenario, keys: dict[str, Any], arm: str, number: int = 1) -> float:
    """Net votes of an arm in a run of the scenario at changed keys."""
    return run_replicate(changed(scenario, keys), number).measures[arm]["net_votes"]


def test_nothing_changed_is_a_run() -> None:
    for arm in ARMS:
        assert votes(SCENARIO)["weeks", choices.USUAL, arm][0] == pytest.approx(
            engine(SCENARIO, {}, arm), rel=1e-9
        )
        assert votes(SCENARIO)["caps", "none", arm] == votes(SCENARIO)["weeks", choices.USUAL, arm]


@pytest.mark.parametrize("week", [1, 5, 8])
def test_all_money_in_one_week_is_a_flight_of_that_week(week: int) -> None:
    flight = tuple(float(w == week) for w in range(1, 9))
    for arm in ARMS:
        assert votes(SCENARIO)["weeks", str(week), arm][0] == pytest.approx(
            engine(SCENARIO, {"channels.*.flight": flight}, arm), rel=1e-9
        )


@pytest.mark.parametrize("cap", [1, 4])
def test_a_cap_is_a_cap(cap: int) -> None:
    for arm in ARMS:
        assert votes(SCENARIO)["caps", str(cap), arm][0] == pytest.approx(
            engine(SCENARIO, {"channels.*.frequency_cap": cap}, arm), rel=1e-9
        )


@pytest.mark.parametrize("way", ["proportional", "optimised"])
def test_ways_of_splitting_are_those_of_the_engine(way: str) -> None:
    found = votes(SCENARIO)["allocation", way, "segmented"]
    for at, times in ((0, 0.25), (2, 1.0)):
        total = times * SCENARIO.budget.total
        keys = {"budget.allocation": way, "budget.total": total}
        assert found[at] == pytest.approx(engine(SCENARIO, keys, "segmented"), rel=1e-9)


@pytest.mark.parametrize("share", [0.2, 0.8, None])
def test_a_selected_audience_is_that_of_the_engine(share: float | None) -> None:
    keys = {"budget.audience": "selected", "budget.audience_share": share}
    found = votes(SCENARIO)["audience", choices.named(share), "segmented"][0]
    assert found == pytest.approx(engine(SCENARIO, keys, "segmented"), rel=1e-9)


def test_with_an_opponent_votes_are_against_silence_before_it() -> None:
    for arm in ARMS:
        assert votes(OPPOSED)["weeks", choices.USUAL, arm][0] == pytest.approx(
            engine(OPPOSED, {}, arm), rel=1e-9
        )
        cap = engine(OPPOSED, {"channels.*.frequency_cap": 3}, arm)
        assert votes(OPPOSED)["caps", "3", arm][0] != votes(OPPOSED)["caps", "none", arm][0]
        assert np.sign(cap) == np.sign(votes(OPPOSED)["caps", "3", arm][0])


def test_everybody_addressed_is_no_audience_at_all() -> None:
    every = votes(SCENARIO)["audience", "1", "segmented"][0]
    usual = votes(SCENARIO)["weeks", choices.USUAL, "segmented"][0]
    assert every == pytest.approx(usual, rel=1e-9)


def test_late_money_keeps_more_and_caps_cost_votes() -> None:
    table = table_of(SCENARIO)
    weeks = table[(table["curve"] == "weeks") & (table["arm"] == "broadcast")]
    left = weeks["retention"].dropna()
    assert len(left) == 8 and (np.diff(left) > 0).all()
    capped = table[(table["curve"] == "caps") & (table["arm"] == "broadcast")]
    assert capped["reach_rate"].nunique() == 1
    assert (np.diff(capped["effective_reach_rate"]) >= -1e-12).all()
    assert capped[capped["point"] == "1"]["effective_reach_rate"].iloc[0] < 1e-12
    assert (capped[capped["point"].isin(["3", "none"])]["effective_reach_rate"].nunique()) == 1


def test_each_curve_is_compared_with_its_own_point() -> None:
    table = table_of(SCENARIO)
    for curve, point in {"weeks": choices.USUAL, "caps": "none", "audience": "1"}.items():
        rows = table[(table["curve"] == curve) & (table["point"] == point)]
        assert (rows["gap"] == 0.0).all() and len(rows)
    ways = table[(table["curve"] == "allocation")].groupby("point")["gap"].apply(
        lambda gap: bool((gap == 0.0).all())
    )
    assert ways["proportional"] and not ways["optimised"]


def test_where_nothing_is_foretold_nothing_is_optimised_or_picked() -> None:
    blind = changed(SCENARIO, {"test.conducted": False})
    table = look(blind).choices
    assert set(table["curve"]) == {"weeks", "caps"}
    nobody = changed(SCENARIO, {"channels.*.targetable": False})
    assert "audience" not in set(look(nobody).choices["curve"])


def test_budgets_that_test_and_production_eat_are_left_out() -> None:
    fixed = 6 * 15_000 + 300 * 2.5
    poor = changed(SCENARIO, {"budget.total": 2.0 * fixed})
    table = look(poor).choices
    shown = table[table["curve"] == "allocation"]["budget"]
    assert shown.min() > fixed


def test_votes_are_counted_on_a_sample_of_the_electorate() -> None:
    assert choices.sampled(SCENARIO).population.simulated == 1500
    many = SCENARIO.population.model_copy(update={"simulated": 10**6})
    large = SCENARIO.model_copy(update={"population": many})
    assert choices.sampled(large).population.simulated == choices.SAMPLE
    assert large.population.electorate == choices.sampled(large).population.electorate
