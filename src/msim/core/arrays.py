"""Names for the array types that rooms hand to each other, and sums by group."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating[Any]]
Ints = NDArray[np.integer[Any]]
Bools = NDArray[np.bool_]


def group_sums(values: Floats, group: Ints, groups: int) -> Floats:
    """(groups,) or (groups, columns) sums of (n,) or (n, columns) values by group index (n,).

    Adds row by row in order, so that equal rows give equal bits however groups are labelled.

    >>> group_sums(np.array([1.0, 2.0, 4.0]), np.array([0, 1, 0]), 2)
    array([5., 2.])
    """
    if values.ndim == 1:
        return np.asarray(np.bincount(group, weights=values, minlength=groups), dtype=float)
    columns = [group_sums(values[:, k], group, groups) for k in range(values.shape[1])]
    return np.stack(columns, axis=1)
