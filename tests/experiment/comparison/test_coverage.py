"""Do intervals cover? Made-up worlds: normal, skewed, tied in most surveys, few and many of them.

Those of the engine itself are in `benchmarks/coverage.py`, which takes minutes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pytest

from benchmarks.coverage import Drawn, cells
from msim.core.arrays import Floats
from msim.core.streams import Streams
from msim.experiment.comparison.intervals import (
    Controls,
    gap_interval,
    mean_interval,
    ratio_interval,
)
from msim.experiment.comparison.summary import MeasureTable
from msim.experiment.engine.qualities import expected_best
from tests.experiment.small import results

RUNS = 2_000
LOW, HIGH = 0.93, 0.98
SURVEYS = 8
TIED = 0.77
"""Share of surveys in which two arms send the same messages."""
Found = tuple[Mapping[str, Any], float]
"""An interval, and what it should cover."""


def qualities(rng: np.random.Generator, n: int) -> Floats:
    """(n, 2) mean and maximum of six qualities, less their known means."""
    drawn = rng.standard_normal((n, 6))
    return np.stack([drawn.mean(axis=1), drawn.max(axis=1) - expected_best(6)], axis=1)


def skewed(rng: np.random.Generator, n: int) -> Floats:
    """(n,) of mean 0, variance 1 and skewness 0.7."""
    return (rng.gamma(8.0, size=n) - 8.0) / np.sqrt(8.0)


def tied(rng: np.random.Generator, n: int) -> Floats:
    """(n,) means over surveys, each of which differs, to one side mostly, with few exceptions."""
    often = rng.beta(2.0, 2.0 * TIED / (1.0 - TIED), size=(n, 1))  # worlds differ in how often
    return np.mean((rng.random((n, SURVEYS)) < often) * rng.gamma(4.0, size=(n, SURVEYS)), axis=1)


def normal_mean(rng: np.random.Generator, n: int) -> Found:
    return mean_interval(1.0 + rng.standard_normal(n)), 1.0


def skewed_mean(rng: np.random.Generator, n: int) -> Found:
    return mean_interval(1.0 + skewed(rng, n)), 1.0


def adjusted_mean(rng: np.random.Generator, n: int) -> Found:
    apart = qualities(rng, n)
    values = 1.0 + apart @ np.array([1.0, 2.0]) + skewed(rng, n)
    return mean_interval(values, controls=Controls.of(apart)), 1.0


def curved_mean(rng: np.random.Generator, n: int) -> Found:
    """What is known of a world explains its votes, but not along a line."""
    apart = qualities(rng, n)
    best = apart[:, 1]
    values = best + 0.25 * (best**2 - SQUARE) + 0.5 * skewed(rng, n)
    return mean_interval(values, controls=Controls.of(apart)), 0.0


def ratio(rng: np.random.Generator, n: int) -> Found:
    below = 10.0 + skewed(rng, n)
    return ratio_interval(1.3 * below + skewed(rng, n), below), 1.3


def adjusted_ratio(rng: np.random.Generator, n: int) -> Found:
    apart = qualities(rng, n)
    below = 10.0 + 2.0 * apart[:, 1] + skewed(rng, n)
    return ratio_interval(1.3 * below + skewed(rng, n), below, Controls.of(apart)), 1.3


def difference_with_ties(rng: np.random.Generator, n: int) -> Found:
    return gap_interval(tied(rng, n)), 4.0 * (1.0 - TIED)


def adjusted_difference_with_ties(rng: np.random.Generator, n: int) -> Found:
    apart = qualities(rng, n)
    return gap_interval(tied(rng, n), None, Controls.of(apart)), 4.0 * (1.0 - TIED)


SQUARE = float(np.mean(qualities(Streams(5, 1).generator("test/square"), 400_000)[:, 1] ** 2))
"""Variance of the maximum of six standard normals."""
KINDS: tuple[Callable[[np.random.Generator, int], Found], ...] = (
    normal_mean, skewed_mean, adjusted_mean, curved_mean, ratio, adjusted_ratio,
    difference_with_ties, adjusted_difference_with_ties,
)  # fmt: skip


@pytest.mark.parametrize("worlds", [6, 10, 30])
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_intervals_cover(
    kind: Callable[[np.random.Generator, int], Found], worlds: int
) -> None:
    """Of two dozen some fall outside by chance: these are drawn again, twice as often."""
    rng = Streams(5, 0).generator(f"test/coverage/{kind.__name__}/{worlds}")
    share = coverage(kind, rng, worlds, RUNS)
    if not LOW <= share <= HIGH:
        share = coverage(kind, rng, worlds, 2 * RUNS)
    assert LOW <= share <= HIGH


def coverage(
    kind: Callable[[np.random.Generator, int], Found], rng: np.random.Generator, worlds: int,
    runs: int,
) -> float:
    """The share of runs that cover, of those that give an interval, as most have to."""
    covered = []
    for _ in range(runs):
        found, truth = kind(rng, worlds)
        if found["low"] is not None:
            covered.append(found["low"] <= truth <= found["high"])
    assert len(covered) > 0.5 * runs
    return float(np.mean(covered))


def test_single_surveys_with_ties_would_not_cover() -> None:
    """What worlds with several surveys are for: with one each, few differ at all."""
    rng, covered, given = Streams(5, 0).generator("test/coverage/single"), 0, 0
    for _ in range(RUNS):
        gaps = (rng.random(30) >= TIED) * rng.gamma(0.5, size=30)
        found = gap_interval(gaps)
        if found["low"] is not None:
            given += 1
            covered += found["low"] <= 0.5 * (1.0 - TIED) <= found["high"]
    assert given > 0 and covered < 0.93 * given


def test_a_run_of_a_pool_says_what_a_table_of_its_worlds_says() -> None:
    worlds = list(results().worlds._replicates) * 3
    pool, rows = MeasureTable(worlds), np.array([0, 3, 1, 2, 4, 5, 9, 7, 8, 12, 13])
    drawn, own = Drawn(pool, rows), MeasureTable([worlds[i] for i in rows])
    names = set()
    for cell in cells(pool):
        found, expected = cell.of(drawn), cell.of(own)
        assert found is not None and expected is not None
        bounds = [[each[bound] for bound in ("low", "mean", "high")] for each in (found, expected)]
        assert bounds[0] == bounds[1]
        names.add(cell.name)
    assert {"naive.net_votes", "segmented-broadcast", "broadcast/naive.reach_rate"} <= names
