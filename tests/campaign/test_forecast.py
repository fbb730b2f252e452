"""Predicted support, turnout and votes: what a linear world puts in comes out."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from msim.campaign.choice import choose
from msim.campaign.forecast import LEAST, Forecast, Regressors
from msim.campaign.message_test import assign_messages, read
from msim.core.arrays import Floats
from msim.core.seen import Answers, CampaignView, Choice
from tests.campaign.views import draws, shown, view

TRAITS = shown("continuous", "binary")


def readings(n: int, name: str = "readings") -> Floats:
    rng = draws(name)
    return np.column_stack([rng.uniform(-1.0, 1.0, n), rng.integers(2, size=n)])


def linear(table: Floats) -> tuple[Floats, Floats]:
    """Support and turnout that are linear in the readings, well between 0 and 1."""
    p = 0.4 + 0.25 * table[:, 0] + 0.1 * table[:, 1]
    return p, 0.6 - 0.2 * table[:, 0] + 0.15 * table[:, 1]


def fitted(answers: Answers, seen: CampaignView) -> Forecast:
    result = read(answers, np.zeros(answers.message.size, int), 1, 3)
    asked = Regressors.of(answers.weight, answers.people, seen, TRAITS)
    return Forecast.fit(answers, asked, choose(result, "empirical_bayes"))


def survey(n: int, coins: bool, **keys: Any) -> tuple[Answers, CampaignView]:
    """Three messages, the third moves 5 points; turnout asked where it is given."""
    table, rng = readings(n), draws("survey")
    p, t = linear(table)
    message = assign_messages(n, 3, rng)
    vote = p + 0.05 * (message == 2)
    before = (rng.random(n) < p).astype(float) if coins else p
    answers = Answers(message, vote, t, None, np.ones(n), before=before)
    return replace(answers, **keys), view(table)


def test_a_linear_world_is_recovered() -> None:
    """To the last digits that the small ridge leaves, for voters who were not asked too."""
    forecast = fitted(*survey(3_000, coins=False))
    others = readings(500, "others")
    p, t = linear(others)
    assert forecast.support_prob(view(others)) == pytest.approx(p, abs=2e-5)
    assert forecast.turnout_prob(view(others)) == pytest.approx(t, abs=2e-5)
    assert forecast.usual == pytest.approx(linear(readings(3_000))[1].mean())


def test_from_answers_of_yes_and_no_up_to_chance() -> None:
    """Coins with a spread of at most 1/2; three columns: an error of sqrt(3 / n) / 2 on average."""
    n = 40_000
    forecast = fitted(*survey(n, coins=True))
    others = readings(500, "others")
    off = forecast.support_prob(view(others)) - linear(others)[0]
    assert np.sqrt(np.mean(off**2)) < 4 * 0.5 * np.sqrt(3 / n)


def test_predictions_stay_probabilities() -> None:
    forecast = fitted(*survey(1_000, coins=False))
    far = view(np.array([[50.0, 0.0], [-50.0, 1.0]]))
    assert forecast.support_prob(far).tolist() == [1 - LEAST, LEAST]
    assert forecast.turnout_prob(far).tolist() == [LEAST, 1 - LEAST]


def test_votes_are_on_average_what_the_survey_says() -> None:
    """Mean predicted gain of respondents: mean turnout times the believed effect, in votes.

    Votes spread by 15 points: in groups of 15,000 the effect has a standard error of 0.2.
    """
    answers, seen = survey(60_000, coins=False)
    forecast = fitted(answers, seen)
    assert forecast.persuades_pp == pytest.approx(5.0, abs=1.0)
    expected = forecast.usual * forecast.persuades_pp / 100
    assert forecast.votes(seen).mean() == pytest.approx(expected, rel=1e-5)


def test_what_is_believed_of_turnout_is_read_off_what_was_said_of_turnout() -> None:
    """The message that is best moves turnout by 8 points and votes by 5, in answers like these."""
    answers, seen = survey(30_000, coins=False)
    turnout = answers.weight + 0.08 * (answers.message == 2)
    found = fitted(replace(answers, turnout=turnout), seen)
    assert found.mobilises_pp == pytest.approx(8.0, abs=0.5)
    assert found.persuades_pp == pytest.approx(5.0, abs=0.5)
    assert fitted(answers, seen).mobilises_pp == 0.0


def test_a_survey_that_speaks_against_all_messages_is_believed_to_its_standard_error() -> None:
    """Every message seems to cost 20 points: the gain that is believed is one standard error."""
    answers, seen = survey(2_000, coins=True)
    harmed = replace(answers, vote=answers.before - 0.2 * (answers.message >= 0))
    forecast = fitted(harmed, seen)
    variance = read(harmed, np.zeros(2_000, int), 1, 3).pooled_variance
    assert forecast.persuades_pp == pytest.approx(np.sqrt(variance), rel=1e-12)
    assert forecast.votes(seen).min() > 0.0


def made(persuades: float, mobilises: float, coefficients: list[list[float]]) -> Forecast:
    answers, seen = survey(200, coins=False)
    support, turnout = np.array(coefficients)
    found = fitted(answers, seen)
    return replace(found, regressors=replace(found.regressors, turnout=turnout), support=support,
                   persuades_pp=persuades, mobilises_pp=mobilises)


numbers = st.lists(st.lists(st.floats(-1, 1), min_size=3, max_size=3), min_size=2, max_size=2)


@settings(max_examples=60)
@given(coefficients=numbers, persuades=st.floats(0.01, 5), mobilises=st.floats(0.01, 5))
def test_persuasion_never_costs_and_mobilisation_has_the_sign_of_the_lean(
    coefficients: list[list[float]], persuades: float, mobilises: float
) -> None:
    seen = view(readings(60, "some"))
    moved = made(persuades, 0.0, coefficients)
    called = made(0.0, mobilises, coefficients)
    assert moved.votes(seen).min() > 0.0
    lean = called.support_prob(seen) - 0.5
    assert np.array_equal(np.sign(called.votes(seen)), np.sign(lean))
    both = made(persuades, mobilises, coefficients).votes(seen)
    assert both == pytest.approx(moved.votes(seen) + called.votes(seen))


def test_whoever_is_undecided_moves_most() -> None:
    """p (1 - p), beside equal turnout: 0.25 at a half, 0.09 at 0.1 and 0.9."""
    forecast = made(1.0, 0.0, [[0.5, 0.2, 0.0], [0.6, 0.0, 0.0]])
    three = view(np.array([[-10.0, 0.0], [0.0, 0.0], [10.0, 0.0]]))
    p = forecast.support_prob(three)
    votes = forecast.votes(three)
    assert votes / votes[1] == pytest.approx(p * (1 - p) / (p[1] * (1 - p[1])))
    assert votes[1] > 5 * max(votes[0], votes[2])


def test_no_choice_of_message_moves_the_models_of_support_and_turnout() -> None:
    answers, seen = survey(500, coins=True)
    other = Choice(np.array([0]), np.zeros((1, 3)), np.zeros((1, 3)), 0.0)
    one = fitted(answers, seen)
    two = Forecast.fit(answers, one.regressors, other)
    assert np.array_equal(one.support, two.support)
    assert np.array_equal(one.turnout_prob(seen), two.turnout_prob(seen))
    assert two.persuades_pp < one.persuades_pp
