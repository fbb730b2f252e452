"""What does each further step buy? Rungs from silence to full knowledge, each a paired gain."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from msim.core.arms import ARMS, LADDER


@dataclass(frozen=True)
class Rung:
    """A step of the ladder: the arm reached, the arm it starts from, and what the step buys."""

    arm: str
    start: str
    buys: str


RUNGS = tuple(
    Rung(step, below, ARMS[step].in_full) for below, step in pairwise(("silent", *LADDER))
)
"""The climb, each rung on the one before."""

BESIDE = tuple(
    Rung(each.name, start, buys) for each in ARMS.values() for start, buys in each.beside.items()
)
"""Arms beside the climb that give it its meaning; of an arm's rungs the first that can be shown."""


def rungs(arms: tuple[str, ...]) -> list[Rung]:
    """The rungs that a run can show: a missing arm's rung is skipped, the next starts below it.

    >>> [(r.start, r.arm) for r in rungs(("silent", "broadcast", "segmented"))]
    [('silent', 'broadcast'), ('broadcast', 'segmented')]
    """
    shown: list[Rung] = []
    below, buys = "silent", []
    for rung in RUNGS:
        buys.append(rung.buys)
        if rung.arm in arms:
            shown.append(Rung(rung.arm, below, "; and ".join(buys)))
            below, buys = rung.arm, []
    beside = {rung.arm: rung for rung in reversed(BESIDE) if {rung.arm, rung.start} <= set(arms)}
    return shown + [rung for rung in BESIDE if beside.get(rung.arm) is rung]
