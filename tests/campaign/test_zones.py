"""Zones of a plan: every voter in exactly one, rows counted cell by cell, bands of equal size."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from msim.campaign.forecast import Forecast
from msim.campaign.rules import CALLED, EVERYONE, RandomCells
from msim.campaign.zones import BANDS, Both, DistrictZones, Score, Zoned, Zones, bands
from msim.core.seen import CampaignView, Rule
from tests.campaign.test_forecast import fitted, survey
from tests.campaign.views import draws, view

LOTS = RandomCells(np.array([0.5, 0.2, 0.3]))


def voters(n: int, places: int = 3) -> CampaignView:
    rng = draws(f"voters {n}")
    table = np.column_stack([rng.uniform(-1, 1, n), rng.integers(2, size=n)])
    return view(table, known=rng.random(n) < 0.8, district=rng.integers(places, size=n))


def forecast() -> Forecast:
    return fitted(*survey(800, coins=True))


def score(by: str) -> Score:
    found = forecast()
    return found.support_prob if by == "support" else found.votes


def banded(by: str = "persuadability", share: float | None = None, n: int = 1_000) -> Any:
    return bands(score(by), voters(n), share)


KINDS: dict[str, Any] = {
    "districts": lambda: DistrictZones(3),
    "bands": banded,
    "share": lambda: banded(share=0.25),
    "both": lambda: Both(DistrictZones(3), banded("support")),
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("rule", [EVERYONE, CALLED, LOTS], ids=["all", "on record", "cells"])
def test_rows_are_cells_times_zones_plus_zone(kind: str, rule: Rule) -> None:
    """So that a row tells cell and zone, and each voter has both."""
    zones: Zones = KINDS[kind]()
    seen, cut = voters(700), Zoned(rule, zones)
    row, zone, cell = cut.assign(seen), zones.of(seen), rule.assign(seen)
    assert zone.min() >= 0
    assert zone.max() < zones.count
    assert np.array_equal(row // zones.count, cell)
    assert np.array_equal(row % zones.count, zone)
    assert row.max() <= cut.cells == (rule.cells + 1) * zones.count - 1


def test_bands_are_of_equal_size_the_highest_first() -> None:
    """In tenths of the sample that they were cut from, by persuadability or by support."""
    for by in ("persuadability", "support"):
        found, seen = banded(by), voters(1_000)
        zone = found.of(seen)
        assert np.bincount(zone, minlength=BANDS).tolist() == [100] * BANDS
        score = forecast().support_prob(seen) if by == "support" else forecast().votes(seen)
        lowest = [score[zone == band].min() for band in range(BANDS)]
        highest = [score[zone == band].max() for band in range(BANDS)]
        assert all(a >= b for a, b in zip(lowest, highest[1:], strict=False))


@pytest.mark.parametrize("share", [0.07, 0.5, 0.93])
def test_a_share_that_is_set_is_the_upper_band(share: float) -> None:
    found, seen = banded(share=share), voters(1_000)
    assert found.count == 2
    upper = found.of(seen) == 0
    assert upper.mean() == pytest.approx(share, abs=2e-3)
    votes = forecast().votes(seen)
    assert votes[upper].min() >= votes[~upper].max()
    fresh = banded(share=share).of(voters(20_000)) == 0
    assert fresh.mean() == pytest.approx(share, abs=4 * np.sqrt(0.25 / 1_000))


def test_a_share_of_all_is_one_band() -> None:
    found = banded(share=1.0)
    assert found.count == 1
    assert not found.of(voters(50)).any()


def test_equal_scores_are_in_one_band() -> None:
    """Where nothing tells voters apart, they are all at the top: nobody is left out by lot."""
    alike = view(np.full((300, 2), 0.5))
    found = bands(score("support"), alike, None)
    assert np.unique(found.of(alike)).tolist() == [0]


@settings(max_examples=40)
@given(place=st.integers(1, 6), share=st.none() | st.floats(0.05, 1.0), n=st.integers(1, 80))
def test_bands_within_districts_tell_both(place: int, share: float | None, n: int) -> None:
    seen = voters(n, place)
    inner = bands(score("support"), seen, share)
    zone = Both(DistrictZones(place), inner).of(seen)
    assert np.array_equal(zone // inner.count, seen.district)
    assert np.array_equal(zone % inner.count, inner.of(seen))


def test_where_a_voter_is_put_depends_on_nobody_else() -> None:
    zones, seen = KINDS["both"](), voters(400)
    whole = Zoned(LOTS, zones).assign(seen)
    some = np.arange(0, 400, 7)
    assert np.array_equal(Zoned(LOTS, zones).assign(seen.rows(some)), whole[some])
