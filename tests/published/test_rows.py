"""Rows of `msim verify`: a draw of each, what is inside by arithmetic, and what they say."""

from __future__ import annotations

import json
import math
from functools import cache
from typing import Any, get_args

import numpy as np
import pytest

from msim import verify
from msim.core.dose import saturate
from msim.core.errors import InputError
from msim.published import run
from msim.published.row import Effort, Obtained, Row, Verdict, mean_of, near, ratio_of, reached
from msim.published.run import ROWS, Verified
from msim.published.studies import attributes, decay, group_noise, mistargeting
from msim.published.studies.small_effects import ERRORS_PP, true_variance
from msim.published.studies.sources import central

CHEAP = [row.id for row in ROWS if row.id.startswith(("testing", "small", "mis", "dec"))]


@cache
def quick() -> dict[str, Verified]:
    """Every row with a tenth of the draws; obtained once for all tests here."""
    return {found.row.id: found for found in verify.rows(quick=True)}


def test_every_study_has_rows_and_names_are_its_own() -> None:
    ids = [row.id for row in ROWS]
    assert len(set(ids)) == len(ids)
    studies = {"anchor", "testing", "vote", "group", "small", "ads", "attributes", "personalised",
               "tailoring", "digital", "mobilisation", "canvass", "ground", "town", "mistargeting",
               "credibility", "decay"}
    assert studies <= {name.split("-")[0] for name in ids}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)
def test_a_row_says_who_what_and_what_it_sets(row: Row) -> None:
    assert all((row.source, row.what, row.unit, row.said, row.condition, row.tolerance))
    assert row.mark in "RTDSM" and row.bounds
    low, high = row.accepted
    assert row.judged == (low is not None or high is not None or row.by_interval)
    assert not row.by_interval or row.published is not None
    if row.published is not None and low is not None:
        assert low <= row.published
    if row.published is not None and high is not None:
        assert row.published <= high


def test_only_what_was_read_transcribed_or_derived_decides_a_row_that_counts() -> None:
    assert {row.mark for row in ROWS if row.kind == "counted"} <= set("RTD")


def test_which_are_inside_and_which_are_not() -> None:
    """The gaps are far wider than the noise of a tenth of the draws."""
    found = quick()
    inside = {"vote-price", "group-noise-parties", "group-noise-age", "group-noise-ethnic",
              "small-mean", "small-spread", "ads-cells", "tailoring-seen", "digital-pool",
              "ads-removed",
              "credibility-equal-reach", "credibility-catch-up", "credibility-avoidance"}
    outside = {"attributes-more", "decay-candidate", "decay-issue"}
    assert inside <= {name for name, each in found.items() if each.verdict == "inside"}
    assert outside <= {name for name, each in found.items() if each.verdict == "outside"}


def test_there_are_five_kinds_and_two_of_them_count() -> None:
    kinds = {each.row.id: each.verdict for each in quick().values()}
    assert set(kinds.values()) == set(get_args(Verdict))
    regions = {name for name, kind in kinds.items() if kind == "a region"}
    assert regions == {"attributes-one", "personalised", "ground-campaign", "town-hall"}
    for name, each in quick().items():
        assert (each.inside is None) == (kinds[name] in ("a region", "not modelled")), name
        assert name not in regions or each.obtained.region is not None


def test_noise_alone_gives_the_expected_correlations() -> None:
    """V / sqrt((V + s1^2)(V + s2^2)); a correlation of 40 pairs is biased by less than 0.01."""
    expected = {"parties": 0.85, "gender": 0.86, "schooling": 0.83, "age": 0.71, "ethnic": 0.68}
    for name, split in group_noise.SPLITS.items():
        assert split.by_noise == pytest.approx(expected[name], abs=0.005)
        got = quick()[f"group-noise-{name}"].obtained
        assert got.mean == pytest.approx(split.by_noise, abs=0.025)
        assert got.low is not None and got.high is not None
        # Fisher's z has a standard error of 1 / sqrt(pairs - 3).
        half = 1.96 / math.sqrt(split.contrasts - 3)
        bounds = np.tanh(np.arctanh(split.by_noise) + np.array([-half, half]))
        assert (got.low, got.high) == pytest.approx(tuple(bounds), abs=0.06)


def test_the_moment_estimate_of_true_variance_finds_it() -> None:
    """DerSimonian and Laird's by hand, and without bias: the mean over many draws is the truth."""
    errors = np.array([1.0, 2.0, 0.5, 1.0])
    rng = np.random.default_rng(1)
    true, noise = rng.standard_normal((2, 20_000, 4))
    assert true_variance(1.5 * true + noise * errors, errors).mean() == pytest.approx(2.25, abs=0.1)
    assert np.sqrt(np.mean(ERRORS_PP**2)) == pytest.approx(3.83, abs=0.005)


