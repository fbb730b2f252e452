"""Where a scenario turns: a formula, the closed form of a world where all are alike, and errors."""

from __future__ import annotations

from typing import Any

import pytest

from msim.core.errors import InputError
from msim.experiment.comparison import turns as module
from msim.experiment.comparison.compare import run
from msim.experiment.comparison.turns import headline, main_keys, turns
from msim.scenario import Scenario, override
from msim.scenario.assumed import value
from tests.experiment.small import small

PREMIUM = "channels.social.premium"
RUNS: list[Scenario] = []


@pytest.fixture
def formula(monkeypatch: pytest.MonkeyPatch) -> None:
    """Votes: 10 worths for a validity of one more, 2 for a premium of one less; -2 as it stands."""

    def made(scenario: Scenario, progress: Any = None) -> Any:
        RUNS.append(scenario)
        worth = scenario.in_votes(scenario.run.worth_pp)
        premium = value(scenario, PREMIUM)
        mean = worth * (10.0 * (scenario.data.validity - 0.35) - 2.0 * (premium - 1.6) - 2.0)
        votes = {"mean": mean, "low": mean - worth / 4, "high": mean + worth / 4}
        summary = {"contrasts": {"segmented-broadcast": {"net_votes": votes}}, "replicates": 7}
        return type("Results", (), {"summary": summary})

    RUNS.clear()
    monkeypatch.setattr(module, "run", made)


def test_a_formula_turns_where_it_should_sorted_by_the_evidence(formula: None) -> None:
    validity, premium, matched = turns(
        small(), ["channels.social.match_rate", PREMIUM, "data.validity"]
    ).keys
    assert (validity.key, premium.key) == ("data.validity", PREMIUM)
    assert validity.verdict == premium.verdict == "loss"
    assert validity.turn == pytest.approx((0.45, 0.425, 0.475)) and validity.into == "small"
    assert validity.win == pytest.approx((0.65, 0.625, 0.675))
    assert validity.distance == 0.0 and (validity.low, validity.high) == (0.155, 0.695)
    assert premium.turn == pytest.approx((1.1, 1.0, 1.225)) or premium.turn.low is None
    assert premium.win.at is None, "it would take a premium below 1"
    assert matched.turn.at is matched.distance is None and matched.into == ""
    lean = RUNS[1:]
    assert {each.run.replicates for each in lean} == {7} and len({e.run.seed for e in lean}) == 1
    assert all(each.run.precision == 0.0 for each in lean)


def test_of_two_turns_the_one_nearest_to_today_is_told(formula: None) -> None:
    (one,) = turns(small(data__validity=0.5), ["data.validity"]).keys  # -0.5 worths
    assert one.verdict == "small" and one.into == "loss"
    assert one.turn.at == pytest.approx(0.45) and one.win.at == pytest.approx(0.65)


def test_where_all_are_alike_the_premium_alone_decides_by_a_closed_form() -> None:
    """Without saturation votes go as impressions. Half of the money is for television at 30 for a
    thousand, half for social media at 15: two thirds of broadcast's votes B are bought there. A
    premium p leaves 1 / p of them. So segmented falls short by the worth w at p = b / (b - w),
    with b = 2 B / 3.
    """
    world = small(
        messages__count=1, messages__between_sd_pp=0.0, messages__heterogeneity_sd_pp=0.0,
        response__saturation=0.0, run__arms=("broadcast", "segmented"), run__worth_pp=0.02,
        population__simulated=4000,
    )  # fmt: skip
    (one,) = turns(world, [PREMIUM]).keys
    votes = run(world).worlds.interval("broadcast", "net_votes")["mean"]
    bought, worth = 2.0 * votes / 3.0, world.in_votes(world.run.worth_pp)
    assert one.verdict == "loss" and one.into == "small"
    assert one.turn.at == pytest.approx(bought / (bought - worth), rel=0.02)


def test_the_mean_at_a_turning_point_is_the_worth_within_the_precision() -> None:
    world = small(run__replicates=5, run__worth_pp=0.1)
    full = run(world)
    found = turns(world, [PREMIUM], ran=full.summary)
    again = turns(world, [PREMIUM])
    assert found.today == again.today == headline(world, full.summary), "as in the whole run"
    (one,) = found.keys
    assert one.turn.at is not None and one.turn.low <= one.turn.at <= one.turn.high
    there = headline(world, run(override(world, {PREMIUM: one.turn.at})).summary)
    assert abs(abs(there["mean"]) - there["worth"]) <= 0.25 * there["worth"]


@pytest.mark.parametrize(
    ("key", "told"),
    [
        ("data.validty", "no such key.*validity"),
        ("segments.method", "is no number"),
        ("data.party_label", "is no number"),
        ("segments.count", "has no range"),
        ("messages.between_sd_pp", "does not use it"),
        ("channels.radio.premium", "does not use it"),
    ],
)
def test_what_cannot_be_moved_is_refused_by_name(key: str, told: str) -> None:
    with pytest.raises(InputError, match=told) as caught:
        turns(small(), [key, "data.validity"])
    (problem,) = caught.value.problems
    assert problem.file == f"--keys {key}"


def test_the_verdict_needs_both_arms_and_a_range_may_be_given(formula: None) -> None:
    with pytest.raises(InputError, match=r"run\.arms lacks"):
        turns(small(run__arms=("silent", "broadcast")))
    (one,) = turns(small(), ["segments.count"], ranges={"segments.count": (1, 9)}).keys
    assert (one.low, one.high) == (1.0, 9.0) and one.turn.at is None
    assert all(isinstance(run.segments.count, int) for run in RUNS)


def test_main_keys_are_those_that_the_scenario_uses() -> None:
    world = override(small(), {"messages.between_sd_pp": 0.3})
    assert "messages.between_sd_pp" in main_keys(world) and "messages.spread" in main_keys(small())
    assert "test.respondents" not in main_keys(small(test__conducted=False))
    assert "data.party_accuracy" not in main_keys(small(data__party_label=False))
