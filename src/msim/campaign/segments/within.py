"""How far apart are the members of segments? Sums of squares about the segments' own means."""

from __future__ import annotations

from typing import Any

import numpy as np

from msim.campaign.segments import method as method_named
from msim.core.arrays import Floats, Ints, group_sums


def within(space: Floats, labels: Ints) -> float:
    """Sum of squares of (n, columns) about the means of segments, (n,) counted from 0.

    >>> within(np.array([[0.0], [2.0], [9.0]]), np.array([0, 0, 1]))
    2.0
    """
    cells = int(labels.max()) + 1
    size = np.maximum(np.bincount(labels, minlength=cells), 1)[:, None]
    means = group_sums(space, labels, cells) / size
    return float(np.sum((space - means[labels]) ** 2))


def distinct(features: Floats, enough: int) -> int:
    """Number of different rows, or `enough` where there are clearly as many."""
    if any(np.unique(column).size >= enough for column in features.T):
        return enough
    return min(enough, int(np.unique(np.nan_to_num(features, nan=-1.0), axis=0).shape[0]))


def fitted(method: str, table: Floats, wanted: tuple[int, int, int], aims: Any = None) -> Any:
    """A method fitted on a table; wanted: the number of segments, a seed and starts.

    aims: what it is fitted to, a row a voter, where it needs that.
    """
    # scikit-learn takes half a second to load, and most runs look at no stability.
    from sklearn import config_context  # noqa: PLC0415

    count, seed, starts = wanted
    estimator = method_named(method).build(distinct(table, count), seed, starts)
    with config_context(assume_finite=True, skip_parameter_validation=True):  # a third of the time
        return estimator.fit(table) if aims is None else estimator.fit(table, aims)


def log_within(method: str, table: Floats, wanted: tuple[int, int, int], aims: Any = None) -> float:
    """Logarithm of the sum of squares within the segments of a method, in what it explains."""
    labels = np.zeros(table.shape[0], dtype=np.intp)
    if distinct(table, wanted[0]) > 1:
        labels = np.asarray(fitted(method, table, wanted, aims).labels_)
    space = table if aims is None else aims
    return float(np.log(max(within(space, labels - min(int(labels.min()), 0)), 1e-300)))
