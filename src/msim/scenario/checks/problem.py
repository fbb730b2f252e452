"""A problem that only several keys together can have."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from msim.core.errors import Located
from msim.scenario.phrases import amount


@dataclass(frozen=True)
class Problem:
    """A problem at `key` that was found by reading the keys `reads` as well."""

    key: str
    message: str
    reads: tuple[str, ...] = ()

    @property
    def located(self) -> Located:
        """The problem as a record without a place."""
        return Located(self.message, self.key)


def not_one(shares: Sequence[float]) -> bool:
    """Whether shares fail to add up to one."""
    return not math.isclose(math.fsum(shares), 1.0, abs_tol=1e-6)


def share_problems(
    key: str, shares: tuple[float, ...] | None, count_key: str, count: int
) -> Iterator[Problem]:
    """What is wrong with a list of `count` shares."""
    if shares is None:
        return
    if len(shares) != count:
        yield Problem(key, f"has {len(shares)} shares, but {count_key} is {count}", (count_key,))
    if not_one(shares):
        yield Problem(key, f"shares add up to {amount(math.fsum(shares))}, must add up to 1")
