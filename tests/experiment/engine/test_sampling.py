"""Who answers surveys, and what weights mend."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from msim.core.arrays import Floats
from msim.core.errors import InputError
from msim.experiment.engine.sampling import answering
from msim.experiment.engine.sides import electorate, prepare
from msim.experiment.engine.survey import Panel
from msim.experiment.engine.votes_gained import votes_gained_pp
from msim.scenario import Scenario
from tests.experiment.small import small
from tests.laws.drawn import changed
from tests.world.helpers import plain, within


def test_a_simulated_voter_answers_as_often_as_the_people_behind_it() -> None:
    """Once on average; who leans to it answers more often, as the chance says."""
    scenario = plain(2, test__panel_share=0.2, test__panel_habit={"t0": 1.0},
                     population__simulated=20_000)  # fmt: skip
    voters = electorate(scenario, 0).block(0).voters
    world = electorate(scenario, 0).world
    answers, lean = answering(world), world.leaning(0.2, {"t0": 1.0})
    assert answers is not None and lean is not None
    times, expected = answers(voters), lean(voters) / 0.2
    within(times, 1.0)
    assert np.abs(times - expected).max() < 1.0
    within(times - expected, 0.0)
    assert times.max() <= 5  # nobody more often than all the people behind it


def test_respondents_follow_the_answers() -> None:
    voters = electorate(small(test__panel_habit={"turnout": 2.0}), 0)
    panel = Panel.draw(voters, 300)
    assert panel.answers is not None and panel.answers.sum() >= 300
    asked = panel.asked(300)
    assert np.array_equal(np.unique(asked, return_counts=True)[1][:-1],
                          panel.answers[panel.answers > 0][: np.unique(asked).size - 1])
    usual = voters.block(0).voters.turnout_prob.mean()
    assert panel.turnout_prob[asked].mean() > usual + 0.05


def test_all_are_asked_alike_where_nothing_leans() -> None:
    panel = Panel.draw(electorate(small(test__panel_share=0.02), 0), 300)
    assert panel.answers is None and panel.weights(panel.asked(10)) is None
    assert np.array_equal(panel.asked(301), [*range(300), 0])


def test_nobody_answers() -> None:
    panel = Panel.draw(electorate(small(), 0), 10)
    with pytest.raises(InputError, match=r"test\.panel_share"):
        replace(panel, answers=np.zeros(10, dtype=int)).asked(10)


def country(**keys: Any) -> Scenario:
    """Effects go with one trait, which respondents can tell of; the survey makes no other error."""
    scenario = plain(
        2, population__simulated=4_000, politics__lean_sd=0.0, messages__trait_share=1.0,
        messages__lean_alignment=0.0, messages__heterogeneity_sd_pp=3.0, test__respondents=4_000,
        test__outcome="scale", test__outcome_sd=1e-6, test__surveys=1, segments__fit_sample=100,
    )  # fmt: skip
    kind = {"kind": "ordinal", "levels": 12}
    traits = [{"name": "age", "demographic": True, **kind}, {"name": "mood"}]
    return changed(scenario, {
        "population.structure": 0.0, "population.traits": traits, "channels.*.habit": {},
        **{key.replace("__", "."): value for key, value in keys.items()},
    })  # fmt: skip


def misread(scenario: Scenario) -> Floats:
    """(messages,) what the survey says of each message less what it does to the country."""
    voters = electorate(scenario, 0)
    campaign, block = prepare(scenario, voters)[0], voters.block(0)
    real = votes_gained_pp(block.voters.support, block.voters.turnout_prob, block.effects, None)
    true = np.average(real, axis=0, weights=block.voters.turnout_prob)
    from_survey = campaign._readings[0].pooled_pp
    return np.asarray(from_survey - true)


def along(scenario: Scenario, column: int) -> Floats:
    """(messages,) how far the effects of each go with a trait."""
    block = electorate(scenario, 0).block(0)
    return np.array([np.corrcoef(block.voters.traits[:, column], each)[0, 1]
                     for each in block.effects.T])


def test_weights_take_away_the_bias_of_a_panel_that_leans_with_what_they_know() -> None:
    """Whose answers go with age alone: the error is that of a sample that leans with nothing."""
    habit = {"age": 2.0}
    plainly, leaning, raked = (
        misread(country(**keys)) for keys in (
            {}, {"test__panel_habit": habit},
            {"test__panel_habit": habit, "test__weighting": "rake"},
        )
    )
    by_age = along(country(), 0)
    assert np.corrcoef(leaning, by_age)[0, 1] > 0.9  # the panel is too old
    slope = [abs(float(by_age @ each)) for each in (plainly, leaning, raked)]
    assert slope[1] > 5 * slope[2] and slope[1] > 5 * slope[0]


def test_weights_leave_what_they_do_not_know() -> None:
    """A panel that leans with a mood of which no census tells."""
    habit = {"mood": 2.0}
    leaning, raked = (
        misread(country(test__panel_habit=habit, test__weighting=how)) for how in ("none", "rake")
    )
    by_mood = along(country(), 1)
    assert np.corrcoef(leaning, by_mood)[0, 1] > 0.9
    assert float(by_mood @ raked) == pytest.approx(float(by_mood @ leaning), rel=0.15)


def test_weights_change_nothing_of_whom_is_asked() -> None:
    one, other = (prepare(s, electorate(s, 0))[0].stated for s in (
        country(), country(test__weighting="rake")))
    assert np.array_equal(one.message, other.message) and np.array_equal(one.weight, other.weight)
    assert one.people.tolist() == [1.0] * 4_000
    assert other.people.mean() == pytest.approx(1.0) and 0.0 < other.people.std() < 0.2
