"""Predicting each voter's best message: known effects are found, absent ones are not."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from msim.campaign.individuals.forest import Forest, fit_forest
from msim.campaign.individuals.ridge import Ridge, fit_ridge
from msim.campaign.individuals.rule import Individually, Whitened, choice_of, scaling, whiten
from msim.campaign.message_test import read
from msim.core.arrays import Floats, Ints
from msim.core.seen import Answers, CampaignView, Choice, TraitShown
from tests.campaign.views import draws

NOISE = 0.35
SLOPES = np.array([[2.0, -1.0, 0.5], [0.0, 3.0, -1.0]])
"""(features, messages) points for one standard deviation."""
GAP = SLOPES - SLOPES.mean(axis=1, keepdims=True)
LEVEL = np.array([1.0, 2.0, 4.0])


def answered(
    features: Floats, effect: Floats, rng: np.random.Generator, noise: float = NOISE
) -> Answers:
    """A survey with a control group on a scale; effect: (n, messages) in points.

    What moves a voter whatever the message is no line and must not matter.
    """
    n, messages = effect.shape
    message = rng.permutation(np.arange(n) % (messages + 1)) - 1
    moved = np.where(message >= 0, effect[np.arange(n), np.maximum(message, 0)], 0.0) / 100.0
    usual = 0.5 + 0.1 * np.sin(features[:, 0])
    vote = usual + moved + noise * rng.standard_normal(n)
    return Answers(message, vote, np.ones(n), None, np.ones(n))


def lines(n: int, rng: np.random.Generator, slopes: Floats = SLOPES) -> tuple[Floats, Answers]:
    x = rng.standard_normal((n, len(slopes)))
    return x, answered(x, LEVEL[: slopes.shape[1]] + x @ slopes, rng)


def seen(readings: Floats, party: int | Ints = 0, known: Any = True) -> CampaignView:
    n = len(readings)
    return CampaignView(
        traits=np.asarray(readings, dtype=np.float32), party=np.broadcast_to(party, n).copy(),
        known=np.broadcast_to(known, n).copy(), lottery=np.zeros((n, 2)),
        district=np.zeros(n, dtype=int), drawn=True,
    )


def continuous(count: int) -> tuple[TraitShown, ...]:
    return tuple(TraitShown(f"t{i}", "continuous", 0, False) for i in range(count))


def test_much_data_find_known_slopes() -> None:
    rng = draws("much data")
    errors = []
    for n in (2_000, 200_000):
        x, answers = lines(n, rng)
        found = fit_ridge(x, answers, LEVEL, "empirical_bayes")
        errors.append(float(np.abs(found.slopes - GAP).mean()))
        expected = np.sqrt(np.sum(GAP**2) / (2 * 2))
        assert found.tau_pp == pytest.approx(expected, rel=1.0 if n < 10_000 else 0.15)
    assert errors[1] < 4 * 35 / np.sqrt(50_000)
    assert errors[1] < errors[0] / 3


def test_estimates_are_unbiased() -> None:
    """Slopes under `none`, and the moment estimate of their variance where it is never clipped."""
    rng, many = draws("unbiased"), []
    for _ in range(300):
        x, answers = lines(600, rng, 10 * SLOPES)
        many.append(fit_ridge(x, answers, LEVEL, "none"))
    slopes = np.array([found.slopes for found in many])
    tau2 = np.array([found.tau_pp**2 for found in many])
    error = np.abs(slopes.mean(axis=0) - 10 * GAP) / (slopes.std(axis=0) / np.sqrt(300))
    assert error.max() < 4.0
    assert tau2.min() > 0.0
    true = 100 * np.sum(GAP**2) / 4
    assert abs(tau2.mean() - true) < 4 * tau2.std() / np.sqrt(300)


def test_groups_of_like_respondents_count_as_many() -> None:
    """Rows that stand for several people with known noise: the same variance is found."""
    rng, tau2, true = draws("people"), [], 100 * np.sum(GAP**2) / 4
    for _ in range(300):
        x = rng.standard_normal((600, 2))
        answers = answered(x, LEVEL + 10 * x @ SLOPES, rng, noise=0.0)
        people = rng.integers(1, 9, size=600).astype(float)
        vote = answers.vote + NOISE * rng.standard_normal(600) / np.sqrt(people)
        weight = rng.uniform(0.2, 1.0, size=600)
        whole = replace(answers, vote=vote, people=people, weight=weight, noise_variance=NOISE**2)
        tau2.append(fit_ridge(x, whole, LEVEL, "none").tau_pp ** 2)
    # The bend that every group has in common counts as noise of the line: leave room for it.
    assert abs(np.mean(tau2) - true) < 4 * np.std(tau2) / np.sqrt(300) + 0.01 * true


def test_shrinking_brings_noisy_slopes_nearer() -> None:
    rng, errors = draws("nearer"), {"none": 0.0, "empirical_bayes": 0.0, "oracle": 0.0}
    for _ in range(60):
        x, answers = lines(1_000, rng)
        for shrinkage in errors:
            true = np.sum(GAP**2) / 4 if shrinkage == "oracle" else None
            found = fit_ridge(x, answers, LEVEL, shrinkage, true)
            errors[shrinkage] += float(np.sum((found.slopes - GAP) ** 2))
    assert errors["oracle"] < errors["empirical_bayes"] < errors["none"]


def test_shrinkage_by_hand() -> None:
    """Two messages with slopes a and b: gaps (a - b) / 2 and (b - a) / 2, all kept or none."""
    x, answers = lines(900, draws("by hand"), SLOPES[:, :2])
    raw = fit_ridge(x, answers, LEVEL[:2], "none")
    own = []
    for k in range(2):
        rows = answers.message == k
        design = np.column_stack([np.ones(rows.sum()), x[rows]])
        own.append(100 * np.linalg.lstsq(design, answers.vote[rows], rcond=None)[0][1:])
    assert raw.slopes[:, 0] == pytest.approx((own[0] - own[1]) / 2, abs=1e-9)
    assert raw.slopes.sum(axis=1) == pytest.approx(np.zeros(2), abs=1e-9)
    whole = fit_ridge(x, answers, LEVEL[:2], "oracle", 1e12)
    assert whole.slopes == pytest.approx(raw.slopes, abs=1e-9)
    none = fit_ridge(x, answers, LEVEL[:2], "oracle", 0.0)
    assert not none.slopes.any()
    assert none.tau_pp == 0.0


def test_noise_by_hand() -> None:
    """One feature, 1 or -1 in pairs of like weight: slope = sum w x y / sum w, w = weight people.

    The variance of an answer being s^2 / people, that of a slope is s^2 sum(weight^2 people) over
    (sum w)^2. With true variance t^2 slopes keep t^2 / (t^2 + v), v in points squared.
    """
    pair, group = np.array([1.0, -1.0]), np.repeat([0, 1], 6)
    people = np.tile(np.repeat([1.0, 4.0, 9.0], 2), 2)
    weight = np.tile(np.repeat([0.5, 0.2, 1.0], 2), 2)
    x, vote = np.tile(pair, 6), np.linspace(0.0, 1.0, 12) ** 2
    answers = Answers(group, vote, weight, None, people, noise_variance=0.3)
    w = (weight * people)[:6]
    own = [100 * np.sum(w * (x * vote)[6 * k : 6 * k + 6]) / w.sum() for k in (0, 1)]
    raw = fit_ridge(x[:, None], answers, np.zeros(2), "none")
    assert raw.slopes[0, 0] == pytest.approx((own[0] - own[1]) / 2, abs=1e-9)
    noise = 1e4 * 0.3 * np.sum((weight**2 * people)[:6]) / w.sum() ** 2
    shrunk = fit_ridge(x[:, None], answers, np.zeros(2), "oracle", 5.0)
    assert shrunk.slopes == pytest.approx(raw.slopes * 5.0 / (5.0 + noise), abs=1e-9)


def test_where_nothing_differs_nearly_everybody_gets_the_common_message() -> None:
    """Exactly everybody where chance explains all, to the last bit of the level."""
    rng, alike, exact = draws("nothing"), [], 0
    level = np.array([0.0, 1.0, 4.0])
    voters = rng.standard_normal((2_000, 5))
    for _ in range(60):
        x = rng.standard_normal((4_000, 5))
        answers = answered(x, np.broadcast_to(level, (4_000, 3)), rng)
        pooled = read(answers, np.zeros(4_000, dtype=int), 1, 3).pooled_pp
        found = fit_ridge(x, answers, pooled, "empirical_bayes")
        predicted = found.predict(voters)
        alike.append(np.mean(predicted.argmax(axis=1) == pooled.argmax()))
        if found.tau_pp == 0.0:
            exact += 1
            assert (predicted == pooled).all()
    assert exact >= 15
    assert np.mean(alike) > 0.93


@given(seed=st.integers(0, 2**16), scale=st.floats(0.01, 100.0))
@settings(max_examples=25)
def test_turning_and_scaling_features_changes_no_prediction(seed: int, scale: float) -> None:
    rng = np.random.Generator(np.random.SFC64(seed))
    table, answers = lines(400, rng, np.vstack([SLOPES, SLOPES[:1]]))
    answers = replace(answers, weight=rng.uniform(0.1, 1.0, size=400))
    turn = np.linalg.qr(rng.standard_normal((3, 3)))[0] * np.array([scale, 1.0, -1.0]) + 0.0
    twice = np.column_stack([table @ turn + 7.0, table[:, 0]])  # the last column says nothing new

    def predicted(features: Floats, shrinkage: str) -> Floats:
        centre, axes = whiten(features, answers.weight)
        white = (features - centre) @ axes
        assert white.shape[1] == 3
        return fit_ridge(white, answers, LEVEL, shrinkage).predict(white)

    for shrinkage in ("none", "empirical_bayes"):
        usual, other = (predicted(features, shrinkage) for features in (table, twice))
        assert np.abs(usual - other).max() < 1e-8


def test_whitened_features_have_mean_0_and_covariance_1() -> None:
    rng = draws("white")
    x = rng.standard_normal((500, 4)) @ rng.standard_normal((4, 4))
    x[rng.random(x.shape) < 0.1] = np.nan
    view, weight = seen(x, party=rng.choice([-1, 1], size=500)), rng.uniform(0.1, 1.0, size=500)
    white = Whitened.fit(scaling(view, continuous(4), ()), view, weight)(view)
    assert white.shape == (500, 5)  # party too, as it is known
    share = weight / weight.sum()
    assert share @ white == pytest.approx(np.zeros(5), abs=1e-9)
    assert white.T @ (share[:, None] * white) == pytest.approx(np.eye(5), abs=1e-9)


def rule_of(model: Ridge | Forest) -> Individually:
    return Individually(lambda view: np.asarray(view.traits, dtype=float), model, model.level.size)


def test_rows_and_promises_by_hand() -> None:
    """One feature, effects 1 + x and 2 - x: the first message is best above 0.5.

    Respondents at 1 and 3 (weights 1 and 3) average 2.5, so they are promised 3.5 and -0.5; the one
    at -1 is promised 0 and 3. Message means are shrunk by 0.5 in `single`.
    """
    rule = rule_of(Ridge(np.array([1.0, 2.0]), np.array([[1.0, -1.0]]), 0.7))
    asked = seen(np.array([[1.0], [3.0], [-1.0]]))
    single = Choice(np.array([1]), np.array([[1.5, 1.5]]), np.array([[1.0, 2.0]]), 0.0)
    found = choice_of(rule, asked, np.array([1.0, 3.0, 1.0]), single)
    assert rule.assign(seen(asked.traits, known=[True, True, False])).tolist() == [1, 1, 0]
    assert found.message.tolist() == [0, 1]
    assert found.promised_raw_pp == pytest.approx(np.array([[3.5, -0.5], [0.0, 3.0]]), abs=1e-9)
    assert found.promised_pp == pytest.approx(np.array([[4.0, -1.0], [0.5, 2.5]]), abs=1e-9)
    assert found.tau_pp == 0.7


def test_a_message_best_for_nobody_promises_the_common_effect() -> None:
    rule = rule_of(Ridge(np.array([1.0, 2.0]), np.zeros((1, 2)), 0.0))
    single = Choice(np.array([1]), np.array([[1.0, 2.0]]), np.array([[1.0, 2.0]]), 0.0)
    found = choice_of(rule, seen(np.zeros((3, 1))), np.ones(3), single)
    assert found.promised_raw_pp.tolist() == [[1.0, 2.0], [1.0, 2.0]]


@pytest.mark.parametrize("some", [False, True])
def test_promises_are_the_same_in_parts(some: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    x, weight = draws("parts").standard_normal((101, 2)), draws("of").uniform(size=101)
    level = np.array([1.0, 2.0, 1.5])
    ridge = rule_of(Ridge(level, draws("slopes").standard_normal((2, 3)), 0.0))
    single = Choice(np.array([1]), level[None], 2.0 * level[None], 0.0)
    whole = choice_of(ridge, seen(x), weight, single, some)
    monkeypatch.setattr("msim.campaign.individuals.rule.AT_ONCE", 60)
    parts = choice_of(ridge, seen(x), weight, single, some)
    assert parts.promised_raw_pp == pytest.approx(whole.promised_raw_pp, abs=1e-12)
    assert np.ptp(whole.promised_raw_pp, axis=0).min() > 0.1


@pytest.mark.parametrize("shrinkage", ["none", "empirical_bayes"])
def test_hardly_any_respondents_leave_everybody_alike(shrinkage: str) -> None:
    """Fewer in each group than features + 2, groups that nobody is in, one message, no feature."""
    rng = draws("hardly")
    x, answers = lines(9, rng)
    voters = rng.standard_normal((50, 2))
    for few, level in (
        (answers, LEVEL),
        (replace(answers, message=np.zeros(9, dtype=int)), LEVEL),
        (replace(answers, message=np.zeros(9, dtype=int)), LEVEL[:1]),
        (replace(answers, message=np.full(9, -1)), LEVEL),
    ):
        for model in (fit_ridge(x, few, level, shrinkage), fit_forest(x, few, level, shrinkage, 1)):
            assert (model.predict(voters).argmax(axis=1) == level.argmax()).all()
            assert np.abs(model.predict(voters) - level).max() < 1e-9
    nothing = fit_ridge(np.zeros((9, 0)), answers, LEVEL, shrinkage)
    assert (nothing.predict(np.zeros((4, 0))) == LEVEL).all()


def test_a_message_shown_to_nobody_keeps_its_level() -> None:
    x, answers = lines(2_000, draws("gap"))
    some = replace(answers, message=np.where(answers.message == 1, -1, answers.message))
    for model in (fit_ridge(x, some, LEVEL, "none"), fit_forest(x, some, LEVEL, "none", 1)):
        predicted = model.predict(x)
        assert (predicted[:, 1] == LEVEL[1]).all()
        assert predicted[:, 0] + predicted[:, 2] == pytest.approx(np.full(2_000, 5.0), abs=1e-9)
        assert predicted[:, 0].std() > 0.1


def test_readings_that_are_all_missing_tell_nobody_apart() -> None:
    view = seen(np.full((300, 2), np.nan))
    _, answers = lines(300, draws("missing"))
    white = Whitened.fit(scaling(view, continuous(2), ()), view, np.ones(300))
    features = white(view)
    assert features.shape == (300, 0)
    rule = Individually(white, fit_ridge(features, answers, LEVEL, "none"), 3)
    assert (rule.assign(view) == 3).all()
    scaled = white.preparation.apply
    forest = fit_forest(scaled(view), answers, LEVEL, "empirical_bayes", 1)
    assert (Individually(scaled, forest, 3).assign(view) == 3).all()
