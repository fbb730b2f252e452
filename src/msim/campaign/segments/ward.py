"""Ward's method on a sample, and everybody else to the nearest centre.

Groups are merged two by two so that the squared distances within them grow least (Ward 1963, JASA
58(301)). The whole tree needs the distances of all pairs, so that it is grown on a sample; voters
then go to the nearest of the groups' means, those of the sample too.
"""

from __future__ import annotations

from abc import abstractmethod
from typing import Any, ClassVar, Self

import numpy as np
from sklearn.base import BaseEstimator, ClusterMixin
from sklearn.cluster import AgglomerativeClustering
from sklearn.metrics import pairwise_distances_argmin
from sklearn.utils.validation import check_is_fitted, validate_data

from msim.core.arrays import Floats, Ints


def drawn(n: int, most: int, seed: int) -> Ints:
    """At most `most` of n rows, drawn at random and in order: all of them where there are no more.

    >>> drawn(10, 4, 1).size, drawn(3, 4, 1).tolist()
    (4, [0, 1, 2])
    """
    if n <= most:
        return np.arange(n)
    rng = np.random.Generator(np.random.SFC64(np.random.SeedSequence([seed, n])))
    return np.sort(rng.choice(n, size=most, replace=False))


class OnSample(ClusterMixin, BaseEstimator):  # type: ignore[misc]
    """A clusterer that looks for segments in a sample; then every row goes to one of them.

    most: rows of the sample, at most.
    """

    most: ClassVar[int]

    def __init__(self, n_clusters: int = 2, random_state: int = 0) -> None:
        self.n_clusters, self.random_state = n_clusters, random_state

    def fit(self, X: Any, y: Any = None) -> Self:
        """Fit on X, (n, features): on all of it or `most` rows, drawn at random."""
        X = validate_data(self, X, dtype=np.float64)
        self._look(X[drawn(X.shape[0], self.most, self.random_state)])
        self.labels_ = self._nearest(X)
        return self

    def predict(self, X: Any) -> Ints:
        """(n,) segment of each row."""
        check_is_fitted(self)
        return self._nearest(validate_data(self, X, reset=False, dtype=np.float64))

    @abstractmethod
    def _look(self, sample: Floats) -> None:
        """Find the segments of a sample."""

    @abstractmethod
    def _nearest(self, X: Floats) -> Ints:
        """(n,) the segment of each row."""


class WardCentres(OnSample):
    """A clusterer by the nearest mean of the groups that Ward's method makes.

    >>> WardCentres(2).fit([[0.0], [0.2], [5.0], [5.1]]).predict([[0.3], [4.0]]).size
    2
    """

    most = 2_000

    def _look(self, sample: Floats) -> None:
        groups = np.zeros(sample.shape[0], dtype=np.intp)
        if self.n_clusters > 1:
            groups = AgglomerativeClustering(self.n_clusters, linkage="ward").fit_predict(sample)
        self.cluster_centers_ = np.stack(
            [sample[groups == group].mean(axis=0) for group in range(self.n_clusters)]
        )

    def _nearest(self, X: Floats) -> Ints:
        return np.asarray(pairwise_distances_argmin(X, self.cluster_centers_), dtype=np.intp)


def build(count: int, seed: int, starts: int = 1) -> WardCentres:
    """An unfitted clusterer with `count` centres."""
    return WardCentres(count, seed)
