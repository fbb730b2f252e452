"""What do experiments publish as a result? Measured in every world of a study, to be held to that.

A key is chosen, a result follows: how alike two parties respond, how far messages differ, what a
vote costs. The first two are measures of a world and of no arm: `world.party_correlation`.

>>> sorted(RESULTS)
['message_spread', 'party_correlation']
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from msim.core.arrays import Floats
from msim.experiment.comparison.correlations import ratio_of_moments, spread_of_moments
from msim.experiment.comparison.intervals import Interval
from msim.experiment.engine.agreement import MESSAGES, MOMENTS, PARTY

WORLD: Final = "world"
"""Stands where a measure names its arm."""


@dataclass(frozen=True)
class WorldResult:
    """A measure of worlds. columns: diagnostics of a replicate that it is made of.

    interval: from (worlds, columns) values. evidence: the row that it is published in.
    """

    columns: tuple[str, ...]
    interval: Callable[[Floats], Interval]
    evidence: str


RESULTS: Final[Mapping[str, WorldResult]] = {
    "party_correlation": WorldResult(
        tuple(f"agreement/{what}/{PARTY}" for what in MOMENTS), ratio_of_moments,
        "party_correlation",
    ),
    "message_spread": WorldResult(MESSAGES, spread_of_moments, "message_spread"),
}  # fmt: skip
MEASURES: Final = tuple(f"{WORLD}.{name}" for name in RESULTS)
PUBLISHED: Final[Mapping[str, str]] = {
    **{f"{WORLD}.{name}": each.evidence for name, each in RESULTS.items()},
    "broadcast.cost_per_net_vote": "vote_price",
}
"""Rows of the evidence that are results, by the measure that is held against them."""
