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
from typing import Any, get_args

from msim.core.errors import InputError
from msim.scenario.fields import Path
from msim.scenario.loading import load, override
from msim.scenario.model import Scenario
from msim.scenario.names import AskNames
from msim.scenario.outcome import Attribution
from msim.scenario.overrides import Overrides
from msim.scenario.source import STDIN, Source
from msim.scenario.words import shown
from msim.study import files, measures
from msim.study.page import Page
from msim.study.parameters import parameters
from msim.study.records import Claim, Design, Kind, Parameter
from msim.study.sample import size_problem

KNOWN = (
    "name", "scenario", "set", "design", "points", "seed", "replicates", "precision",
    "max_replicates", "parameters", "target", "null",
)  # fmt: skip
TARGET = ("measure", "claim", "measures")
MOST_POINTS = 1_000_000
MORE = 8
"""How far replicates may grow for a precision where nothing is said: times the replicates."""


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
    return design_of(files.read(study), asked)


def design_of(
    source: Source, asked: StudyOptions | None = None, scenario: Scenario | None = None
) -> Design:
    """The design of a study's text; `scenario` stands for the one that the text names."""
    asked = asked or StudyOptions()
    page = Page(source)
    page.table((), KNOWN)
    numbers = _numbers(page, asked)
    kind: Any = page.word(("design",), get_args(Kind), "latin_hypercube")
    name = page.at(("name",)) or (File(source.file).stem if source.file != STDIN else "study")
    if not isinstance(name, str):
        page.wrong(("name",), f"= {shown(name)}: must be text in quotes")
    base = _scenario(page, asked, scenario)
    if base is None:
        page.refuse()
        raise AssertionError("a scenario that is wrong is said")
    base = _settled(base, numbers["replicates"])
    varied = parameters(page, base, asked.names)
    null = {key: value for key, _, value in page.keys(("null",))}
    _changed(page, base, ("null",), asked.names)
    measure, claim, looked_at = _target(page, base, varied)
    page.refuse()
    replicates = base.run.replicates
    most = numbers["max_replicates"]
    design = Design(
        name=str(name), scenario=base, kind=kind, points=int(numbers["points"] or 0),
        seed=int(numbers["seed"] or 0), parameters=varied, measure=measure, claim=claim,
        measures=looked_at, null=null, precision=float(numbers["precision"] or 0.0),
        max_replicates=max(replicates, int(most) if most else MORE * replicates),
    )  # fmt: skip
    design, message = size_problem(design)
    if not message and design.points > MOST_POINTS:
        message = f"{design.points:,} points, and {MOST_POINTS:,} are the most"
    if message:
        page.wrong(("points",) if page.at(("points",)) is not None else ("design",), message)
        page.refuse()
    return design


def _numbers(page: Page, asked: StudyOptions) -> dict[str, float | None]:
    """The numbers at the top of a study, those of the command line first."""
    found: dict[str, float | None] = {
        "points": page.number(("points",), 1, whole=True),
        "seed": page.number(("seed",), 0, whole=True),
        "replicates": page.number(("replicates",), 1, whole=True),
        "max_replicates": page.number(("max_replicates",), 1, whole=True),
        "precision": page.number(("precision",), 0.0, above=True),
    }
    if found["max_replicates"] is not None and found["precision"] is None:
        page.wrong(("max_replicates",), "goes with precision, which is not given", at_key=True)
    if found["seed"] is None:
        found["seed"] = 1
    lowest = {"seed": 0, "points": 1, "replicates": 1}
    for name, value in asked.numbers.items():
        if value is not None and value < lowest[name]:
            raise InputError(f"--{name} {value}: must be at least {lowest[name]}")
    return found | {name: each for name, each in asked.numbers.items() if each is not None}


def _settled(scenario: Scenario, replicates: float | None) -> Scenario:
    """The scenario as points are made of it: what a study does itself is left out."""
    run: dict[str, Any] = {"precision": 0.0, "max_replicates": 1000}
    if replicates is not None:
        run["replicates"] = int(replicates)
    return scenario.model_copy(
        update={"run": scenario.run.model_copy(update=run), "attribution": Attribution()}
    )


def _scenario(page: Page, asked: StudyOptions, given: Scenario | None) -> Scenario | None:
    """The scenario that is varied; None where something is wrong with it, which is noted."""
    named = page.at(("scenario",))
    if given is None and named is not None and not isinstance(named, str):
        page.wrong(("scenario",), f"= {shown(named)}: must be the name of a scenario or a path")
        return None
    try:
        base = load(_beside(page, named or "baseline"), (), asked.names) if given is None else given
    except InputError as error:
        for each in error.problems:
            if each.file and each.line:
                page.found.append(each)
            else:
                page.wrong(("scenario",), str(each))
        return None
    changed = _changed(page, base, ("set",), asked.names) or base
    return override(changed, asked.changes, asked.names) if asked.changes else changed


def _beside(page: Page, named: str) -> str:
    """A path as seen from the study's file; a bare name as it is."""
    bare = not named.endswith(".toml") and "/" not in named and os.sep not in named
    if bare or page.source.file in ("", STDIN):
        return named
    path = File(page.source.file).parent / named
    return str(path) if os.sep in str(path) else f"./{path}"


def _changed(page: Page, base: Scenario, where: tuple[str], names: AskNames) -> Scenario | None:
    """The scenario with the keys under `where` changed; None where they are wrong, as noted."""
    entries = {key: (path, value) for key, path, value in page.keys(where)}
    try:
        return override(base, {key: value for key, (_, value) in entries.items()}, names)
    except InputError as error:
        for each in error.problems:
            key = each.file.removeprefix("override ")
            path = entries[key][0] if key in entries else where
            own = each.key == key
            unknown = each.message.startswith("no such")
            page.wrong(path, each.message if own else each.text, at_key=unknown or not own)
        return None


def _target(
    page: Page, scenario: Scenario, varied: tuple[Parameter, ...]
) -> tuple[str, Claim | None, tuple[str, ...]]:
    """The measure looked at, the claim on it, and every measure of the table."""
    table = page.table(("target",), TARGET)
    there = measures.there_are(scenario, varied)
    claim: Claim | None = None
    if "claim" in table:
        read = measures.claim_of(table["claim"]) if isinstance(table["claim"], str) else (
            "must be text such as 'segmented-broadcast.net_votes.low > 0'")
        if isinstance(read, str):
            page.wrong(("target", "claim"), f"= {shown(table['claim'])}: {read}")
        elif wrong := measures.unknown(read.measure, scenario, there):
            page.wrong(("target", "claim"), f"= {shown(table['claim'])}: {wrong}")
        else:
            claim = read
    listed = table.get("measures", [])
    if not isinstance(listed, list):
        page.wrong(("target", "measures"), f"= {shown(listed)}: must be a list of measures")
        listed = []
    usual = measures.usual(scenario, there)
    asked: list[tuple[Path, Any]] = [
        (("target", "measures", n), each) for n, each in enumerate(listed)
    ]
    measure = table.get("measure", claim.measure if claim else "segmented-broadcast.net_votes")
    asked.insert(0, (("target", "measure"), measure))
    for path, each in asked:
        wrong = measures.unknown(each, scenario, there) if isinstance(each, str) else (
            "must be text such as 'segmented-broadcast.net_votes'")
        if wrong:
            page.wrong(path, f"= {shown(each)}: {wrong}")
    own = [str(each) for _, each in asked]
    of_claim = [claim.measure] if claim else []
    return str(measure), claim, tuple(dict.fromkeys([own[0], *of_claim, *own[1:], *usual]))
