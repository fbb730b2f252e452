"""What does each further step buy? Rungs from silence to full knowledge, each a paired gain."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Rung:
    """A step of the ladder: the arm reached, the arm it starts from, and what the step buys."""

    arm: str
    start: str
    buys: str


RUNGS = (
    Rung("naive", "silent", "any message at all, drawn at random and sent to everybody"),
    Rung("broadcast", "naive", "testing: the message that did best in the test, paid for"),
    Rung("segmented_free", "broadcast", "matching: a message for each segment, delivery free"),
    Rung("segmented", "segmented_free", "delivery: the premium, and voters who cannot be matched"),
)
"""The climb, each rung on the one before."""

BESIDE = (
    Rung("placebo", "broadcast", "splitting alone: random segments, targeted all the same"),
    Rung("demographic", "broadcast", "cells of age, place and the like instead of clusters"),
    Rung("individual", "segmented", "no clusters: each voter's own predicted best message"),
    Rung("ground", "broadcast", "talking: all money on contacts"),
    Rung("best_single", "broadcast", "a perfect test: the one truly best message to everybody"),
    Rung("oracle", "best_single", "perfect matching: each voter's truly best message"),
    Rung("oracle", "segmented", "what ignorance costs: each voter's truly best message"),
)
"""Arms beside the climb that give it its meaning; of an arm's rungs the first that can be shown."""


def rungs(arms: tuple[str, ...]) -> list[Rung]:
    """The rungs that a run can show: a missing arm's rung is skipped, the next starts below it.

    >>> [(r.start, r.arm) for r in rungs(("silent", "broadcast", "segmented"))]
    [('silent', 'broadcast'), ('broadcast', 'segmented')]
    """
    found: list[Rung] = []
    below, buys = "silent", []
    for rung in RUNGS:
        buys.append(rung.buys)
        if rung.arm in arms:
            found.append(Rung(rung.arm, below, "; and ".join(buys)))
            below, buys = rung.arm, []
    beside = {rung.arm: rung for rung in reversed(BESIDE) if {rung.arm, rung.start} <= set(arms)}
    return found + [rung for rung in BESIDE if beside.get(rung.arm) is rung]
