"""How often do the bands of a study hold the truth, where all points share their worlds?

`python -m benchmarks.peers.bands [REPEATS]`, from the top. Outcomes are synthetic: linear in two
parameters, with what each world does to all points alike, what it does to one slope, and noise of
single points. Before: the points were drawn again and the worlds were not.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from unittest.mock import patch

import numpy as np
import pandas as pd

from benchmarks.peers.repeats import show
from msim.core.arrays import Bools, Floats
from msim.experiment.comparison.intervals import mean_interval
from msim.scenario import Scenario
from msim.study.analyze import break_even
from msim.study.analyze import phase as phases
from msim.study.analyze.outcomes import shares
from msim.study.numbers import numbers, pulls
from msim.study.records import Design, Parameter

MEASURE = "segmented-broadcast.reach_rate"
X, Y = Parameter("data.validity"), Parameter("channels.social.match_rate")
SIDE = 7
"""Places along each side at which bands are looked at."""
TURN = 0.45
"""Where the answer along one key turns."""


@dataclass(frozen=True)
class Chance:
    """How much worlds move all points alike, a slope, and single points: standard deviations."""

    alike: float
    slope: float
    own: float
    points: int
    replicates: int


KINDS: Mapping[str, Chance] = {
    "worlds above all": Chance(0.20, 0.10, 0.05, 64, 10),
    "both": Chance(0.10, 0.05, 0.30, 64, 10),
    "single points above all": Chance(0.0, 0.0, 0.50, 64, 10),
    "five worlds": Chance(0.20, 0.10, 0.10, 64, 5),
}


def truth(x: Floats, y: Floats) -> Floats:
    """The answer without chance: zero along a line that crosses the diagram."""
    return np.asarray(0.8 * x + 0.4 * y - 0.6)


def study(chance: Chance, seed: int) -> tuple[Design, pd.DataFrame]:
    """A study of points at random, a row a point."""
    rng = np.random.default_rng(seed)
    design = Design("known", Scenario(), "latin_hypercube", chance.points, seed, (X, Y), MEASURE,
                    measures=(MEASURE,))  # fmt: skip
    x, y = rng.random((2, chance.points))
    alike, slope = rng.normal(size=(2, chance.replicates))
    own = rng.normal(0.0, chance.own, (chance.points, chance.replicates))
    drawn = truth(x, y)[:, None] + chance.alike * alike + chance.slope * slope * x[:, None] + own
    values = [[(value, 0.0, 0.0, 0.0) for value in row] for row in drawn]
    ends = np.array([numbers(design, each)[0] for each in values])
    found = pd.DataFrame({"point": np.arange(chance.points), X.key: x, Y.key: y, "error": "",
                          "replicates": chance.replicates, "claim": None, "precise": True,
                          f"{MEASURE}.mean": ends[:, 0], f"{MEASURE}.low": ends[:, 1],
                          f"{MEASURE}.high": ends[:, 2]})  # fmt: skip
    found["worlds"] = pd.Series(pulls(design, values), dtype=object)
    return design, found


def held(design: Design, table: pd.DataFrame) -> Bools:
    """(places,) whether the band of the phase diagram holds the truth, near the true line."""
    with patch.object(phases, "SIDE", SIDE):
        found = phases.phase(design, table, X.key, Y.key).surface
    true = truth(found["x"].to_numpy(), found["y"].to_numpy())
    near = np.abs(true) < 0.15
    return np.asarray((found["low"] <= true) & (true <= found["high"]))[near]


def bounded(seed: int) -> tuple[float, float]:
    """The bounds of a break-even by bisection, of a linear answer in ten worlds; true is `TURN`."""
    own, slope = np.random.default_rng(seed).normal(0.0, (0.3, 0.2), (10, 2)).T

    def answer(_: Design, at: float) -> dict[str, float | None]:
        found = mean_interval((1.0 + slope) * (at - TURN) + own)
        return {end: found[end] for end in ("mean", "low", "high")} | {"worth": 0.0}

    with patch.object(break_even, "_answer", answer), patch.object(
        break_even, "override", lambda _, keys: keys[X.key]
    ):
        design = Design("known", Scenario(), "grid", 1, seed, (X,), MEASURE)
        found = break_even.break_even(design, X.key)
    low, high = found.at_low, found.at_high
    return (-np.inf if low is None else low), (np.inf if high is None else high)


def rows(repeats: int) -> Iterator[str]:
    """The table, a line a kind of chance."""
    yield "| chance | band holds the line, before | now | share of wins held, before | now |"
    yield "| --- | ---: | ---: | ---: | ---: |"
    for name, chance in KINDS.items():
        made = [study(chance, seed) for seed in range(repeats)]
        bare = [(design, table.drop(columns="worlds")) for design, table in made]
        before, now = (np.mean([held(*each).mean() for each in of]) for of in (bare, made))
        wins = [[shares(*each)["win"] for each in of] for of in (bare, made)]
        true = np.mean([each.share for each in wins[1]])
        was, is_ = (np.mean([each.low <= true <= each.high for each in of]) for of in wins)
        yield f"| {name} | {before:.3f} | {now:.3f} | {was:.3f} | {is_:.3f} |"
    turns = np.mean([low <= TURN <= high for low, high in map(bounded, range(repeats))])
    yield f"\nThe bounds of a break-even by bisection hold the truth in {turns:.3f}."


if __name__ == "__main__":
    show(rows)
