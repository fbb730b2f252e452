"""Reads a study: what varies, how it is sampled, what is looked at; everything wrong is said.

>>> design = read_design("validity")
>>> [parameter.key for parameter in design.parameters]
['data.validity', 'messages.heterogeneity_sd_pp']
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path as File
from typing import Annotated, Any

from pydantic import Field, Strict

from msim.core.errors import InputError, Located
from msim.core.wording import say
from msim.scenario import source
from msim.scenario.fields import Path
from msim.scenario.key import ConfigTable, Flag, Number, Text, Whole
from msim.scenario.loading import load, override
from msim.scenario.model import Scenario
from msim.scenario.names import AskNames
from msim.scenario.outcome import Attribution
from msim.scenario.overrides import Overrides, read_overrides
from msim.scenario.reader import Reader
from msim.scenario.source import STDIN, Source
from msim.scenario.words import shown
from msim.study import measures
from msim.study.attainable import beyond_reach
from msim.study.parameters import parameters
from msim.study.records import Claim, Design, Kind, Parameter
from msim.study.sample import size_problem

String = Annotated[str, Strict()]
Count = Annotated[Whole, Field(ge=1)]
MOST_POINTS = 1_000_000
MORE = 8
"""How far replicates may grow for a precision where nothing is said: times the replicates."""


class TargetTable(ConfigTable):
    """What a study looks at: the table `[target]` of its file."""

    measure: String | None = None
    claim: String | None = None
    measures: tuple[String, ...] = ()


class StudyFile(ConfigTable):
    """A study's file. Tables of a scenario's keys are read one by one, against the scenario."""

    name: Text | None = None
    scenario: String = "baseline"
    set: dict[str, Any] = Field(default_factory=dict)
    design: Kind | None = None
    points: Count | None = None
    seed: Annotated[Whole, Field(ge=0)] = 1
    replicates: Count | None = None
    precision: Annotated[Number, Field(gt=0)] | None = None
    max_replicates: Count | None = None
    second_order: Flag = False
    parameters: dict[str, Any] = Field(default_factory=dict)
    target: TargetTable = TargetTable()
    null: dict[str, Any] = Field(default_factory=dict)


@dataclass(frozen=True)
class StudyOptions:
    """What is asked of a study beside its file, and wins over it; None is as in the file.

    changes: of the scenario. names: what a scenario may name, see `msim.scenario.Names`.
    """

    points: int | None = None
    replicates: int | None = None
    seed: int | None = None
    changes: Overrides = ()
    names: AskNames = None
    numbers: Mapping[str, int | None] = field(init=False)

    def __post_init__(self) -> None:
        own = {name: getattr(self, name) for name in ("points", "replicates", "seed")}
        object.__setattr__(self, "numbers", own)


def read_design(study: str | os.PathLike[str], asked: StudyOptions | None = None) -> Design:
    """The design of a shipped study (a bare name), a file (a path) or standard input (`-`).

    Raises InputError with file, line and column of everything that is wrong.
    """
    return design_of(source.read(study, "study"), asked)


def design_of(
    source: Source, asked: StudyOptions | None = None, scenario: Scenario | None = None
) -> Design:
    """The design of a study's text; `scenario` stands for the one that the text names."""
    asked = asked or StudyOptions()
    reader = Reader(source)
    file = _with_options(reader.read(StudyFile), asked)
    if file.max_replicates is not None and reader.at(("precision",)) is None:
        message = "goes with precision, which is not given"
        reader.wrong(("max_replicates",), message, at_key=True)
    base = _scenario(reader, file, asked, scenario)
    if base is None:
        reader.refuse()
        raise AssertionError("a scenario that is wrong is said")
    base = settled(base, file.replicates, asked.seed)
    varied = parameters(reader, base, asked.names)
    null = {key: value for key, _, value in reader.keys(("null",))}
    _changed(reader, base, ("null",), asked.names)
    measure, claim, looked_at = _target(reader, file.target, base, varied)
    reader.refuse()
    kind = file.design or _usual_kind(varied)
    _checked(reader, kind, file, varied)
    _unchanged(reader, asked, varied)
    reader.refuse()
    replicates = base.run.replicates
    most = file.max_replicates or MORE * replicates
    usual = File(source.file).stem if source.file != STDIN else "study"
    design = Design(
        name=file.name or usual, scenario=base, kind=kind, points=file.points or 0,
        seed=file.seed, parameters=varied, measure=measure, claim=claim, measures=looked_at,
        null=null, precision=file.precision or 0.0, max_replicates=max(replicates, most),
        second_order=file.second_order,
    )  # fmt: skip
    design, message = size_problem(design)
    if not message and design.points > MOST_POINTS:
        message = f"{design.points:,} points, and {MOST_POINTS:,} are the most"
    if message:
        at: Path = ("points",) if reader.at(("points",)) is not None else ("design",)
        reader.wrong(at, message)
    elif scenario is None and (beyond := beyond_reach(design)):
        key, message = beyond
        reader.wrong(next(path for name, path, _ in reader.keys(("parameters",)) if name == key),
                     message)  # fmt: skip
    reader.refuse()
    return design


