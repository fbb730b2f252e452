"""What the public names mean: load a scenario, compare its arms, ask what if, look at its people.

>>> import msim
>>> scenario = msim.load("small", {"run.replicates": 2, "population.simulated": 5_000})
>>> comparison = msim.compare(scenario)
>>> sorted(comparison.summary["arms"])[:3]
['best_single', 'broadcast', 'naive']
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from msim.campaign.segments import METHODS, usable
from msim.campaign.strategies import STRATEGIES
from msim.core.errors import InputError
from msim.core.wording import say
from msim.experiment.comparison.compare import Progress, Results, run
from msim.experiment.comparison.whatif import changed_keys
from msim.experiment.engine import oracle
from msim.experiment.engine.measures import MEASURES
from msim.experiment.people import People
from msim.report.common.manifest import made_with, manifest
from msim.report.run.data import ReportData
from msim.report.run.result import Comparison
from msim.report.whatif.result import WhatIf
from msim.scenario import Names, Scenario, assumptions, dump, override
from msim.scenario import load as _load

if TYPE_CHECKING:
    from msim.claims.claim import DebateClaim
    from msim.experiment.contest import Contest
    from msim.report.debate.result import DebateResult
    from msim.report.reach.result import ReachCurves
    from msim.report.segments.result import SegmentStudy
    from msim.report.study.result import Study
    from msim.report.turns.result import TurningPoints
    from msim.report.voter.result import VoterFollowed
    from msim.study.records import Design

Overrides = Mapping[str, object] | Sequence[str]
NAMES = Names(
    arms=(*STRATEGIES, *oracle.TOLD),
    methods=METHODS,
    strategies=STRATEGIES,
    measures=tuple(MEASURES),
    unusable=usable.problems,
)
"""The arms, methods and measures that there are; what a config may name."""


def load(config: str | Path = "baseline", overrides: Overrides = ()) -> Scenario:
    """Read a scenario: a shipped name or the path of a TOML file, keys overridden as given.

    Raises InputError with file, line and column for each wrong key or value.

    >>> load("baseline", {"segments.count": 8}).segments.count
    8
    """
    return _load(config, overrides, NAMES)


def compare(scenario: Scenario, progress: Progress | None = None) -> Comparison:
    """Run every arm of a scenario. `progress` is called with replicates done and wanted.

    Raises InputError where the scenario would outgrow this machine.
    """
    results = run(scenario, progress)
    return Comparison(scenario, _report_data(results), results.worlds)


def _report_data(results: Results) -> ReportData:
    scenario = results.scenario
    voters = scenario.population.simulated * results.summary["replicates"]
    timing = {"seconds": results.seconds, "voters_per_second": voters / results.seconds}
    summary = {
        "msim": version("msim"),
        **results.summary,
        "assumptions": [key.key for key in assumptions(scenario)],
        "timing": timing,
    }
    return ReportData(
        summary=summary,
        outcomes=results.outcomes,
        segments=results.segments,
        plans=results.plans,
        diagnostics=results.diagnostics,
        frequency=results.frequency,
        districts=results.districts,
        left_out=results.left_out,
        heard=results.heard,
        test=results.tested,
        scenario_toml=dump(scenario.anywhere),
        manifest=manifest(scenario, timing, "compare"),
    )


def whatif(scenario: Scenario, overrides: Overrides, progress: Progress | None = None) -> WhatIf:
    """Run a scenario and its changed twin on the same draws.

    Raises InputError where an override is wrong or nothing changes.
    """
    after = override(scenario, overrides, NAMES)
    if not changed_keys(scenario, after):
        raise InputError(say("nothing_changes"))

    def part(start: float) -> Progress | None:
        if progress is None:
            return None
        return lambda done, wanted: progress(int(start * wanted) + done, 2 * wanted)

    return WhatIf(compare(scenario, part(0.0)), compare(after, part(1.0)))


def contest(scenario: Scenario, players: int = 1, arms: Sequence[str] | None = None) -> Contest:
    """One world in which several managers plan, each by a survey of their own.

    arms: what lies on the board beside their plans; broadcast, a perfect test and perfect knowledge
    unless said. Raises InputError where there is no test, or an opponent, or nobody to play.

    >>> world = contest(load("small", {"population.simulated": 1_000, "segments.count": 2}), 2)
    >>> seen = world.briefing(player=2)          # readings by segment and message, and how sure
    >>> seen.effect_pp.shape, seen.half_pp.shape
    ((2, 6), (2,))
    >>> board = world.play({1: {"messages": [1, 4]}, 2: {"messages": [2, 2], "shares": [3, 1]}})
    >>> list(board.table()["name"])
    ['1', '2', 'broadcast', 'best_single', 'oracle']
    """
    from msim.experiment.contest import BESIDE, Contest

    return Contest(scenario, players, BESIDE if arms is None else arms, NAMES)


def population(scenario: Scenario) -> People:
    """The synthetic voters of the scenario's first replicate; made when asked for.

    >>> small = load("small", {"population.simulated": 1_000})
    >>> bool(population(small).to_frame()["synthetic"].all())
    True
    """
    return People(scenario)


def voter(
    scenario: Scenario, index: int | None = None, like: str | None = None
) -> VoterFollowed:
    """Follow one invented voter of the first world and survey: true, seen, and what came of it.

    index: from 0, below the simulated voters. like: the first voter who is `persuadable`,
    `supporter`, `opponent`, `unlikely` (to vote), `unknown` (no record) or `misread`; persuadable
    without either. One voter a call, and readings only in bands: low, middle, high, missing.
    Raises InputError for anything else.

    >>> tiny = load("small", {"population.simulated": 500, "test.surveys": 1})
    >>> voter(tiny, like="misread").summary["sides"]["synthetic"]
    True
    """
    from msim.report.voter.result import VoterFollowed

    if index is not None and like is not None:
        raise InputError(say("index_or_like"))
    return VoterFollowed.of(scenario, index, like)


def turns(
    scenario: Scenario, keys: Sequence[str] | None = None, progress: Progress | None = None
) -> TurningPoints:
    """For each key, the value at which the verdict turns, beside what is published.

    keys: the main ones unless given; each moves alone, on the same worlds. `progress` is called
    with keys done and wanted. Raises InputError for a key that is unknown, no number or without a
    range, and where the scenario does not compare segmented with broadcast.

    >>> tiny = load("small", {"population.simulated": 500, "run.replicates": 2})
    >>> list(turns(tiny, ["channels.social.premium"]).table()["today"])
    [1.6]
    """
    from msim.report.turns.result import TurningPoints

    return TurningPoints.of(scenario, keys, progress)


def segment(
    scenario: Scenario,
    methods: Sequence[str] | str | None = None,
    progress: Progress | None = None,
) -> SegmentStudy:
    """Look at the scenario's segments: profiles, stability, what they recover, what they gain.

    methods: to compare, the first in detail; "all" for every one that can be used. Without it the
    scenario's own, compared with segments at random. Raises InputError where a method cannot be
    used.

    >>> tiny = load("small", {"population.simulated": 2_000, "run.replicates": 2})
    >>> list(segment(tiny, ["kmeans", "random"]).methods().index)
    ['kmeans', 'random']
    """
    from msim.experiment.segments.study import study, why_not
    from msim.report.segments.result import SegmentStudy
    own = scenario.segments.method
    every = methods == "all"
    asked = list(methods) if isinstance(methods, tuple) else methods
    if methods is None or every:
        methods = [own, *(name for name in METHODS if name != own and (every or name == "random"))]
    names = dict.fromkeys([methods] if isinstance(methods, str) else methods)
    scenarios, refused = {}, {}
    for name in names:
        try:
            scenarios[name] = override(scenario, {"segments.method": name}, NAMES)
        except InputError as error:
            if not every:
                raise
            refused[name] = why_not(name, error)
    found = study(scenarios or {own: scenario}, progress, lenient=every)
    found = replace(found, left_out={**refused, **found.left_out})
    made = manifest(found.scenario, {"seconds": found.seconds}, "segment", methods=asked)
    return SegmentStudy.of(found, dump(found.scenario.anywhere), made)


def reach_curves(
    scenario: Scenario, effective: int = 3, progress: Progress | None = None
) -> ReachCurves:
    """Reach and frequency by arm, channel and group, over budget, and by a planner's choices.

    effective: how often counts as often enough, 1 to 10. Raises InputError where nothing is bought.

    >>> tiny = load("small", {"population.simulated": 2_000, "run.replicates": 2})
    >>> sorted(reach_curves(tiny).tables)
    ['choices', 'curves', 'duplication', 'fits', 'groups']
    """
    from msim.experiment.reach.study import look
    from msim.experiment.reach.summary import summarise
    from msim.report.reach.data import ReachData
    from msim.report.reach.result import ReachCurves

    found = look(scenario, effective, progress)
    timing = {"seconds": found.seconds}
    summary = {"msim": version("msim"), **summarise(found), "timing": timing}
    tables = {name: getattr(found, name) for name in ReachData.TABLES}
    text = dump(scenario.anywhere)
    made = manifest(scenario, timing, "reach_curves", effective=effective)
    return ReachCurves(ReachData(summary, tables, text, made, scenario.budget.currency))


def sweep(
    study: str | Path | Design, out: str | Path | None = None, progress: Progress | None = None
) -> Study:
    """Run a study: a shipped name, a TOML file, or a design; every point of it, or what is missing.

    out: the results folder, which keeps each point at once, so that the same call goes on where it
    stopped; without it points are kept in memory. Raises InputError for what is wrong with either.
    """
    from msim.report.study.result import Study
    from msim.report.study.sections import describe
    from msim.study.design import StudyOptions, read_design
    from msim.study.records import Design
    from msim.study.sweeping import swept

    design = study if isinstance(study, Design) else read_design(study, StudyOptions(names=NAMES))
    found = Study(swept(design, None if out is None else Path(out), progress))
    if out is not None:
        describe(found.data, Path(out))
    return found


def debate(  # noqa: PLR0913 - options of its command
    claims: Sequence[str | Path | DebateClaim] | None = None,
    quick: bool = False,
    out: str | Path | None = None,
    workers: int | str = "auto",
    progress: Progress | None = None,
    points: int | None = None,
    replicates: int | None = None,
    seed: int | None = None,
) -> DebateResult:
    """Ask claims of the debate in many worlds: shipped names, files or claims; all without any.

    out: the results folder, which keeps each world as soon as it is finished. `progress` is called
    with worlds finished and wanted. points: worlds of each prior. replicates: of each world at
    most. seed: moves the draws and the worlds. Raises InputError where a claim is wrong or unknown.
    """
    from msim.claims.asking import ask_all
    from msim.claims.run import Asked
    from msim.report.debate.data import DebateData
    from msim.report.debate.result import DebateResult

    how = Asked(quick, points, replicates or 0, seed)
    found = ask_all(claims, how, None if out is None else Path(out), workers, progress, NAMES)
    asked = {"quick": quick, "points": points, "replicates": replicates, "seed": seed}
    files = {each.claim.id: each.claim.file for each in found.found if each.claim.file}
    made = made_with({"seconds": found.seconds}, "debate", **asked, files=files)
    return DebateResult(DebateData(found, made))