def test_decay_is_what_the_half_life_says() -> None:
    """(s + (1 - s) 2^-(17.5 / h)) over the same of 3.5 days; after ten days the first alone."""
    found = quick()
    region = found["decay-candidate"].obtained.region
    assert region is not None
    for half_life, values in zip(decay.HALF_LIVES, region.values, strict=True):
        for lasts, left in zip(decay.LASTING, values, strict=True):
            then, now = (lasts + (1 - lasts) * 2 ** (-days / half_life) for days in (17.5, 3.5))
            assert left == pytest.approx(100 * then / now, abs=0.1)
    assert found["decay-issue"].obtained.mean == pytest.approx(100 * (0.4 + 0.6 * 2**-1.5), abs=0.1)


def test_impressions_do_to_turnout_what_the_key_says() -> None:
    """754 of 1/750 on six in ten, by a message that moves turnout by 0.3 points: 0.16, levelled."""
    region = quick()["mobilisation-mean"].obtained.region
    assert region is not None
    none, half, whole, _ = (values[0] or 0.0 for values in region.values)
    assert none == 0.0
    assert whole == pytest.approx(0.6 * 0.3 * saturate(np.array([754 / 750]), 0.3)[0], rel=0.2)
    assert 0.5 * whole < half < 0.6 * whole


def test_a_region_says_where_the_published_figure_comes_out() -> None:
    for name in ("attributes-one", "personalised", "ground-campaign"):
        row, got = quick()[name].row, quick()[name].obtained.region
        assert got is not None and got.reached is not None and row.published is not None
        down = np.array([float(value) for value in got.rows])
        column = np.array(got.values, dtype=float)[:, got.columns.index(got.where)]
        rising = np.argsort(down)
        there = np.interp(got.reached, down[rising], column[rising])
        assert there == pytest.approx(row.published, abs=1e-9)
    assert reached(np.array([1.0, 2.0]), np.array([0.0, 1.0]), 3.0) is None


def test_what_is_stated_of_the_parties_comes_back() -> None:
    """With its standard error: (1 - r^2) / sqrt(5 n) for n worlds of six messages."""
    got = quick()["group-party"].obtained
    assert quick()["group-party"].inside and got.low is not None and got.mean is not None
    assert (got.mean - got.low) / 4.0 == pytest.approx((1 - 0.86**2) / math.sqrt(5 * 400), rel=0.3)


def test_one_contact_does_what_the_evidence_says_of_one() -> None:
    got = quick()["canvass-turnout"].obtained.mean
    assert got == pytest.approx(central("doorstep_effect"), rel=0.05)


def test_a_penalty_of_twice_the_gain_is_the_break_even() -> None:
    region = quick()["mistargeting-central"].obtained.region
    assert region is not None
    by_penalty = dict(zip(mistargeting.PENALTIES, (row[0] or 0.0 for row in region.values),
                          strict=True))
    assert by_penalty[0.0] > by_penalty[1.0] > 40.0 > 20.0 > abs(by_penalty[2.0])
    assert by_penalty[3.0] < -40.0


def test_the_region_of_one_attribute_rises_with_division_and_knowledge() -> None:
    region = quick()["attributes-one"].obtained.region
    assert region is not None
    values = np.array(region.values, dtype=float)
    assert values.shape == (len(attributes.CORRELATIONS), 2)
    assert np.all(np.diff(values, axis=0) > 0.0) and np.all(values[:, 1] > values[:, 0])
    assert values[-1, 0] > 1.7 > values[2, 0]
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
    names = ["small-spread", "mistargeting-central"]
    one, again, other = (verify.table(True, seed, names)["mean"] for seed in (3, 3, 4))
    assert (one == again).all() and (one != other).all()


def test_the_summary_is_plain_json_and_counts() -> None:
    found = list(quick().values())
    said = json.loads(json.dumps(run.summary(found, 1), allow_nan=False))
    assert sum(said["kinds"].values()) == len(said["rows"]) == len(ROWS)
    assert said["outside"] == said["kinds"]["outside"] > 0
    assert said["inside"] + said["outside"] == sum(row.kind == "counted" for row in ROWS)
    first: dict[str, Any] = next(r for r in said["rows"] if r["id"] == "anchor-perfect")
    assert {"id", "source", "published", "mark", "kind", "tolerance", "inside"} <= set(first)
    assert first["tolerance"] == 1.0 and set(first["obtained"]) == {"mean", "low", "high", "region"}


def test_an_interval_bounds_its_mean() -> None:
    for each in quick().values():
        got = each.obtained
        if not each.row.judged:
            continue
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
    row, by_interval = (next(r for r in ROWS if r.id == name)
                        for name in ("small-mean", "small-spread"))
    assert not row.inside(Obtained(None)) and not row.inside(Obtained(math.nan))
    assert not by_interval.inside(Obtained(2.2)) and by_interval.inside(Obtained(0.0, 2.0, 3.0))
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
