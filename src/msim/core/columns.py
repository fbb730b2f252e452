"""Sums over columns, voter by voter, in single precision: the arithmetic of blocks.

A table of a block is held column by column, (columns, n): a trait, say, of all voters together.
Sums run in a fixed order and without a library whose order differs between machines.
"""

from __future__ import annotations

import numpy as np

from msim.core.arrays import Floats, Ints
from msim.core.compiled import compiled
from msim.core.elementary import exp_single, logistic_single

_AT_ONCE = 1024
"""Voters who are summed together; their numbers stay in the nearest cache."""
PARTIALS = 16
"""Partial sums over voters that run side by side, in an order that is the same everywhere."""


def single(values: Floats) -> Floats:
    """The values in single precision, row after row; as they are where they are so already."""
    return np.ascontiguousarray(values, dtype=np.float32)


def double(values: Floats) -> Floats:
    """The values in double precision, row after row, so that a loop over them compiles once."""
    return np.ascontiguousarray(values, dtype=np.float64)


def plain_scores(columns: Floats, weights: Floats, start: Floats) -> Floats:
    """(scores, n): what `scores` computes."""
    return start[:, None] + weights @ columns


def scores(columns: Floats, weights: Floats, start: Floats) -> Floats:
    """(scores, n) `start + weights @ columns` in single precision.

    columns: (columns, n). weights: (scores, columns). start: (scores,).

    >>> scores(np.array([[1.0, 2.0]]), np.array([[3.0]]), np.array([1.0])).tolist()
    [[4.0, 7.0]]
    """
    out = np.empty((weights.shape[0], columns.shape[1]), dtype=np.float32)
    _scores(single(columns), single(weights), single(start), out)
    return out


@compiled
def _scores(columns, weights, start, out):  # type: ignore[no-untyped-def]
    count = columns.shape[0]
    for first in range(0, out.shape[1], _AT_ONCE):
        last = min(first + _AT_ONCE, out.shape[1])
        for s in range(out.shape[0]):
            row, weight = out[s, first:last], weights[s]
            row[:] = start[s]
            for c in range(0, count - count % 4, 4):
                add_four(weight[c : c + 4], (
                    columns[c, first:last], columns[c + 1, first:last],
                    columns[c + 2, first:last], columns[c + 3, first:last],
                ), row)  # fmt: skip
            for c in range(count - count % 4, count):
                add_one(weight[c], columns[c, first:last], row)


@compiled
def add_four(weights, four, out):  # type: ignore[no-untyped-def]
    """Add four columns times their weights to (n,) sums, one after another."""
    w0, w1, w2, w3 = weights[0], weights[1], weights[2], weights[3]
    x0, x1, x2, x3 = four
    for i in range(out.size):
        out[i] = (((out[i] + w0 * x0[i]) + w1 * x1[i]) + w2 * x2[i]) + w3 * x3[i]


@compiled
def add_one(weight, column, out):  # type: ignore[no-untyped-def]
    """Add a column times its weight to (n,) sums."""
    for i in range(out.size):
        out[i] += weight * column[i]


def exponentials(values: Floats) -> Floats:
    """(n,) `exp(values)` in single precision, in place.

    >>> exponentials(np.zeros(2, dtype=np.float32)).tolist()
    [1.0, 1.0]
    """
    _exponentials(values)
    return values


@compiled
def _exponentials(values):  # type: ignore[no-untyped-def]
    for i in range(values.size):
        values[i] = exp_single(values[i])


def logistics(values: Floats) -> Floats:
    """(n,) `1 / (1 + exp(-values))` in single precision.

    >>> logistics(np.zeros(2)).tolist()
    [0.5, 0.5]
    """
    out = np.empty(values.shape, dtype=np.float32)
    _logistics(single(values), out)
    return out


@compiled
def _logistics(values, out):  # type: ignore[no-untyped-def]
    for i in range(values.size):
        out[i] = logistic_single(values[i])


def looked_up(table: Floats, index: Ints) -> Floats:
    """(columns, n) the entries of a table, (columns, kinds), by the kind of each voter, (n,).

    >>> looked_up(np.array([[1.0, 2.0]]), np.array([1, 1, 0])).tolist()
    [[2.0, 2.0, 1.0]]
    """
    out = np.empty((table.shape[0], index.size), dtype=np.float32)
    _looked_up(single(table), index, out)
    return out


@compiled
def _looked_up(table, index, out):  # type: ignore[no-untyped-def]
    for c in range(out.shape[0]):
        row, column = table[c], out[c]
        for i in range(index.size):
            column[i] = row[np.uint64(index[i])]


@compiled(forceinline=True)
def summed(values):  # type: ignore[no-untyped-def]
    """The sum of (n,) values, one after another."""
    total = 0.0
    for i in range(values.size):
        total += values[i]
    return total


@compiled(forceinline=True)
def add_to_partials(partials, values):  # type: ignore[no-untyped-def]
    """Add (n,) values to (PARTIALS,) sums in turn: value i goes to sum i modulo PARTIALS."""
    # Sixteen sums do not wait for each other, and the order in which each grows is part of the
    # source: a compiler may run them in vector lanes of any width without moving a bit, where one
    # running sum would have to be reordered (Higham 1993, SIAM J. Scientific Computing 14(4)).
    whole = values.size - values.size % PARTIALS
    for first in range(0, whole, PARTIALS):
        for k in range(PARTIALS):
            partials[k] += values[first + k]
    for i in range(whole, values.size):
        partials[i - whole] += values[i]
