"""How many segments does a campaign find where the number is known?

`python -m benchmarks.peers.segments [REPEATS]`, from the top. Readings of 1,000 voters on six
traits: one cloud of six kinds, and two, four or six planted groups that are clear, overlapping,
drawn out along one direction, or skewed. Seeds 0 to REPEATS - 1. `auto` as it was takes the most
stable number from 2 to 8 and knows no other answer.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import numpy as np

from benchmarks.peers.repeats import show
from msim.campaign.segments.segmentation import TRIED, segment
from msim.campaign.segments.stability import best_count, stability
from msim.core.arrays import Floats
from msim.core.seen import CampaignView, TraitShown
from msim.execution.here import one_thread
from msim.scenario import Segments

CLOUDS = ("round", "correlated", "skewed", "lognormal", "uniform", "long tails")
GROUPS = {"clear": 6.0, "overlapping": 3.6, "correlated": 5.0, "skewed": 6.0}
VOTERS, TRAITS = 1_000, 6
OFTEN = 20
"""How many times more often one cloud is looked at than groups."""


def cloud(kind: str, rng: np.random.Generator) -> Floats:
    """One cluster."""
    size = (VOTERS, TRAITS)
    common = rng.standard_normal((VOTERS, 1))
    normal = rng.standard_normal(size)
    made = {
        "round": normal,
        "correlated": 0.6 * normal + 0.8 * common,
        "skewed": rng.exponential(size=size),
        "lognormal": np.exp(0.57 * (normal + common)),
        "uniform": rng.random(size),
        "long tails": rng.standard_t(4, size=size),
    }
    return made[kind]


def groups(kind: str, count: int, rng: np.random.Generator) -> Floats:
    """Some clusters of about the same size, each as far from the others."""
    centres = GROUPS[kind] * rng.permutation(np.eye(TRAITS))[:count]
    noise = rng.standard_normal((VOTERS, TRAITS))
    if kind == "correlated":
        noise = 0.8 * noise + 0.6 * rng.standard_normal((VOTERS, 1))
    if kind == "skewed":
        noise = rng.exponential(size=(VOTERS, TRAITS))
    return centres[rng.integers(count, size=VOTERS)] + noise


def found(readings: Floats, seed: int, starts: int = 3) -> int:
    """The number that `segments.count = "auto"` comes to."""
    nobody = np.zeros(len(readings), dtype=int)
    view = CampaignView(readings, nobody, nobody == 0, np.zeros((len(readings), 2)), nobody)
    traits = tuple(TraitShown(f"t{n}", "continuous", 0, False) for n in range(TRAITS))
    with one_thread():
        return segment(Segments(count="auto", starts=starts), view, traits, seed).cells


def stable(readings: Floats, seed: int) -> int:
    """The most stable number, from single starts."""
    scaled = (readings - readings.mean(axis=0)) / readings.std(axis=0)
    with one_thread():
        return best_count(stability("kmeans", scaled, TRIED, seed)).count


def rows(repeats: int) -> Iterator[str]:
    """The table, a line a world."""
    yield "| world | truth | before: right | now: right | now: what else |"
    yield "| --- | ---: | ---: | ---: | --- |"
    worlds = [(kind, 1) for kind in CLOUDS]
    worlds += [(kind, count) for count in (2, 4, 6) for kind in GROUPS]
    for kind, count in worlds:
        few = repeats if count == 1 else max(repeats // OFTEN, 1)
        said: Counter[int] = Counter()
        before = 0
        for seed in range(few):
            rng = np.random.default_rng(seed)
            readings = cloud(kind, rng) if count == 1 else groups(kind, count, rng)
            said[found(readings, seed)] += 1
            before += count > 1 and stable(readings, seed) == count
        others = ", ".join(f"{n}: {times}" for n, times in sorted(said.items()) if n != count)
        yield f"| {kind} | {count} | {before} of {few} | {said[count]} of {few} | {others} |"


if __name__ == "__main__":
    show(rows)
