"""A world's replicates: paired sides, draws of its own, factors that add up."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from msim.claims.answering import columns
from msim.claims.claim import DebateClaim, Term
from msim.claims.play import Task, play
from msim.claims.worlds import central, points
from msim.experiment.comparison.attribution import variant
from msim.experiment.engine.replicate import run_replicate
from msim.scenario import override
from tests.claims import tiny


@pytest.fixture
def claim(tmp_path: Path) -> DebateClaim:
    return tiny.claim(tmp_path)


def rows(claim: DebateClaim, count: int = 2, number: int = 0) -> list[tuple[float, ...]]:
    found = play(Task(claim, points(claim, "split", 16)[number], count, count))
    assert not found.error
    return list(found.values)


def test_arms_of_one_world_are_those_of_the_replicate(claim: DebateClaim) -> None:
    point = points(claim, "split", 16)[0]
    scenario = override(claim.scenario, dict(point.values))
    measured = run_replicate(scenario, point.first).measures
    assert rows(claim, 1)[0] == tuple(
        measured[arm]["vote_share_pp"] for arm in ("segmented", "broadcast"))


def test_replicates_that_are_there_are_gone_on_with(claim: DebateClaim) -> None:
    whole = rows(claim, 3)
    point = points(claim, "split", 16)[0]
    assert play(Task(claim, point, 3, 3, tuple(whole[:1]))).values == tuple(whole)
    assert whole[0] != whole[1] and rows(claim, 1, number=1)[0] != whole[0]


def test_two_worlds_that_do_not_differ_differ_by_nothing(claim: DebateClaim) -> None:
    same = {"data.party_accuracy": 0.9}
    arm = Term.of("segmented")
    paired = replace(claim, contrast=arm, against=arm, now=same, instead=same)
    for now, instead in rows(paired):
        assert now == instead
    other = replace(paired, instead={"data.party_label": False})
    assert any(now != instead for now, instead in rows(other))


def test_advantages_of_two_worlds_are_differences_of_differences(claim: DebateClaim) -> None:
    paired = replace(claim, now={"data.consent": 1.0}, instead={"data.consent": 0.5},
                     also=("reach_rate",))  # fmt: skip
    found = rows(paired, 1)[0]
    assert len(found) == len(columns(paired)) == 6
    assert abs(found[0]) < 5.0 and abs(found[1]) < 5.0  # points gained, not points of the vote
    reach = dict(zip(columns(paired), found, strict=True))
    assert reach["instead.segmented.reach_rate"] < reach["now.segmented.reach_rate"]


def test_who_wins_is_asked_over_the_swing_as_in_every_run(claim: DebateClaim) -> None:
    chances = rows(replace(claim, quantity="chance"))
    point = points(claim, "split", 16)[0]
    measured = run_replicate(override(claim.scenario, dict(point.values)), point.first).measures
    assert chances[0] == tuple(measured[arm]["win_prob"] for arm in ("segmented", "broadcast"))
    assert all(0.0 < value < 1.0 for row in chances for value in row)
    still = replace(claim, quantity="chance", scenario=override(
        claim.scenario, {"election.swing_sd": 0.0, "election.district_swing_sd": 0.0}))  # fmt: skip
    assert {value for row in rows(still) for value in row} <= {0.0, 0.5, 1.0}


def test_factors_are_those_of_an_attribution_with_the_arm_alone_sharing_runs(
    claim: DebateClaim,
) -> None:
    factors = {"testing": {"test.conducted": True}, "targeting": {"arm": "segmented"}}
    scenario = override(claim.scenario, {
        "attribution.factors": factors, "attribution.arm": "broadcast", "test.conducted": False,
        "election.swing_sd": 0.1,
    })  # fmt: skip
    asked = replace(claim, quantity="attribution", scenario=scenario, ranges=claim.ranges[:1],
                    factors=("testing", "targeting"))  # fmt: skip
    point = central(asked)[0]
    found = play(Task(asked, point, 2, 2))
    assert columns(asked) == ["testing", "targeting", "winning.testing", "winning.targeting"]
    at = override(scenario, dict(point.values))
    subsets = [variant(at, chosen) for chosen in (frozenset(), frozenset(factors))]
    nothing, everything = (
        run_replicate(each, point.first).measures[arm] for each, arm in subsets
    )
    votes, chances = found.values[0][:2], found.values[0][2:]
    for measure, values in (("vote_share_pp", votes), ("win_prob", chances)):
        assert sum(values) == pytest.approx(everything[measure] - nothing[measure], abs=1e-9)
    assert 0.0 < abs(sum(chances)) < 1.0
    assert found.values[0] != found.values[1]
    less = {"attribution.factors": {"testing": {"test.conducted": True}}}
    fewer = replace(asked, cases={"without targeting": less})
    only = play(Task(fewer, central(fewer)[0], 1, 1)).values[0]
    assert only[1] == only[3] == 0.0 and only[0] != 0.0


def test_a_world_that_cannot_be_made_is_told(claim: DebateClaim) -> None:
    odd = replace(claim, now={"data.validity": 7.0})
    found = play(Task(odd, points(odd, "split", 16)[0], 2, 2))
    assert not found.values and "data.validity = 7" in found.error
