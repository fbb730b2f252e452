"""Factors put to work in the engine: what each is worth, and what does not fit together."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import msim
from msim.core.arrays import Floats
from msim.core.errors import InputError
from msim.experiment.comparison.attribution import Subset, attribute, shapley, subsets, variant
from msim.experiment.comparison.compare import run
from msim.experiment.engine.replicate import run_replicate
from msim.scenario import Scenario
from tests.experiment.small import small

FEW = 3
TESTING, TARGETING = {"test.conducted": True}, {"arm": "segmented"}
DEBATE = {"testing": TESTING, "targeting": TARGETING}


def factored(factors: dict[str, Any], **keys: Any) -> Scenario:
    few = {"run__replicates": FEW, "run__arms": ("silent", "naive"), **keys}
    return small(attribution__factors=factors, **few)


def by_replicate(scenario: Scenario) -> dict[Subset, Floats]:
    """(replicates,) values of the measure of every subset, each run on its own."""
    found = {}
    for chosen in subsets(scenario):
        changed, arm = variant(scenario, chosen)
        runs = [run_replicate(changed, number) for number in range(FEW)]
        found[chosen] = np.array([r.measures[arm][scenario.attribution.measure] for r in runs])
    return found


def mean(scenario: Scenario, arm: str, measure: str = "vote_share_pp") -> float:
    return float(run(scenario).summary["arms"][arm][measure]["mean"])


def test_testing_and_targeting_add_up_replicate_by_replicate() -> None:
    """The question of the debate: how much is testing messages, how much is targeting them?"""
    scenario = factored(DEBATE, test__conducted=False)
    found, values = attribute(scenario, FEW)["attribution"], by_replicate(scenario)
    assert (found["measure"], found["arm"]) == ("vote_share_pp", "broadcast")
    assert [factor["factor"] for factor in found["factors"]] == ["testing", "targeting"]
    assert [factor["keys"] for factor in found["factors"]] == [TESTING, TARGETING]
    nothing, everything = values[frozenset()], values[frozenset(DEBATE)]
    of_each = shapley(values)
    assert sum(of_each.values()) == pytest.approx(everything - nothing, abs=1e-9)
    assert found["nothing"]["mean"] == pytest.approx(nothing.mean(), abs=1e-9)
    assert found["everything"]["mean"] == pytest.approx(everything.mean(), abs=1e-9)
    assert found["gain"]["mean"] == pytest.approx((everything - nothing).mean(), abs=1e-9)
    for factor in found["factors"]:
        name = factor["factor"]
        alone = values[frozenset((name,))] - nothing
        assert factor["value"]["mean"] == pytest.approx(of_each[name].mean(), abs=1e-9)
        assert factor["alone"]["mean"] == pytest.approx(alone.mean(), abs=1e-9)
        assert factor["value"]["low"] < factor["value"]["mean"] < factor["value"]["high"]


def test_subsets_are_the_runs_that_they_name() -> None:
    """Nothing at work is broadcast untested, everything is segmented tested, on the same draws."""
    found = attribute(factored(DEBATE, test__conducted=False), FEW)["attribution"]
    keys = {"run__replicates": FEW, "run__arms": ("silent", "broadcast", "segmented")}
    untested, tested = (small(test__conducted=c, **keys) for c in (False, True))
    assert found["nothing"]["mean"] == mean(untested, "broadcast")
    assert found["everything"]["mean"] == mean(tested, "segmented")
    alone = {factor["factor"]: factor["alone"]["mean"] for factor in found["factors"]}
    gains = [mean(tested, "broadcast"), mean(untested, "segmented")]
    assert [alone["testing"], alone["targeting"]] == pytest.approx(
        [gain - found["nothing"]["mean"] for gain in gains], abs=1e-9)


def test_a_factor_that_changes_nothing_is_worth_nothing_exactly() -> None:
    found = attribute(factored({**DEBATE, "idle": {"budget.currency": "EUR"}},
                               test__conducted=False), FEW)["attribution"]
    idle = found["factors"][-1]
    assert [idle["value"][bound] for bound in ("mean", "low", "high")] == [0.0, 0.0, 0.0]
    two = attribute(factored(DEBATE, test__conducted=False), FEW)["attribution"]
    for factor, same in zip(found["factors"], two["factors"], strict=False):
        assert factor["value"]["mean"] == pytest.approx(same["value"]["mean"], abs=1e-9)


def test_the_order_of_factors_changes_nothing() -> None:
    factors = {**DEBATE, "data": {"data.validity": 0.9}}
    one, other = (
        attribute(factored(dict(order), test__conducted=False), FEW)["attribution"]
        for order in (factors.items(), reversed(factors.items()))
    )
    assert [f["factor"] for f in other["factors"]] == ["data", "targeting", "testing"]
    assert one["factors"] == other["factors"][::-1]
    assert (one["nothing"], one["everything"]) == (other["nothing"], other["everything"])


def test_without_factors_there_is_no_such_part() -> None:
    assert attribute(small(), FEW) == {}
    assert "attribution" not in run(small(run__replicates=1, run__arms=("silent",))).summary


def test_the_part_stands_in_the_summary_and_moves_nothing_else() -> None:
    plain = run(factored({})).summary
    found = run(factored({"data": {"data.validity": 0.9, "arm": "segmented"}})).summary
    part = found.pop("attribution")
    assert part["gain"]["mean"] == pytest.approx(part["factors"][0]["value"]["mean"])
    for summary in (plain, found):
        del summary["scenario"]["hash"]
    assert found == plain


def test_a_chance_to_win_has_the_interval_of_a_probability() -> None:
    lost, close = (
        attribute(factored({"money": {"budget.total": 2e7}}, attribution__measure="win_prob",
                           politics__support=support), FEW)["attribution"]["nothing"]
        for support in (0.2, 0.495)
    )
    assert lost["mean"] == pytest.approx(0.0, abs=1e-9)
    assert lost["high"] > 0.3  # three elections lost are no certainty
    assert 0.0 < close["low"] < close["mean"] < close["high"] < 1.0


@pytest.mark.parametrize(
    ("factors", "said"),
    [
        ({"dear": {"test.cost_per_respondent": 2_000.0}, "wide": {"test.respondents": 3_000}},
         "nothing is left to deliver"),
        ({"points": {"data.data_points": 3}, "valid": {"data.validity": 0.5}}, "not both"),
    ],
    ids=["money", "two ways to say it"],
)
def test_factors_that_do_not_fit_together_are_named(
    factors: dict[str, Any], said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And before anything is run."""
    scenario = factored(factors)
    place = "msim.experiment.comparison.compare.run_replicate"
    monkeypatch.setattr(place, lambda *_: pytest.fail("it ran"))
    with pytest.raises(InputError) as error:
        msim.compare(scenario)
    names = " and ".join(sorted(factors)).replace(" and ", ", ")
    assert str(error.value).startswith(f"attribution.factors: with {names} at work: ")
    assert said in str(error.value)


def test_a_measure_that_the_scenario_has_not_is_an_error() -> None:
    with pytest.raises(InputError, match=r'attribution.measure = "seats": not measured'):
        attribute(factored(DEBATE, attribution__measure="seats"), FEW)


def test_what_other_arms_need_is_no_concern() -> None:
    """Precision and trials ask for two arms, a game for both sides; the factors run one arm."""
    factors = {"data": {"data.validity": 0.9, "arm": "segmented"}}
    keys = {"run__arms": ("silent", "broadcast", "segmented"), "districts__count": 4}
    plain = factored(factors, **keys)
    more = factored(factors, **keys, districts__pilots=2, run__precision=0.5,
                    opponent__game=True)
    assert attribute(more, FEW) == attribute(plain, FEW)


def test_arms_are_changed_by_arm_alone() -> None:
    """A factor that lists the arms of a run does not take away the one that is looked at."""
    found = attribute(factored({"arms": {"run.arms": ["silent", "oracle"]}}), 1)["attribution"]
    assert found["factors"][0]["value"]["mean"] == 0.0
