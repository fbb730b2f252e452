"""What is wrong with the keys that the factors of an attribution change, each factor alone.

Values are held against their own ranges only. How factors go together is checked when they are
run together: a factor may need another one.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from typing import Any

from msim.core.errors import InputError
from msim.scenario.draft import drafted, starts
from msim.scenario.fields import Path
from msim.scenario.keydocs import key_names
from msim.scenario.layers import layered
from msim.scenario.model import Scenario
from msim.scenario.names import AskNames, unknown_names
from msim.scenario.outcome import Attribution
from msim.scenario.overrides import Key, key_path, read_overrides
from msim.scenario.phrases import hint
from msim.scenario.words import Finding, shown, split
from msim.scenario.writing import dump

ARM = "arm"


def factor_findings(scenario: Scenario, names: AskNames = None) -> Iterator[Finding]:
    """Every unknown key and wrong value in `attribution.factors`, at its path in the config.

    >>> wrong = Attribution(factors={"data": {"data.validity": 2.0}})
    >>> next(factor_findings(Scenario(attribution=wrong))).path
    ('attribution', 'factors', 'data', 'data.validity')
    """
    factors = scenario.attribution.factors
    if not factors:
        return
    bare = scenario.model_copy(update={"attribution": Attribution()})
    text = dump(bare)
    for name, keys in factors.items():
        place = ("attribution", "factors", name)
        yield from _Factor(place).findings(keys, tomllib.loads(text), names)


class _Factor:
    """One factor: where its keys stand in the config, and what they change."""

    def __init__(self, place: Path) -> None:
        self.place = place
        self.places: dict[Key, Path] = {}
        self.changes: dict[Key, tuple[object, str]] = {}

    def findings(
        self, keys: Mapping[str, Any], data: dict[str, Any], names: AskNames
    ) -> Iterator[Finding]:
        for written, value in keys.items():
            if written != ARM:
                yield from self.read(written, value)
            elif not isinstance(value, str):
                yield Finding((*self.place, ARM),
                              f"= {shown(value)}: must be the name of an arm in quotes", False)
        changed, clashes = layered(data, self.changes)
        for clash in clashes:
            yield self.at(split(clash.key), clash.message, False)
        draft, wrong = drafted(changed)
        for finding in wrong:
            message = finding.message
            if finding.at_key and len(finding.path) == 1 and finding.path in self.places:
                message = _no_such_key(str(finding.path[0]))
            yield self.at(finding.path, message, finding.at_key)
        for problem in unknown_names(draft, names) if draft else ():
            path = split(problem.key)
            if any(starts(path, leaf) for leaf in self.places):
                yield self.at(path, problem.message, False)

    def read(self, written: str, value: object) -> Iterator[Finding]:
        """Take in one entry, which may be a key, or a table of several."""
        place = (*self.place, written)
        try:
            depth = len(key_path(written, ""))
            leaves = read_overrides({written: value})
        except InputError as error:
            yield Finding(place, error.problems[0].message, True)
            return
        for leaf, (inner, shown_as) in leaves.items():
            where = (*place, *leaf[depth:])
            if leaf[0] == "attribution":
                yield Finding(where, "a factor cannot change the attribution itself", True)
            elif inner is None:  # from Python; TOML has no such thing
                yield Finding(where, "must have a value", True)
            elif leaf in self.changes:
                yield Finding(where, "is set twice in this factor", True)
            else:
                self.places[leaf] = where
                self.changes[leaf] = (inner, shown_as)

    def at(self, path: Path, message: str, at_key: bool) -> Finding:
        """The finding at the entry that changes `path`, or at the factor as a whole."""
        for leaf, where in self.places.items():
            if starts(path, leaf):
                return Finding((*where, *path[len(leaf):]), message, at_key)
        for leaf, where in self.places.items():
            if starts(leaf, path):
                return Finding(where, message, at_key)
        return Finding(self.place, message, True)


def _no_such_key(name: str) -> str:
    near = hint(name, [*key_names(), ARM])
    return f"no such key; {near if near.startswith('did') else hint(name, _sections())}"


def _sections() -> list[str]:
    return [ARM, *Scenario.model_fields]
