"""Chances that lean: as strongly as stated, with what is stated, the overall share kept."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy.special import logit

from msim.experiment.engine.electorate import Block
from msim.experiment.engine.sides import electorate, opposed
from msim.world.leaning import Leaning
from tests.world.helpers import made, plain, within

LEANS = [
    {"t0": 1.0}, {"turnout": 1.0}, {"t0": -3.0, "t1": 3.0, "turnout": 3.0}, {"turnout": -0.3},
]  # fmt: skip


def lean(block: Block, share: float, loadings: dict[str, float]) -> Leaning:
    """A chance that leans, in the world of a block."""
    found = block._world.leaning(share, loadings)
    assert found is not None
    return found


@pytest.mark.parametrize("loadings", LEANS, ids=str)
@pytest.mark.parametrize("share", [0.05, 0.77])
def test_the_overall_share_is_kept(share: float, loadings: dict[str, float]) -> None:
    block = made(plain(2, population__simulated=20_000)).block(0)
    within(lean(block, share, loadings)(block.voters), share)


def test_the_logit_is_a_line_in_traits_and_in_turnout() -> None:
    """Turnout as it is: what no trait tells of it counts as well."""
    block = made(plain(2, population__simulated=2_000)).block(0)
    voters, politics = block.voters, block._world.politics
    turnout = (logit(voters.turnout_prob.astype(float)) - politics.turnout_intercept) / 1.0
    found = lean(block, 0.4, {"t1": -0.7, "turnout": 0.9})
    line = found.intercept - 0.7 * voters.traits[:, 1] + 0.9 * turnout
    assert logit(found(voters).astype(float)) == pytest.approx(line, abs=1e-4)


@pytest.mark.parametrize(("share", "loadings", "keys"), [
    (0.5, {}, {}), (0.5, {"t0": 0.0, "turnout": 0.0}, {}), (1.0, {"t0": 1.0}, {}),
    (0.0, {"t0": 1.0}, {}), (0.5, {"turnout": 1.0}, {"politics__turnout_sd": 0.0}),
])
def test_no_lean(share: float, loadings: dict[str, float], keys: dict[str, Any]) -> None:
    """None where nothing is named, nobody or everybody is meant, or all vote alike."""
    world = made(plain(2, population__simulated=500, **keys)).world
    assert world.leaning(share, loadings) is None


def test_who_is_on_file_consents_and_is_found() -> None:
    """Each leans with its own loading, and the rest of what is known stays as it was."""
    keys = {"data__coverage": 0.8, "data__consent": 0.5}
    channel = {"share": 1.0, "match_rate": 0.6, "targetable": True}

    def block(match: dict[str, float], **leans: dict[str, float]) -> Block:
        scenario = plain(3, population__simulated=20_000, channels={"air": {
            **channel, "match_habit": match}}, **keys, **leans)
        return made(scenario).block(0)

    even, found = block({}), block(
        {"t2": 1.0}, data__coverage_lean={"t0": 2.0}, data__consent_lean={"t1": -2.0})
    for column, sign, seen in ((0, 1, found.view.known), (1, -1, found.view.known),
                               (2, 1, found.media.matched[:, 0])):
        trait = found.voters.traits[:, column]
        assert sign * (trait[seen].mean() - trait[~seen].mean()) > 0.3
    within(found.media.matched[:, 0], 0.6)
    assert np.array_equal(even.view.traits, found.view.traits)
    assert np.array_equal(even.media.habit, found.media.habit)


def test_the_other_side_meets_the_same_voters() -> None:
    """Its file leans with the turnout that they have, though its draws are its own."""
    scenario = plain(2, population__simulated=2_000, data__coverage=0.5, opponent__strategy="naive",
                     data__coverage_lean={"turnout": 1.0})
    voters = electorate(scenario, 0)
    sides = [voters, opposed(voters)]
    ours, theirs = (each._observer.leanings["coverage"](each.block(0).voters) for each in sides)
    assert np.array_equal(ours, theirs)
    assert not np.array_equal(*(each.block(0).view.known for each in sides))
