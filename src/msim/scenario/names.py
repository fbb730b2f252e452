"""Which names exist that the config itself does not know: arms, methods and measures."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from msim.scenario.checks.problem import Problem
from msim.scenario.model import Scenario
from msim.scenario.phrases import no_such
from msim.scenario.words import shown


@dataclass(frozen=True)
class Names:
    """The names that exist; `scenario` knows no registries and is told.

    strategies: the arms that an opponent may play. measures: what may be attributed. unusable:
    what arms and methods that are there cannot use of what a scenario gives them.
    """

    arms: tuple[str, ...] = ()
    methods: tuple[str, ...] = ()
    strategies: tuple[str, ...] = ()
    measures: tuple[str, ...] = ()
    unusable: Callable[[Scenario], list[Problem]] | None = None


AskNames = Names | Callable[[], Names] | None
"""Names, or a function that fetches them, which is called only where an unusual name is used."""


def unknown_names(scenario: Scenario, names: AskNames) -> list[Problem]:
    """Names of arms, methods and measures that do not exist, or cannot do what is asked of them.

    >>> [found.key for found in unknown_names(Scenario(), Names(methods=("gaussian_mixture",)))]
    ['segments.method']
    """
    named = _named(scenario)
    if callable(names):
        plain = Scenario()
        usual = {(what, word) for _, what, word in _named(plain)}
        usual |= {("measure", plain.attribution.measure), ("arm", plain.attribution.arm)}
        names = names() if {(what, word) for _, what, word in named} - usual else None
    if names is None:
        return []
    known = {"method": names.methods, "arm": names.arms, "strategy": names.strategies,
             "measure": names.measures}
    found = [Problem(key, f"= {shown(word)}: {no_such(what, word, known[what])}")
             for key, what, word in named if known[what] and word not in known[what]]
    return found if found or names.unusable is None else names.unusable(scenario)


def _named(scenario: Scenario) -> list[tuple[str, str, str]]:
    """Each name in a scenario: its key, what it names, and the name itself."""
    found = [("segments.method", "method", scenario.segments.method)]
    found += [(f"run.arms[{n}]", "arm", arm) for n, arm in enumerate(scenario.run.arms)]
    other, shared = scenario.opponent, scenario.attribution
    if other.strategy is not None:
        found.append(("opponent.strategy", "strategy", other.strategy))
    found += [(f"opponent.choices[{n}]", "strategy", arm) for n, arm in enumerate(other.played)]
    method: str | None = getattr(other.segments, "method", None)
    if method is not None:
        found.append(("opponent.segments.method", "method", method))
    if shared.factors:
        found.append(("attribution.measure", "measure", shared.measure))
        found.append(("attribution.arm", "arm", shared.arm))
    found += [(f"attribution.factors.{name}.arm", "arm", keys["arm"])
              for name, keys in shared.factors.items() if isinstance(keys.get("arm"), str)]
    return found
