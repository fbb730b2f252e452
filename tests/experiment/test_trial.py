"""A field experiment inside the country: the closed form, the truth, and what lots find."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import numpy as np
import pytest
from scipy.stats import norm

import msim
from msim.core.errors import InputError
from msim.core.streams import Streams
from msim.experiment.engine.lots import of_groups
from msim.experiment.power import AnswerSpread, TrialDesign, power
from msim.experiment.trial import LOTS, Trial, TrialWorld, TriedCountry, country, experiment, trial
from msim.scenario import Scenario
from msim.scenario.campaign import FieldTrial

TINY = {
    "population.simulated": 1_000, "run.replicates": 2, "test.surveys": 1,
    "test.respondents": 300, "segments.fit_sample": 300, "districts.count": 12,
}  # fmt: skip


def tiny(**keys: Any) -> Scenario:
    return msim.load("small", {**TINY, **{k.replace("__", "."): v for k, v in keys.items()}})


def moved(by: float, voters: int = 3_000, places: int = 12) -> TriedCountry:
    """Voters of whom some would vote otherwise, by so many points in every district alike."""
    rng = np.random.default_rng(3)
    district = np.arange(voters) % places
    lean = rng.uniform(0.2, 0.6, voters) + rng.normal(0.0, 0.05, places)[district]
    own = np.clip(np.stack([lean, lean + by / 100.0]), 0.0, 0.8)
    return TriedCountry(own, 0.9 - own, district, places)


def lots(design: TrialDesign, voters: TriedCountry, worlds: int) -> Trial:
    """The experiment in so many worlds that differ in their lots alone."""
    return Trial(design, [experiment(design, voters, Streams(1, w)) for w in range(worlds)])


@pytest.mark.parametrize(
    ("unit", "by", "respondents"), [("voters", 6.0, 2_000), ("districts", 9.0, 6_000)]
)
def test_the_closed_form_says_how_often_an_effect_is_found(
    unit: Any, by: float, respondents: int
) -> None:
    """Within four standard errors of a share: 400 experiments, of a power between 30 and 95 %."""
    keys = FieldTrial(unit=unit, respondents=respondents, response_rate=0.5)
    found = lots(TrialDesign(keys, 12), moved(by), 400 // LOTS).doses()[0]
    assert 0.3 < found["power"] < 0.95
    error = np.sqrt(found["power"] * (1.0 - found["power"]) / 400)
    assert found["found_share"] == pytest.approx(found["power"], abs=4.0 * error + 0.02)
    assert found["covered_share"] > 0.95 - 4.0 * np.sqrt(0.95 * 0.05 / 400)
    assert found["estimate_pp"]["mean"] == pytest.approx(
        found["true_pp"]["mean"], abs=4.0 * found["standard_error_pp"] / np.sqrt(400)
    )


def test_without_an_effect_one_in_twenty_finds_one_all_the_same() -> None:
    keys = FieldTrial(respondents=2_000, response_rate=0.5)
    found = lots(TrialDesign(keys, 12), moved(0.0), 400 // LOTS).doses()[0]
    assert found["power"] == pytest.approx(0.05, abs=1e-6)
    assert found["found_share"] == pytest.approx(0.05, abs=4.0 * np.sqrt(0.05 * 0.95 / 400))
    assert found["needed_people"] is None and found["needed_cost"] is None


def test_people_needed_follow_from_the_textbook_formula() -> None:
    """(1.96 + 0.84)^2 times the variances of both groups over the squared effect, a group."""
    keys = FieldTrial(doses=2, respondents=1_000, response_rate=0.2)
    spread = AnswerSpread(np.array([1_600.0, 1_500.0, 1_400.0]), np.zeros(3), np.zeros(3))
    none, truth = np.zeros((LOTS, 2)), np.array([0.5, 1.0])
    world = TrialWorld(truth, spread, none, none, none)
    found = Trial(TrialDesign(keys, 12), [world])
    group = (norm.ppf(0.975) + norm.ppf(0.8)) ** 2 * (1_600.0 + 1_400.0) / 1.0**2
    assert found.needed(2) == pytest.approx(3 * group / 0.2, rel=1e-3)
    people = found.needed(2)
    assert people is not None and found.power(2, 0.2 * people) == pytest.approx(0.8)


def test_by_district_more_people_cannot_make_up_for_too_few_districts() -> None:
    spread = AnswerSpread(np.full(2, 1_600.0), np.full(2, 1_500.0), np.full(2, 100.0))
    none, truth = np.zeros((LOTS, 1)), np.array([1.0])
    keys = FieldTrial(unit="districts", respondents=1_000)
    few, many = (
        Trial(TrialDesign(keys, places), [TrialWorld(truth, spread, none, none, none)]).needed(1)
        for places in (20, 20_000)
    )
    assert few is None and many is not None


def test_the_spread_is_that_of_an_answer() -> None:
    voters = moved(5.0)
    spread = AnswerSpread.of(voters.own, voters.other, voters.district, voters.places)
    uniform = np.random.default_rng(5).random(voters.district.size)
    own, other = voters.own[0], voters.other[0]
    told = 50.0 * ((uniform < own) * 1.0 - ((uniform >= own) & (uniform < own + other)))
    assert spread.whole[0] == pytest.approx(told.var(), rel=0.02)
    assert (spread.within < spread.whole).all()


def test_errors_of_districts_are_those_of_their_means_where_all_are_alike_large() -> None:
    rng = np.random.default_rng(2)
    cluster = np.repeat(np.arange(10), 30)
    answer = rng.normal(size=300) + rng.normal(size=10)[cluster]
    found = of_groups(answer, cluster % 2, cluster, 2)
    means = answer.reshape(10, 30).mean(axis=1)
    wanted = np.sqrt(sum(means[g::2].var(ddof=1) / 5 for g in (0, 1)))
    assert found.errors()[0] == pytest.approx(wanted) and found.freedom()[0] == 8.0


def test_the_truth_is_what_the_arm_gains() -> None:
    scenario = tiny(trial__doses=2, run__replicates=1)
    voters, _ = country(scenario, 0)
    gained = msim.compare(scenario).summary["arms"]["broadcast"]["net_votes"]["mean"]
    truth = voters.truth_pp / 100.0 * scenario.population.electorate
    assert truth[1] == pytest.approx(gained, rel=1e-4)
    assert 0.0 < truth[0] / truth[1] < 1.0


def test_a_trial_moves_nothing_of_a_run() -> None:
    plain, tried = (
        msim.compare(tiny(**keys)).summary
        for keys in ({}, {"trial__doses": 5, "trial__response_rate": 0.9})
    )
    for part in ("arms", "contrasts", "assumptions"):
        assert plain[part] == tried[part]


@pytest.mark.parametrize("workers", [2, 3])
def test_any_number_of_workers_gives_the_same_bits(workers: int) -> None:
    keys = {"trial__doses": 2, "run__replicates": 5}
    told = list[tuple[int, int]]()
    found = trial(tiny(**keys, run__workers=workers), lambda *done: told.append(done))
    assert told == [(done, 5) for done in range(1, 6)]
    for ours, theirs in zip(found.worlds, trial(tiny(**keys, run__workers=1)).worlds, strict=True):
        for each in fields(ours):
            np.testing.assert_equal(getattr(ours, each.name), getattr(theirs, each.name))


@pytest.mark.parametrize(
    ("keys", "told"),
    [
        ({"trial__respondents": 0}, "takes 40"),
        ({"trial__response_rate": 0.0}, "takes 40"),
        ({"trial__unit": "districts", "trial__doses": 5, "districts__count": 3}, "12 or more"),
    ],
)
def test_what_cannot_be_done_is_refused_in_a_line(keys: dict[str, Any], told: str) -> None:
    with pytest.raises(InputError, match=told) as caught:
        trial(tiny(**{"trial__doses": 1, **keys}))
    assert "\n" not in str(caught.value)


def test_power_falls_to_one_in_twenty_without_effect_and_rises_with_it() -> None:
    each = [power(effect, 1.0, 100.0) for effect in (0.0, 1.0, -1.0, 3.0, 9.0)]
    assert each[0] == pytest.approx(0.05) and each[1] == each[2]
    assert each[0] < each[1] < each[3] < each[4] <= 1.0
