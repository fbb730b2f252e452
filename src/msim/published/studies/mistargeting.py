"""When do voters who get what was meant for others eat up what targeting gains?

Messages divide by politics, so that each side is won by g points on average by what is meant for it
and lost by as much by what is meant for the other. With a share q mislabelled and c points lost by
whoever is mistargeted, matching gains g (1 - 2 q) - q c over one message for all: for a quarter it
is nil at c = 2 g. (Hersh and Schaffner: about a quarter of those picked by a label did not have
what the label said, and the penalty erased the gain.)
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from msim.core.arrays import Floats
from msim.published.engine import measured, scenario
from msim.published.row import Effort, Obtained, Region, ratio_of
from msim.published.studies.sources import ANY, MESSAGES, row

WRONG, SPREAD_PP = 0.25, 4.0
GAIN_PP = SPREAD_PP * float(np.sqrt(2.0 / np.pi))
PENALTIES, BREAK_EVEN = (0.0, 1.0, 2.0, 3.0), 2.0


@lru_cache(maxsize=32)
def _votes(penalty: float, effort: Effort) -> tuple[Floats, Floats]:
    """(replicates,) votes of segmented and of broadcast. penalty: as a multiple of the gain."""
    chosen = scenario({
        "messages": {"count": MESSAGES, "heterogeneity_sd_pp": SPREAD_PP, "trait_share": 1.0,
                     "lean_alignment": 1.0, "mismatch_pp": penalty * GAIN_PP},
        "data": {"party_accuracy": 1.0 - WRONG},
        "segments": {"count": 2, "features": ["party"]},
        "run": {"arms": ("silent", "broadcast", "segmented")},
    }, seed=effort.seed)  # fmt: skip
    found = measured(chosen, effort.of(30))
    return found["segmented"], found["broadcast"]


def _region(effort: Effort) -> Region:
    values = []
    for penalty in PENALTIES:
        segmented, broadcast = _votes(penalty, effort)
        values.append((100.0 * float(segmented.mean() / broadcast.mean() - 1.0),))
    return Region(
        "penalty, times the gain", tuple(f"{p:g}" for p in PENALTIES), "", ("advantage",),
        tuple(values), "% over broadcast",
    )  # fmt: skip


def _break_even(effort: Effort) -> Obtained:
    votes = _votes(BREAK_EVEN, effort)
    return ratio_of(*votes, less=1.0, times=100.0, region=_region(effort))


ROWS = (
    row("mistargeting-central", ANY, _break_even, 0.0, "consistency", by_interval=True),
)  # fmt: skip
