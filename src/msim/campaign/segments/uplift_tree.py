"""An uplift tree: segments by how voters respond to messages, not by how alike they are.

A regression tree on a transformed outcome whose mean in a group is how the effects of messages
differ there (Athey and Imbens 2016, PNAS 113(27)); splits that explain most of it are those that
drive the messages' effects furthest apart (Rzepakowski and Jaroszewicz 2012, Knowledge and
Information Systems 32(2)). What readings foretell of the vote whatever the message is taken off
before (as a doubly robust score does: Athey and Wager 2021, Econometrica 89(1)). The leaves are the
segments. All answers choose splits and messages; how much of what leaves differ by holds good is
read from trees of other respondents, or the test would promise what chance alone has found.
"""

from __future__ import annotations

from typing import Any, Self

import numpy as np
from sklearn.base import BaseEstimator, ClusterMixin
from sklearn.tree import DecisionTreeRegressor
from sklearn.utils.validation import check_array, check_is_fitted, validate_data

from msim.campaign.calibration import beyond_usual, crossfitted
from msim.core.arrays import Bools, Floats, Ints, group_sums
from msim.core.seen import Answers

NEEDS = "answers"
COUNT = "most"
LEAST = 0.05
"""Share of the respondents that a leaf holds at least."""


def targets(answers: Answers, features: Floats | None = None) -> Floats:
    """(n, messages) transformed outcome: its mean in a group is how effects differ there.

    What an answer is above its message's mean, over the chance of getting the message, and less
    the mean over messages. features: (n, columns) whose line in the answers, the same for every
    message, is taken off: it says nothing of differences. Weighted by how likely a respondent is to
    vote. The control group says nothing of differences between messages: its rows are zeros.

    >>> shown = np.array([0, 0, 1, 1])
    >>> targets(Answers(shown, np.array([1.0, 0.0, 0.5, 0.5]), np.ones(4), None, np.ones(4)))
    array([[ 0.5, -0.5],
           [-0.5,  0.5],
           [ 0. ,  0. ],
           [ 0. ,  0. ]])
    """
    weight, group = answers.weight * answers.people, answers.message + 1
    width = int(group.max(initial=1)) + 1
    total = group_sums(weight, group, width)
    vote = beyond_usual(answers, features)
    residual = weight * vote
    chance = total[group] / max(float(weight.sum()), 1e-300)
    gain = residual / np.where(chance > 0.0, chance, 1.0) / max(float(weight.mean()), 1e-300)
    table = np.where(group[:, None] == np.arange(1, width), gain[:, None], 0.0)
    return table - table.mean(axis=1, keepdims=True)


def kept(features: Floats, answers: Answers, count: int, seed: int) -> float:
    """Part of the differences between leaves that holds good in other answers, 0 to 1."""
    aims = targets(answers, features)

    def predicted(number: int, teach: Bools, here: Bools) -> tuple[Floats, Floats]:
        tree = UpliftTree(count, seed).fit(features[teach], aims[teach])
        size = np.bincount(tree.labels_, minlength=tree.leaves_.size)[:, None]
        means = 100.0 * group_sums(aims[teach], tree.labels_, tree.leaves_.size) / size
        means -= np.average(means, axis=0, weights=size[:, 0])
        return means[tree.predict(features[here])], np.zeros(int(here.sum()))

    return crossfitted(answers, aims.shape[1], seed, predicted)


class UpliftTree(ClusterMixin, BaseEstimator):  # type: ignore[misc]
    """A clusterer by the leaves of a tree that explains y; without y, it explains X itself.

    (The latter is a predictive clustering tree: Blockeel, De Raedt and Ramon 1998, ICML.)

    >>> x, y = [[0.0], [1.0], [2.0], [3.0]], [[1.0], [1.0], [-1.0], [-1.0]]
    >>> UpliftTree(2).fit(x, y).predict([[0.4], [2.7]])
    array([0, 1])
    """

    def __init__(self, n_clusters: int = 2, random_state: int = 0) -> None:
        self.n_clusters, self.random_state = n_clusters, random_state

    def fit(self, X: Any, y: Any = None) -> Self:
        """Grow at most `n_clusters` leaves on X, (n, features), to explain y, (n, outcomes)."""
        X = validate_data(self, X, dtype=np.float32)
        aim = X if y is None else check_array(y, ensure_2d=False, dtype=np.float64)
        least = max(1, int(LEAST * X.shape[0])) if self.n_clusters > 1 else X.shape[0]
        tree = DecisionTreeRegressor(
            max_leaf_nodes=max(2, self.n_clusters),
            min_samples_leaf=least,
            random_state=self.random_state,
        )
        self.tree_ = tree.fit(X, aim).tree_
        self.leaves_ = np.flatnonzero(self.tree_.children_left < 0)
        self.labels_ = self._leaf(X)
        return self

    def predict(self, X: Any) -> Ints:
        """(n,) leaf of each row, counted from the left."""
        check_is_fitted(self)
        return self._leaf(validate_data(self, X, reset=False, dtype=np.float32))

    def _leaf(self, X: Any) -> Ints:
        return np.searchsorted(self.leaves_, self.tree_.apply(X)).astype(np.intp)


def build(count: int, seed: int, starts: int = 1) -> UpliftTree:
    """An unfitted tree with at most `count` leaves."""
    return UpliftTree(count, seed)
