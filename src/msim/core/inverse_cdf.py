"""Which of several is drawn by one uniform? Inverse distribution functions of shares.

A guide tells for each slice of the uniform where the search begins, so that a draw takes a step or
two whatever the number of kinds (Chen and Asau 1974, AIIE Transactions 6(2)).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from msim.core.arrays import Floats, Ints
from msim.core.compiled import compiled

_SLICES = 256


@dataclass(frozen=True)
class Shares:
    """Kinds with their shares, in one group or several with shares of their own.

    bounds: (groups, kinds) upper ends in the order of the kinds; the last one is above 1.
    guide: (groups, slices) the first kind whose upper end lies above the slice's lower end.
    """

    bounds: Floats
    guide: Ints

    @classmethod
    def of(cls, shares: Floats) -> Shares:
        """From (kinds,) or (groups, kinds) shares, each row of any positive sum.

        >>> Shares.of(np.array([1.0, 1.0, 2.0])).drawn(np.array([0.1, 0.25, 0.9])).tolist()
        [0, 1, 2]
        """
        bounds = np.cumsum(np.atleast_2d(np.asarray(shares, dtype=float)), axis=1)
        bounds = bounds / np.where(bounds[:, -1:] > 0.0, bounds[:, -1:], 1.0)
        bounds[:, -1] = 2.0
        ends = np.arange(_SLICES) / _SLICES
        guide = np.stack([np.searchsorted(row, ends, side="right") for row in bounds])
        return cls(bounds, guide.astype(np.int32))

    def drawn(self, uniform: Floats, group: Ints | None = None) -> Ints:
        """(n,) kind of each, from (n,) uniforms and (n,) groups; all in the first without any."""
        kind = np.empty(uniform.size, dtype=np.int32)
        if group is None:
            group = np.zeros(uniform.size, dtype=np.int32)
        _drawn(uniform, group, (self.bounds, self.guide), kind)
        return kind

    def plain(self, uniform: Floats, group: Ints | None = None) -> Ints:
        """What `drawn` draws."""
        rows = self.bounds[np.zeros(uniform.size, dtype=int) if group is None else group]
        return np.sum(rows <= uniform[:, None], axis=1)


@compiled
def _drawn(uniform, group, table, out):  # type: ignore[no-untyped-def]
    bounds, guide = table
    several = bounds.shape[0] > 1
    for i in range(uniform.size):
        g = np.uint64(group[i]) if several else np.uint64(0)
        k = np.uint64(guide[g, np.uint64(uniform[i] * _SLICES)])
        while bounds[g, k] <= uniform[i]:
            k += np.uint64(1)
        out[i] = k
