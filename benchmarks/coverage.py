"""How often do the intervals of a page cover? Runs drawn from a pool of worlds, by the engine.

    python -m benchmarks.coverage pools --worlds 20000      # from the top of a checkout

For every interval that a page prints for a mean, a difference or a ratio: how many of 1,000 runs
have the pool's own value between their bounds. Means that are adjusted are held against the pool's
adjusted mean, plain ones against its plain mean. A run takes each world of the pool at most once,
so a run that takes a share f of it covers a little more often than one of the scenario: bounds are
1 / sqrt(1 - f) times as wide as they had to be. Ties in every world are left out, and so are runs
that give no interval; how many did not is told. Cells outside of their band, 93 to 98 % (98 to
100 % at the level of 99 % by which claims are looked at first), are drawn again.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from inspect import signature
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

import msim
from benchmarks.pool import VOTERS, worlds
from msim.core.arrays import Floats, Ints
from msim.core.streams import Streams
from msim.experiment.comparison.compare import first, needed
from msim.experiment.comparison.intervals import Controls, gap_interval
from msim.experiment.comparison.ladder import rungs
from msim.experiment.comparison.summary import CONTRASTS, RATIOS, ArmValues
from msim.experiment.engine.collected import Replicate
from msim.experiment.engine.measures import COST, PROBABILITIES, PROMISES
from msim.experiment.engine.qualities import ADJUSTED

SCENARIOS = ("small", "null", "divisive", "districts")
SIZES = (6, 10, 30, 300)
BAND = (0.93, 0.98)
EARLY, EARLY_BAND = 0.99, (0.98, 1.0)
"""The level at which claims are looked at first, by plain intervals, and the band of that."""
AGAIN = 4
"""So many times the runs decide whether a cell is outside of the band."""
MEASURES = (
    *("net_votes", "own_votes", "vote_share_pp", *PROMISES),
    *("reach_rate", COST, "win_prob", "seats", "electoral_votes"),
)
HEADLINES = ("segmented-broadcast", "segmented_free-broadcast", "broadcast-naive")
PRECISIONS = (0.0125, 0.005)
"""Of two stages, in points of vote share: a quarter of the worth, and one that asks for more."""
MOST = 1_000
"""Worlds at which a second stage gives up here."""


class Drawn(ArmValues):
    """A run of some of a pool's worlds, by row; of single elections, which are not judged, nothing.

    A table of its own worlds would say the same, and take much longer.
    """

    def __init__(self, pool: ArmValues, rows: Ints) -> None:
        self._pool, self._rows, self.size = pool, rows, rows.size
        known = pool.controls
        self.controls = None if known is None else Controls.of(known.apart[rows])

    def values(self, arm: str, measure: str) -> Floats:
        """(worlds,) values of a measure of an arm."""
        return self._pool.values(arm, measure)[self._rows]

    def singles(self, arm: str, measure: str) -> Floats:
        """A single zero."""
        return np.zeros((1, 1, 1))


class Cell(NamedTuple):
    """An interval: its kind, its name, how a table tells it, and how often it may cover."""

    kind: str
    name: str
    of: Callable[[ArmValues], Mapping[str, Any] | None]
    band: tuple[float, float] = BAND


@dataclass
class Count:
    """Runs that covered, of those that gave an interval, and those that gave none."""

    covered: int = 0
    given: int = 0
    missing: int = 0

    @property
    def share(self) -> float:
        """How often it covered; NaN where there never was an interval."""
        return self.covered / self.given if self.given else float("nan")

    def outside(self, band: tuple[float, float]) -> bool:
        """Whether that is outside of a band."""
        return self.given > 0 and not band[0] <= self.share <= band[1]

    def add(self, found: Mapping[str, Any] | None, truth: float) -> None:
        """One run more. What only rounding leaves outside is inside."""
        if found is None or found["low"] is None or found["high"] is None:
            self.missing += 1
            return
        slack = 1e-9 * abs(truth)
        self.given += 1
        self.covered += found["low"] - slack <= truth <= found["high"] + slack


Truths = dict[Cell, tuple[float, float]]
"""The pool's plain and adjusted value of each cell."""


def cells(table: ArmValues) -> Iterator[Cell]:
    """Every interval that a page prints for a mean, a difference or a ratio."""
    arms = table.arms
    for arm in arms:
        for measure in MEASURES:
            if measure in table.measures(arm):
                of = partial(ArmValues.interval, arm=arm, measure=measure)
                yield Cell(_kind(measure), f"{arm}.{measure}", of)
    ladder = [(rung.arm, rung.start) for rung in rungs(tuple(arms))]
    for a, b in dict.fromkeys((*CONTRASTS, *ladder)):
        if a in arms and b in arms:
            of = partial(ArmValues.gap, first=a, second=b, measure="net_votes")
            yield Cell("differences", f"{a}-{b}", of)
            if "level" in signature(gap_interval).parameters:
                early = partial(_early, first=a, second=b)
                yield Cell("differences at 99 %", f"{a}-{b} at 99 %", early, EARLY_BAND)
    for a, b in RATIOS:
        for measure in ("net_votes", "reach_rate"):
            if a in arms and b in arms:
                of = partial(ArmValues.ratio, first=a, second=b, measure=measure)
                yield Cell("ratios", f"{a}/{b}.{measure}", of)


def _early(table: ArmValues, first: str, second: str) -> Mapping[str, Any]:
    return gap_interval(table.gaps(first, second, "net_votes"), level=EARLY)


def _kind(measure: str) -> str:
    if measure == COST:
        return "money for a vote"
    if measure in PROBABILITIES:
        return "chances of winning"
    return "means of votes" if measure in ADJUSTED else "other means"


