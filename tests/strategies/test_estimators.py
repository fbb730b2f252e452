"""Estimators of our own keep scikit-learn's promises."""

from __future__ import annotations

import warnings
from typing import Any

import pytest
from sklearn.base import BaseEstimator
from sklearn.utils.estimator_checks import parametrize_with_checks

from msim.campaign.segments import METHODS, method

OURS = [e for e in (method(name).build(2, 1) for name in METHODS)
        if type(e).__module__.startswith("msim.")]

# Each with the reason why it must fail.
EXPECTED: dict[str, dict[str, str]] = {
    "OneSegment": {"check_clustering": "one segment cannot agree with clusters that there are"},
    "LatentClasses": {
        "check_clustering": "takes levels, and no two measurements are of the same level"
    },
}


def expected(estimator: BaseEstimator) -> dict[str, str]:
    return EXPECTED.get(type(estimator).__name__, {})


def test_there_are_some() -> None:
    assert {type(e).__name__ for e in OURS} >= {
        "OneSegment", "QuantileBands", "GivenCells", "DiagonalMixture", "WardCentres", "Medoids",
        "LatentClasses", "UpliftTree", "DenseRegions", "KMeans",
    }


with warnings.catch_warnings():
    # k-means has no base of scikit-learn's, which the main job then need not load.
    warnings.filterwarnings("ignore", "Estimator KMeans does not inherit", UserWarning)
    every_check = parametrize_with_checks(OURS, expected_failed_checks=expected)


@pytest.mark.filterwarnings("default")
@every_check
def test_estimator(estimator: BaseEstimator, check: Any) -> None:
    check(estimator)
