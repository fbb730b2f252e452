"""Uplift curves and the value of policies: by the truth, and as the one survey draws them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from msim.experiment.segments.uplift import STEPS, _qini, curve, uplift
from msim.scenario import Scenario
from tests.laws.drawn import changed

SMALL = changed(Scenario(), {
    "population.simulated": 6_000, "segments.fit_sample": 500, "segments.count": 3,
    "test.respondents": 1_500, "messages.heterogeneity_sd_pp": 4.0, "messages.trait_share": 1.0,
    "data.validity": 0.9, "test.shrinkage": "none",
})


def test_the_curve_of_a_perfect_ranking_rises_first_and_then_not() -> None:
    """Half gain 2 points and half nothing: all of it is won by the first half."""
    added = np.array([2.0, 0.0, 2.0, 0.0])
    found = curve(added, added, np.ones(4))
    assert found[[0, 5, 10, 15, 20]] == pytest.approx([0.0, 0.5, 1.0, 1.0, 1.0])
    # Area of the triangle and the rectangle above the straight line: 3/4 - 1/2.
    assert _qini(found) == pytest.approx(0.25)


def test_a_ranking_that_knows_nothing_is_the_straight_line() -> None:
    added = np.array([2.0, 0.0, 2.0, 0.0])
    found = curve(added, np.zeros(4), np.ones(4))
    assert found == pytest.approx(np.linspace(0.0, 1.0, STEPS))
    assert _qini(found) == pytest.approx(0.0)


@settings(max_examples=50)
@given(st.lists(st.tuples(st.floats(-5, 5), st.floats(-1, 1), st.floats(0.1, 1)), min_size=2,
                max_size=40))
def test_every_curve_starts_at_nothing_and_ends_at_the_mean_gain(rows: list[tuple]) -> None:
    added, expected, weight = np.array(rows).T
    found = curve(added, expected, weight)
    assert found[0] == 0.0
    assert found[-1] == pytest.approx(float(np.average(added, weights=weight)), abs=1e-9)
    assert curve(added, added, weight).max() >= found.max() - 1e-9  # no ranking beats the truth


def test_policies_are_judged_on_voters_who_were_not_asked() -> None:
    found = uplift(SMALL, 6)
    assert found.voters == 6_000 - 1_500
    assert found.replicates == 6
    means = {name: interval["mean"] for name, interval in found.values.items()}
    assert means["oracle"] == max(means.values())
    assert found.gains["broadcast"]["mean"] == 0.0
    assert means["individual"] > means["broadcast"] + 0.3  # there is much to find, and it is seen
    ends = found.curves[(found.curves["share"] == 1.0) & (found.curves["kind"] == "true")]
    for row in ends.to_dict("records"):
        assert row["mean"] == pytest.approx(found.gains[row["policy"]]["mean"], abs=1e-6)


def test_the_survey_that_chose_a_policy_flatters_it() -> None:
    """Cells that each take their own winner look better in the answers that made them winners."""
    found = uplift(SMALL, 6)
    ends = found.curves[found.curves["share"] == 1.0].set_index(["policy", "kind"])["mean"]
    for policy in ("segmented", "demographic", "individual"):
        assert ends[policy, "survey"] > ends[policy, "true"]
    assert ("oracle", "survey") not in ends.index  # the truth is not in any survey


def test_where_all_respond_alike_nothing_is_to_be_won() -> None:
    alike = changed(SMALL, {"messages.heterogeneity_sd_pp": 0.0, "messages.between_sd_pp": 0.0})
    found = uplift(alike, 3)
    for name, gain in found.gains.items():
        assert abs(gain["mean"]) < 0.02, name  # only p (1 - p) differs, and not by message


def test_policies_that_a_scenario_cannot_have_are_left_out() -> None:
    """No trait is marked demographic."""
    tree = SMALL.model_dump()
    for trait in tree["population"]["traits"]:
        trait["demographic"] = False
    found = uplift(Scenario.model_validate(tree), 2)
    assert set(found.values) == {"broadcast", "segmented", "individual", "oracle"}
