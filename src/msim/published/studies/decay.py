"""What is left of a week's effect two weeks later? By the votes that two schedules come to."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from msim.core.arrays import Floats
from msim.published.engine import measured, scenario
from msim.published.row import Effort, Obtained, Region, ratio_of
from msim.published.studies.sources import central, row

HALF_LIVES, LASTING = (3.5, 7.0), (0.0, 0.2, 0.45)


@lru_cache(maxsize=32)
def _votes(half_life: float, lasting: float, effort: Effort) -> tuple[Floats, Floats]:
    """(replicates,) votes on polling day of a week two weeks earlier, and of the last week."""
    found = []
    for flight in ((1.0, 0.0, 0.0), (1.0,)):
        chosen = scenario({
            "population": {"simulated": 4_000, "electorate": 4_000},
            "channels": {"feed": {"share": 1.0, "cpm": 10.0, "habit_sd": 0.0,
                                  "field_share": central("field_share"), "flight": flight}},
            "messages": {"count": 1, "mean_effect_pp": central("mean_effect")},
            "response": {"half_life_days": half_life, "lasting_share": lasting},
            "budget": {"total": 200.0}, "run": {"arms": ("silent", "broadcast")},
        }, seed=effort.seed)  # fmt: skip
        found.append(measured(chosen, effort.of(3))["broadcast"])
    return found[0], found[1]


def _region(effort: Effort) -> Region:
    left = {(h, s): _votes(h, s, effort) for h in HALF_LIVES for s in LASTING}
    return Region(
        "half-life, days", tuple(f"{h:g}" for h in HALF_LIVES), "share that lasts",
        tuple(f"{s:g}" for s in LASTING),
        tuple(tuple(100.0 * float(np.mean(left[h, s][0]) / np.mean(left[h, s][1]))
                    for s in LASTING) for h in HALF_LIVES), "% left",
    )  # fmt: skip


def _left(lasting: float, effort: Effort, region: Region | None = None) -> Obtained:
    return ratio_of(*_votes(HALF_LIVES[-1], lasting, effort), times=100.0, region=region)


ROWS = (
    row("decay-nothing-lasts", (None, 25.5), lambda e: _left(0.0, e)),
    row("decay-central", (None, 25.5), lambda e: _left(central("lasting_share"), e, _region(e))),
)  # fmt: skip
