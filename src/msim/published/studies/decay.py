"""What is left of an effect later? By the votes that schedules come to.

Two objects: a candidate's vote, after television's advertisements, and opinion on an issue.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

import numpy as np

from msim.core.arrays import Floats
from msim.published.engine import measured, scenario
from msim.published.row import Effort, Obtained, Region, ratio_of
from msim.published.studies.sources import central, row

Pair = Callable[[float, float, Effort], tuple[Floats, Floats]]
HALF_LIVES, LASTING, OF_ISSUES = (3.5, 7.0), (0.0, 0.05, 0.2, 0.45), (0.2, 0.4, 0.5)
ISSUE_LASTS = 0.4
LAST_WEEK, TEN_DAYS, TWO_WEEKS = (1.0,), (1.0, 0.0), (1.0, 0.0, 0.0)
"""One week's messages: the last week's, and those of 10.5 and of 17.5 days before the vote."""


@lru_cache(maxsize=64)
def _votes(flight: tuple[float, ...], half_life: float, lasting: float, effort: Effort) -> Floats:
    """(replicates,) votes on polling day of one week's messages."""
    feed = {"share": 1.0, "cpm": 10.0, "habit_sd": 0.0, "field_share": central("field_share"),
            "flight": flight}
    chosen = scenario({
        "population": {"simulated": 4_000, "electorate": 4_000}, "channels": {"feed": feed},
        "messages": {"count": 1, "mean_effect_pp": central("mean_effect")},
        "response": {"half_life_days": half_life, "lasting_share": lasting},
        "budget": {"total": 200.0}, "run": {"arms": ("silent", "broadcast")},
    }, seed=effort.seed)  # fmt: skip
    return measured(chosen, effort.of(3))["broadcast"]


def _candidate(half_life: float, lasting: float, effort: Effort) -> tuple[Floats, Floats]:
    """A week's effect two weeks later, and that week's at once."""
    later = _votes(TWO_WEEKS, half_life, lasting, effort)
    return later, _votes(LAST_WEEK, half_life, lasting, effort)


def _issue(half_life: float, lasting: float, effort: Effort) -> tuple[Floats, Floats]:
    """What is left after ten days, and what there would be were nothing forgotten."""
    return _votes(TEN_DAYS, half_life, lasting, effort), _votes(TEN_DAYS, half_life, 1.0, effort)


def _left(left: Pair, lasting: float, over: tuple[float, ...], effort: Effort) -> Obtained:
    values = {(h, s): left(h, s, effort) for h in HALF_LIVES for s in over}
    region = Region(
        "half-life, days", tuple(f"{h:g}" for h in HALF_LIVES), "share that lasts",
        tuple(f"{s:g}" for s in over),
        tuple(tuple(100.0 * float(np.mean(values[h, s][0]) / np.mean(values[h, s][1]))
                    for s in over) for h in HALF_LIVES), "% left",
    )  # fmt: skip
    return ratio_of(*left(central("half_life"), lasting, effort), times=100.0, region=region)


ROWS = (
    row("decay-candidate", (None, 25.5),
        lambda e: _left(_candidate, central("lasting_share"), LASTING, e)),
    row("decay-issue", (100 / 3, 50.0), lambda e: _left(_issue, ISSUE_LASTS, OF_ISSUES, e), 34.0),
)  # fmt: skip
