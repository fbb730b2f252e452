"""In which worlds is a claim asked? Points drawn over its ranges, by one of two priors.

Latin hypercubes (McKay, Beckman and Conover 1979, Technometrics 21(2)). Under the prior `split`
half of the mass lies on each side of the central value and is spread evenly there; under `uniform`
all of it is spread evenly over the range. Nobody knows which is right, so both are asked.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from msim.claims.claim import DebateClaim, Range
from msim.core.arrays import Floats
from msim.study.sample.latin_hypercube import unit

Prior = Literal["split", "uniform"]
PRIORS: tuple[Prior, ...] = ("split", "uniform")
STRIDE = 10_000
"""Replicates, at most, of one world."""


@dataclass(frozen=True)
class WorldPoint:
    """One world: the value of each key that varies, its case, and the prior it was drawn from.

    prior: `central` for the world in which every key has its central value, `along` for one in
    which a single key has not. like: the values of the world whose draws it has; its own if empty.
    """

    values: tuple[tuple[str, float], ...]
    case: str
    prior: str
    like: tuple[tuple[str, float], ...] = ()

    @property
    def key(self) -> str:
        """Hexadecimal, of values and case: the same world has the same one under any prior."""
        text = json.dumps([self.values, self.case, *([self.like] if self.like else [])])
        return hashlib.sha256(text.encode()).hexdigest()[:16]

    @property
    def first(self) -> int:
        """The number of its first replicate: worlds have draws of their own, its cases the same."""
        text = json.dumps(self.like or self.values)
        return STRIDE * int(hashlib.sha256(text.encode()).hexdigest()[:8], 16)

    def value(self, key: str) -> float:
        """The value of one key."""
        return dict(self.values)[key]


def scaled(of: Range, u: Floats, prior: Prior) -> Floats:
    """(n,) values of a range at (n,) places between 0 and 1.

    >>> validity = Range("data.validity", 0.3, 0.4, 0.8, "", "validity")
    >>> scaled(validity, np.array([0.0, 0.25, 0.5, 0.75]), "split").round(3).tolist()
    [0.3, 0.35, 0.4, 0.6]
    >>> scaled(validity, np.array([0.0, 0.5]), "uniform").round(3).tolist()
    [0.3, 0.55]

    A central value at an end of its range holds in half of the worlds.

    >>> scaled(Range("a.b", 0.0, 0.0, 1.0, "", ""), np.array([0.25, 0.75]), "split").tolist()
    [0.0, 0.5]
    """
    low, central, high = of.low, of.central, of.high
    if prior == "uniform":
        found = low + u * (high - low)
    else:
        below = low + 2.0 * u * (central - low)
        above = central + (2.0 * u - 1.0) * (high - central)
        found = np.where(u < 0.5, below, above)
    return np.round(found) if of.whole else found


def points(claim: DebateClaim, prior: Prior, count: int) -> list[WorldPoint]:
    """As many worlds of a prior; half of them first where the count is doubled."""
    ranges, names = claim.ranges, claim.names
    places = unit(len(ranges) + 1, count, seed=SEED[prior] + DRAWS * claim.draw)
    columns = [scaled(each, places[:, n], prior) for n, each in enumerate(ranges)]
    case = np.minimum((places[:, -1] * len(names)).astype(int), len(names) - 1)
    keys = [each.key for each in ranges]
    rows = np.column_stack(columns).tolist()
    return [
        WorldPoint(tuple(zip(keys, row, strict=True)), names[number], prior)
        for row, number in zip(rows, case.tolist(), strict=True)
    ]


SEED: dict[Prior, int] = {"split": 1, "uniform": 2}
DRAWS = 1000
"""Between the seeds of two draws of the worlds."""


def central(claim: DebateClaim) -> list[WorldPoint]:
    """The world of central values, once for each case."""
    values = tuple(claim.central().items())
    return [WorldPoint(values, name, "central") for name in claim.names]


def along(claim: DebateClaim) -> list[WorldPoint]:
    """The central worlds with the key of the claim's picture moved; none where it has none.

    At both ends of the key's range and halfway to them, on the draws of the central world.
    """
    middle = tuple(claim.central().items())
    found = []
    for each in claim.ranges:
        if each.key == claim.picture:
            places = np.array([0.0, 0.25, 0.75, 1.0])
            for at in scaled(each, places, "split").tolist():
                moved = tuple({**dict(middle), each.key: at}.items())
                found += [WorldPoint(moved, name, "along", middle) for name in claim.names]
    return found


def applied(
    claim: DebateClaim, values: Mapping[str, float], case: str = "", side: str = ""
) -> dict[str, Any]:
    """What a world changes of the scenario on one side of the comparison, `now` or `instead`.

    values: of each range's key. Whole numbers come as such where the key takes them.
    """
    named: dict[str, Mapping[str, Any]] = {"now": claim.now, "instead": claim.instead}
    found: dict[str, Any] = {}
    for of in ("", side):
        for each in claim.ranges:
            if each.side == of:
                at = values[each.key]
                found[each.bare] = int(at) if each.whole else float(at)
        if not of:
            found |= {**claim.cases.get(case, {}), **named.get(side, {})}
    return found


def spread(values: Sequence[float]) -> tuple[float, float]:
    """The range that holds nine tenths of some worlds' values.

    >>> spread([0.0, 0.5, 1.0])
    (0.05, 0.95)
    """
    low, high = np.quantile(np.asarray(values, dtype=float), [0.05, 0.95])
    return float(low), float(high)
