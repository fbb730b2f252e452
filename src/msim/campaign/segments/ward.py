"""Ward's method on a sample, and everybody else to the nearest centre.

Groups are merged two by two so that the squared distances within them grow least (Ward 1963, JASA
58(301)). The whole tree needs the distances of all pairs, so that it is grown on a sample; voters
then go to the nearest of the groups' means, those of the sample too.
"""

from __future__ import annotations

from typing import Any, Self

import numpy as np
from sklearn.base import BaseEstimator, ClusterMixin
from sklearn.cluster import AgglomerativeClustering
from sklearn.metrics import pairwise_distances_argmin
from sklearn.utils.validation import check_is_fitted, validate_data

from msim.core.arrays import Ints

SAMPLE = 2_000
"""Voters, at most, on which the tree is grown."""


def drawn(n: int, most: int, seed: int) -> Ints:
    """At most `most` of n rows, drawn at random and in order: all of them where there are no more.

    >>> drawn(10, 4, 1).size, drawn(3, 4, 1).tolist()
    (4, [0, 1, 2])
    """
    if n <= most:
        return np.arange(n)
    rng = np.random.Generator(np.random.SFC64(np.random.SeedSequence([seed, n])))
    return np.sort(rng.choice(n, size=most, replace=False))


class WardCentres(ClusterMixin, BaseEstimator):  # type: ignore[misc]
    """A clusterer by the nearest mean of the groups that Ward's method makes.

    >>> WardCentres(2).fit([[0.0], [0.2], [5.0], [5.1]]).predict([[0.3], [4.0]]).size
    2
    """

    def __init__(self, n_clusters: int = 2, random_state: int = 0) -> None:
        self.n_clusters, self.random_state = n_clusters, random_state

    def fit(self, X: Any, y: Any = None) -> Self:
        """Fit on X, (n, features): on all of it or 2,000 rows, drawn at random."""
        X = validate_data(self, X, dtype=np.float64)
        sample = X[drawn(X.shape[0], SAMPLE, self.random_state)]
        groups = np.zeros(sample.shape[0], dtype=np.intp)
        if self.n_clusters > 1:
            groups = AgglomerativeClustering(self.n_clusters, linkage="ward").fit_predict(sample)
        self.cluster_centers_ = np.stack(
            [sample[groups == group].mean(axis=0) for group in range(self.n_clusters)]
        )
        self.labels_ = self._nearest(X)
        return self

    def predict(self, X: Any) -> Ints:
        """(n,) nearest centre of each row."""
        check_is_fitted(self)
        return self._nearest(validate_data(self, X, reset=False, dtype=np.float64))

    def _nearest(self, X: Any) -> Ints:
        return np.asarray(pairwise_distances_argmin(X, self.cluster_centers_), dtype=np.intp)


def build(count: int, seed: int, starts: int = 1) -> WardCentres:
    """An unfitted clusterer with `count` centres."""
    return WardCentres(count, seed)
