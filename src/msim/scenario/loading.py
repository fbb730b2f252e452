"""Loads a scenario and reports everything that is wrong with it at once, each with its place."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from msim.core.errors import MOST, InputError, Located, first
from msim.core.wording import say
from msim.scenario.checks import problems
from msim.scenario.checks.problem import Problem
from msim.scenario.draft import drafted, starts
from msim.scenario.factors import factor_findings
from msim.scenario.fields import Path
from msim.scenario.layers import layered
from msim.scenario.model import Scenario
from msim.scenario.names import AskNames, unknown_names
from msim.scenario.overrides import Key, Overrides, read_overrides
from msim.scenario.source import Source, parse, read
from msim.scenario.words import dotted, nearest, split
from msim.scenario.writing import dump


def load(
    name_or_path: str | os.PathLike[str] = "baseline",
    overrides: Overrides = (),
    names: AskNames = None,
) -> Scenario:
    """Load a shipped scenario (a bare name), a file (a path) or standard input (`-`).

    Raises `InputError` with every problem found.

    >>> load("baseline", ["segments.count=8"]).segments.count
    8
    """
    scenario, found = build(read(name_or_path), overrides, names)
    if scenario is None:
        raise InputError(found)
    return scenario


def override(
    scenario: Scenario, overrides: Overrides, names: AskNames = None
) -> Scenario:
    """A copy of `scenario` with keys changed; raises `InputError` as `load` does.

    >>> override(Scenario(), {"data.data_points": 40}).data.data_points
    40
    """
    built, found = build(Source("", tomllib.loads(dump(scenario))), overrides, names)
    if built is None:
        raise InputError(found)
    return built


def check(text: str, names: AskNames = None, file: str = "") -> list[Located]:
    r"""Every problem of a config's text; an empty list if there is none.

    >>> [str(problem) for problem in check("[segments]\ncuont = 3", file="a.toml")]
    ["a.toml:2:1  segments.cuont: no such key; did you mean 'count'?"]
    """
    try:
        return build(parse(text, file), (), names)[1]
    except InputError as error:
        return error.problems


def build(
    source: Source, overrides: Overrides = (), names: AskNames = None
) -> tuple[Scenario | None, list[Located]]:
    """The scenario of a config's text, or none and everything that is wrong with it."""
    try:
        return _built(source, read_overrides(overrides), names)
    except RecursionError:
        raise InputError([Located(say("deep"), file=source.file)]) from None


def _built(
    source: Source, changes: Mapping[Key, tuple[object, str]], names: AskNames
) -> tuple[Scenario | None, list[Located]]:
    data, clashes = layered(source.data, changes)
    scenario, wrong = drafted(data)
    together = [*clashes]
    in_factors = list(factor_findings(scenario, names)) if scenario else []
    if scenario and len(wrong) < MOST:
        together += problems(scenario) + unknown_names(scenario, names)
    where = _Where.among(source, changes)
    alone = [(where.of([finding.path], "", finding.at_key), finding)
             for finding in (*wrong, *in_factors)]
    alone.sort(key=lambda each: order(each[0]))
    found = [replace(place, message=finding.message) for place, finding in alone[:MOST]]
    found += [place for place, _ in alone[MOST:]]  # counted, and not said
    bad = [dotted(path) for finding in wrong[:MOST]
           for path in ((finding.path, nearest(finding.path)) if finding.at_key
                        else (finding.path,))]
    found += [where.of([split(key) for key in (each.key, *each.reads)], each.message)
              for each in together if not _rests_on(each, bad)]
    found.sort(key=order)
    return (None if found else scenario), first(found)


def order(problem: Located) -> tuple[bool, int, int]:
    """The order of the text; what has no place in it comes last."""
    return problem.line == 0, problem.line, problem.column


def _rests_on(problem: Problem, bad: Iterable[str]) -> bool:
    """Whether a problem may come from a key that was left out."""
    keys = [split(key) for key in (problem.key, *problem.reads)]
    return any(starts(key, other) or starts(other, key)
               for other in map(split, bad) for key in keys)


@dataclass(frozen=True)
class _Where:
    """Finds the place of a problem: in the override that made it, or in the file.

    above: of every path that a change lies at or under, how it was written.
    """

    source: Source
    changes: Mapping[Key, tuple[object, str]]
    above: Mapping[Path, str]

    @classmethod
    def among(cls, source: Source, changes: Mapping[Key, tuple[object, str]]) -> _Where:
        """In this file, or in one of these changes."""
        above: dict[Path, str] = {}
        for changed, (_, shown) in changes.items():
            for end in range(1, len(changed) + 1):
                above.setdefault(changed[:end], shown)
        return cls(source, changes, above)

    def of(self, paths: list[Path], message: str, at_key: bool = False) -> Located:
        """Locate a problem at the first of `paths` or at another that it was read from."""
        key = dotted(paths[0])
        for path in paths:
            ends = (path[:end] for end in range(1, len(path) + 1))
            changed: Any = next((end for end in ends if end in self.changes), None)
            shown_as = self.above.get(path) if changed is None else self.changes[changed][1]
            if shown_as is not None:
                return Located(message, key, shown_as)
        return located(self.source, paths, message, at_key)


def located(source: Source, paths: list[Path], message: str, at_key: bool = False) -> Located:
    """A problem of the first of `paths`, at the first that stands in the text.

    A value's place goes before that of a section. Where none does, at what the first would stand
    under.
    """
    first, places = paths[0], source.places
    values = (path for path in paths if not source.opens(path))
    above = (first[:end] for end in range(len(first) - 1, 0, -1))
    found = next((path for path in (*values, *paths, *above) if path in places), None)
    if found is None:
        return Located(message, dotted(first), source.file)
    place = places[found]
    line, column = place.value if found in paths and not at_key else place.key
    return Located(message, dotted(first), source.file, line, column)
