"""Which row does each voter have under each rule? Kept from pass one for pass two, in two bytes.

Rows under several rules are the digits of one number, so that a voter takes two bytes rather than
four for each rule, and what a block's data say need not be drawn again to put voters into cells.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from msim.core.arrays import Ints
from msim.core.seen import Rule

_NUMBERS = 2**16
"""Numbers that two bytes can tell apart."""


@dataclass(frozen=True)
class _Digits:
    """Rules whose rows are told by one number: the first rule's row is its last digit."""

    rules: list[tuple[Rule, int]]
    codes: Ints


class PackedRows:
    """Rows of the (n,) voters of a block under some rules, each from 0.

    >>> class Halves:
    ...     cells = 2
    >>> kept = PackedRows([(Halves(), np.array([0, 2, 1])), (Halves(), np.array([1, 0, 1]))])
    >>> kept.bytes_each, [row.tolist() for _, row in kept]
    (2, [[0, 2, 1], [1, 0, 1]])
    """

    def __init__(self, rows: Iterable[tuple[Rule, Ints]]) -> None:
        """A rule of 65,536 rows or more is left out."""
        self._groups: list[_Digits] = []
        weight = 1
        for rule, row in rows:
            size = int(row.max(initial=0)) + 1
            if size >= _NUMBERS:
                continue
            if not self._groups or weight * size > _NUMBERS:
                self._groups.append(_Digits([], np.zeros(row.size, dtype=np.uint16)))
                weight = 1
            if size > 1:
                self._groups[-1].codes[:] += row.astype(np.uint16) * np.uint16(weight)
            self._groups[-1].rules.append((rule, size))
            weight *= size

    @property
    def bytes_each(self) -> int:
        """Bytes that are kept of a voter."""
        return 2 * len(self._groups)

    def __iter__(self) -> Iterator[tuple[Rule, Ints]]:
        """Each rule with the (n,) rows of the voters."""
        for group in self._groups:
            left = group.codes
            for rule, size in group.rules:
                yield rule, (left % np.uint16(size)).astype(np.int32)
                left = left // np.uint16(size)
