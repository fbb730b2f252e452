"""Combinations of choices that come to the same thing are one, in the curve and in every count."""

from __future__ import annotations

import numpy as np
import pandas as pd

from msim.study import sample
from msim.study.analyze import alike
from msim.study.analyze.outcomes import claimed, shares
from msim.study.analyze.specification import specifications
from msim.study.records import Parameter
from tests.study.analyze import synthetic
from tests.study.analyze.synthetic import METHOD, VALIDITY

SHRINK = Parameter("test.shrinkage", role="choice", distribution="choices",
                   choices=("none", "empirical_bayes"))  # fmt: skip
ASKED = synthetic.design("crossed", (VALIDITY, METHOD, SHRINK), points=6 * 12)


def some(points: pd.DataFrame) -> np.ndarray:
    """What is shrunk matters with one method alone."""
    shrunk = (points[SHRINK.key] == "none") & (points[METHOD.key] == "kmeans")
    ward = points[METHOD.key] == "ward"
    other = 1e3 * (points[METHOD.key] == "random")
    return np.asarray(5e4 * (points["data.validity"] - 0.5) + 9e3 * shrunk - 2e4 * ward + other)


def told(formula: synthetic.Formula) -> pd.DataFrame:
    found = synthetic.told(sample.points(ASKED), formula, 3_000.0)
    pulls = [(0.1 * mean, -0.1 * mean) for mean in found[f"{synthetic.VOTES}.mean"]]
    return found.assign(worlds=pd.Series(pulls, dtype=object))


def test_combinations_that_are_the_same_are_shown_once_and_counted_once() -> None:
    whole = told(some)
    assert alike.once(ASKED, whole).sum() == 48, "four combinations of six differ"
    found = specifications(ASKED, whole)
    assert len(found.curve) == 4 and set(found.curve["points"]) == {12}
    both = found.curve[found.curve[SHRINK.key] == "none or empirical_bayes"]
    assert set(both[METHOD.key]) == {"ward", "random"}
    assert found.inference.set_index("statistic").loc["specifications", "own"] == 4
    assert shares(ASKED, whole)["win"].points == claimed(ASKED, whole).points == 48


def test_a_null_world_that_differs_keeps_them_apart() -> None:
    whole = told(some)
    null = told(lambda p: np.arange(len(p)) * 1.0)
    assert len(specifications(ASKED, whole, null).curve) == 12


def test_a_study_without_choices_counts_every_point() -> None:
    asked = synthetic.design()
    assert alike.once(asked, synthetic.table(asked, 20)).all() and alike.firsts(
        asked, synthetic.table(asked, 20)) == {}  # fmt: skip


def test_crossed_choices_meet_the_same_worlds() -> None:
    rng = np.random.default_rng(2)
    drawn = dict(enumerate(rng.normal(0.0, 3e4, 12)))

    def by_world(points: pd.DataFrame) -> np.ndarray:
        world = np.arange(len(points)) // 6
        return np.array([drawn[n] for n in world]) + some(points)

    curve = specifications(ASKED, told(by_world)).curve
    of = curve.set_index([METHOD.key, SHRINK.key])["estimate"]
    assert len(of) == 4
    assert np.isclose(of["kmeans", "none"] - of["kmeans", "empirical_bayes"], 9e3)
