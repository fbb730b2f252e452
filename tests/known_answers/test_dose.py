"""Carry-over, saturation and the quality of readings, each by the textbook's arithmetic."""

from __future__ import annotations

import math

import numpy as np
import pytest

from msim.campaign.data import reliability
from msim.core.dose import (
    CALIBRATED_RETENTION,
    DEFAULT_FLIGHT,
    dose_per_exposure,
    retention,
    saturate,
    weekly_retention,
)
from msim.reach import hill, negative_binomial
from msim.scenario import Channel, Data, Response

EXACT = {"rel": 0.0, "abs": 1e-9}


def test_retention_of_the_default_flight() -> None:
    """Weights 1,1,1,1,2,2,3,4 of 15, each 3.5 + 7j days before the vote, half-life 7: 2^-(j + 1/2).

    sum = sqrt(1/2) (4 + 3/2 + 2/4 + 2/8 + 1/16 + 1/32 + 1/64 + 1/128) / 15 = 0.3001; a twentieth
    stays: 0.05 + 0.95 x 0.3001 = 0.3351.
    """
    eighths = 4 + 3 / 2 + 2 / 4 + 2 / 8 + 1 / 16 + 1 / 32 + 1 / 64 + 1 / 128
    expected = 0.05 + 0.95 * math.sqrt(0.5) * eighths / 15
    assert retention((1, 1, 1, 1, 2, 2, 3, 4), 7.0, 0.05) == pytest.approx(expected, **EXACT)
    assert pytest.approx(expected, **EXACT) == CALIBRATED_RETENTION
    assert round(CALIBRATED_RETENTION, 4) == 0.3351
    assert Channel().flight == DEFAULT_FLIGHT
    assert (Response().half_life_days, Response().lasting_share) == (7.0, 0.05)


def test_geometric_carry_over() -> None:
    """A constant input of 1 a week, of which half is carried over, adds up to 1 / (1 - 1/2) = 2.

    Days count from mid-week, so everything is half a half-life older: sqrt(1/2) of that.
    """
    weeks = 60
    carried = weeks * retention([1.0] * weeks, 7.0, 0.0) / math.sqrt(0.5)
    assert carried == pytest.approx(2.0, **EXACT)
    weekly = weekly_retention(weeks, 7.0, 0.0) / math.sqrt(0.5)
    assert weekly[::-1][:4] == pytest.approx([1.0, 0.5, 0.25, 0.125], **EXACT)
    assert weekly.sum() == pytest.approx(2.0, **EXACT)


def test_half_of_a_week_old_effect_is_gone_after_a_half_life() -> None:
    """One week's flight, 3.5 days before the vote, with a half-life of 3.5 days."""
    assert retention([5.0], 3.5, 0.0) == pytest.approx(0.5, **EXACT)
    assert retention([5.0, 0.0], 3.5, 0.0) == pytest.approx(0.125, **EXACT)
    assert retention([5.0], 3.5, 1.0) == 1.0


def test_saturation() -> None:
    """G(F) = (1 - exp(-kF)) / (1 - exp(-k)): with k = ln 2, G(1) = 1, G(2) = 3/2, at most 2."""
    found = saturate(np.array([0.0, 1.0, 2.0, 1e3]), math.log(2))
    assert found == pytest.approx([0.0, 1.0, 1.5, 2.0], **EXACT)
    assert saturate(np.array([0.0, 3.5]), 0.0).tolist() == [0.0, 3.5]


def test_hill() -> None:
    """x^s / (x^s + c^s): half of all at x = c whatever s, and 4 / (4 + 1) at x = 2, c = 1, s = 2.

    With s = 1 it is Goerg's curve: reach of x impressions, c of which reach half.
    """
    assert hill(3.7, half=3.7, slope=1.9) == pytest.approx(0.5, **EXACT)
    assert hill(2.0, half=1.0, slope=2.0) == pytest.approx(0.8, **EXACT)
    assert hill([0.0, 1e200], half=1.0, slope=2.0) == pytest.approx([0.0, 1.0], **EXACT)
    assert hill(2.0, half=1.0) == pytest.approx(negative_binomial(2.0, 1.0), **EXACT)
    with pytest.raises(ValueError, match="half"):
        hill(1.0, half=0.0)


@pytest.mark.parametrize("saturation", [0.0, 0.3, 2.0])
def test_calibration_of_one_exposure(saturation: float) -> None:
    """One exposure, faded as under the defaults, moves field_share of a forced one's votes.

    Votes are those of the `turnout` who vote: turnout x G(dose x R0) = field_share.
    """
    field_share, turnout = 0.02, 0.65
    dose = dose_per_exposure(field_share, saturation, turnout) * CALIBRATED_RETENTION
    moved = turnout * saturate(np.array([dose]), saturation)
    assert moved == pytest.approx([field_share], **EXACT)


def test_a_field_share_out_of_reach() -> None:
    """The largest effect is turnout / (1 - exp(-k)): 0.5 / (1 - 1/2) = 1 at k = ln 2."""
    with pytest.raises(ValueError, match="below 1"):
        dose_per_exposure(1.0, math.log(2), 0.5)
    assert np.isfinite(dose_per_exposure(0.999, math.log(2), 0.5))


@pytest.mark.parametrize(("points", "expected"), [(0, 0.0), (1, 0.2), (2, 1 / 3), (4, 0.5)])
def test_spearman_brown(points: int, expected: float) -> None:
    """r_p = p r / (1 + (p - 1) r) with r = 0.2: 0.2, 0.4/1.2, 0.8/1.6; all under ceiling^2.

    r = (single / ceiling)^2 = (0.3 sqrt(0.2) / 0.3)^2.
    """
    data = Data(data_points=points, ceiling=0.3, single_item_validity=0.3 * math.sqrt(0.2))
    assert reliability(data) == pytest.approx(0.09 * expected, **EXACT)


def test_the_first_point_and_the_last() -> None:
    """One point has the validity of one point; infinitely many have the ceiling's."""
    assert reliability(Data(data_points=1)) == pytest.approx(0.15**2, **EXACT)
    assert reliability(Data(data_points=10**6)) == pytest.approx(0.56**2, abs=1e-5)
    assert reliability(Data(validity=0.4)) == pytest.approx(0.16, **EXACT)


def test_no_data_points_say_nothing_even_where_one_would_say_all() -> None:
    """0 points: p r / (1 + (p - 1) r) is 0 / 0 at r = 1, and means 0."""
    data = Data(data_points=0, single_item_validity=0.5, ceiling=0.5)
    assert reliability(data) == 0.0


@pytest.mark.parametrize("half_life", [5e-324, 1e-300, 1e-9])
def test_of_a_half_life_of_next_to_nothing_nothing_is_left(half_life: float) -> None:
    """2 to the minus infinity is 0, without a word from numpy: warnings are errors here."""
    assert weekly_retention(2, half_life, 0.1).tolist() == [0.1, 0.1]
