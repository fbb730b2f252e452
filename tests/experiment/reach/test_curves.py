"""Curves of reach over budget: the run's own numbers at every budget, and what parts the arms."""

from __future__ import annotations

from functools import cache
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from msim.experiment.engine.replicate import run_replicate
from msim.experiment.reach.buyers import Bought, Planner, buyers, caps
from msim.experiment.reach.curves import (
    ARMS,
    Schedule,
    budgets,
    crossings,
    expect,
    explained,
    next_percent,
)
from msim.experiment.reach.study import Looked, look
from msim.experiment.reach.tables import ALL
from msim.scenario import Scenario
from tests.experiment.small import small
from tests.laws.drawn import changed

ONE: dict[str, Any] = {"test__surveys": 1, "run__replicates": 1}  # a curve is by one survey
SCENARIO = small(**ONE, data__coverage=0.9)
SELECTED = small(**ONE, budget__audience="selected")
OPTIMISED = small(**ONE, budget__allocation="optimised", districts__count=2)
CHOOSING = small(**ONE, budget__delivery="best", test__shrinkage="none",
                 channels__social__premium=1.0, channels__social__match_rate=0.9)


@cache
def looked(scenario: Scenario) -> Looked:
    return look(scenario)


def curve(scenario: Scenario, arm: str, channel: str = ALL) -> pd.DataFrame:
    table = looked(scenario).curves
    return table[(table["arm"] == arm) & (table["channel"] == channel)]


@pytest.mark.parametrize("scenario", [SCENARIO, SELECTED, OPTIMISED, CHOOSING],
                         ids=["all", "some", "best", "choosing"])
@pytest.mark.parametrize("times", [0.25, 1.0, 2.0])
def test_a_point_of_the_curve_is_a_run_at_that_budget(scenario: Scenario, times: float) -> None:
    total = times * scenario.budget.total
    measures = run_replicate(changed(scenario, {"budget.total": total}), 0).measures
    for arm in ARMS:
        rows = curve(scenario, arm)
        here = float(rows[rows["budget"] == total]["reach_rate"].iloc[0])
        assert here == pytest.approx(measures[arm]["expected_reach_rate"], rel=1e-9)


def test_the_count_lies_about_the_expectation() -> None:
    """Within four standard errors of 1500 voters who are met or not."""
    for arm in ARMS:
        rows = curve(SCENARIO, arm)
        expected = rows[rows["budget"] == SCENARIO.budget.total].iloc[0]
        table = looked(SCENARIO).groups
        counted = table[(table["arm"] == arm) & (table["kind"] == ALL) & (table["channel"] == ALL)]
        for measure in ("reach_rate", "effective_reach_rate"):
            rate = float(expected[measure])
            error = 4.0 * np.sqrt(rate * (1.0 - rate) / 1500)
            assert float(counted[measure].iloc[0]) == pytest.approx(rate, abs=error)


def test_curves_rise_from_nothing_and_the_zone_that_is_eaten_is_marked() -> None:
    fixed = looked(SCENARIO).facts["fixed"]["segmented"]
    assert fixed > 0.0
    for arm in ARMS:
        for channel in ("television", "social", ALL):
            rows = curve(SCENARIO, arm, channel)
            assert (rows["eaten"] == (rows["budget"] <= fixed)).all()
            assert (rows[rows["eaten"]][["reach_rate", "media_cost"]] == 0.0).all(axis=None)
            assert (rows[~rows["eaten"]]["reach_rate"] > 0.0).all()
            for measure in ("reach_rate", "effective_reach_rate", "on_target_reach"):
                assert (np.diff(rows[measure]) >= -1e-12).all()
                assert rows[measure].between(0.0, 1.0).all()
            assert (rows["effective_reach_rate"] <= rows["reach_rate"]).all()
    whole = curve(SCENARIO, "broadcast")
    parts = sum(curve(SCENARIO, "broadcast", c)["media_cost"].to_numpy()
                for c in ("television", "social"))  # fmt: skip
    assert parts == pytest.approx(whole["media_cost"].to_numpy())
    assert (whole["media_cost"] + fixed)[~whole["eaten"]].to_numpy() == pytest.approx(
        whole["budget"][~whole["eaten"]].to_numpy()
    )


def test_where_habits_do_not_vary_channels_are_independent() -> None:
    """Law 7: reach over channels is 1 - prod(1 - r_c)."""
    flat = changed(SCENARIO, {
        "channels.*.habit_sd": 0.0, "channels.*.habit": {}, "channels.*.users": 1.0,
    })  # fmt: skip
    rows = [curve(flat, "broadcast", c)["reach_rate"].to_numpy() for c in ("television", "social")]
    union = 1.0 - (1.0 - rows[0]) * (1.0 - rows[1])
    assert curve(flat, "broadcast")["reach_rate"].to_numpy() == pytest.approx(union, abs=1e-9)


def test_budgets_hold_what_tables_show() -> None:
    found = budgets(4e6, 1e5)
    assert found == sorted(found) and len(set(found)) == len(found)
    assert {0.0, 1e5, 1e6, 2e6, 4e6, 8e6} <= set(found)
    assert budgets(1e5, 0.0)[0] == 0.0


def test_the_next_percent_of_a_known_curve() -> None:
    """1 - exp(-B): from reach r, the next percent costs ln((1 - r) / (0.99 - r))."""
    money = np.linspace(0.0, 3.0, 200)
    rates = 1.0 - np.exp(-money)
    found = next_percent(rates, list(money))
    assert found[0] is None and found[-1] is None
    for at in (10, 80, 150):
        assert found[at] == pytest.approx(np.log((1 - rates[at]) / (0.99 - rates[at])), rel=1e-4)


