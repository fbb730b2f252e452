"""Forests follow what no line can, keep little of noise, and predict as they were fitted."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from sklearn.ensemble import RandomForestRegressor

from msim.campaign.calibration import FOLDS, folds, held, slope
from msim.campaign.individuals.forest import TREES, fit_forest
from msim.campaign.individuals.ridge import fit_ridge
from msim.campaign.individuals.trees import Trees
from msim.core.arrays import Floats
from msim.core.seen import Answers
from tests.campaign.test_individuals import LEVEL, answered
from tests.campaign.views import draws


def islands(n: int, rng: np.random.Generator, height: float) -> tuple[Floats, Floats, Answers]:
    """Two messages, each better on one side of a step in |x| that no line can follow.

    Features, true effects, answers.
    """
    x = rng.standard_normal((n, 3))
    side = np.where(np.abs(x[:, :1]) < 0.6745, 1.0, -1.0)  # half of the voters each
    effect = 0.5 * height * side * np.array([1.0, -1.0])
    return x, effect, answered(x, effect, rng)


def test_a_forest_follows_steps_that_no_line_can() -> None:
    rng = draws("steps")
    x, effect, answers = islands(12_000, rng, 16.0)
    best = effect.argmax(axis=1)
    level = np.zeros(2)
    forest = fit_forest(x, answers, level, "empirical_bayes", 5)
    line = fit_ridge(x, answers, level, "none")
    assert np.mean(forest.predict(x).argmax(axis=1) == best) > 0.8
    assert abs(np.mean(line.predict(x).argmax(axis=1) == best) - 0.5) < 0.1
    assert 0.5 < forest.keep <= 1.0
    # The spread of true differences is 8 points; with two messages, (M - 1) = 1 of 2 squares.
    assert 0.5 < forest.tau_pp / np.sqrt(2 * 8.0**2) < 1.2
    raw = fit_forest(x, answers, level, "none", 5)
    assert raw.keep == 1.0
    half = replace(raw, level=np.array([1.0, 2.0]), keep=0.5)
    assert half.predict(x) == pytest.approx(half.level + raw.predict(x) / 2, abs=1e-9)


def test_folds_share_each_group_evenly() -> None:
    rng = draws("halves")
    message = rng.integers(-1, 3, size=2_001)
    fold = folds(message, 5)
    for k in range(-1, 3):
        sizes = np.bincount(fold[message == k], minlength=FOLDS)
        assert np.ptp(sizes) <= 1
    assert np.array_equal(folds(message[:1_000], 5), fold[:1_000])


def test_a_slope_is_found_with_its_error_and_never_falls_to_nothing() -> None:
    """1,000 answers around half of what is foretold: the error is 1 / sqrt(1,000)."""
    rng = draws("slope")
    own, noise = rng.standard_normal(1_000), rng.standard_normal(1_000)
    found, error = slope(0.5 * own + noise, own, np.zeros(1_000), np.ones(1_000))
    assert found == pytest.approx(0.5, abs=4 * error)
    assert error == pytest.approx(1 / np.sqrt(1_000), rel=0.15)
    assert held(-1.0, 0.2) > 0.0
    assert held(0.5, 0.0) == 0.5


def test_a_forest_keeps_little_of_what_is_noise() -> None:
    rng, kept = draws("noise"), []
    for seed in range(8):
        x, _, answers = islands(2_000, rng, 0.0)
        kept.append(fit_forest(x, answers, LEVEL[:2], "empirical_bayes", seed).keep)
    assert np.mean(kept) < 0.5  # the prior keeps about a standard error
    assert min(kept) > 0.0
    forest = fit_forest(x, answers, LEVEL[:2], "empirical_bayes", int(np.argmin(kept)))
    still = replace(forest, keep=0.0)
    assert (still.predict(x) == LEVEL[:2]).all()


def test_a_forest_is_fixed_by_its_seed_and_centred_on_its_level() -> None:
    x, _, answers = islands(1_500, draws("seed"), 10.0)
    answers = replace(answers, weight=draws("weight").uniform(0.2, 1.0, size=1_500))
    one, same, other = (fit_forest(x, answers, LEVEL[:2], "none", s).predict(x) for s in (1, 1, 2))
    assert np.array_equal(one, same)
    assert not np.array_equal(one, other)
    assert np.average(one, axis=0, weights=answers.weight) == pytest.approx(LEVEL[:2], abs=1e-9)


def test_flat_trees_say_what_scikit_learn_says() -> None:
    rng = draws("trees")
    x, y = rng.standard_normal((700, 4)), rng.standard_normal((700, 2))
    forest = RandomForestRegressor(n_estimators=7, min_samples_leaf=3, random_state=1).fit(x, y)
    new = rng.standard_normal((1_001, 8))[:, ::2]
    said = Trees.of(forest.estimators_, 2).mean(new)
    assert said == pytest.approx(forest.predict(new), abs=1e-12)
    x = rng.integers(3, size=(700, 4)).astype(float)
    forest = RandomForestRegressor(n_estimators=7, random_state=1).fit(x, y)
    bounds = rng.integers(5, size=(400, 4)) / 2.0  # many lie on the bound between two branches
    assert Trees.of(forest.estimators_, 2).mean(bounds) == pytest.approx(
        forest.predict(bounds), abs=1e-12
    )
    assert not Trees.of([], 2).mean(new).any()


@pytest.mark.parametrize(("each", "trees"), [(25, 1), (28, TREES)])
def test_answers_that_no_tree_divides_have_one_tree_a_fold_and_tell_no_difference(
    each: int, trees: int
) -> None:
    """A leaf holds 20 answers, and three quarters of all teach each forest."""
    x, message = np.linspace(-1.0, 1.0, 2 * each)[:, None], np.tile([0, 1], each)
    vote = np.where(x[:, 0] > 0.0, message, 1.0 - message)
    answers = Answers(message, vote, np.ones(2 * each), None, np.ones(2 * each))
    forest = fit_forest(x, answers, LEVEL[:2], "none", 1)
    assert forest.trees.root.size == FOLDS * trees
    if trees == 1:
        assert forest.predict(x) == pytest.approx(np.tile(LEVEL[:2], (2 * each, 1)), abs=1e-9)
