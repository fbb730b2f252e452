"""The screening of what a run assumes: every key that is a number, each point a scenario."""

from __future__ import annotations

import tomllib
from dataclasses import replace

import pytest

from msim.core.errors import InputError
from msim.scenario import load
from msim.scenario.assumed import assumptions
from msim.scenario.writing import dump
from msim.study import run
from msim.study.assumed import screening
from msim.study.point import scenario_of
from msim.study.text import read_back, written


def test_every_assumption_that_is_a_number_is_screened_and_every_point_can_be() -> None:
    scenario = load("small")
    found = screening(scenario, "small-assumptions")
    keys = [each.key for each in found.parameters]
    assert found.kind == "morris" and found.points == 10 * (len(keys) + 1)
    assert {"politics.turnout_sd", "messages.trait_share", "budget.total"} <= set(keys)
    assert set(keys) <= {doc.key for doc in assumptions(scenario)}
    turnout = next(each for each in found.parameters if each.key == "politics.turnout_sd")
    assert (turnout.low, turnout.high) == (0.5, 2.0), "half and twice"
    assert read_back(written(found), dump(found.scenario)) == found
    few = replace(found, points=2 * (len(keys) + 1))
    base = tomllib.loads(dump(few.scenario))
    for each in run.asked_for(few):
        scenario_of(few, base, each.point)
    moved = screening(scenario, "x", 3 * (len(keys) + 1), 7)
    assert (moved.points, moved.seed, moved.scenario.run.seed) == (3 * (len(keys) + 1), 7, 7)


def test_what_cannot_be_screened_is_refused() -> None:
    with pytest.raises(InputError, match="does not run the arm 'segmented'"):
        screening(load("small", {"run.arms": ["silent", "broadcast"]}), "x")
    with pytest.raises(InputError, match="too few"):
        screening(load("small"), "x", 5)