def test_a_curve_that_falls_has_no_next_percent_there() -> None:
    found = next_percent(np.array([0.0, 0.5, 0.4, 0.6]), [0.0, 1.0, 2.0, 3.0])
    assert found[2] is None and found[1] is not None


@given(st.lists(st.floats(-1, 1), min_size=2, max_size=8))
def test_crossings_are_changes_of_sign(gaps: list[float]) -> None:
    gaps = [0.0 if abs(gap) < 1e-6 else gap for gap in gaps]
    money = [float(i) for i in range(len(gaps))]
    base = np.full(len(gaps), 2.0)
    found = crossings(base + np.array(gaps), base, money)
    signs = [np.sign(gap) for gap in gaps if gap]
    after = [b for a, b in pairwise(signs) if a != b]
    assert len(found) == len(after)
    for row, sign in zip(found, after, strict=True):
        assert row["ahead"] == ("first" if sign > 0 else "second")


def test_an_overtaking_is_found_and_named() -> None:
    """Free targeting at the best tenth: frequent early, left behind in reach."""
    scenario = changed(SELECTED, {
        "channels.social.premium": 1.0, "channels.social.match_rate": 1.0,
        "channels.social.share": 1.0, "channels.television.share": 0.0,
        "budget.audience_share": 0.2,
    })  # fmt: skip
    rows = [
        row for row in looked(scenario).crossings
        if row["measure"] == "effective_reach_rate" and row["channel"] == ALL
    ]
    assert [row["ahead"] for row in rows] == ["broadcast"]
    at = rows[0]["budget"]
    ahead = {arm: np.interp(at, curve(scenario, arm)["budget"],
                            curve(scenario, arm)["effective_reach_rate"]) for arm in ARMS}
    assert ahead["broadcast"] == pytest.approx(ahead["segmented"], abs=1e-9)
    assert not [row for row in looked(SCENARIO).crossings if row["measure"] == "reach_rate"]


FACTORS = {
    "premium": {"channels.*.premium": 1.0},
    "match": {"channels.*.match_rate": 1.0, "data.coverage": 1.0},
    "test": {"messages.cost_each": 0.0, "test.cost_per_respondent": 0.0},
}


def test_budgets_at_which_a_channel_is_targeted_and_others_make_one_curve() -> None:
    """Whom a channel may meet hangs on how it is bought: together as each by itself."""
    planner = Planner.build(CHOOSING, 0)
    (buyer,) = buyers([planner.side(CHOOSING, ARMS)])
    block, limits = planner.voters.block(0), caps(CHOOSING)
    bought = buyer.bought(ARMS[1], [1e6, 2e6, 4e6])
    bought.targeted[:, 1] = [True, False, True]
    target = np.ones(block.voters.size)

    def reached(chosen: slice) -> Any:
        part = Bought(*(each[chosen] for each in vars(bought).values()))
        schedule = Schedule(buyer, ARMS[1], part, limits)
        return expect(block, target, {("", "", ""): schedule}, 3).sums["", "", ""]

    together = reached(slice(None))
    for number in range(3):
        assert np.array_equal(together[number], reached(slice(number, number + 1))[0])
    bought.targeted[:, 1] = False
    assert np.all(reached(slice(0, 1))[:, 1:] > together[:1, 1:])


def test_no_gap_is_explained_where_an_arm_may_choose() -> None:
    assert not explained(CHOOSING)
    assert explained(SCENARIO)


def gap_of(scenario: Scenario) -> float:
    """Points of expected reach between the arms, in a run."""
    measures = run_replicate(scenario, 0).measures
    first, second = (measures[arm]["expected_reach_rate"] for arm in ARMS)
    return 100.0 * (first - second)


def test_the_gap_is_premium_match_and_the_cost_of_testing() -> None:
    """Taking away one factor does what the engine does at changed keys; the shares add up."""
    found = looked(SCENARIO).gap
    assert found is not None
    assert found["gap"] == pytest.approx(gap_of(SCENARIO), abs=1e-9)
    assert found["gap"] > 1.0
    assert found["left"] == pytest.approx(0.0, abs=1e-9)
    for row in found["factors"]:
        closed = found["gap"] - gap_of(changed(SCENARIO, FACTORS[row["factor"]]))
        assert row["alone"] == pytest.approx(closed, abs=1e-9), row["factor"]
    assert sum(row["points"] for row in found["factors"]) == pytest.approx(found["gap"], abs=1e-9)
    everything = {key: value for keys in FACTORS.values() for key, value in keys.items()}
    assert gap_of(changed(SCENARIO, everything)) == pytest.approx(0.0, abs=1e-9)


def test_a_price_across_party_lines_is_part_of_the_premium() -> None:
    crossing = {"channels.social.cross_party_price": 2.0}
    found = looked(changed(SCENARIO, crossing)).gap
    assert found is not None
    assert found["gap"] == pytest.approx(gap_of(changed(SCENARIO, crossing)), abs=1e-9)
    assert found["left"] == pytest.approx(0.0, abs=1e-9)
    premium = next(row for row in found["factors"] if row["factor"] == "premium")
    closed = found["gap"] - gap_of(changed(SCENARIO, FACTORS["premium"]))
    assert premium["alone"] == pytest.approx(closed, abs=1e-9)
    assert premium["alone"] > closed_at_par() + 0.1


def closed_at_par() -> float:
    """What taking away the premium closes where nobody costs more than others."""
    return gap_of(SCENARIO) - gap_of(changed(SCENARIO, FACTORS["premium"]))


def test_no_gap_is_told_where_other_things_part_the_arms() -> None:
    assert looked(SELECTED).gap is None
    assert looked(OPTIMISED).gap is None
