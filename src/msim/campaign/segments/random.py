"""Random segments: equal parts at random, the baseline that any clustering has to beat."""

from __future__ import annotations

from typing import Any, Self

import numpy as np
from sklearn.base import BaseEstimator, ClusterMixin
from sklearn.utils.validation import check_is_fitted, validate_data

from msim.core.arrays import Ints

FEATURES = "lottery"


class QuantileBands(ClusterMixin, BaseEstimator):  # type: ignore[misc]
    """A clusterer that cuts the first feature into bands with equally many rows.

    On a feature that is drawn for each voter, the bands are random segments.

    >>> QuantileBands(n_clusters=2).fit([[0.1], [0.4], [0.6], [0.9]]).labels_
    array([0, 0, 1, 1])
    """

    def __init__(self, n_clusters: int = 2) -> None:
        self.n_clusters = n_clusters

    def fit(self, X: Any, y: Any = None) -> Self:
        """Fit on X, (n, features): the quantiles of its first feature."""
        X = validate_data(self, X)
        inner = np.arange(1, self.n_clusters) / self.n_clusters
        self.bounds_ = np.quantile(X[:, 0], inner)
        self.labels_ = self._band(X)
        return self

    def predict(self, X: Any) -> Ints:
        """(n,) band of each row."""
        check_is_fitted(self)
        return self._band(validate_data(self, X, reset=False))

    def _band(self, X: Any) -> Ints:
        return np.searchsorted(self.bounds_, X[:, 0], side="right")


def build(count: int, seed: int, starts: int = 1) -> QuantileBands:
    """An unfitted clusterer with `count` bands."""
    return QuantileBands(count)
