"""What do segments look like, do they come out again, and what are they worth? Method by method.

Every method cuts the same voters of the first replicate; what it gains is compared over replicates
that share every draw. The first method is looked at in detail.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

import numpy as np

from msim.campaign import diagnostics
from msim.campaign.diagnostics import GapStatistic, Profiles, Silhouette
from msim.campaign.segments.number import Number
from msim.campaign.segments.stability import Curve, SegmentStability
from msim.core.arrays import Floats
from msim.core.errors import InputError
from msim.execution.executor import Executor
from msim.execution.here import Threads, check_stopped, cores, one_thread
from msim.execution.opening import opened
from msim.experiment.comparison.correlations import correlation_interval
from msim.experiment.engine.electorate import Electorate
from msim.experiment.engine.recovery import recovery
from msim.experiment.engine.rows import segment_rows
from msim.experiment.engine.sides import electorate
from msim.experiment.segments.cuts import (
    Cut,
    counts_of,
    curve_of,
    cut_by,
    gap_of,
    known,
    number_of_cut,
    single_of,
    twin_of,
)
from msim.experiment.segments.uplift import Uplift, uplift
from msim.experiment.segments.worth import (
    REPLICATES,
    archetypes_found,
    archetypes_recovered,
    gains,
    smaller,
    worth,
)
from msim.scenario.model import Scenario

Progress = Callable[[int, int], None]
Key = tuple[object, ...]


DRAWN: Final = {"mean": None, "low": None, "high": None, "reason": "drawn at random"}
"""The stability of segments that are drawn: none."""


@dataclass(frozen=True)
class Twin:
    """What a method shows of voters without clusters, in the words of `MethodFindings`."""

    cells: int
    curve: Curve
    silhouette: Silhouette
    explained: float
    effect_variance: float


@dataclass(frozen=True)
class MethodFindings:
    """What is found of one method.

    curve: stability by number of segments; of its own number alone but for the first method.
    recovery: agreement with the archetypes. effect_variance: share of that of true effects between
    segments. worth: (surveys, segments) net votes. truth: profiles were the readings right.
    gains: measure -> (replicates,). number: how many segments there are. rows: a row a
    segment. archetypes: (archetypes, segments).
    """

    cut: Cut
    curve: Curve
    silhouette: Silhouette
    profiles: Profiles
    truth: Profiles
    calinski_harabasz: float
    explained: float
    bic: float | None
    recovery: float
    effect_variance: float
    gains: Mapping[str, Floats]
    rows: list[dict[str, object]]
    archetypes: Floats
    number: Number | None = None
    single: SegmentStability | None = None
    gap: GapStatistic | None = None
    worth: Floats | None = None

    @property
    def stability(self) -> dict[str, Any]:
        """Agreement of resamples, an interval; none, with the reason, where segments are drawn.

        Each voter's draw comes again whoever cuts, so that agreement would say nothing of the cut.
        """
        if self.cut.drawn:
            return dict(DRAWN)
        return correlation_interval(self.curve.rand[self.curve.counts.index(self.cut.cells)])


@dataclass(frozen=True)
class MethodStudy:
    """Every method's segments, the first in detail, and that one where there are no clusters.

    twin: the first method's in the same country without clusters (`structure = 0`), None where the
    country has none or cannot do without. left_out: methods that cannot be used here, and why.
    simulated: voters on whom gains are computed. single: what treating voters singly would win.
    """

    scenario: Scenario
    methods: tuple[MethodFindings, ...]
    twin: Twin | None
    left_out: Mapping[str, str]
    replicates: int
    simulated: int
    single: Uplift
    seconds: float


JUDGED = 4
"""Replicates, at most, by which policies are judged."""


def study(
    scenarios: Mapping[str, Scenario], progress: Progress | None = None, lenient: bool = False
) -> MethodStudy:
    """Compare methods, each given by the scenario in which it is the campaign's own.

    Who computes moves no number: what looks at a sample of voters is done here, replicates
    wherever the first scenario is to run. Raises InputError where a method cannot do what is
    asked; a `lenient` study leaves such a method out, unless it is the first.
    """
    with opened(next(iter(scenarios.values())).run) as executor:
        return _study(scenarios, executor, progress, lenient)


def _study(
    scenarios: Mapping[str, Scenario], executor: Executor, progress: Progress | None, lenient: bool
) -> MethodStudy:
    start = time.perf_counter()
    first = next(iter(scenarios.values()))
    looked = {name: smaller(scenario) for name, scenario in scenarios.items()}
    replicates = min(first.run.replicates, REPLICATES)
    with one_thread():
        voters = electorate(next(iter(looked.values())), 0)
        cuts, left_out = _cuts(looked, voters, lenient)
        twin = twin_of(cuts[0])
    tasks: dict[Key, Callable[[], Any]] = {}
    for cut in cuts:
        counts = counts_of(cut) if cut is cuts[0] else [cut.cells]
        tasks |= {("curve", cut.name, n): partial(curve_of, cut, n) for n in counts}
    if twin is not None:
        counts = counts_of(twin)
        tasks |= {("curve", "twin", n): partial(curve_of, twin, n) for n in counts}
    tasks |= {("single",): partial(single_of, cuts[0]), ("gap",): partial(gap_of, cuts[0])}
    tasks["number",] = partial(number_of_cut, cuts[0])
    tasks["worth",] = partial(worth, cuts[0].scenario, voters, cuts[0].campaign, cuts[0].panel)
    for cut in cuts:
        numbers = range(replicates)
        tasks |= {("gain", cut.name, n): partial(gains, cut.scenario, n) for n in numbers}
    done = _carried_out(tasks, (Threads(cores(first.run.workers)), executor), progress)
    with one_thread():
        methods = tuple(_found(cut, done, cut is cuts[0]) for cut in cuts)
        beside = None if twin is None else _beside(twin, done)
    simulated = voters.world.scenario.population.simulated
    single = uplift(cuts[0].scenario, min(replicates, JUDGED))
    seconds = time.perf_counter() - start
    return MethodStudy(first, methods, beside, left_out, replicates, simulated, single, seconds)


def _cuts(
    scenarios: Mapping[str, Scenario], voters: Electorate, lenient: bool
) -> tuple[list[Cut], dict[str, str]]:
    """Each method's segments, and why some have none."""
    cuts: list[Cut] = []
    left_out: dict[str, str] = {}
    for name, scenario in scenarios.items():
        try:
            cuts.append(cut_by(name, scenario, voters))
        except InputError as error:
            if not lenient or not cuts:
                raise
            left_out[name] = why_not(name, error)
    return cuts, left_out


