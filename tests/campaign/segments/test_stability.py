"""Stability says whether a cut repeats, and no more: clumps, clouds, and one long cloud."""

from __future__ import annotations

import warnings
from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import adjusted_rand_score

from msim.campaign.segments import method
from msim.campaign.segments.stability import (
    Curve,
    adjusted_rand,
    best_count,
    segment_stability,
    stability,
)
from msim.campaign.segments.within import distinct
from msim.execution.here import one_thread
from tests.campaign.views import draws


@pytest.fixture(autouse=True)
def _on_one_thread() -> Iterator[None]:
    with one_thread():
        yield


def clumps(groups: int, n: int = 300, apart: float = 12.0) -> np.ndarray:
    """Groups in two columns, far from each other, in mixed order."""
    rng = draws("clumps")
    centres = apart * np.stack([np.arange(groups), np.arange(groups) % 2], axis=1)
    return centres[np.arange(n) % groups] + rng.standard_normal((n, 2))


def cloud(columns: int, n: int = 400) -> np.ndarray:
    return draws("cloud").standard_normal((n, columns))


labels = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=2, max_size=60)


@given(labels)
@settings(max_examples=200)
def test_the_adjusted_rand_index_is_scikit_learns(pairs: list[tuple[int, int]]) -> None:
    first, second = np.array(pairs).T
    found = adjusted_rand(first, second)
    assert found == pytest.approx(adjusted_rand_score(first, second), abs=1e-12)
    assert adjusted_rand(second, first) == pytest.approx(found, abs=1e-12)


def test_the_known_adjusted_rand_index() -> None:
    """(1 - 1/3) / (3/2 - 1/3) = 4/7."""
    found = adjusted_rand(np.array([0, 0, 1, 2]), np.array([0, 0, 1, 1]))
    assert found == pytest.approx(4 / 7, abs=1e-9)


def test_clumps_come_out_again_in_their_number_and_in_no_other() -> None:
    curve = stability("kmeans", clumps(3), range(2, 6), seed=1, resamples=8)
    assert curve.mean[1] == pytest.approx(1.0)
    pick = best_count(curve)
    assert (pick.count, pick.clear) == (3, True)
    assert pick.ahead == pytest.approx(1.0 - np.delete(curve.mean, 1).max())
    assert pick.told.startswith("3 segments are the most stable (1.00)")


def test_nothing_is_stable_in_a_round_cloud_and_it_is_said() -> None:
    pick = best_count(stability("kmeans", cloud(8), range(2, 6), seed=1, resamples=6))
    assert not pick.clear
    assert "No number of segments is stable" in pick.told


def test_two_halves_of_a_single_trait_are_stable_without_being_there() -> None:
    """The lesson: a cut repeats where the cloud has one long axis, clusters or not."""
    curve = stability("kmeans", cloud(1), (2, 3, 4), seed=1, resamples=20)
    assert curve.mean[0] > 0.75
    assert best_count(curve).count == 2


def test_segments_by_lot_are_stable_and_worthless() -> None:
    """Each voter keeps the lot drawn, so that the bands come out again."""
    lots = draws("lots").random((1000, 1))
    assert stability("random", lots, (4,), seed=1, resamples=6).mean[0] > 0.8


def test_numbers_of_segments_share_their_resamples() -> None:
    table = cloud(3)
    both = stability("kmeans", table, (2, 4), seed=5, resamples=4)
    alone = stability("kmeans", table, (4,), seed=5, resamples=4)
    longer = stability("kmeans", table, (4,), seed=5, resamples=5)
    assert np.array_equal(both.rand[1], alone.rand[0])
    assert np.array_equal(longer.rand[0, :4], alone.rand[0])
    assert not np.array_equal(stability("kmeans", table, (4,), 6, 4).rand, alone.rand)


def test_only_the_leading_rows_are_looked_at() -> None:
    table = cloud(2, 1500)
    changed = table.copy()
    changed[1000:] = 99.0
    first, second = (stability("kmeans", each, (3,), 1, 3) for each in (table, changed))
    assert first.voters == 1000
    assert np.array_equal(first.rand, second.rand)


