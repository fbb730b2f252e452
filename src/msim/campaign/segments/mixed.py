"""Traits of several kinds: Gower's dissimilarity and partitioning around medoids.

Readings differ by how far they are apart, categorical ones by whether they do (Gower 1971,
Biometrics 27(4)); each counts the same on average. A segment is stood for by a voter, its medoid,
so that the sum of dissimilarities is least: a greedy build, then the best swap until none helps
(Kaufman and Rousseeuw 1990, Finding Groups in Data; all swaps are priced at once as by Schubert
and Rousseeuw 2021, Information Systems 101). As in their CLARA, on a sample.
"""

from __future__ import annotations

import numpy as np
from scipy.spatial.distance import cdist

from msim.campaign.segments.ward import OnSample
from msim.core.arrays import Floats, Ints

FEATURES = "mixed"
MOST_SWAPS = 200
LEAST_GAIN = 1e-9
"""Part of the sum of dissimilarities that a swap has to save."""


class Medoids(OnSample):
    """A clusterer around medoids under the sum of absolute differences.

    >>> Medoids(2).fit([[0.0], [0.2], [5.0], [5.1], [5.3]]).cluster_centers_.ravel().tolist()
    [5.1, 0.0]
    """

    most = 600

    def _look(self, sample: Floats) -> None:
        if sample.shape[0] < self.n_clusters:
            raise ValueError(f"n_samples={len(sample)} should be >= n_clusters={self.n_clusters}.")
        apart = cdist(sample, sample, "cityblock")
        self.medoid_indices_ = swapped(apart, greedy(apart, self.n_clusters))
        self.cluster_centers_ = sample[self.medoid_indices_]

    def _nearest(self, X: Floats) -> Ints:
        return np.argmin(cdist(X, self.cluster_centers_, "cityblock"), axis=1)


def greedy(apart: Floats, count: int) -> Ints:
    """(count,) medoids taken one after another, each saving most. apart: (m, m) dissimilarities.

    >>> greedy(np.abs(np.subtract.outer([0.0, 1.0, 5.0], [0.0, 1.0, 5.0])), 2)
    array([1, 2])
    """
    chosen = [int(np.argmin(apart.sum(axis=0)))]
    nearest = apart[:, chosen[0]]
    while len(chosen) < count:
        left = np.minimum(apart, nearest[:, None]).sum(axis=0)
        left[chosen] = np.inf
        chosen.append(int(np.argmin(left)))
        nearest = np.minimum(nearest, apart[:, chosen[-1]])
    return np.asarray(chosen, dtype=np.intp)


def swapped(apart: Floats, medoids: Ints) -> Ints:
    """(count,) medoids that no single swap makes better. apart: (m, m) dissimilarities.

    >>> swapped(np.abs(np.subtract.outer([0.0, 1.0, 5.0], [0.0, 1.0, 5.0])), np.array([0, 1]))
    array([2, 1])
    """
    medoids, rows = medoids.copy(), np.arange(apart.shape[0])
    for _ in range(MOST_SWAPS):
        to = apart[:, medoids]
        own = np.argmin(to, axis=1)
        nearest = to[rows, own]
        to[rows, own] = np.inf
        second = to.min(axis=1)
        joins = np.minimum(apart - nearest[:, None], 0.0)
        # What a newcomer costs those whose medoid goes, over what it saves them as it is.
        moves = np.minimum(apart, second[:, None]) - nearest[:, None] - joins
        member = (own[:, None] == np.arange(medoids.size)).astype(float)
        change = joins.sum(axis=0) + member.T @ moves
        change[:, medoids] = 0.0
        out, new = np.unravel_index(np.argmin(change), change.shape)
        if change[out, new] >= -LEAST_GAIN * float(nearest.sum()):
            break
        medoids[out] = new
    return medoids


def build(count: int, seed: int, starts: int = 1) -> Medoids:
    """An unfitted clusterer around `count` medoids."""
    return Medoids(count, seed)
