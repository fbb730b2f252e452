"""The published designs as functions: what they accept, what they say, and from which seed."""

from __future__ import annotations

import math

import pytest

from msim import verify
from msim.core.errors import InputError

FEW = {"replicates": 40}


def test_what_they_say() -> None:
    assert set(verify.testing_pays(1e6, 0.5, 6, 24_030, **FEW)) == {
        "without", "with", "gain", "cost_per_vote"}
    assert set(verify.group_targeting(2, 6, 0.5, 0.8, **FEW)) == {
        "single_best", "targeted", "ratio"}


def test_the_same_seed_says_the_same_and_another_does_not() -> None:
    one, again, other = (
        verify.group_targeting(3, 4, 0.5, 0.5, 2000, seed=seed, **FEW) for seed in (1, 1, 2)
    )
    assert one == again
    assert one["ratio"] != other["ratio"]


def test_more_replicates_begin_with_the_fewer() -> None:
    """Sums over replicates, so that two runs of 20 are not one of 40 but share its beginning."""
    few, more = (verify.testing_pays(1e6, 0.5, 3, 500, replicates=n)["without"] for n in (1, 2))
    again = verify.testing_pays(1e6, 0.5, 3, 500, replicates=1)["without"]
    assert few == again
    assert few != more


def test_knowing_everything_is_the_best_of_normals() -> None:
    """One group, perfect knowledge: 1 + spread x e_k, with e_5 = 1.1629645 and sd 0.669.

    The bound is two and a half standard errors of 1,500 replicates.
    """
    found = verify.group_targeting(1, 5, 0.4, 0.0, replicates=1500)
    assert found["single_best"] == pytest.approx(1 + 0.4 * 1.1629645, abs=0.0169)
    assert found["ratio"] == 1.0


def test_independent_groups_and_perfect_knowledge() -> None:
    """Two groups without correlation: each gains e_k s, the mean of both e_k s / sqrt(2)."""
    found = verify.group_targeting(2, 5, 0.4, 0.0, replicates=1500)
    assert found["targeted"] == pytest.approx(1 + 0.4 * 1.1629645, abs=0.02)
    assert found["single_best"] == pytest.approx(1 + 0.4 * 1.1629645 / math.sqrt(2), abs=0.02)


def test_worse_labels_are_worth_less() -> None:
    ratios = [verify.group_targeting(2, 6, 0.5, -0.8, label_accuracy=a, replicates=300)["ratio"]
              for a in (1.0, 0.85, 0.67, 0.5)]
    assert ratios == sorted(ratios, reverse=True)
    assert ratios[0] > 1.2
    assert ratios[-1] == pytest.approx(1.0)


def test_shrinking_by_the_truth_is_at_least_as_good_as_not_shrinking() -> None:
    none, by_truth = (
        verify.group_targeting(4, 6, 0.51, 0.86, 24_030, shrinkage=s, replicates=600)["targeted"]
        for s in ("none", "oracle")
    )
    assert by_truth > none


def test_more_respondents_are_worth_more() -> None:
    """With the budget's other costs away: a better test finds a better message."""
    small, large = (
        verify.testing_pays(1e6, 0.51, 6, n, cost_per_respondent=0.0, replicates=600)["with"]
        for n in (2_000, 50_000)
    )
    assert large > 1.03 * small


def test_a_shrinkage_that_does_not_exist() -> None:
    with pytest.raises(InputError, match="empirical_bayes"):
        verify.group_targeting(2, 6, 0.5, 0.8, shrinkage="some", **FEW)


@pytest.mark.parametrize("keys", [{"messages": 0}, {"replicates": 0}, {"label_accuracy": 1.4},
                                  {"groups": 0}, {"respondents": -5.0}, {"spread": math.nan}])
def test_values_that_make_no_sense_are_refused(keys: dict[str, float]) -> None:
    usual = {"groups": 2, "messages": 6, "spread": 0.5, "correlation": 0.8, **FEW}
    with pytest.raises(InputError):
        verify.group_targeting(**{**usual, **keys})


@pytest.mark.parametrize("keys", [{"messages": 0}, {"replicates": 0}, {"respondents": 0.0},
                                  {"budget": math.inf}, {"cost_per_vote": 0.0}])
def test_values_that_make_no_test_are_refused(keys: dict[str, float]) -> None:
    usual = {"budget": 1e6, "spread": 0.5, "messages": 6, "respondents": 24_030, **FEW}
    with pytest.raises(InputError):
        verify.testing_pays(**{**usual, **keys})