def test_voters_of_few_kinds_make_no_noise() -> None:
    table = np.resize([[0.0], [1.0], [np.nan]], (90, 1))
    assert distinct(table, 9) == 3
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        curve = stability("kmeans", np.nan_to_num(table), (2, 5), seed=1, resamples=3)
    assert curve.rand == pytest.approx(np.ones((2, 3)))


def test_a_method_that_learns_from_answers_is_given_them() -> None:
    table = cloud(2, 600)
    answers = np.sign(table[:, :1])
    curve = stability("uplift_tree", table, (2,), seed=1, resamples=4, targets=answers)
    assert curve.mean[0] > 0.95
    noise = draws("noise").standard_normal((600, 1))
    assert stability("uplift_tree", table, (2,), 1, 4, noise).mean[0] < curve.mean[0]


@pytest.mark.parametrize(
    ("rand", "told", "clear"),
    [
        ([[0.9, 0.9, 0.9], [0.8, 0.7, 0.6], [0.1, 0.2, 0.3]], "2 segments are the most", True),
        ([[0.9, 0.7, 0.8], [0.7, 0.9, 0.79], [0.1, 0.2, 0.3]], "2 standard errors 3 is as", False),
        ([[0.9, 0.7, 0.8], [0.7, 0.9, 0.79], [0.8, 0.8, 0.7]], "3 and 4 are as stable", False),
        ([[0.4, 0.4, 0.4], [0.1, 0.1, 0.1], [0.2, 0.2, 0.2]], "below 0.65", False),
    ],
)
def test_what_is_said_of_the_best_number(rand, told, clear) -> None:
    pick = best_count(Curve("kmeans", (2, 3, 4), np.array(rand), 1000))
    assert pick.count == 2
    assert told in pick.told
    assert pick.clear is clear


def test_by_how_much_the_best_number_is_ahead() -> None:
    rand = np.array([[0.9, 0.9], [0.8, 0.7], [0.1, 0.3]])
    assert best_count(Curve("kmeans", (2, 3, 4), rand, 1000)).ahead == pytest.approx(0.15)


def test_a_single_number_beats_nothing() -> None:
    pick = best_count(Curve("demographic", (12,), np.ones((1, 4)), 1000))
    assert (pick.count, pick.ahead, pick.clear) == (12, 0.0, False)
    assert "only number" in pick.told


def test_a_clump_is_sure_and_parts_of_a_cloud_dissolve() -> None:
    """One tight clump far off, and a round cloud cut in three by force."""
    rng = draws("half")
    table = rng.standard_normal((400, 4))
    table[::4] = 30.0 + 0.1 * table[::4]
    own = method("kmeans").build(4, 3).fit(table).predict(table)
    found = segment_stability("kmeans", table, own, seed=1, resamples=8)
    sure = int(own[0])
    assert found.within[sure] == pytest.approx(1.0)
    assert np.delete(found.within, sure).max() < 0.9
    assert found.across[sure] == pytest.approx(1.0)


def test_where_members_come_from_is_the_entropy_of_the_paper() -> None:
    """Three segments over two clumps: members of each come from one of the two, so all are 1."""
    table = clumps(2)
    own = method("kmeans").build(3, 1).fit(table).predict(table)
    found = segment_stability("kmeans", table, own, seed=1, resamples=2)
    assert found.across == pytest.approx(np.ones(3))
    halves = np.arange(300) % 3  # cut across both clumps: half from each, the largest entropy
    mixed = segment_stability("kmeans", table, halves, seed=1, resamples=2)
    assert mixed.across == pytest.approx(np.zeros(3), abs=1e-3)
    assert np.isnan(segment_stability("kmeans", table, own % 2, 1, 2).across).all()


def test_a_segment_without_voters_has_no_stability() -> None:
    own = np.where(np.arange(300) % 2 == 0, 0, 2)
    found = segment_stability("kmeans", clumps(2), own, seed=1, resamples=2)
    assert np.isnan(found.within).tolist() == [False, True, False]
