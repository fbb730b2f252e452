"""Where does the variance of one world's answer come from? One source of chance redrawn at a time.

Of two independent worlds, a and b, a third is made: that of a, with one source drawn as in b. What
it has in common with b tells what the source does alone, how far it is from a what it does together
with the others (Sobol' indices by the formulas of Jansen 1999, Computer Physics Communications
117(1-2)). A source is a set of named streams.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from msim.bench.clock import Progress
from msim.core.arrays import Floats
from msim.core.streams import Streams
from msim.execution.here import Alone
from msim.execution.opening import opened
from msim.experiment.comparison.intervals import ratio_interval
from msim.experiment.engine.replicate import run_blocks
from msim.scenario.model import Scenario

SOURCES: Mapping[str, tuple[str, ...]] = {
    "messages": ("world/message/", "world/mobilise/"),
    "surveys": ("test/", "campaign/segments", "campaign/forest"),
    "country": ("world/",),
    "picks": ("campaign/naive", "campaign/lots", "campaign/lottery"),
    "voters": ("",),
}
"""How the names of each source's streams begin; a stream belongs to the first that fits."""
ANSWERS: Mapping[str, tuple[str, ...]] = {
    "naive": ("naive",),
    "broadcast": ("broadcast",),
    "broadcast - naive": ("broadcast", "naive"),
    "segmented_free - broadcast": ("segmented_free", "broadcast"),
    "segmented - broadcast": ("segmented", "broadcast"),
}
"""What is asked of a world: net votes of an arm, or by how many two arms differ."""
ARMS = ("silent", "naive", "broadcast", "segmented_free", "segmented")

Numbers = tuple[int, ...]
"""The replicate by which each source is drawn, in the order of SOURCES."""


def source(name: str) -> int:
    """Which source a stream belongs to.

    >>> [list(SOURCES)[source(name)] for name in ("world/message/3", "world/support")]
    ['messages', 'country']
    """
    return next(at for at, starts in enumerate(SOURCES.values()) if name.startswith(starts))


@dataclass(frozen=True)
class Mixed(Streams):
    """Streams of several replicates: a source's streams are those of the replicate numbered so."""

    numbers: Numbers = ()

    def generator(self, name: str) -> np.random.Generator:
        """A fresh generator for the decision `name`."""
        return self._of(name).generator(name)

    def _start(self, name: str, block: int) -> int:
        return self._of(name)._start(name, block)

    def _of(self, name: str) -> Streams:
        return Streams(self.seed, self.numbers[source(name)], self.side)


@dataclass(frozen=True)
class Variance:
    """Shares of the variance of answers, by answer and source.

    draws: pairs of worlds. sd: by answer, the standard deviation of one world, in net votes.
    alone, together: by answer and source, intervals of the share that a source makes by itself,
    and of the share that it has a part in; null where an answer never varies.
    """

    scenario: Scenario
    draws: int
    sd: Mapping[str, float]
    alone: Mapping[str, Mapping[str, Mapping[str, Any]]]
    together: Mapping[str, Mapping[str, Mapping[str, Any]]]


def measure(scenario: Scenario, draws: int, progress: Progress | None = None) -> Variance:
    """Redraw every source in so many pairs of worlds of a scenario, of which ARMS alone play."""
    scenario = scenario.model_copy(update={"run": scenario.run.model_copy(update={"arms": ARMS})})
    worlds = [numbers for pair in range(draws) for numbers in mixtures(*_pair(pair))]
    values: list[Floats] = []
    with opened(scenario.run) as executor:
        for value in executor.in_order(partial(answers, scenario), worlds):
            values.append(value)
            if progress is not None:
                progress(len(values), len(worlds))
    return shares(scenario, np.reshape(values, (draws, -1, len(ANSWERS))))


def _pair(number: int) -> tuple[Numbers, Numbers]:
    """Two independent worlds."""
    return (2 * number,) * len(SOURCES), (2 * number + 1,) * len(SOURCES)


def mixtures(a: Numbers, b: Numbers) -> Iterator[Numbers]:
    """Both worlds, then a with each source in turn as in b.

    >>> list(mixtures((0, 0), (1, 1)))
    [(0, 0), (1, 1), (1, 0), (0, 1)]
    """
    yield from (a, b)
    for at in range(len(a)):
        yield a[:at] + b[at : at + 1] + a[at + 1 :]


def answers(scenario: Scenario, numbers: Numbers) -> Floats:
    """(answers,) of the world whose sources are drawn so."""
    streams = Mixed(scenario.run.seed, numbers[0], numbers=numbers)
    found = run_blocks(scenario, numbers[0], Alone(), streams).measures
    votes = {arm: measures["net_votes"] for arm, measures in found.items()}
    return np.array([votes[a] - sum(votes[b] for b in rest) for a, *rest in ANSWERS.values()])


def shares(scenario: Scenario, values: Floats) -> Variance:
    """Shares from (pairs, 2 + sources, answers) values of the worlds of `mixtures`."""
    a, b, mixed = values[:, 0], values[:, 1], values[:, 2:]
    whole = (a - b) ** 2 / 2.0
    far = (mixed - a[:, None]) ** 2 / 2.0  # from a: what the source has a part in
    left = (mixed - b[:, None]) ** 2 / 2.0  # from b: all but what the source makes by itself
    alone: dict[str, dict[str, Any]] = {}
    together: dict[str, dict[str, Any]] = {}
    for k, name in enumerate(ANSWERS):
        alone[name], together[name] = {}, {}
        for at, which in enumerate(SOURCES):
            alone[name][which] = ratio_interval(whole[:, k] - left[:, at, k], whole[:, k])
            together[name][which] = ratio_interval(far[:, at, k], whole[:, k])
    sd = dict(zip(ANSWERS, np.sqrt(whole.mean(axis=0)).tolist(), strict=True))
    return Variance(scenario, len(values), sd, alone, together)


def as_json(found: Variance) -> dict[str, Any]:
    """One object: what was asked, and every share with its interval."""
    asked = found.scenario
    said = {"scenario": asked.population.name, "hash": asked.hash, "surveys": asked.surveys}
    shares = {"alone": found.alone, "together": found.together}
    return {**said, "draws": found.draws, "sd": found.sd, **shares}
