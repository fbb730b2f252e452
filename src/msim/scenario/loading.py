"""Loads a scenario and reports everything that is wrong with it at once, each with its place."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from msim.core.errors import InputError, Located
from msim.scenario.checks import problems
from msim.scenario.checks.problem import Problem
from msim.scenario.fields import Path
from msim.scenario.layers import layered
from msim.scenario.model import Scenario
from msim.scenario.overrides import Key, Overrides, read_overrides
from msim.scenario.phrases import no_such
from msim.scenario.source import Source, parse, read
from msim.scenario.words import Finding, dotted, findings, nearest, shown, split
from msim.scenario.writing import dump


@dataclass(frozen=True)
class Names:
    """The arms and methods that exist; `scenario` knows no registries and is told."""

    arms: tuple[str, ...] = ()
    methods: tuple[str, ...] = ()


AskNames = Names | Callable[[], Names] | None
"""Names, or a function that fetches them, which is called only where an unusual name is used."""


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
    changes = read_overrides(overrides)
    data, clashes = layered(source.data, changes)
    scenario, wrong = _validated(data)
    together = [*clashes]
    if scenario:
        together += problems(scenario) + _unknown_names(scenario, names)
    bad = [dotted(path) for finding in wrong
           for path in ((finding.path, nearest(finding.path)) if finding.at_key
                        else (finding.path,))]
    where = _Where(source, changes)
    found = [where.of([finding.path], finding.message, finding.at_key) for finding in wrong]
    found += [where.of([split(key) for key in (each.key, *each.reads)], each.message)
              for each in together if not _rests_on(each, bad)]
    found.sort(key=lambda each: (each.line == 0, each.line, each.column))
    return (None if found else scenario), found


def _validated(data: dict[str, Any]) -> tuple[Scenario | None, list[Finding]]:
    """The scenario without the keys that are wrong, so that the others can be checked together."""
    wrong: list[Finding] = []
    while True:
        try:
            return Scenario.model_validate(data, context={"draft": True}), wrong
        except ValidationError as error:
            new = findings(error)
        paths = [finding.path for finding in (*wrong, *new)]
        wrong += [finding for finding in new  # an emptied table is not the user's fault
                  if not any(path != finding.path and _starts(path, finding.path)
                             for path in paths)]
        if not _drop(data, new):
            return None, wrong


def _drop(data: dict[str, Any], wrong: list[Finding]) -> bool:
    """Leave the wrong keys out of `data`, a list as a whole; false where that cannot be done."""
    leaves = set()
    for path in (finding.path for finding in wrong):
        ends = [number for number, step in enumerate(path) if isinstance(step, int)]
        leaves.add(path[: ends[0]] if ends else path)
    for path in sorted(leaves, key=len, reverse=True):
        inner: Any = data
        for step in path[:-1]:
            inner = inner.get(step) if isinstance(inner, dict) else None
        if not isinstance(inner, dict) or path[-1] not in inner:
            return False
        del inner[path[-1]]
    return True


def _rests_on(problem: Problem, bad: Iterable[str]) -> bool:
    """Whether a problem may come from a key that was left out."""
    keys = [split(key) for key in (problem.key, *problem.reads)]
    return any(_starts(key, other) or _starts(other, key)
               for other in map(split, bad) for key in keys)


def _starts(path: tuple[Any, ...], with_: tuple[Any, ...]) -> bool:
    return path[: len(with_)] == with_


def _unknown_names(scenario: Scenario, names: AskNames) -> list[Problem]:
    found: list[Problem] = []
    method, usual = scenario.segments.method, Scenario()
    if callable(names):
        asked = method != usual.segments.method or set(scenario.run.arms) - set(usual.run.arms)
        names = names() if asked else None
    if names is None:
        return found
    if names.methods and method not in names.methods:
        found.append(Problem("segments.method",
                             f"= {shown(method)}: {no_such('method', method, names.methods)}"))
    found += [
        Problem(f"run.arms[{number}]", f"= {shown(arm)}: {no_such('arm', arm, names.arms)}")
        for number, arm in enumerate(scenario.run.arms) if names.arms and arm not in names.arms
    ]
    return found


@dataclass(frozen=True)
class _Where:
    """Finds the place of a problem: in the override that made it, or in the file."""

    source: Source
    changes: Mapping[Key, tuple[object, str]]

    def of(self, paths: list[Path], message: str, at_key: bool = False) -> Located:
        """Locate a problem at the first of `paths` or at another that it was read from."""
        key, places = dotted(paths[0]), self.source.places
        for path in paths:
            for changed, (_, shown_as) in self.changes.items():
                if _starts(path, changed) or _starts(changed, path):
                    return Located(message, key, shown_as)
        for path in paths:
            if path in places:
                line, column = places[path].key if at_key else places[path].value
                return Located(message, key, self.source.file, line, column)
        for end in range(len(paths[0]) - 1, 0, -1):
            if paths[0][:end] in places:
                line, column = places[paths[0][:end]].key
                return Located(message, key, self.source.file, line, column)
        return Located(message, key, self.source.file)
