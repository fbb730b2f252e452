"""Which weights make respondents as many of each kind as the country has? Raking.

The margins are met in turn until all hold (Deming and Stephan 1940, Annals of Mathematical
Statistics 11(4)). Weights mend what leans with these kinds alone.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from msim.core.arrays import Floats, Ints

STEPS = 200
"""Rounds at most; margins that no weights can meet together are met as far as they can."""


def rake(
    levels: Sequence[Ints], shares: Sequence[Floats], people: Ints | None = None
) -> Floats:
    """(n,) weights with mean 1 under which the levels of each trait have their shares.

    levels: (n,) of each trait, from 0. shares: (levels,) of each. people: (n,) how many each row
    stands for, by default one. A level that nobody has is left out.

    >>> age, place = np.array([0, 0, 0, 1]), np.array([0, 0, 1, 1])
    >>> rake([age, place], [np.array([0.5, 0.5]), np.array([0.4, 0.6])]).round(3).tolist()
    [0.8, 0.8, 0.4, 2.0]
    """
    rows = levels[0].size if levels else 0
    people = np.ones(rows, dtype=np.intp) if people is None else people
    weight = np.ones(rows)
    for _ in range(STEPS):
        before = weight
        for level, share in zip(levels, shares, strict=True):
            have = np.bincount(level, weight * people, share.size)
            wanted = np.where(have > 0.0, share, 0.0)
            wanted *= float(people.sum()) / max(float(wanted.sum()), 1e-300)
            weight = weight * (wanted / np.where(have > 0.0, have, 1.0))[level]
        if np.abs(weight - before).max(initial=0.0) < 1e-9:
            break
    return weight
