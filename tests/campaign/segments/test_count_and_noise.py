"""The number of segments left open, and voters who are like nobody."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from msim.campaign.segments.segmentation import Segmentation, segment
from msim.core.seen import CampaignView
from msim.execution.here import one_thread
from msim.experiment.engine.replicate import run_replicate
from msim.experiment.engine.sides import electorate, prepare
from msim.scenario import Scenario, Segments, check, load
from tests.campaign.segments.made import clumps, same, voters
from tests.campaign.views import draws, shown, view
from tests.laws.drawn import changed
from tests.strategies.digest import SCENARIO

FOUR = shown(*["continuous"] * 4)


def left_open(view: CampaignView) -> Segmentation:
    with one_thread():
        return segment(Segments(count="auto"), view, FOUR, 1)


def test_as_many_segments_are_found_as_there_are() -> None:
    found = left_open(voters(clumps(600)))
    assert found.number is not None
    assert (found.cells, found.number.count) == (3, 3)
    assert found.number.told.startswith("There are 3 segments.")
    assert same(found.labels(voters(clumps(600))), np.arange(600) % 3)


def test_one_cloud_is_one_segment_and_it_is_said() -> None:
    found = left_open(voters(draws("cloud").standard_normal((600, 4))))
    assert found.number is not None and found.cells == 1
    assert found.number.told.startswith("There is one segment")


@pytest.mark.parametrize("name", ["one", "hdbscan"])
def test_methods_without_a_number_have_none_to_choose(name: str) -> None:
    whole = voters(clumps(300))
    left, given = (segment(Segments(method=name, count=n), whole, FOUR, 1) for n in ("auto", 7))
    assert left.number is None
    assert left.cells == given.cells


@pytest.mark.parametrize("values", [[0.0], [0.0, 1.0], [0.0, 1.0, 2.0]])
def test_no_more_segments_than_kinds_of_voters_are_tried(values: list[float]) -> None:
    whole = view(np.resize(values, 60)[:, None])
    found = segment(Segments(count="auto"), whole, shown("continuous"), 1)
    assert found.cells <= len(values)
    assert (found.number is None) == (len(values) == 1)


def test_a_scenario_may_leave_the_number_open() -> None:
    assert load("small", ["segments.count=auto"]).segments.count == "auto"
    assert not check('[segments]\ncount = "auto"\nfit_sample = 3')
    wrong = check('[segments]\ncount = "many"')[0].text
    assert wrong == (
        "segments.count = \"many\": must be a whole number between 1 and 10,000 or 'auto'"
    )
    assert "between 1 and 10,000" in check("[segments]\ncount = 0")[0].text


def noisy(keys: dict[str, Any]) -> Scenario:
    return changed(SCENARIO, {
        "segments.method": "hdbscan", "population.structure": 1.0, "data.validity": 0.97,
        "population.archetypes": 3, "segments.fit_sample": 900, "test.respondents": 900,
        "segments.features": ("change_seeking", "risk_taking", "local_ties"),
        "data.coverage": 1.0, **keys,
    })


@pytest.mark.parametrize("conducted", [True, False])
def test_noise_gets_the_best_single_message(conducted: bool) -> None:
    scenario = noisy({"test.conducted": conducted})
    campaign, _ = prepare(scenario, electorate(scenario, 0))
    found = campaign.segmentation
    assert found.noise is not None
    assert found.noise == found.cells - 1 >= 2
    assert 0.0 < found.shares[found.noise] < 0.5
    choice, single = campaign.choice(found), campaign.best_single()
    assert choice.message[found.noise] == single.message[0]
    for ours, theirs in ((choice.promised_pp, single.promised_pp),
                         (choice.promised_raw_pp, single.promised_raw_pp)):
        assert np.array_equal(ours[found.noise], theirs[0], equal_nan=True)


def test_where_all_are_noise_segmented_is_broadcast() -> None:
    """No regions: the same message for everybody, delivered alike.

    In one cloud of 900 chance makes regions in about half of all replicates; the first without.
    """
    scenario = noisy({
        "population.structure": 0.0, "run.arms": ("silent", "broadcast", "segmented_free"),
    })

    def alike(number: int) -> bool:
        found = prepare(scenario, electorate(scenario, number))[0].segmentation
        return (found.noise, found.cells) == (0, 1)

    measures = run_replicate(scenario, next(filter(alike, range(8)))).measures
    assert measures["segmented_free"]["net_votes"] == pytest.approx(
        measures["broadcast"]["net_votes"], rel=1e-12
    )


def test_segments_by_demographic_cells_are_the_demographic_arm() -> None:
    """The same cells, the same answers, the same delivery: to the last bit."""
    scenario = changed(SCENARIO, {
        "segments.method": "demographic", "run.arms": ("silent", "segmented", "demographic"),
    })
    found = run_replicate(scenario, 0)
    assert found.measures["segmented"] == pytest.approx(
        found.measures["demographic"], rel=0, abs=0, nan_ok=True
    )