def _usual_kind(varied: tuple[Parameter, ...]) -> Kind:
    """The design where the file names none: choices are crossed with worlds."""
    return "crossed" if any(p.role == "choice" for p in varied) else "latin_hypercube"


def _checked(
    reader: Reader, kind: Kind, file: StudyFile, varied: tuple[Parameter, ...]
) -> None:
    """Note what goes with a Sobol design alone."""
    at: Path = ("design",)
    if file.second_order and kind != "sobol":
        reader.wrong(("second_order",), say("of_sobol", kind=kind), at_key=True)
    grouped = [each for each in varied if each.group]
    if grouped and kind != "sobol":
        reader.wrong(at, say("group_of_sobol", group=grouped[0].group, kind=kind))


def _unchanged(reader: Reader, asked: StudyOptions, varied: tuple[Parameter, ...]) -> None:
    """Refuse a key that is set beside the file and varies: what is typed would change nothing."""
    keys = {each.key for each in varied}
    for path, (_, typed) in read_overrides(asked.changes).items():
        if ".".join(path) in keys:
            raise InputError([Located(say("set_varies"), file=typed)])


def _with_options(file: StudyFile, asked: StudyOptions) -> StudyFile:
    """The file with the numbers of the command line."""
    lowest = {"seed": 0, "points": 1, "replicates": 1}
    given = {name: value for name, value in asked.numbers.items() if value is not None}
    for name, value in given.items():
        if value < lowest[name]:
            raise InputError(f"--{name} {value}: must be at least {lowest[name]}")
    return file.model_copy(update=given)


def settled(scenario: Scenario, replicates: int | None, seed: int | None) -> Scenario:
    """The scenario as points are made of it: what a study does itself is left out.

    seed: that was asked for beside the file; it moves the draws of every point as well.
    """
    run: dict[str, Any] = {"precision": 0.0, "max_replicates": 1000}
    if seed is not None:
        run["seed"] = seed
    if replicates is not None:
        run["replicates"] = replicates
    return scenario.model_copy(
        update={"run": scenario.run.model_copy(update=run), "attribution": Attribution()}
    )


def _scenario(
    reader: Reader, file: StudyFile, asked: StudyOptions, given: Scenario | None
) -> Scenario | None:
    """The scenario that is varied; None where something is wrong with it, which is noted."""
    try:
        base = given or load(_beside(reader.source.file, file.scenario), (), asked.names)
    except InputError as error:
        for each in error.problems:
            if each.file and each.line:
                reader.found.append((each, each.message))
            else:
                reader.wrong(("scenario",), str(each))
        return None
    changed = _changed(reader, base, ("set",), asked.names) or base
    return override(changed, asked.changes, asked.names) if asked.changes else changed


def _beside(study: str, named: str) -> str:
    """A path as seen from the study's file; a bare name as it is."""
    bare = not named.endswith(".toml") and "/" not in named and os.sep not in named
    if bare or study in ("", STDIN):
        return named
    path = File(study).parent / named
    return str(path) if os.sep in str(path) else f"./{path}"


def _changed(
    reader: Reader, base: Scenario, where: tuple[str], names: AskNames
) -> Scenario | None:
    """The scenario with the keys under `where` changed; None where they are wrong, as noted."""
    entries = {key: (path, value) for key, path, value in reader.keys(where)}
    try:
        return override(base, {key: value for key, (_, value) in entries.items()}, names)
    except InputError as error:
        for each in error.problems:
            if each.rest:
                reader.found.append((each, each.message))
                continue
            key = each.file.removeprefix("override ")
            path = entries[key][0] if key in entries else where
            own = each.key == key
            unknown = each.message.startswith("no such")
            reader.wrong(path, each.message if own else each.text, at_key=unknown or not own)
        return None


def _target(
    reader: Reader, target: TargetTable, scenario: Scenario, varied: tuple[Parameter, ...]
) -> tuple[str, Claim | None, tuple[str, ...]]:
    """The measure looked at, the claim on it, and every measure of the table."""
    there = measures.there_are(scenario, varied)
    claim: Claim | None = None
    if target.claim is not None:
        read = measures.claim_of(target.claim)
        wrong = read if isinstance(read, str) else measures.unknown(read.measure, scenario, there)
        if wrong:
            reader.wrong(("target", "claim"), f"= {shown(target.claim)}: {wrong}")
        elif not isinstance(read, str):
            claim = read
    of_claim = [claim.measure] if claim else []
    measure = target.measure or next(iter(of_claim), "segmented-broadcast.net_votes")
    asked: list[tuple[Path, str]] = [(("target", "measure"), measure)]
    asked += [(("target", "measures", n), each) for n, each in enumerate(target.measures)]
    for path, each in asked:
        if wrong := measures.unknown(each, scenario, there):
            reader.wrong(path, f"= {shown(each)}: {wrong}")
    usual = measures.usual(scenario, there)
    every = (measure, *of_claim, *target.measures, *usual)
    return measure, claim, tuple(dict.fromkeys(every))
