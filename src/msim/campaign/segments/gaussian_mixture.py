"""A Gaussian mixture with diagonal covariances, by scikit-learn: latent profile analysis.

Each segment is a normal distribution whose features are independent within it (Lazarsfeld and
Henry 1968, Latent Structure Analysis; McLachlan and Peel 2000, Finite Mixture Models). Readings
with few levels are not normal: a component that sat on one level would have no variance and an
infinite likelihood, so that every variance is raised by `FLOOR` (as a prior would: Fraley and
Raftery 2007, Journal of Classification 24(2)).
"""

from __future__ import annotations

from typing import Any, Self

import numpy as np
from sklearn.base import BaseEstimator, ClusterMixin
from sklearn.mixture import GaussianMixture
from sklearn.utils.validation import check_is_fitted, validate_data

from msim.core.arrays import Ints

FLOOR = 0.1
"""Added to every variance; features have variance 1 in the sample."""
MOST_STEPS = 2_000


class DiagonalMixture(ClusterMixin, BaseEstimator):  # type: ignore[misc]
    """A clusterer that puts every row into its likeliest normal component.

    >>> DiagonalMixture(2).fit([[0.0], [0.1], [5.0], [5.1]]).predict([[0.2], [4.0]]).size
    2
    """

    def __init__(self, n_clusters: int = 2, random_state: int = 0, n_init: int = 1) -> None:
        self.n_clusters, self.random_state, self.n_init = n_clusters, random_state, n_init

    def fit(self, X: Any, y: Any = None) -> Self:
        """Fit on X, (n, features), by expectation maximisation from starts by k-means."""
        X = validate_data(self, X, dtype=np.float64)
        self.mixture_ = GaussianMixture(
            self.n_clusters,
            covariance_type="diag",
            reg_covar=FLOOR,
            max_iter=MOST_STEPS,
            n_init=self.n_init,
            random_state=self.random_state,
        )
        self.labels_ = np.asarray(self.mixture_.fit_predict(X))
        return self

    def predict(self, X: Any) -> Ints:
        """(n,) likeliest component of each row."""
        check_is_fitted(self)
        X = validate_data(self, X, reset=False, dtype=np.float64)
        return np.asarray(self.mixture_.predict(X))

    def bic(self, X: Any) -> float:
        """Bayesian information criterion on X, (n, features); less is better (Schwarz 1978)."""
        check_is_fitted(self)
        return float(self.mixture_.bic(validate_data(self, X, reset=False, dtype=np.float64)))


def build(count: int, seed: int, starts: int = 1) -> DiagonalMixture:
    """An unfitted mixture of `count` components."""
    return DiagonalMixture(count, seed, starts)
