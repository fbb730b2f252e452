"""Diagnostics of segments: known answers, and what they must say of clumps and of a cloud."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from scipy.special import ndtri

from msim.campaign import diagnostics
from msim.campaign.diagnostics import DIAGNOSTICS
from msim.campaign.segments import method
from msim.execution.here import one_thread
from tests.campaign.views import draws, shown, view


@pytest.fixture(autouse=True)
def _on_one_thread() -> Iterator[None]:
    with one_thread():
        yield


def clumps(n: int = 300) -> np.ndarray:
    centres = np.array([[0.0, 0.0], [15.0, 0.0], [0.0, 15.0]])
    return centres[np.arange(n) % 3] + draws("clumps").standard_normal((n, 2))


def test_every_diagnostic_has_a_name_and_its_meaning_in_one_line() -> None:
    for name, each in DIAGNOSTICS.items():
        label, meaning = each["label"], each["meaning"]
        assert label and "\n" not in meaning and len(meaning) < 140, name


def test_sizes_are_shares() -> None:
    assert diagnostics.sizes(np.array([0, 0, 2, 2, 2]), 4).tolist() == [0.4, 0.0, 0.6, 0.0]


def test_the_known_silhouette() -> None:
    """0, 1, 10, 11 in two pairs: 1 - 1/10.5 for the outer two, 1 - 1/9.5 for the inner two."""
    found = diagnostics.silhouette(np.array([[0.0], [1.0], [10.0], [11.0]]), np.array([0, 0, 1, 1]))
    assert found.mean == pytest.approx((2 * (1 - 1 / 10.5) + 2 * (1 - 1 / 9.5)) / 4, abs=1e-9)
    assert found.voters == 4


def test_silhouettes_are_of_a_sample_whose_size_is_said() -> None:
    table = draws("many").standard_normal((2500, 2))
    labels = (table[:, 0] > 0).astype(int)
    found = diagnostics.silhouette(table, labels)
    assert found.voters == 2000
    assert np.array_equal(found.labels, labels[:2000])


def test_one_segment_has_no_silhouette_and_no_index() -> None:
    table, alone = np.arange(6.0)[:, None], np.zeros(6, dtype=int)
    assert np.isnan(diagnostics.silhouette(table, alone).mean)
    assert np.isnan(diagnostics.calinski_harabasz(table, alone))
    assert diagnostics.explained(table, alone) == pytest.approx(0.0)


def test_two_halves_explain_a_normal_trait_in_which_there_are_none() -> None:
    """Max 1960: 1 - 2/pi = 0.3633802 is left, so that two segments explain 2/pi."""
    n = 20_000
    trait = ndtri((np.arange(n) + 0.5) / n)[:, None]
    found = diagnostics.explained(trait, (trait[:, 0] > 0).astype(int))
    assert found == pytest.approx(1 - 0.3633802, abs=1e-4)


def test_the_index_of_calinski_and_harabasz_by_hand() -> None:
    """Between 4 * 25 over 1, within 4 * 1 over 2."""
    table = np.array([[-6.0], [-4.0], [4.0], [6.0]])
    assert diagnostics.calinski_harabasz(table, np.array([0, 0, 1, 1])) == pytest.approx(100 / 2)


def test_the_gap_statistic_finds_clumps_and_none_in_a_cloud() -> None:
    found = diagnostics.gap("kmeans", clumps(), range(1, 7), seed=1)
    assert found.count == 3
    cloud = draws("cloud").standard_normal((500, 4))
    assert diagnostics.gap("kmeans", cloud, range(1, 7), seed=1).count == 1
    assert found.voters == 300


def test_the_gap_of_one_segment_is_in_closed_form() -> None:
    """Without a cut, W is the sum of squares: of a unit line against lines as wide, nothing."""
    line = np.linspace(0.0, 1.0, 400)[:, None]
    found = diagnostics.gap("kmeans", line, (1, 2), seed=1, references=40)
    assert abs(found.value[0]) < 4 * found.error[0] / np.sqrt(40) + 0.01


def test_bic_is_there_where_a_likelihood_is() -> None:
    table = clumps()
    mixture = method("gaussian_mixture").build(3, 1).fit(table)
    worse = method("gaussian_mixture").build(1, 1).fit(table)
    assert diagnostics.bic(method("kmeans").build(3, 1).fit(table), table) is None
    better, other = diagnostics.bic(mixture, table), diagnostics.bic(worse, table)
    assert better is not None and other is not None and better < other


def test_profiles_of_every_kind_of_reading() -> None:
    readings = np.array([[1.0, 0.0], [3.0, 1.0], [np.nan, 1.0], [2.0, 2.0]])
    found = diagnostics.profiles(
        view(readings, party=np.array([-1, 1, 0, 0])), shown("continuous", "categorical"),
        np.array([0, 1, 1, 0]), 3,
    )  # fmt: skip
    assert found.names == ("t0", "t1 1", "t1 2", "t1 3", "party")
    spread = np.std([1.0, 2.0, 3.0])
    assert found.deviations[0, 0] == pytest.approx(-0.5 / spread)
    assert found.deviations[1, 0] == pytest.approx(1.0 / spread)  # the missing one is nobody
    assert found.deviations[1, 2] == pytest.approx(1.0)
    assert found.deviations[:2, 4].tolist() == [-1.0, 1.0]
    assert np.isnan(found.deviations[2]).all()


@given(
    arrays.arrays(float, (30, 2), elements=st.floats(-5, 5, allow_nan=False)),
    arrays.arrays(np.int64, 30, elements=st.integers(0, 3)),
)
@settings(max_examples=60)
def test_profiles_weigh_up_to_nothing(readings: np.ndarray, labels: np.ndarray) -> None:
    """Segments' deviations are from the mean of all: weighted by size they cancel."""
    found = diagnostics.profiles(view(readings), shown("continuous", "ordinal"), labels, 4)
    share = diagnostics.sizes(labels, 4)
    assert share @ np.nan_to_num(found.deviations) == pytest.approx(np.zeros(2), abs=1e-6)
