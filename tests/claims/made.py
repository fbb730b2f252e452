"""Claims and worlds made by hand: what a world answers is a plain function of its keys."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from msim.claims import worlds
from msim.claims.claim import DebateClaim, Range, Term
from msim.claims.run import ClaimResult, Size, conclude
from msim.claims.worlds import PRIORS, WorldPoint
from msim.scenario import Scenario

SIZE = Size(worlds=32, first=8, most=8, central=8)
VALIDITY = Range("data.validity", 0.29, 0.35, 0.56, "correlation", "validity")
MONEY = Range("budget.total", 1e6, 4e6, 4e7, "currency", "assumption")
Effect = Callable[[WorldPoint], float]


def claim(**changes: Any) -> DebateClaim:
    """A claim about a scenario that is never run."""
    made = DebateClaim(
        id="made-up", title="A claim made up", who="nobody", assertion="Something is so.",
        source="a test", quantity="gap", measure="vote_share_pp", worth=0.05,
        unit="points of vote share", true_if="above", scenario=Scenario(),
        ranges=(VALIDITY, MONEY), contrast=Term.of("segmented-broadcast"),
        against=Term.of("segmented-broadcast"), depends_on=("the weather",),
        would_change="Another world.",
    )  # fmt: skip
    return replace(made, **changes)


def rows(effect: float, noise: float, count: int = 8) -> list[tuple[float, ...]]:
    """Replicates whose two sides differ by `effect` on average, and by `noise` around it."""
    spread = np.resize([-1.0, 1.0], count) * noise
    return [(50.0 + effect + float(each), 50.0) for each in spread]


def found(of: DebateClaim, effect: Effect, noise: float = 0.01, size: Size = SIZE) -> ClaimResult:
    """What becomes of a claim whose worlds answer `effect`."""
    points = worlds.central(of) + worlds.along(of)
    for prior in PRIORS:
        points += worlds.points(of, prior, size.worlds)
    return conclude(of, [(point, rows(effect(point), noise)) for point in points], (), size)
