"""Rows of `msim verify`: a draw of each, what is inside by arithmetic, and what they say."""

from __future__ import annotations

import json
import math
from functools import cache
from typing import Any

import numpy as np
import pytest

from msim import verify
from msim.core.errors import InputError
from msim.published import run
from msim.published.row import Effort, Obtained, Row, mean_of, near, ratio_of
from msim.published.run import ROWS, Verified
from msim.published.studies import attributes, mistargeting, mobilisation

CHEAP = [row.id for row in ROWS if row.id.startswith(("testing", "small", "mobil", "mis", "dec"))]


@cache
def quick() -> dict[str, Verified]:
    """Every row with a tenth of the draws; obtained once for all tests here."""
    return {found.row.id: found for found in verify.rows(quick=True)}


def test_every_study_has_rows_and_names_are_its_own() -> None:
    ids = [row.id for row in ROWS]
    assert len(set(ids)) == len(ids)
    studies = {"anchor", "testing", "attributes", "tailoring", "small", "mobilisation",
               "mistargeting", "credibility", "decay"}
    assert studies <= {name.split("-")[0] for name in ids}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)
def test_a_row_says_who_what_and_what_it_sets(row: Row) -> None:
    assert all((row.source, row.what, row.unit, row.said, row.condition, row.tolerance))
    low, high = row.accepted
    assert low is not None or high is not None
    if row.published is not None and low is not None:
        assert low <= row.published
    if row.published is not None and high is not None:
        assert row.published <= high


def test_which_are_inside_and_which_are_not() -> None:
    """The gaps are far wider than the noise of a tenth of the draws."""
    found = quick()
    inside = {"anchor-perfect", "testing-1000000-without", "attributes-more", "tailoring-seen",
              "small-mean", "small-spread", "mobilisation-mean", "mobilisation-gains",
              "mobilisation-loses", "mistargeting-larger", "decay-nothing-lasts",
              "credibility-equal-reach", "credibility-catch-up", "credibility-avoidance"}
    outside = {"attributes-one", "mobilisation-size", "mistargeting-central", "decay-central"}
    assert inside <= {name for name, each in found.items() if each.inside}
    assert outside <= {name for name, each in found.items() if not each.inside}


def test_decay_is_what_the_half_life_says() -> None:
    """2^-(14 / h) where nothing lasts, (.2 + .8 2^-2.5) / (.2 + .8 2^-.5) where a fifth does."""
    found = quick()
    assert found["decay-nothing-lasts"].obtained.mean == pytest.approx(25.0, abs=0.01)
    central = 100 * (0.2 + 0.8 * 2**-2.5) / (0.2 + 0.8 * 2**-0.5)
    assert found["decay-central"].obtained.mean == pytest.approx(central, abs=0.05)
    region = found["decay-central"].obtained.region
    assert region is not None
    assert region.values[0][0] == pytest.approx(6.25, abs=0.01)


def test_sides_that_gain_and_lose_are_as_far_apart_as_published() -> None:
    found = quick()
    gap = [found[f"mobilisation-{side}"].obtained.mean or math.nan for side in ("gains", "loses")]
    assert gap[0] - gap[1] == pytest.approx(0.7, abs=0.02)
    predicted = found["mobilisation-size"].obtained.mean
    assert predicted == pytest.approx(0.3 * mobilisation.forced_exposures(), rel=0.02)


def test_a_penalty_of_twice_the_gain_is_the_break_even() -> None:
    region = quick()["mistargeting-central"].obtained.region
    assert region is not None
    by_penalty = dict(zip(mistargeting.PENALTIES, (row[0] or 0.0 for row in region.values),
                          strict=True))
    assert by_penalty[0.0] > by_penalty[1.0] > 40.0 > 20.0 > abs(by_penalty[2.0])
    assert by_penalty[3.0] < -40.0


