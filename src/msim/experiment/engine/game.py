"""What would both sides choose? The equilibrium of a zero-sum game of two by two.

A pure equilibrium where one exists, else the mixed one in closed form (von Neumann 1928,
Mathematische Annalen 100; Morgenstern and von Neumann 1944).
"""

from __future__ import annotations

from dataclasses import dataclass

from msim.core.arrays import Floats


@dataclass(frozen=True)
class Equilibrium:
    """Probabilities of each side's two choices, what the row player gains, whether it is pure."""

    rows: tuple[float, float]
    columns: tuple[float, float]
    value: float
    pure: bool


def equilibrium(payoff: Floats) -> Equilibrium:
    """The equilibrium of a game; payoff: (2, 2) gains of the row player, losses of the other.

    Of several pure ones the first by row, then by column.

    >>> import numpy as np
    >>> equilibrium(np.array([[1.0, -1.0], [-1.0, 1.0]])).rows
    (0.5, 0.5)
    >>> equilibrium(np.array([[3.0, 1.0], [4.0, 2.0]])).value
    2.0
    """
    for i in range(2):
        for j in range(2):
            if payoff[i, j] == payoff[:, j].max() and payoff[i, j] == payoff[i].min():
                row, column = (1.0 - i, float(i)), (1.0 - j, float(j))
                return Equilibrium(row, column, float(payoff[i, j]), True)
    (a, b), (c, d) = payoff.tolist()
    whole = a - b - c + d
    first, left = (d - c) / whole, (d - b) / whole
    value = (a * d - b * c) / whole
    return Equilibrium((first, 1.0 - first), (left, 1.0 - left), value, False)
