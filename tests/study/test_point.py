"""One point: the numbers of a run of its scenario, however its replicates came about."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import pytest

from msim.experiment.comparison.compare import run as compared
from msim.scenario import override
from msim.study.point import Point, PointResult, answer, counts, enough, packed
from msim.study.records import Design
from tests.study.fakes import design

TINY = ["population.simulated=1500", "test.surveys=1"]
MORE = ("segmented/broadcast.net_votes", "segmented.win_prob", "segmented-broadcast.win_prob",
        "broadcast.cost_per_net_vote")  # fmt: skip


def tiny(**numbers: Any) -> Design:
    found = design(**numbers)
    scenario = override(found.scenario, TINY)
    return replace(found, scenario=scenario, measures=(*found.measures, MORE[0]))


def ran(asked: Design, changes: dict[str, Any], **more: Any) -> PointResult:
    return answer(packed(asked), Point("key", changes, **{"null": {}, **more}))


def test_a_point_says_what_a_run_of_its_scenario_says() -> None:
    asked = tiny(replicates=6)
    changes = {"data.validity": 0.8, "segments.method": "ward"}
    found = ran(asked, changes)
    summary = compared(override(asked.scenario, changes)).summary
    assert (found.error, len(found.values), found.seed) == ("", 6, 1)
    for measure, interval in zip(asked.measures, found.numbers, strict=True):
        thing, _, name = measure.rpartition(".")
        if thing == "world":  # over the same worlds: a ratio of means here, a mean of ratios there
            if name in summary["segments"]:
                told = summary["segments"][name]["mean"]
                assert interval[0] == pytest.approx(told, abs=0.05), measure
            continue
        there = (summary["arms"] | summary["contrasts"])[thing][name]
        for part, number in zip(("mean", "low", "high"), interval, strict=True):
            wanted = math.nan if there[part] is None else there[part]
            assert number == wanted or (math.isnan(number) and math.isnan(wanted)), measure
    low = found.numbers[0][1]
    assert found.claim is (None if math.isnan(low) else low > 0.0)


def test_more_replicates_go_on_from_those_there_are() -> None:
    few, more = tiny(replicates=2), tiny(replicates=5)
    changes = {"data.validity": 0.5}
    begun, fresh = ran(few, changes), ran(more, changes)
    grown = ran(more, changes, values=begun.values)
    assert grown.values == fresh.values and repr(grown.numbers) == repr(fresh.numbers)
    assert grown.values[:2] == begun.values
    again = enough(few, 1, fresh.values)
    assert again is not None and repr(again.numbers) == repr(begun.numbers)
    assert enough(more, 1, begun.values) is None


def test_replicates_grow_until_the_target_is_as_precise_as_asked() -> None:
    asked = replace(tiny(replicates=5), precision=1e9, max_replicates=24)
    good = {"data.validity": 0.9, "messages.heterogeneity_sd_pp": 3.0}  # the two arms differ
    assert list(counts(asked)) == [5, 10, 20, 24]
    assert len(ran(asked, good).values) == 5
    never = ran(replace(asked, precision=1e-9, max_replicates=7), good)
    assert (len(never.values), never.precise) == (7, False)
    half = (never.numbers[0][2] - never.numbers[0][1]) / 2.0
    enough_at_last = ran(replace(asked, precision=1.001 * half, max_replicates=14), good)
    assert enough_at_last.precise and len(enough_at_last.values) in (5, 10, 14)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"channels.social.share": 0.9}, "channels: shares add up to 1.4, must add up to 1"),
        ({"response.persuadable_low": 0.9}, "must be below persuadable_high"),
    ],
)
def test_an_impossible_world_is_a_point_that_failed(changes: dict[str, Any], said: str) -> None:
    found = ran(tiny(), changes)
    assert said in found.error and not found.again
    assert found.claim is None and all(math.isnan(x) for each in found.numbers for x in each)


def test_what_has_no_value_has_none() -> None:
    one = ran(tiny(replicates=1), {})
    mean, low, high = one.numbers[0]
    assert math.isfinite(mean) and math.isnan(low) and math.isnan(high) and one.claim is None


def test_the_null_world_is_the_point_with_more_changed() -> None:
    asked = tiny(replicates=2)
    null = {"messages.heterogeneity_sd_pp": 0.0, "messages.between_sd_pp": 0.0}
    found = ran(asked, {"data.validity": 0.9}, null=null)
    wanted = ran(asked, {"data.validity": 0.9} | null)
    assert repr(found.numbers) == repr(wanted.numbers)
    assert found.numbers != ran(asked, {"data.validity": 0.9}).numbers