def test_the_region_of_one_attribute_rises_with_division_and_spread() -> None:
    region = quick()["attributes-one"].obtained.region
    assert region is not None
    values = np.array(region.values, dtype=float)
    assert values.shape == (len(attributes.CORRELATIONS), len(attributes.SPREADS))
    assert np.all(np.diff(values[:4, 2]) < 0.0) and np.all(np.diff(values[0]) > 0.0)
    assert values[0, 3] > 1.7 > values[2, 2]
    with_all_known = attributes.Targeting(np.eye(2), 6, 1.0, -0.5).each(1500, 1)
    expected = (1 + 1.2672) / (1 + 1.2672 * 0.5)  # best of six normals; pooled sd sqrt(1/4)
    assert with_all_known[1].mean() / with_all_known[0].mean() == pytest.approx(expected, abs=0.03)


def test_what_credibility_needs() -> None:
    """At equal price nobody is behind; at nearly twice the price most of the liked are."""
    equal, catch_up, avoided = (
        quick()[f"credibility-{name}"].obtained.region
        for name in ("equal-reach", "catch-up", "avoidance")
    )
    assert equal is not None and catch_up is not None and avoided is not None
    assert equal.values[0] == (1.0, 1.0) and (equal.values[1][0] or 0.0) < 0.7
    disliked, liked = catch_up.values[0], np.array(catch_up.values[3], dtype=float)
    assert disliked == (None,) * 4  # who loses by more reach never catches up
    assert liked[0] == pytest.approx(1.0, abs=0.1) and (np.diff(liked) > 0.0).all()
    anybody, half, fifth = avoided.values[0]
    assert (anybody or 0.0) < (half or 0.0) < (fifth or 0.0) < 0.0


def test_the_same_seed_says_the_same_and_another_does_not() -> None:
    names = ["small-spread", "mistargeting-larger"]
    one, again, other = (verify.table(True, seed, names)["mean"] for seed in (3, 3, 4))
    assert (one == again).all() and (one != other).all()


def test_the_summary_is_plain_json_and_counts() -> None:
    found = list(quick().values())
    said = json.loads(json.dumps(run.summary(found, 1), allow_nan=False))
    assert said["inside"] + said["outside"] == len(said["rows"]) == len(ROWS)
    assert said["outside"] == sum(not row["inside"] for row in said["rows"]) > 0
    first: dict[str, Any] = said["rows"][0]
    assert {"id", "source", "published", "obtained", "tolerance", "inside"} <= set(first)
    assert first["tolerance"] == 1.0 and set(first["obtained"]) == {"mean", "low", "high", "region"}


def test_an_interval_bounds_its_mean() -> None:
    for each in quick().values():
        got = each.obtained
        assert got.mean is not None and got.low is not None and got.high is not None
        assert got.low <= got.mean <= got.high, each.row.id


def test_a_ratio_of_means_covers_its_truth() -> None:
    """Of 400 samples of 50, about 95 % of the intervals hold the ratio of the true means."""
    from msim.core.streams import Streams

    hits = 0
    for number in range(400):
        rng = Streams(5, number).generator("test/ratio")
        below = 2.0 + rng.standard_normal(50)
        above = 3.0 + 0.5 * (below - 2.0) + rng.standard_normal(50)
        got = ratio_of(above, below, less=1.0, times=10.0)
        assert got.low is not None and got.high is not None
        hits += got.low <= 5.0 <= got.high
    assert 0.91 * 400 < hits < 0.985 * 400


def test_what_is_no_number_is_outside() -> None:
    row = ROWS[0]
    assert not row.inside(Obtained(None)) and not row.inside(Obtained(math.nan))
    assert ratio_of(np.ones(3), np.zeros(3)) == Obtained(None)
    assert mean_of(np.array([2.0])) == Obtained(2.0, None, None)
    assert near(-8.0, 0.25) == (-10.0, -6.0)


def test_names_and_seeds_that_cannot_be() -> None:
    with pytest.raises(InputError, match="anchor-perfect"):
        verify.rows(True, names=["anchors"])
    with pytest.raises(InputError, match="seed"):
        verify.rows(True, seed=-1)


def test_a_row_by_name_is_the_row_of_all() -> None:
    assert Effort(quick=True).of(15) == 2
    for name in CHEAP[:3]:
        alone = verify.rows(True, names=[name])[0]
        assert alone.obtained == quick()[name].obtained
