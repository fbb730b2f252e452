"""How good messages happen to be: known means, by the tables and by drawing."""

from __future__ import annotations

from math import pi, sqrt

import numpy as np
import pytest

from msim.core.streams import Streams
from msim.experiment.engine.qualities import QUALITIES, expected_best, qualities
from msim.world import World
from tests.experiment.small import small
from tests.world.helpers import within


@pytest.mark.parametrize(
    ("count", "mean"),
    [(1, 0.0), (2, 1 / sqrt(pi)), (3, 1.5 / sqrt(pi)), (6, 1.2672064), (10, 1.5387527),
     (100, 2.5075936)],
)
def test_the_mean_of_the_best_of_some_normals(count: int, mean: float) -> None:
    """By hand up to three; beyond, as tabulated (Harter 1961, Biometrika 48(1/2))."""
    assert expected_best(count) == pytest.approx(mean, abs=1e-7)


def world(number: int, **keys: object) -> World:
    return World.build(small(**keys), Streams(11, number))


def test_a_worlds_qualities_are_what_its_messages_drew_less_what_is_expected() -> None:
    found = world(0)
    drawn = found.messages.quality
    assert qualities(found) == {
        "quality_mean": drawn.mean(), "quality_best": drawn.max() - expected_best(6)
    }


def test_over_worlds_they_are_zero_on_average() -> None:
    each = np.array([list(qualities(world(number)).values()) for number in range(60)])
    for column in each.T:
        within(column, 0.0)
    assert each[:, 0].std() == pytest.approx(1 / sqrt(6), rel=0.4)


def test_where_there_is_nothing_to_tell_they_are_zero() -> None:
    nothing = dict.fromkeys(QUALITIES, 0.0)
    assert qualities(world(0, messages__between_sd_pp=0.0)) == nothing
    alone = world(0, messages__count=1)
    assert qualities(alone)["quality_best"] == 0.0
    assert qualities(alone)["quality_mean"] == float(alone.messages.quality[0])
