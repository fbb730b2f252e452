"""From readings to segments: scaling, gaps, features, and samples that are too small."""

from __future__ import annotations

import warnings

import numpy as np
import pytest

from msim.campaign.rules import RandomCells
from msim.campaign.segments.prepare import Preparation
from msim.campaign.segments.segmentation import segment
from msim.core.errors import InputError
from msim.core.seen import CampaignView
from msim.scenario import Segments
from tests.campaign.views import draws, shown, view

KINDS = ("continuous", "ordinal", "binary", "categorical")


def mixed(n: int = 4000) -> CampaignView:
    rng = draws("mixed")
    columns = [5 + 3 * rng.standard_normal(n), rng.integers(3, size=n), rng.integers(2, size=n),
               rng.choice(3, size=n, p=[0.1, 0.2, 0.7])]
    return view(np.column_stack(columns), party=rng.choice([-1, 1], size=n))


def test_every_feature_counts_the_same() -> None:
    """Variance 1 each; the columns of a categorical one have it together."""
    whole, traits = mixed(), shown(*KINDS)
    names = ("t0", "t1", "t2", "t3", "party")
    table = Preparation.fit(whole, traits, names).apply(whole).astype(float)
    assert table.shape == (4000, 3 + 3 + 1)
    assert table.mean(axis=0) == pytest.approx(np.zeros(7), abs=1e-5)
    variance = table.var(axis=0)
    assert variance[[0, 1, 2, 6]] == pytest.approx(np.ones(4), abs=1e-4)
    assert variance[3:6].sum() == pytest.approx(1.0, abs=1e-4)
    # A rare level is no louder than it is: a column's part is p (1 - p).
    assert variance[3] / variance[5] == pytest.approx(0.09 / 0.21, rel=0.15)


def test_a_missing_reading_counts_as_the_mean() -> None:
    whole = mixed()
    readings = whole.traits.copy()
    readings[::3] = np.nan
    gaps = view(readings)
    preparation = Preparation.fit(gaps, shown(*KINDS), ("t0", "t3"))
    assert not preparation.apply(gaps)[::3].any()
    filled = Preparation.fit(view(readings[~np.isnan(readings[:, 0])]), shown(*KINDS), ("t0", "t3"))
    assert preparation.mean == pytest.approx(filled.mean, abs=1e-5)


@pytest.mark.parametrize("method", ["kmeans", "random", "one"])
def test_data_that_are_all_missing_make_no_noise(method: str) -> None:
    """`data.missing = 1` is allowed: it warns nobody, and nobody can be told apart."""
    blank = view(np.full((60, 2), np.nan))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = segment(Segments(method=method, count=3), blank, shown("continuous", "ordinal"), 1)
        rows = found.assign(blank)
    assert rows.min() >= 1
    if method == "kmeans":
        assert np.unique(rows).size == 1


def test_fewer_kinds_of_voters_than_segments_make_no_noise() -> None:
    """`features = ["party"]` has two values, `count` is 6 by default."""
    labelled = view(np.zeros((100, 1)), party=np.resize([-1, 1], 100))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = segment(Segments(count=6, features=("party",)), labelled, shown("continuous"), 1)
        rows = found.assign(labelled)
    assert found.cells == 2
    assert np.unique(rows).size == 2
    assert np.unique(rows[labelled.party > 0]).size == 1


def test_features_that_are_not_named_are_not_looked_at() -> None:
    whole = mixed()
    found = segment(Segments(count=4, features=("t0",)), whole, shown(*KINDS), 1)
    other = whole.traits.copy()
    other[:, 1:] = other[::-1, 1:]
    assert np.array_equal(found.assign(whole), found.assign(view(other, -whole.party)))
    assert np.unique(found.assign(whole)).tolist() == [1, 2, 3, 4]


def test_the_party_is_used_where_there_is_one() -> None:
    whole = view(np.zeros((200, 1)) + draws("weak").standard_normal((200, 1)) * 1e-3,
                 party=np.resize([-1, 1], 200))
    rows = segment(Segments(count=2), whole, shown("continuous"), 1).assign(whole)
    nobody = view(whole.traits, party=0)
    without = segment(Segments(count=2), nobody, shown("continuous"), 1)
    assert without.preparation is not None
    assert without.preparation.features == ("t0",)
    assert np.unique(rows[whole.party > 0]).size == np.unique(rows[whole.party < 0]).size == 1


def test_fitted_on_the_first_known_voters_of_the_sample_only() -> None:
    whole = mixed(500)
    far = whole.traits.copy()
    far[100:] += 1e6
    first = segment(Segments(count=3, fit_sample=100), whole, shown(*KINDS), 1)
    second = segment(Segments(count=3, fit_sample=100), view(far, whole.party), shown(*KINDS), 1)
    head = whole.rows(np.arange(100))
    assert np.array_equal(first.assign(head), second.assign(head))
    assert first.shares.sum() == pytest.approx(1.0)


@pytest.mark.parametrize("method", ["kmeans", "random"])
def test_more_segments_than_known_voters(method: str) -> None:
    few = view(np.zeros((50, 1)), known=np.arange(50) < 4)
    with pytest.raises(InputError, match=r"segments\.count = 5: more segments than the 4"):
        segment(Segments(method=method, count=5), few, shown("continuous"), 1)


def test_lots_have_the_shares_of_segments_and_miss_the_unknown() -> None:
    n, shares = 40_000, np.array([0.5, 0.0, 0.3, 0.2])
    many = view(np.zeros((n, 1)), known=np.arange(n) % 4 > 0)
    rows = RandomCells(shares).assign(many)
    assert not rows[~many.known].any()
    found = np.bincount(rows[many.known], minlength=5)[1:] / many.known.sum()
    assert found == pytest.approx(shares, abs=4 * np.sqrt(0.25 / 30_000))
    assert found[1] == 0.0
