"""Tenths of voters by predicted benefit: a model that knows the truth obtains what it predicts."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pytest

from msim.campaign.individuals.rule import Individually
from msim.core.arrays import Floats
from msim.experiment.comparison.individuals import individuals
from msim.experiment.engine.recovery import effects_pp
from msim.experiment.engine.sides import electorate
from msim.experiment.engine.tenths import TENTHS, by_tenth, tenth_name, tenths, unasked
from msim.scenario import Scenario
from tests.experiment.small import small
from tests.laws.drawn import changed


@dataclass(frozen=True)
class Known:
    """A model that was told what each voter gains."""

    truth: Floats
    tau_pp: float = 0.0

    @property
    def level(self) -> Floats:
        return self.truth.mean(axis=0)

    def predict(self, features: Floats) -> Floats:
        return self.truth


def told(scenario: Scenario, factor: float) -> dict[str, float]:
    """Tenths by a model that takes effects for so many times what they are."""
    block = electorate(scenario, 0).block(0)
    truth = factor * effects_pp(block)[unasked(block, scenario)]
    rule = Individually(lambda view: np.zeros((view.known.size, 0)), Known(truth), truth.shape[1])
    return tenths(block, scenario, rule, 1)


def test_who_knows_the_truth_obtains_what_is_predicted() -> None:
    scenario = changed(small(), {"population.simulated": 2_000, "test.respondents": 500,
                                 "segments.fit_sample": 500})  # fmt: skip
    right, double = told(scenario, 1.0), told(scenario, 2.0)
    for tenth in range(1, TENTHS + 1):
        predicted, obtained = (f(tenth) for f in (_predicted, _obtained))
        assert right[predicted] == pytest.approx(right[obtained], abs=1e-9)
        assert double[predicted] == pytest.approx(2.0 * double[obtained], abs=1e-9)
    rising = [right[_predicted(tenth)] for tenth in range(1, TENTHS + 1)]
    assert rising == sorted(rising) and rising[-1] > rising[0] >= 0.0
    found = individuals([right, double])["individual"]
    assert [each["tenth"] for each in found] == list(range(1, TENTHS + 1))
    gap = found[-1]["gap_pp"]["mean"]
    assert gap == pytest.approx((right[_obtained(10)] - double[_predicted(10)]) / 2.0)
    assert found[-1]["single_pp"] == {"low": None, "high": None}  # two worlds are too few
    assert individuals([{"tau_pp": 1.0}]) == {}


def _predicted(tenth: int) -> str:
    return tenth_name("predicted_pp", tenth)


def _obtained(tenth: int) -> str:
    return tenth_name("obtained_pp", tenth)


def test_tenths_are_of_one_size_and_keep_the_order() -> None:
    values = np.array([3.0, 1.0, 1.0, 2.0] * 25)
    tenth = by_tenth(values)
    assert np.bincount(tenth).tolist() == [10] * TENTHS
    ends = [(values[tenth == k].min(), values[tenth == k].max()) for k in range(TENTHS)]
    assert all(below[1] <= above[0] for below, above in pairwise(ends))


def test_other_rules_predict_nobody_alone() -> None:
    scenario = small()
    block = electorate(scenario, 0).block(0)

    class Everyone:
        cells = 1

    assert tenths(block, scenario, Everyone(), 0) == {}  # type: ignore[arg-type]
