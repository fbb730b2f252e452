"""Whether a matrix can be a correlation matrix, without a library."""

from __future__ import annotations

import math
from collections.abc import Sequence


def correlation_problem(rows: Sequence[Sequence[float]], size: int) -> str:
    """What keeps `rows` from being the correlation matrix of `size` traits; empty if nothing.

    >>> correlation_problem([[1, 0.5], [0.4, 1]], 2)
    'must be symmetric, but row 1, column 2 is 0.5 and row 2, column 1 is 0.4'
    >>> correlation_problem([[1, 0.5], [0.5, 1]], 2)
    ''
    """
    if len(rows) != size or any(len(row) != size for row in rows):
        widths = "x".join(str(width) for width in sorted({len(row) for row in rows}))
        return f"must be {size} by {size}, a row and a column for each trait, but is " \
               f"{len(rows)} by {widths or 0}"
    for i in range(size):
        if rows[i][i] != 1:
            return f"must have 1 on the diagonal, but row {i + 1} has {rows[i][i]:g}"
        for j in range(i + 1, size):
            if abs(rows[i][j] - rows[j][i]) > 1e-9:
                return (
                    f"must be symmetric, but row {i + 1}, column {j + 1} is {rows[i][j]:g} and "
                    f"row {j + 1}, column {i + 1} is {rows[j][i]:g}"
                )
    return "" if _positive_definite(rows) else \
        "must be positive definite: no voters can have these correlations all at once"


def _positive_definite(rows: Sequence[Sequence[float]]) -> bool:
    """Cholesky's decomposition, which fails exactly when the matrix is not positive definite."""
    lower: list[list[float]] = []
    for i, row in enumerate(rows):
        new: list[float] = []
        for j in range(i):
            known = math.fsum(a * b for a, b in zip(new, lower[j][:j], strict=True))
            new.append((row[j] - known) / lower[j][j])
        left = 1.0 - math.fsum(value * value for value in new)
        if left <= 1e-10:
            return False
        lower.append([*new, math.sqrt(left)])
    return True
