"""Segments where there are none, and the measures by which people believe in them."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.metrics import adjusted_rand_score, silhouette_score

from msim.campaign.segments.segmentation import segment
from msim.core.seen import CampaignView, TraitShown
from msim.core.streams import Streams
from msim.scenario import Segments

TRAIT = (TraitShown("trait", "continuous", 0, False),)


def one_trait(n: int, number: int) -> CampaignView:
    """A view of n voters with one normal trait and nothing else."""
    rng = Streams(1, number).generator("test/one trait")
    lottery = rng.random((n, 2))
    trait = rng.standard_normal((n, 1))
    nobody = np.zeros(n, int)
    return CampaignView(trait, nobody, np.ones(n, bool), lottery, nobody, drawn=True)


@pytest.mark.parametrize(
    ("k", "centres", "unexplained"),
    [
        (2, [-0.7978846, 0.7978846], 0.3633802),
        (4, [-1.5104176, -0.4527800, 0.4527800, 1.5104176], 0.1174818),
    ],
)
def test_kmeans_finds_segments_in_a_single_cloud(
    k: int, centres: list[float], unexplained: float
) -> None:
    """The best k-point quantiser of a normal (Max 1960): for k = 2 the means of its halves.

    +-sqrt(2 / pi) = +-0.7978846, and what is left is 1 - 2 / pi = 0.3633802: two clusters
    "explain" 64 % of a trait in which there are no clusters.
    """
    left, found = [], []
    for number in range(12):
        view = one_trait(4000, number)
        segmentation = segment(Segments(count=k), view, TRAIT, seed=number)
        x, labels = view.traits[:, 0], segmentation.labels(view)
        means = np.array([x[labels == s].mean() for s in range(k)])
        left.append(np.mean((x - means[labels]) ** 2) / x.var())
        found.append(np.sort(means))
    for values, expected in ((np.array(left), unexplained), (np.array(found), np.array(centres))):
        error = values.std(axis=0, ddof=1) / np.sqrt(len(left))
        assert np.all(np.abs(values.mean(axis=0) - expected) <= 4 * error)


def test_random_bands_explain_nothing() -> None:
    """Bands of a lot are the floor under every clustering: what is unexplained stays 1."""
    view = one_trait(20_000, 0)
    labels = segment(Segments(method="random", count=4), view, TRAIT, 1).labels(view)
    x = view.traits[:, 0]
    means = np.array([x[labels == s].mean() for s in range(4)])
    # k - 1 = 3 of n degrees of freedom by chance, with standard deviation sqrt(2 * 3) / n.
    explained = 1.0 - np.mean((x - means[labels]) ** 2) / x.var()
    assert explained * x.size < 3 + 4 * np.sqrt(6)


def test_adjusted_rand_index() -> None:
    """Pairs together in both 1, in one 1 and 2, of 6: (1 - 1/3) / (3/2 - 1/3) = 4/7."""
    assert adjusted_rand_score([0, 0, 1, 2], [0, 0, 1, 1]) == pytest.approx(4 / 7, abs=1e-9)


def test_silhouette() -> None:
    """0, 1, 10, 11 in two pairs: 1 - 1/10.5 for the outer two, 1 - 1/9.5 for the inner two."""
    expected = (2 * (1 - 1 / 10.5) + 2 * (1 - 1 / 9.5)) / 4
    found = silhouette_score([[0.0], [1.0], [10.0], [11.0]], [0, 0, 1, 1])
    assert found == pytest.approx(expected, abs=1e-9)
    assert round(found, 7) == 0.8997494
