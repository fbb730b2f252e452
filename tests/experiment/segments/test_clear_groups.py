"""The shipped pair: a country in which segments are found again and pay, and one without groups."""

from __future__ import annotations

import pytest

from msim import api
from msim.campaign.segments.stability import POOR
from msim.experiment.engine.sides import electorate
from msim.experiment.segments.cuts import curve_of, cut_by
from msim.scenario import Scenario

ARMS = ["silent", "broadcast", "segmented_free", "segmented"]
CLOUD = {"population.structure": 0.0}


def stability(scenario: Scenario) -> float:
    cut = cut_by(scenario.segments.method, scenario, electorate(scenario, 0))
    return float(curve_of(cut, cut.cells).mean[0])


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_groups_are_found_again_and_a_cloud_is_not(seed: int) -> None:
    clear, cloud = (
        api.load("segments", {"run.seed": seed} | more) for more in ({}, CLOUD)
    )
    assert stability(clear) > 0.8
    assert stability(cloud) < POOR


def test_messages_of_their_own_pay_in_the_groups_and_not_enough_to_matter_in_the_cloud() -> None:
    few = {"run.arms": ARMS, "run.replicates": 12, "run.max_replicates": 12}
    clear, cloud = (api.compare(api.load("segments", few | more)).data for more in ({}, CLOUD))
    assert clear.summary["verdict"]["segmented-broadcast"] == "win"
    assert cloud.summary["verdict"]["segmented-broadcast"] in ("small", "ahead")
    mean = [each.summary["contrasts"]["segmented-broadcast"]["net_votes"]["mean"]
            for each in (cloud, clear)]  # fmt: skip
    assert mean[0] < min(0.25 * mean[1], cloud.summary["verdict"]["worth_votes"])