def truths(pool: ArmValues) -> Truths:
    """What the whole pool says, of each cell that varies and for which it says anything."""
    plain, found = Drawn(pool, np.arange(pool.size)), {}
    plain.controls = None
    for cell in cells(pool):
        said, beside = cell.of(pool), cell.of(plain)
        if said is None or beside is None or said["mean"] is None or beside["mean"] is None:
            continue
        if beside["high"] - beside["low"] > 1e-9 * abs(beside["mean"]):
            found[cell] = (beside["mean"], said["mean"])
    return found


def counted(pool: ArmValues, known: Truths, size: int, runs: int, seed: int) -> dict[Cell, Count]:
    """How often each cell covers in runs of so many worlds."""
    found, rng = {cell: Count() for cell in known}, Streams(seed, size).generator("coverage")
    for _ in range(runs):
        table = Drawn(pool, rng.choice(pool.size, size, replace=False))
        for cell, count in found.items():
            count.add(cell.of(table), known[cell][table.controls is not None])
    return found


def in_two_stages(
    name: str,
    pool: ArmValues,
    records: Sequence[Replicate],
    known: Truths,
    asked: tuple[float, int],
) -> tuple[list[int], dict[Cell, Count]]:
    """Sizes of runs whose first worlds say how many there shall be, and how they cover.

    asked: precision in points, and number of runs. A second stage may take much of a pool, so here
    worlds are drawn with replacement: nothing makes these runs cover more often than they should.
    """
    keys = {"run.precision": asked[0], "run.max_replicates": MOST}
    scenario, rng = msim.load(name, keys), Streams(3, 0).generator("coverage/stages")
    found, sizes = {cell: Count() for cell in known if cell.name in HEADLINES}, []
    for _ in range(asked[1]):
        rows = rng.integers(pool.size, size=MOST)
        size = needed(scenario, [records[i] for i in rows[: first(scenario, [])]])
        table = Drawn(pool, rows[:size])
        sizes.append(size)
        for cell, count in found.items():
            count.add(cell.of(table), known[cell][table.controls is not None])
    return sizes, found


def main() -> None:
    """Draw pools and runs, and print the tables."""
    asked = argparse.ArgumentParser(description="How often do the intervals of a page cover?")
    asked.add_argument("folder", type=Path, help="where pools are kept")
    asked.add_argument("--worlds", type=int, default=20_000)
    asked.add_argument("--runs", type=int, default=1_000)
    asked.add_argument("--workers", type=int, default=2)
    asked.add_argument("--scenario", action="append", choices=SCENARIOS)
    given = asked.parse_args()
    names = given.scenario or SCENARIOS
    print(f"{given.runs:,} runs from pools of {given.worlds:,} worlds of {VOTERS:,} voters: "
          "lowest, median and highest coverage in %; none: without an interval.\n")  # fmt: skip
    print(f"| scenario | intervals | number | {' | '.join(f'{s} worlds' for s in SIZES)} |")
    print("| --- | --- | ---: |" + " ---: |" * len(SIZES))
    outside, stages = [], []
    for name in names:
        records = worlds(name, given.worlds, given.folder, given.workers)
        pool = ArmValues(records)
        known = truths(pool)
        by_size = {size: counted(pool, known, size, given.runs, 1) for size in SIZES}
        for kind in dict.fromkeys(cell.kind for cell in known):
            of_kind = [cell for cell in known if cell.kind == kind]
            said = [_said([by_size[size][cell] for cell in of_kind]) for size in SIZES]
            print(f"| `{name}` | {kind} | {len(of_kind)} | {' | '.join(said)} |", flush=True)
        outside += [f"| `{name}` {line}" for line in _again(pool, known, by_size, given.runs)]
        for precision in PRECISIONS:
            sizes, counts = in_two_stages(name, pool, records, known, (precision, given.runs))
            size = f"{np.mean(sizes):.0f} ({max(sizes)})"
            stages += [
                f"| `{name}` | {cell.name} | {precision:g} | {size} | {100.0 * count.share:.1f} |"
                for cell, count in counts.items()
            ]
    print(f"\nOutside of their band in a second draw of {AGAIN * given.runs:,} runs as well:\n")
    print("| scenario | interval | worlds | coverage, % | without an interval, % |")
    print("| --- | --- | ---: | ---: | ---: |", *outside or ["| none | | | | |"], sep="\n")
    print("\nTwo stages:\n")
    print("| scenario | difference | precision, points | worlds, mean (most) | coverage, % |")
    print("| --- | --- | ---: | ---: | ---: |", *stages, sep="\n")


def _said(counts: Sequence[Count]) -> str:
    """Coverage of several cells, those left out that hardly ever gave an interval."""
    shares = sorted(100.0 * count.share for count in counts if count.given)
    if not shares:
        return "no interval"
    missing = sum(count.missing for count in counts) / sum(c.missing + c.given for c in counts)
    beside = f"; {100.0 * missing:.1f} % none" if missing else ""
    return f"{shares[0]:.1f}, {np.median(shares):.1f}, {shares[-1]:.1f}{beside}"


def _again(
    pool: ArmValues, known: Truths, by_size: Mapping[int, Mapping[Cell, Count]], runs: int
) -> Iterator[str]:
    """Cells that are outside of the band, and are so again in several times as many runs."""
    for size, counts in by_size.items():
        some = {cell: known[cell] for cell, count in counts.items() if count.outside(cell.band)}
        for cell, count in counted(pool, some, size, AGAIN * runs if some else 0, 2).items():
            if count.outside(cell.band):
                none = 100.0 * count.missing / (count.missing + count.given)
                yield f"| {cell.name} | {size} | {100.0 * count.share:.1f} | {none:.1f} |"


if __name__ == "__main__":
    main()
