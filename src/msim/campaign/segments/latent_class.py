"""Latent class analysis: levels that are independent of each other within a segment.

A mixture of products of categorical distributions (Lazarsfeld and Henry 1968, Latent Structure
Analysis), fitted by expectation maximisation from several starts as in poLCA (Linzer and Lewis
2011, Journal of Statistical Software 42(10)); missing levels are missing at random. Each class is
given `PRIOR` voters with the sample's shares of levels beforehand, so that no estimate lies on the
boundary (Galindo Garre and Vermunt 2006, Behaviormetrika 33(1)).
"""

from __future__ import annotations

from typing import Any, NamedTuple, Self

import numpy as np
from sklearn.base import BaseEstimator, ClusterMixin
from sklearn.utils import Tags
from sklearn.utils.validation import check_is_fitted, validate_data

from msim.core.arrays import Floats, Ints
from msim.core.compiled import compiled

FEATURES = "levels"
KINDS = ("ordinal", "binary", "categorical", "party")
PRIOR = 1.0
ROUNDS = ((24, 4), (6, 16), (2, 500))
"""How many of the starts climb how many steps: many short ones, and the best of them on."""
ENOUGH = 1e-6
"""Gain in log posterior for each voter at which a fit is done."""
NEVER = 1e-300
"""Least share of a class, so that it has a logarithm."""


class Classes(NamedTuple):
    """weights: (classes,) shares. tables: (levels of all columns, classes) chances within each."""

    weights: Floats
    tables: Floats


class Patterns(NamedTuple):
    """Different rows of a sample.

    places: (patterns, columns) index of the level among those of all columns, -1 for missing.
    voters: (patterns,) how many have it. share: (levels,) of voters with a level in its column.
    column: (levels,) the column that a level belongs to.
    """

    places: Ints
    voters: Floats
    share: Floats
    column: Ints


class LatentClasses(ClusterMixin, BaseEstimator):  # type: ignore[misc]
    """A clusterer for tables of levels, any numbers; NaN is missing, as is an unseen level.

    classes_: what was fitted. levels_: of each column, its levels in the sample.

    >>> table = [[0, 0], [0, 0], [0, 0], [1, 2], [1, 2], [1, float("nan")]]
    >>> LatentClasses(2).fit_predict(table)[[0, 5]].tolist() in ([0, 1], [1, 0])
    True
    """

    def __init__(self, n_clusters: int = 2, random_state: int = 0) -> None:
        self.n_clusters, self.random_state = n_clusters, random_state

    def __sklearn_tags__(self) -> Tags:
        tags = super().__sklearn_tags__()
        tags.input_tags.allow_nan = True
        return tags

    def fit(self, X: Any, y: Any = None) -> Self:
        """Fit on X, (n, features): many short starts, and the best of them to the end."""
        X = self._table(X, reset=True)
        self.levels_ = [np.unique(column[~np.isnan(column)]) for column in X.T]
        places = self._places(X)
        seen = _patterns(places, self.levels_)
        rng = np.random.Generator(np.random.SFC64(np.random.SeedSequence(self.random_state)))
        tried = [_start(seen, self.n_clusters, rng) for _ in range(ROUNDS[0][0])]
        for starts, steps in ROUNDS:
            climbed = (_climb(seen, start, steps, PRIOR, ENOUGH) for start in tried[:starts])
            ranked = sorted(climbed, key=lambda found: found[0], reverse=True)
            tried = [Classes(*found[1:]) for found in ranked]
        self.classes_ = tried[0]
        self.labels_ = np.argmax(_joint(places, *_logs(self.classes_)), axis=1)
        return self

    def predict(self, X: Any) -> Ints:
        """(n,) likeliest class of each row."""
        return np.argmax(self._fitted(X), axis=1)

    def predict_proba(self, X: Any) -> Floats:
        """(n, classes) chance of each class given the levels of a row."""
        joint = self._fitted(X)
        chance = np.exp(joint - joint.max(axis=1, keepdims=True))
        return chance / chance.sum(axis=1, keepdims=True)

    def bic(self, X: Any) -> float:
        """Bayesian information criterion on X, (n, features); less is better (Schwarz 1978)."""
        joint = self._fitted(X)
        free = sum(max(levels.size - 1, 0) for levels in self.levels_)
        parameters = self.n_clusters - 1 + self.n_clusters * free
        likelihood = float(np.logaddexp.reduce(joint, axis=1).sum())
        return -2.0 * likelihood + parameters * float(np.log(joint.shape[0]))

    def _table(self, X: Any, reset: bool) -> Floats:
        table: Floats = validate_data(
            self, X, reset=reset, dtype=np.float64, ensure_all_finite="allow-nan"
        )
        return table

    def _fitted(self, X: Any) -> Floats:
        """(n, classes) log of each class's share times the chance of the row's levels in it."""
        check_is_fitted(self)
        joint: Floats = _joint(self._places(self._table(X, reset=False)), *_logs(self.classes_))
        return joint

    def _places(self, X: Floats) -> Ints:
        """(n, columns) index of each level among those of all columns, -1 for missing."""
        places, start = np.full(X.shape, -1, dtype=np.int64), 0
        for index, levels in enumerate(self.levels_):
            if levels.size:
                place = np.minimum(np.searchsorted(levels, X[:, index]), levels.size - 1)
                places[:, index] = np.where(levels[place] == X[:, index], start + place, -1)
            start += levels.size
        return places


