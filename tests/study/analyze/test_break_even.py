"""Break-even: where a known answer turns, where it does not, and a world that runs."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest
from scipy.stats import binom

from benchmarks.peers.bands import TURN, bounded
from msim.core.errors import InputError
from msim.experiment.comparison import turning
from msim.report.study import sentences
from msim.scenario import Scenario
from msim.study.analyze import break_even as module
from msim.study.analyze.break_even import break_even
from msim.study.records import Parameter
from tests.experiment.small import small
from tests.study.analyze import synthetic
from tests.study.analyze.synthetic import METHOD, VALIDITY

RUNS: list[Scenario] = []


@pytest.fixture
def formula(monkeypatch: pytest.MonkeyPatch) -> None:
    """Votes rise by 100,000 with validity, and are the worth at 0.4; half the interval is 5,000."""

    def run(scenario: Scenario) -> Any:
        RUNS.append(scenario)
        mean = 1e5 * (scenario.data.validity - 0.4) + synthetic.WORTH
        mean -= 1e4 * (scenario.segments.count - 6)
        votes = {"mean": mean, "low": mean - 5e3, "high": mean + 5e3}
        contrasts = {"segmented-broadcast": {"net_votes": votes}}
        return type("Results", (), {"summary": {"contrasts": contrasts}})

    RUNS.clear()
    monkeypatch.setattr(module, "run", run)


def test_it_turns_where_the_formula_does(formula: None) -> None:
    found = break_even(synthetic.design(), VALIDITY.key)
    assert found.turns and found.rising and found.crossings == 1
    assert found.at == pytest.approx(0.4, abs=0.002)
    assert found.at_low == pytest.approx(0.35, abs=0.002)
    assert found.at_high == pytest.approx(0.45, abs=0.002)
    assert len(RUNS) == len(found.runs) <= module.MOST
    assert len({run.run.seed for run in RUNS}) == 1, "common random numbers"
    assert sentences.break_even(found) == (
        "The segmented campaign compared with the single-message campaign passes what matters "
        "above a data validity of 0.40 [0.35, 0.45]. Held fixed, in the middle of what the study "
        "varies: message heterogeneity = 1.00."
    )
    assert {run.messages.heterogeneity_sd_pp for run in RUNS} == {1.0}, "the middle of the study"


def test_choices_stay_as_the_scenario_has_them(formula: None) -> None:
    found = break_even(synthetic.design(parameters=(VALIDITY, METHOD)), VALIDITY.key)
    assert found.held == {METHOD.key: "kmeans"} and found.at == pytest.approx(0.4, abs=0.002)
    other = break_even(synthetic.design(parameters=(VALIDITY, METHOD)), VALIDITY.key,
                       at={METHOD.key: "ward"})  # fmt: skip
    assert other.held == {METHOD.key: "ward"}


def test_its_bounds_hold_the_truth_as_often_as_they_say() -> None:
    held = [bounds[0] <= TURN <= bounds[1] for bounds in map(bounded, range(100))]
    assert sum(held) >= binom.ppf(0.001, 100, 0.95)


def test_other_keys_can_be_set_and_no_turn_is_said(formula: None) -> None:
    moved = break_even(synthetic.design(), VALIDITY.key, at={"segments.count": 8})
    assert moved.at == pytest.approx(0.6, abs=0.002)
    never = break_even(synthetic.design(), VALIDITY.key, at={"segments.count": 30})
    assert not never.turns and never.at is never.at_low is never.at_high is None
    told = sentences.break_even(never)
    assert "does not turn with the data validity between 0.10 and 0.90. It is below what" in told


def test_a_side_that_is_not_sure_is_not_said_to_be(formula: None) -> None:
    asked = synthetic.design(parameters=(Parameter("data.validity", low=0.1, high=0.88),))
    found = break_even(asked, VALIDITY.key, at={"segments.count": 11})
    assert not found.turns
    assert re.search(
        r"Its mean is below what matters throughout, but the whole interval is at only \d of \d+ "
        r"values \(gaps from \u2212[\d,]+ to [\d,]+\)\.",
        sentences.break_even(found),
    ), sentences.break_even(found)


def test_an_interval_that_leaves_the_range_is_open_there(formula: None) -> None:
    asked = synthetic.design(parameters=(Parameter("data.validity", low=0.38, high=0.9),))
    found = break_even(asked, VALIDITY.key)
    assert found.at == pytest.approx(0.4, abs=0.002) and found.at_low is None
    assert found.at_high == pytest.approx(0.45, abs=0.002)
    assert "[outside the range, 0.45]" in sentences.break_even(found)


def test_whole_keys_turn_between_whole_numbers(formula: None) -> None:
    count = Parameter("segments.count", low=2, high=20, whole=True)
    asked = synthetic.design(parameters=(count,), scenario=small(data__validity=0.87))
    found = break_even(asked, count.key)
    assert found.at == 11.0 and not found.rising, "at 10 it is ahead still"
    assert all(run.segments.count == int(run.segments.count) for run in RUNS)


def test_progress_and_the_range_of_the_evidence(formula: None) -> None:
    told: list[tuple[int, int]] = []
    asked = synthetic.design(parameters=(METHOD,))
    found = break_even(asked, "data.validity", lambda done, most: told.append((done, most)))
    assert (found.low, found.high) == (0.29, 0.56) and found.turns
    assert [done for done, _ in told] == list(range(1, len(RUNS) + 1))
    with pytest.raises(InputError, match=r"data\.missing: the study gives it no range"):
        break_even(asked, "data.missing")
    with pytest.raises(InputError, match=r"segments\.method: .* these are choices"):
        break_even(asked, METHOD.key)


def test_a_world_that_is_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turning, "FINE", 16)
    spread = Parameter("messages.heterogeneity_sd_pp", low=0.0, high=6.0)
    scenario = small(run__arms=("silent", "broadcast", "segmented_free"), run__replicates=5,
                     test__respondents=3000, test__surveys=1, data__validity=0.9)  # fmt: skip
    asked = synthetic.design(
        parameters=(spread,), scenario=scenario, measure="segmented_free-broadcast.net_votes"
    )
    found = break_even(asked, spread.key)
    signs = np.sign(found.runs["mean"] - found.runs["worth"])
    assert found.turns == (len(set(signs)) > 1)
    alike = found.runs.iloc[0]  # nobody differs, so hardly any test sends another message
    assert alike["value"] == 0.0 and not alike["low"] > alike["worth"]
    if found.at is not None:
        near = found.runs["value"].to_numpy()
        assert np.abs(near - found.at).min() <= 6.0 / 4 / 2**3 + 1e-9
    with pytest.raises(InputError, match="has no interval here"):
        alone = small(run__arms=scenario.run.arms, run__replicates=1)
        break_even(synthetic.design(parameters=(spread,), scenario=alone,
                                    measure=asked.measure), spread.key)  # fmt: skip
