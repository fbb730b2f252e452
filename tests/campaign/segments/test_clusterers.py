"""Ward on a sample, the normal mixture, dense regions and small batches, on known clumps."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import norm
from sklearn.cluster import AgglomerativeClustering

from msim.campaign.segments import method, ward
from msim.campaign.segments.gaussian_mixture import FLOOR, DiagonalMixture
from msim.campaign.segments.hdbscan import WITHIN, DenseRegions
from msim.campaign.segments.ward import WardCentres
from tests.campaign.segments.made import clumps, same
from tests.campaign.views import draws

SEEKING = ["gaussian_mixture", "kmeans", "minibatch_kmeans", "mixed", "ward"]


@pytest.mark.parametrize("name", SEEKING)
def test_clumps_are_found(name: str) -> None:
    table = clumps(1500)
    fitted = method(name).build(3, 1).fit(table[:900])
    assert same(fitted.predict(table), np.arange(1500) % 3)


@pytest.mark.parametrize("name", SEEKING)
@pytest.mark.parametrize("n", [3, 4])
def test_as_many_segments_as_voters(name: str, n: int) -> None:
    table = clumps(n, groups=n, columns=4)
    assert np.unique(method(name).build(n, 4).fit(table).labels_).size == n


def test_wards_groups_are_those_of_the_whole_tree() -> None:
    """Where all are in the sample and no one lies nearer to another group's centre."""
    table = clumps(400, groups=4)
    tree = AgglomerativeClustering(4, linkage="ward").fit_predict(table)
    assert same(WardCentres(4).fit(table).labels_, tree)


def test_wards_tree_grows_on_a_sample_drawn_by_lot(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody outside the sample moves a centre; the lot is the seed's."""
    monkeypatch.setattr(WardCentres, "most", 60)
    table = clumps(300)
    inside = ward.drawn(300, 60, 7)
    assert inside.size == np.unique(inside).size == 60
    assert not np.array_equal(inside, ward.drawn(300, 60, 8))
    far = table.copy()
    far[np.setdiff1d(np.arange(300), inside)] += 50.0
    first, second = (WardCentres(3, 7).fit(part).cluster_centers_ for part in (table, far))
    assert np.array_equal(first, second)
    assert np.array_equal(first, WardCentres(3, 7).fit(table[inside]).cluster_centers_)


def test_the_mixtures_criterion_is_schwarzs() -> None:
    """One component: the likelihood of independent normals with variances raised by the floor."""
    table = clumps(300, groups=1)
    fitted = DiagonalMixture(1).fit(table)
    spread = np.sqrt(table.var(axis=0) + FLOOR)
    likelihood = norm.logpdf(table, table.mean(axis=0), spread).sum()
    assert fitted.bic(table) == pytest.approx(-2 * likelihood + 8 * np.log(300), rel=1e-9)
    three = clumps(900)
    criterion = [DiagonalMixture(k, 1).fit(three).bic(three) for k in (1, 2, 3, 4)]
    assert int(np.argmin(criterion)) == 2


def test_a_level_does_not_swallow_a_component() -> None:
    """A yes or no has no density; the likelihood stays finite."""
    table = np.column_stack([np.resize([-1.0, 1.0], 400), draws("spike").standard_normal(400)])
    fitted = DiagonalMixture(3, 1).fit(table)
    assert fitted.mixture_.covariances_.min() >= FLOOR * (1 - 1e-9)
    assert np.isfinite(fitted.bic(table))


def test_dense_regions_are_counted_and_what_lies_between_is_noise() -> None:
    table = np.concatenate([clumps(1200, apart=14.0), 40.0 + 30.0 * np.eye(4)])
    fitted = DenseRegions().fit(table)
    assert fitted.noise_ == 3
    assert (fitted.labels_[-4:] == fitted.noise_).all()
    inside = fitted.labels_[:1200]
    dense = inside < fitted.noise_
    assert dense.mean() > 0.8
    assert same(inside[dense], (np.arange(1200) % 3)[dense])
    again = clumps(2400, apart=14.0)[1200:]
    assert (fitted.predict(again) == fitted.noise_).mean() < 2 * (1 - WITHIN) + 0.1
    assert (fitted.predict(again + 100.0) == fitted.noise_).all()


def test_one_cloud_has_no_dense_regions() -> None:
    """Everybody is noise, of whom a cut into segments says nothing."""
    cloud = draws("cloud").standard_normal((1500, 4))
    fitted = DenseRegions().fit(cloud)
    assert fitted.noise_ == 0
    assert not fitted.predict(cloud).any()