def _patterns(places: Ints, levels: list[Floats]) -> Patterns:
    different, voters = np.unique(places, axis=0, return_counts=True)
    column = np.repeat(np.arange(len(levels)), [each.size for each in levels])
    known = places[places >= 0]
    share = np.bincount(known, minlength=column.size).astype(float)[:, None]
    _scale(share, column)
    return Patterns(different, voters.astype(float), share[:, 0].copy(), column)


def _start(seen: Patterns, count: int, rng: np.random.Generator) -> Classes:
    """Classes of equal size, each halfway between everybody and one voter drawn at random."""
    drawn = rng.choice(seen.voters.size, size=count, p=seen.voters / seen.voters.sum())
    tables = np.repeat(seen.share[:, None], count, axis=1)
    for k, row in enumerate(drawn):
        own = seen.places[row][seen.places[row] >= 0]
        tables[np.isin(seen.column, seen.column[own]), k] *= 0.5
        tables[own, k] += 0.5
    return Classes(np.full(count, 1.0 / count), tables)


def _logs(classes: Classes) -> tuple[Floats, Floats]:
    return np.log(np.maximum(classes.weights, NEVER)), np.log(classes.tables)


@compiled(error_model="python")
def _joint(places, weights, tables):  # type: ignore[no-untyped-def]
    """(n, classes) log of share times chance. weights, tables: logarithms."""
    n, columns = places.shape
    joint = np.empty((n, weights.size))
    for i in range(n):
        for k in range(weights.size):
            joint[i, k] = weights[k]
        for j in range(columns):
            place = places[i, j]
            if place >= 0:
                for k in range(weights.size):
                    joint[i, k] += tables[place, k]
    return joint


@compiled(error_model="python")
def _expected(places, voters, weights, tables):  # type: ignore[no-untyped-def]
    """Log likelihood, and expected voters by class, (classes,), and by level and class."""
    joint = _joint(places, weights, tables)
    size, expected = np.zeros(weights.size), np.zeros(tables.shape)
    likelihood = 0.0
    for i in range(places.shape[0]):
        most = joint[i].max()
        total = 0.0
        for k in range(weights.size):
            joint[i, k] = np.exp(joint[i, k] - most)
            total += joint[i, k]
        likelihood += voters[i] * (most + np.log(total))
        for k in range(weights.size):
            part = voters[i] * joint[i, k] / total
            size[k] += part
            for j in range(places.shape[1]):
                if places[i, j] >= 0:
                    expected[places[i, j], k] += part
    return likelihood, size, expected


@compiled(error_model="python")
def _climb(seen, start, steps, prior, enough):  # type: ignore[no-untyped-def]
    """Log posterior for each voter, up to a constant, before the last step, and its outcome."""
    weights, tables, everybody = start.weights, start.tables, seen.voters.sum()
    reached = now = -np.inf
    for _ in range(steps):
        logs = np.log(tables)
        likelihood, size, expected = _expected(
            seen.places, seen.voters, np.log(np.maximum(weights, NEVER)), logs
        )
        for place in range(seen.share.size):
            for k in range(weights.size):
                likelihood += prior * seen.share[place] * logs[place, k]
                expected[place, k] += prior * seen.share[place]
        weights, tables, now = size / everybody, expected, likelihood / everybody
        _scale(tables, seen.column)
        if now - reached < enough:
            break
        reached = now
    return now, weights, tables


@compiled(error_model="python")
def _scale(tables, column):  # type: ignore[no-untyped-def]
    """Scale (levels, classes) so that each column's levels add up to one."""
    start = 0
    while start < column.size:
        end = start
        while end < column.size and column[end] == column[start]:
            end += 1
        for k in range(tables.shape[1]):
            tables[start:end, k] /= tables[start:end, k].sum()
        start = end


def build(count: int, seed: int, starts: int = 1) -> LatentClasses:
    """An unfitted analysis with `count` classes."""
    return LatentClasses(count, seed)
