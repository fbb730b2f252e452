"""How much is measured? Sizes of the three ways to run the benchmark, and the scenarios they time.

A run costs something for each voter and something that does not grow with them: the survey, the
segments, the plans. The second part is measured by itself, on few voters, and taken off.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from msim.core.streams import BLOCK_SIZE
from msim.scenario.model import Scenario

WHOLE, LARGER = 112_000_000, 230_000_000
"""Voters of the shipped scenario, and of a country twice as large."""
MORE_PARTS: Mapping[str, object] = {
    "districts.count": 25,
    "election.rule": "districts",
    "opponent.strategy": "segmented",
    "messages.mobilise_pp": 1.0,
}
"""What a scenario can have besides: districts, an opponent, messages that mobilise."""
SMALL_SURVEY: Mapping[str, object] = {"test.respondents": 2_000, "segments.fit_sample": 1_000}
"""A survey that costs little beside a hundred thousand voters."""


@dataclass(frozen=True)
class Sizes:
    """How many voters are timed, and how often.

    voters: of the main run. rounds: of everything that is timed in turn. scaling: numbers of voters
    over which the exponent is fitted. mesa, numpy: voters of the peers. whole: whether the shipped
    size and a larger one are run as they are.
    """

    voters: int
    rounds: int
    scaling: tuple[int, ...]
    mesa: int
    numpy: int
    whole: bool = False

    @property
    def measurements(self) -> int:
        """Things that are timed in all."""
        return self.rounds * (11 + len(self.scaling)) + 2


QUICK = Sizes(600_000, 3, (100_000, 200_000, 400_000), 1_000, 50_000)
USUAL = Sizes(4_000_000, 3, (100_000, 600_000, 4_000_000), 3_000, 200_000)
FULL = Sizes(
    WHOLE, 3, (100_000, 1_000_000, 10_000_000, 100_000_000), 5_000, 1_000_000, whole=True
)


def fewest(scenario: Scenario) -> int:
    """Voters on whom a run costs as good as nothing beyond what does not grow.

    As many blocks as the survey and the sample for segments are drawn from.

    >>> fewest(Scenario())
    65536
    """
    asked = max(scenario.respondents, scenario.segments.fit_sample)
    return -(-asked // BLOCK_SIZE) * BLOCK_SIZE
