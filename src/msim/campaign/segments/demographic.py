"""Demographic cells: age by region by schooling, say; the number of segments follows from levels.

What campaigns cut by where they know no more than public records (Hersh 2015, Hacking the
Electorate, Cambridge University Press). The traits marked demographic, or those that are named.
"""

from __future__ import annotations

from typing import Any, Self

import numpy as np
from sklearn.base import BaseEstimator, ClusterMixin
from sklearn.utils.validation import check_is_fitted, validate_data

from msim.core.arrays import Ints

FEATURES = "demographic"
KINDS = ("continuous", "ordinal", "binary", "categorical")
COUNT = "none"


class GivenCells(ClusterMixin, BaseEstimator):  # type: ignore[misc]
    """A clusterer whose first feature is the label already, a whole number from 0.

    >>> GivenCells().fit([[2.0], [0.0]]).predict([[1.0]])
    array([1])
    """

    def fit(self, X: Any, y: Any = None) -> Self:
        """Fit on X, (n, features); nothing is learnt but the number of features."""
        self.labels_ = _label(validate_data(self, X))
        return self

    def predict(self, X: Any) -> Ints:
        """(n,) cell of each row."""
        check_is_fitted(self)
        return _label(validate_data(self, X, reset=False))


def _label(X: Any) -> Ints:
    return np.rint(np.maximum(X[:, 0], 0.0)).astype(np.intp)


def build(count: int, seed: int, starts: int = 1) -> GivenCells:
    """An unfitted clusterer; the cells are those there are, whatever was asked."""
    return GivenCells()
