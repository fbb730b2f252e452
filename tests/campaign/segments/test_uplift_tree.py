"""Segments by response: what the transformed outcome says, and whom the tree tells apart."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from msim.campaign.choice import differences
from msim.campaign.segments.segmentation import Survey, segment
from msim.campaign.segments.uplift_tree import LEAST, UpliftTree, kept, targets
from msim.core.errors import InputError
from msim.core.seen import Answers
from msim.experiment.engine.sides import electorate, prepare
from msim.scenario import Segments
from tests.campaign.segments.made import clumps, survey, voters
from tests.campaign.views import draws, shown
from tests.laws.drawn import changed
from tests.strategies.digest import SCENARIO

KEYS = Segments(method="uplift_tree", count=4)


@settings(max_examples=25)
@given(st.lists(st.floats(-0.1, 0.1), min_size=6, max_size=6))
def test_a_groups_mean_is_how_effects_differ_there(values: list[float]) -> None:
    """Two groups, three messages, no noise: exact, up to each message's mean over the groups."""
    effects = np.array(values).reshape(2, 3)
    n = 2 * 4 * 5
    group = np.arange(n) % 2
    table = targets(survey(effects, group, n))
    for g in (0, 1):
        gap = effects[g] - effects.mean(axis=0)
        known = gap - gap.mean()
        got = table[group == g].mean(axis=0)
        assert got == pytest.approx(known, abs=1e-9)
    assert table.mean(axis=0) == pytest.approx(np.zeros(3), abs=1e-12)


def test_only_how_likely_one_votes_beside_others_counts() -> None:
    """All alike: as if all voted. A group that stays at home says nothing."""
    effects, group = np.array([[0.1, 0.0], [0.0, 0.1]]), np.arange(24) % 2
    told = survey(effects, group, 24)
    alike = replace(told, weight=np.full(24, 0.3))
    assert targets(alike) == pytest.approx(targets(told), rel=1e-9, abs=1e-12)
    home = targets(replace(told, weight=(group == 0).astype(float)))
    assert not home[group == 1].any()
    assert home.sum(axis=0) == pytest.approx(np.zeros(2), abs=1e-12)


def test_segments_are_cut_by_response_not_by_likeness() -> None:
    """Clumps lie far apart and respond alike; a weak trait within them decides."""
    n = 4000
    readings = clumps(n)
    readings[:, 3] = draws("weak").standard_normal(n)
    group = (readings[:, 3] > 0).astype(int)
    message = draws("shown").permutation(n) % 3 - 1
    gain = np.where(message == group, 0.2, 0.0)
    vote = 0.5 + gain + 0.05 * draws("noise").standard_normal(n)
    told, view = Answers(message, vote, np.ones(n), None, np.ones(n)), voters(readings)
    keys = Segments(method="uplift_tree", count=2)
    found = segment(keys, view, shown(*["continuous"] * 4), 1, Survey(told, view))
    labels = found.labels(view)
    assert found.cells == 2
    assert max((labels == group).mean(), (labels != group).mean()) > 0.98


def test_at_most_as_many_leaves_as_asked_and_none_is_small() -> None:
    table = draws("leaves").standard_normal((2000, 5))
    aim = draws("aims").standard_normal((2000, 3))
    fitted = UpliftTree(7).fit(table, aim)
    size = np.bincount(fitted.labels_)
    assert size.size == 7
    assert size.min() >= LEAST * 2000


def test_one_message_leaves_nothing_to_tell_apart() -> None:
    n = 400
    view = voters(clumps(n))
    told = Survey(survey(np.array([[0.2], [0.0]]), np.arange(n) % 2, n), view)
    found = segment(KEYS, view, shown(*["continuous"] * 4), 1, told)
    assert found.cells == 1
    assert found.shares.tolist() == [1.0]


def test_without_a_survey_there_is_nothing_to_learn_from() -> None:
    with pytest.raises(InputError, match=r'segments\.method = "uplift_tree".*test\.conducted'):
        segment(KEYS, voters(clumps(50)), shown(*["continuous"] * 4), 1)


def test_what_the_readings_foretell_of_any_message_is_taken_off() -> None:
    """A line in the answers, the same for every message, moves no target."""
    n = 2_000
    x = draws("line").standard_normal((n, 3))
    told = survey(np.array([[0.1, 0.0], [0.0, 0.1]]), (x[:, 0] > 0).astype(int), n)
    tilted = replace(told, vote=told.vote + x @ np.array([0.2, -0.1, 0.05]))
    plain, same = targets(told, x), targets(tilted, x)
    assert same == pytest.approx(plain, abs=1e-9)
    assert np.abs(targets(tilted) - plain).max() > 0.1


def test_what_leaves_differ_by_is_taken_for_what_holds_good() -> None:
    """Clear differences hold; with none, little is kept, and little is promised."""
    n = 3_000
    x = draws("kept").standard_normal((n, 3))
    group = (x[:, 0] > 0).astype(int)
    clear = survey(np.array([[0.2, 0.0], [0.0, 0.2]]), group, n, noise=0.3)
    nothing = survey(np.zeros((2, 2)), group, n, noise=0.3)
    assert kept(x, clear, 2, 1) > 0.8
    assert np.mean([kept(x, nothing, 4, seed) for seed in range(4)]) < 0.5


def test_the_survey_chooses_by_all_answers_and_promises_what_holds() -> None:
    scenario = changed(SCENARIO, {
        "segments.method": "uplift_tree", "test.respondents": 800,
        "test.shrinkage": "empirical_bayes",
    })
    campaign, _ = prepare(scenario, electorate(scenario, 0))
    found = campaign.segmentation
    assert found.kept is not None and 0.0 < found.kept < 1.0
    result = campaign.reading(found)
    differs = differences(result)
    promised = campaign.choice(found).promised_raw_pp - result.pooled_pp
    assert promised == pytest.approx(found.kept * differs, abs=1e-9)
