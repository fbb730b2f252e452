"""What a campaign believes while it runs, and how its money follows: formulas and purity."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import norm

from msim.campaign.in_flight import mixed, over_flight, weekly
from msim.campaign.readings import Belief, Readings, believed
from msim.campaign.rules import EVERYONE
from msim.core.seen import Rule, TestResult
from msim.scenario import Scenario
from msim.scenario.loading import override
from tests.strategies import digest

effects = st.lists(st.floats(-3, 3), min_size=1, max_size=6)


@settings(max_examples=25)
@given(effects, st.floats(1e-6, 4.0))
def test_chances_are_those_of_being_best(mean: list[float], variance: float) -> None:
    found = Belief(np.array([mean]), np.array([variance])).chances[0]
    assert found.sum() == pytest.approx(1.0)
    assert np.all(found >= 0.0)
    order = np.argsort(mean, kind="stable")
    assert np.all(np.diff(found[order]) >= -1e-9)  # who is believed better gets no less


@settings(max_examples=25)
@given(st.floats(-3, 3), st.floats(0.01, 4.0))
def test_of_two_messages_the_chance_is_a_closed_form(gap: float, variance: float) -> None:
    found = Belief(np.array([[gap, 0.0]]), np.array([variance])).chances[0, 0]
    assert found == pytest.approx(norm.cdf(gap / np.sqrt(2.0 * variance)), abs=1e-6)


@settings(max_examples=25)
@given(st.integers(1, 5), st.integers(0, 2**20), st.floats(0.0, 0.99))
def test_belief_is_the_posterior_of_crossed_effects(cells: int, seed: int, known: float) -> None:
    """By brute force: one multivariate normal a message."""
    draw = np.random.default_rng(seed)
    clicks, shown = draw.normal(size=(2, cells, 3))
    share, noise = np.full(cells, 1.0 / cells), 0.3
    seen = Readings(clicks, TestResult(shown, shown.mean(axis=0), share, noise))
    level, own = 0.5, 0.2 if cells > 1 else 0.0
    found = believed(seen, (cells, 3), known, (level, 0.2))
    prior = (1.0 - known**2) * (level * np.ones((cells, cells)) + own * np.eye(cells))
    gain = prior @ np.linalg.inv(prior + np.diag(noise / share))
    mean = known * np.sqrt(level + own) * clicks
    told = shown - shown.mean(axis=1, keepdims=True)
    assert found.mean == pytest.approx(mean + gain @ (told - mean), abs=1e-9)
    assert found.variance == pytest.approx(np.diag(prior - gain @ prior), abs=1e-9)


def test_a_week_goes_by_the_readings_before_it() -> None:
    """What is read later moves no week before; the first goes to all alike."""
    known, _ = digest.campaign(override(digest.SCENARIO, {"in_flight.proxy_correlation": 0.9}))
    asked: list[int] = []

    def observe(turned: int) -> object:
        def told(rule: Rule, weeks: int) -> Readings:
            asked.append(weeks)
            clicks = np.linspace(-1.0, 1.0, 6)[None]
            return Readings() if weeks == 0 else Readings(-clicks if weeks >= turned else clicks)

        return told

    usual, turned = (
        weekly(replace(known, observe=observe(week)), EVERYONE) for week in (99, 4)
    )
    assert np.all(usual[0] == 1.0 / 6.0)
    assert np.array_equal(usual[:4], turned[:4])
    assert np.all(usual[1:, 0, 5] == 1.0)
    assert np.all(turned[4:, 0, 0] == 1.0)
    assert set(asked) == set(range(8))


def test_late_weeks_leave_more() -> None:
    """Shares of what is left on polling day lean to what the last weeks sent."""
    scenario = Scenario()
    shares = np.zeros((8, 1, 2))
    shares[:6, :, 0], shares[6:, :, 1] = 1.0, 1.0
    found = mixed(scenario, [shares, shares])
    flight = np.array(scenario.channels["social"].flight)
    assert found.sent[0, 0, 1] == pytest.approx(flight[6:].sum() / flight.sum())
    assert found.left[0, 0, 1] > found.sent[0, 0, 1] + 0.1
    assert found.left.sum(axis=2) == pytest.approx(1.0)


@pytest.mark.parametrize("rule", ["leader", "thompson"])
def test_more_people_asked_find_the_best_more_often(rule: str) -> None:
    """Money on the truly best message grows with what is asked in flight, free of charge."""
    found = []
    for people in (0, 60, 20_000):
        scenario = override(digest.SCENARIO, {
            "in_flight.respondents": people, "in_flight.proxy_correlation": 0.0,
            "in_flight.cost_per_respondent": 0.0, "in_flight.rule": rule,
            "test.outcome": "scale", "messages.spread": 1.0,
        })
        known, _ = digest.campaign(scenario)
        best = known.observe.panel.effects_pp.mean(axis=0).argmax()  # type: ignore[attr-defined]
        found.append(float(weekly(known, EVERYONE)[-1, 0, best]))
    assert found[0] == pytest.approx(1.0 / 6.0)
    assert found[2] > 0.4
    assert all(one <= other + 0.2 for one, other in pairwise(found))


def test_the_least_of_weights_lose_no_digits() -> None:
    assert over_flight((0.0, 1e-320), np.array([[1.0], [4.7619]])).tolist() == [4.7619]
