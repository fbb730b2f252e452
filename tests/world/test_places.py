"""Districts: sorting moves who lives where and keeps how many live there."""

from __future__ import annotations

import numpy as np
import pytest

from tests.laws.drawn import changed
from tests.world.helpers import made, plain, within

SIZES, SHARES = (0.5, 0.3, 0.2), (0.1, 0.2, 0.3, 0.4)
PLACES = changed(plain(), {
    "population.archetypes": 4,
    "population.archetype_shares": SHARES,
    "districts.count": 3,
    "districts.sizes": SIZES,
    "districts.lean_sd": 0.7,
})


@pytest.mark.parametrize("sorting", [0.0, 0.3, 1.0])
def test_sorting_keeps_the_margins(sorting: float) -> None:
    for number in range(5):
        joint = made(changed(PLACES, {"districts.sorting": sorting}), number).world.places.joint
        assert joint.sum(axis=0) == pytest.approx(SIZES, abs=1e-12)
        assert joint.sum(axis=1) == pytest.approx(SHARES, abs=1e-12)
        assert joint.min() >= 0.0


def test_no_sorting_spreads_evenly() -> None:
    joint = made(PLACES).world.places.joint
    assert joint == pytest.approx(np.outer(SHARES, SIZES), abs=1e-12)


def test_full_sorting_puts_each_archetype_into_as_few_places_as_can_be() -> None:
    """Laid end to end, 4 archetypes and 3 districts overlap in at most 4 + 3 - 1 pieces."""
    joint = made(changed(PLACES, {"districts.sorting": 1.0})).world.places.joint
    assert np.count_nonzero(joint > 1e-12) <= 6


@pytest.mark.parametrize("sorting", [0.0, 0.8])
def test_voters_live_where_the_table_says(sorting: float) -> None:
    electorate = made(changed(PLACES, {"districts.sorting": sorting}))
    voters, joint = electorate.block(0).voters, electorate.world.places.joint
    for a, d in np.ndindex(joint.shape):
        within((voters.archetype == a) & (voters.district == d), joint[a, d], slack=1e-4)


def test_leanings_of_districts_are_part_of_support() -> None:
    electorate = made(changed(PLACES, {
        "politics.lean_sd": 0.0, "messages.heterogeneity_sd_pp": 0.31}))
    voters, world = electorate.block(0).voters, electorate.world
    expected = world.politics.support_intercept + world.places.lean[voters.district]
    assert voters.support == pytest.approx(expected, abs=1e-6)
    many = changed(PLACES, {"districts.count": 400, "districts.sizes": None})
    within(made(many).world.places.lean ** 2, 0.7**2)


def test_sizes_that_are_drawn_are_as_spread_as_configured() -> None:
    """Lognormal: the logarithm of a size has the spread, whatever they are scaled to."""
    many = changed(plain(), {"districts.count": 2_000, "districts.size_sd": 0.6})
    joint = made(many).world.places.joint
    sizes = joint.sum(axis=0)
    assert sizes.sum() == pytest.approx(1.0)
    log = np.log(sizes)
    within((log - log.mean()) ** 2, 0.36)
    again = made(many, 1).world.places.joint.sum(axis=0)
    assert abs(np.corrcoef(log, np.log(again))[0, 1]) < 4 / np.sqrt(2_000)


def test_drawing_sizes_moves_no_leaning() -> None:
    """Each has a stream of its own; without a spread all are of the same size."""
    keys = {"districts.count": 5, "districts.lean_sd": 0.5}
    even, drawn = (made(changed(plain(), keys | {"districts.size_sd": sd})).world.places
                   for sd in (0.0, 0.6))
    assert even.lean.tolist() == drawn.lean.tolist()
    assert even.joint.sum(axis=0) == pytest.approx(np.full(5, 0.2))
    assert np.ptp(drawn.joint.sum(axis=0)) > 0.05
    # And who is sorted next to whom stays as it was, however little sizes differ.
    keys |= {"districts.sorting": 1.0}
    even, near = (made(changed(plain(), keys | {"districts.size_sd": sd})).world.places
                  for sd in (0.0, 1e-9))
    assert near.joint == pytest.approx(even.joint, abs=1e-8)


def test_districts_of_drawn_sizes_have_their_voters() -> None:
    electorate = made(changed(plain(), {"districts.count": 4, "districts.size_sd": 0.8}))
    sizes = electorate.world.places.joint.sum(axis=0)
    for district, size in enumerate(sizes):
        within(electorate.block(0).voters.district == district, float(size), slack=1e-4)
