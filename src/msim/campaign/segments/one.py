"""One segment for everybody: what is left of segmentation when there is none."""

from __future__ import annotations

from typing import Any, Self

import numpy as np
from sklearn.base import BaseEstimator, ClusterMixin
from sklearn.utils.validation import check_is_fitted, validate_data

from msim.core.arrays import Ints

COUNT = "none"


class OneSegment(ClusterMixin, BaseEstimator):  # type: ignore[misc]
    """A clusterer that puts every row into segment 0.

    >>> OneSegment().fit([[1.0], [2.0]]).predict([[3.0]])
    array([0])
    """

    def fit(self, X: Any, y: Any = None) -> Self:
        """Fit on X, (n, features); nothing is learnt but the number of features."""
        X = validate_data(self, X)
        self.labels_ = np.zeros(X.shape[0], dtype=np.intp)
        return self

    def predict(self, X: Any) -> Ints:
        """(n,) zeros."""
        check_is_fitted(self)
        return np.zeros(validate_data(self, X, reset=False).shape[0], dtype=np.intp)


def build(count: int, seed: int, starts: int = 1) -> OneSegment:
    """An unfitted clusterer; the number of segments is one whatever was asked."""
    return OneSegment()
