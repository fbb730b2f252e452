"""k-means against scikit-learn's: the same steps, the same draws, the same segments."""

from __future__ import annotations

import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.cluster import KMeans as Theirs
from sklearn.exceptions import ConvergenceWarning

from msim.campaign.segments.kmeans import TOLERANCE, KMeans, _step, plain_step
from tests.campaign.segments.made import clumps
from tests.campaign.views import draws


def theirs(table: np.ndarray, count: int, seed: int) -> Theirs:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # more segments than kinds of voters
        return Theirs(count, n_init=1, tol=TOLERANCE, random_state=seed).fit(table)


@settings(max_examples=40)
@given(st.integers(0, 2**31 - 1), st.integers(1, 12), st.integers(1, 12), st.integers(12, 1500))
def test_the_segments_are_scikit_learns(seed: int, count: int, columns: int, n: int) -> None:
    table = 3.0 + draws(f"cloud {seed}").standard_normal((n, columns))
    own, other = KMeans(count, seed).fit(table), theirs(table, count, seed)
    assert np.array_equal(own.labels_, other.labels_)
    assert own.n_iter_ == other.n_iter_
    assert np.allclose(own.cluster_centers_, other.cluster_centers_, rtol=1e-12, atol=1e-12)
    fresh = draws("fresh").standard_normal((400, columns))
    assert np.array_equal(own.predict(fresh), other.predict(fresh))


@settings(max_examples=40)
@given(st.integers(0, 2**31 - 1), st.integers(1, 9), st.integers(1, 13),
       st.sampled_from([1, 3, 511, 512, 513, 1500]))
def test_a_step_is_its_twin(seed: int, count: int, columns: int, n: int) -> None:
    """From nowhere, and on from where the step before left off."""
    random = draws(f"step {seed}")
    table, labels = random.standard_normal((n, columns)), np.full(n, -1, dtype=np.int32)
    sums, sizes = np.zeros((count, columns)), np.zeros(count)
    for _ in range(3):
        centres, before = random.standard_normal((count, columns)), labels.copy()
        changed = _step(np.ascontiguousarray(table.T), centres, labels, (sums, sizes))
        wanted, total, voters = plain_step(table, centres)
        assert np.array_equal(labels, wanted)
        assert changed == np.count_nonzero(labels != before)
        assert np.array_equal(sizes, voters)
        assert np.allclose(sums, total, rtol=0.0, atol=1e-11)


def test_a_segment_that_loses_its_voters_takes_the_farthest() -> None:
    """Few kinds of voters, many segments: empty ones are filled as scikit-learn fills them."""
    table = draws("levels").integers(0, 3, size=(60, 2)) + 0.01 * draws("jitter").random((60, 2))
    for seed in range(40):
        own, other = KMeans(14, seed).fit(table), theirs(table, 14, seed)
        assert np.array_equal(own.labels_, other.labels_)


def test_alike_voters_make_one_segment() -> None:
    fitted = KMeans(3, 1).fit(np.full((20, 2), 7.0))
    assert np.unique(fitted.labels_).size == 1
    assert (fitted.cluster_centers_ == 7.0).all()


def test_what_cannot_be_cut_is_refused() -> None:
    with pytest.raises(ValueError, match="n_samples=3: too few for 4 segments"):
        KMeans(4).fit(clumps(3))
    with pytest.raises(ValueError, match="no such parameter: tol"):
        KMeans(4).set_params(tol=1)


def left(fitted: KMeans | Theirs, table: np.ndarray) -> float:
    """Sum of squares within the segments."""
    return float(np.sum((table - fitted.cluster_centers_[fitted.labels_]) ** 2))


def test_the_best_of_three_starts_is_scikit_learns() -> None:
    table = draws("three starts").standard_normal((900, 4))
    for seed in range(5):
        own = KMeans(7, seed, 3).fit(table)
        other = Theirs(7, n_init=3, tol=TOLERANCE, random_state=seed).fit(table)
        assert np.array_equal(own.labels_, other.labels_)


def test_of_many_voters_some_do_for_several_starts() -> None:
    """Twelve groups: single starts often miss some, the best of three leaves nearly the least.

    It ends where no voter is nearer to another mean, as with all voters from the first.
    """
    rng = draws("many")
    centres = 4.0 * rng.standard_normal((12, 3))
    table = centres[rng.integers(12, size=4_000)] + rng.standard_normal((4_000, 3))
    single, three = (
        [left(KMeans(12, seed, starts).fit(table), table) for seed in range(8)]
        for starts in (1, 3)
    )
    assert np.mean(single) > 1.02 * np.mean(three)
    assert max(three) < 1.04 * min(three)
    fitted = KMeans(12, 1, 3).fit(table)
    assert np.mean(fitted.predict(table) == fitted.labels_) > 0.995
