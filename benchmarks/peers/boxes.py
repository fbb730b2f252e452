"""How often is a box named where there is none, and found where there is one?

`python -m benchmarks.peers.boxes [REPEATS]`, from the top. Three ranges and a choice of three; in
one world the outcome is chance, in the other it is a box of known edges: validity above 0.5, spread
below 0.8, and one of two methods. ema_workbench (Kwakkel 2017) is what people use for it; its
quasi-p values are told on the points that found the box.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from benchmarks.peers.repeats import show
from msim.core.arrays import Floats
from msim.scenario import Scenario
from msim.study.analyze import boxes
from msim.study.records import Design, Parameter

MEASURE = "segmented-broadcast.net_votes"
PARAMETERS = (
    Parameter("data.validity", low=0.1, high=0.9),
    Parameter("messages.heterogeneity_sd_pp", low=0.0, high=2.0),
    Parameter("channels.social.match_rate", low=0.4, high=1.0),
    Parameter("segments.method", distribution="choices", choices=("kmeans", "ward", "random")),
)
EDGES = {("data.validity", "low"), ("messages.heterogeneity_sd_pp", "high"),
         ("segments.method", "low")}  # fmt: skip
POINTS = (200, 800)


def study(n: int, seed: int, there: bool) -> tuple[Design, pd.DataFrame]:
    """Random points whose outcome is in a box, or is chance."""
    rng = np.random.default_rng(seed)
    rows = pd.DataFrame({p.key: (p.low + (p.high - p.low) * rng.random(n) if p.numeric
                                 else rng.choice(p.choices, n)) for p in PARAMETERS})  # fmt: skip
    inside = (rows["data.validity"] > 0.5) & (rows["messages.heterogeneity_sd_pp"] < 0.8)
    won: Floats = np.asarray(inside & (rows["segments.method"] != "random") if there
                             else rng.random(n) < 0.5)  # fmt: skip
    value = np.where(won, 1e5, -1e5)
    ends = {f"{MEASURE}.{part}": value for part in ("mean", "low", "high")}
    design = Design("known", Scenario(), "latin_hypercube", n, seed, PARAMETERS, MEASURE,
                    measures=(MEASURE,))  # fmt: skip
    return design, rows.assign(point=np.arange(n), replicates=10, error="", **ends)


def named(n: int, seed: int, there: bool) -> set[tuple[str, str]]:
    """The ends that a box is given."""
    found = boxes.where(*study(n, seed, there))
    return {(limit.parameter.key, end) for limit in found.limits for end in limit.ends}


def rows(repeats: int) -> Iterator[str]:
    """The table, a line a number of points."""
    yield "| points | named in noise | all edges found | an end more than there is |"
    yield "| ---: | ---: | ---: | ---: |"
    for n in POINTS:
        noise = sum(bool(named(n, seed, False)) for seed in range(repeats))
        found = [named(n, seed, True) for seed in range(repeats)]
        whole = sum(each >= EDGES for each in found)
        more = sum(bool(each - EDGES) for each in found)
        yield f"| {n} | {noise} | {whole} | {more} |"


if __name__ == "__main__":
    show(rows)