def why_not(name: str, error: InputError) -> str:
    """Why a method cannot be used, without its name.

    >>> why_not("ward", InputError('= "ward": takes levels'))
    'takes levels'
    """
    return error.problems[0].message.removeprefix(f'= "{name}": ')


def _carried_out(
    tasks: Mapping[Key, Callable[[], Any]],
    executors: tuple[Executor, Executor],
    progress: Progress | None,
) -> dict[Key, Any]:
    """Results of all tasks: the first executor's, and of those in replicates the second's."""
    here, executor = executors
    away = {key for key in tasks if executor.apart and key[0] == "gain"}
    results: dict[Key, Any] = {}
    for each, keys in ((here, [k for k in tasks if k not in away]), (executor, sorted(away))):
        found = each.in_order(_called, [tasks[key] for key in keys])
        for key, result in zip(keys, found, strict=True):
            results[key] = result
            if progress is not None:
                progress(len(results), len(tasks))
    return {key: results[key] for key in tasks}


def _called(task: Callable[[], Any]) -> Any:
    check_stopped()
    with one_thread():
        return task()


def _curve(name: str, done: Mapping[Key, Any]) -> Curve:
    """The stability by number of segments, from its parts."""
    parts = [each for key, each in done.items() if key[:2] == ("curve", name)]
    counts = tuple(count for each in parts for count in each.counts)
    rand = np.concatenate([each.rand for each in parts])
    return Curve(parts[0].method, counts, rand, parts[0].voters)


def _beside(cut: Cut, done: Mapping[Key, Any]) -> Twin:
    return Twin(
        cells=cut.cells,
        curve=_curve("twin", done),
        silhouette=diagnostics.silhouette(cut.space, cut.labels),
        explained=diagnostics.explained(cut.space, cut.labels),
        effect_variance=_effect_variance(cut),
    )


def _effect_variance(cut: Cut) -> float:
    return recovery(cut.block, cut.campaign.segmentation)["effect_variance_between"]


def _found(cut: Cut, done: Mapping[Key, Any], detailed: bool) -> MethodFindings:
    segmentation, block, scenario = cut.campaign.segmentation, cut.block, cut.scenario
    told = [each for key, each in done.items() if key[:2] == ("gain", cut.name)]
    traits, choice = cut.campaign.traits, cut.campaign.choice(segmentation)
    right = block.true_view.rows(known(block))
    people = scenario.population
    return MethodFindings(
        cut=cut,
        curve=_curve(cut.name, done),
        silhouette=diagnostics.silhouette(cut.space, cut.labels),
        profiles=diagnostics.profiles(cut.view, traits, cut.labels, cut.cells),
        truth=diagnostics.profiles(right, traits, cut.labels, cut.cells),
        calinski_harabasz=diagnostics.calinski_harabasz(cut.space, cut.labels),
        explained=diagnostics.explained(cut.space, cut.labels),
        bic=diagnostics.bic(segmentation.estimator, cut.features),
        recovery=archetypes_recovered(cut.labels, cut.archetype),
        effect_variance=_effect_variance(cut),
        gains={name: np.array([each[name] for each in told]) for name in told[0]},
        rows=segment_rows(block, block.rows(segmentation), choice, scenario),
        archetypes=archetypes_found(cut.labels, cut.archetype, cut.cells, people.archetypes),
        number=done["number",] if detailed else None,
        single=done["single",] if detailed else None,
        gap=done["gap",] if detailed else None,
        worth=done["worth",] if detailed else None,
    )
