"""Can a method do what is asked? Said where a scenario is read, and again where it is fitted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from types import ModuleType
from typing import Any

from msim.campaign.cells import Demographic
from msim.campaign.data import shown_traits
from msim.campaign.segments import ALL_KINDS, METHODS, method
from msim.campaign.segments.features import cells_of, features_of
from msim.campaign.segments.prepare import PARTY, kind_of
from msim.campaign.segments.sentences import SAID
from msim.core.errors import InputError, Located
from msim.core.seen import TraitShown
from msim.scenario import Scenario
from msim.scenario.campaign import Segments
from msim.scenario.checks.problem import Problem
from msim.scenario.sections import Sections

_READS = ("segments.method", "segments.features", "population.traits", "data.party_label",
          "test.conducted", "run.arms")


def problems(scenario: Scenario) -> list[Problem]:
    """What the methods and arms of either side cannot use of what they are given.

    >>> [each.key for each in problems(Scenario(segments=Segments(method="latent_class")))]
    ['segments.method']
    """
    found = list(_of_side(scenario, scenario.run.arms))
    other = scenario.opponent
    if other.answers:
        own = {each.message for each in found}
        found += [
            replace(each, key=each.key if each.key in _READS[2:] else f"opponent.{each.key}",
                    reads=(*each.reads, "opponent.strategy"))
            for each in _of_side(scenario.rival, other.strategies) if each.message not in own
        ]
    return found


def _of_side(scenario: Sections, arms: tuple[str, ...]) -> Iterator[Problem]:
    keys, traits = scenario.segments, shown_traits(scenario.population.traits)
    if not {*keys.features} <= {PARTY, *(trait.name for trait in traits)}:
        return  # said elsewhere, with what there is
    try:
        check_kinds(keys, traits, scenario.data.party_label)
        if declared(method(keys.method), "FEATURES", "scaled") == "demographic":
            cells_of(traits, keys.features)
        if learns(keys) and not scenario.test.conducted:
            raise unusable(keys, SAID["refused"]["unasked"])
        if "demographic" in arms:
            Demographic(traits)
    except InputError as error:
        for each in error.problems:
            yield Problem(each.key, each.message, _READS)


def learns(keys: Segments) -> bool:
    """Whether the method makes its segments from a survey's answers.

    >>> learns(Segments(method="kmeans")), learns(Segments(method="uplift_tree"))
    (False, True)
    """
    return bool(declared(method(keys.method), "NEEDS", "") == "answers")


def declared(chosen: ModuleType, name: str, usual: Any) -> Any:
    """What a method's module declares, or what holds where it does not."""
    return getattr(chosen, name, usual)


def check_kinds(keys: Segments, traits: tuple[TraitShown, ...], label: bool) -> None:
    """Refuse readings of a kind that the method cannot use, and say which methods can.

    label: whether any party label is known. Raises InputError.
    """
    chosen = method(keys.method)
    usable, given = declared(chosen, "KINDS", ALL_KINDS), declared(chosen, "FEATURES", "scaled")
    cells = given in ("demographic", "party")
    names = keys.features if cells else features_of(label, traits, keys.features)
    wrong = {name: kind_of(name, traits) for name in names if kind_of(name, traits) not in usable}
    if given == "lottery" or not wrong:
        return
    kinds = {kind_of(name, traits) for name in names}
    rest = ", ".join(f'"{name}"' for name in names if name not in wrong)
    out = f"leave out {', '.join(wrong)}" + (f" (segments.features = [{rest}])" if rest else "")
    others = [name for name in METHODS if name != keys.method and _can(name, kinds)]
    takes = "traits" if PARTY in wrong.values() else "levels"
    takes = SAID["refused"]["label"] if usable == (PARTY,) else takes
    raise unusable(keys, f"takes {takes}; {out}, or use {', '.join(others)}")


def _can(name: str, kinds: set[str]) -> bool:
    """Whether a method looks for segments in readings of all these kinds."""
    other = method(name)
    looks = declared(other, "FEATURES", "scaled") in ("scaled", "mixed", "levels")
    counts = declared(other, "COUNT", "asked") == "asked"
    return looks and counts and kinds <= set(declared(other, "KINDS", ALL_KINDS))


def unusable(keys: Segments, why: str) -> InputError:
    """The error of a method that cannot do what is asked."""
    return InputError([Located(f'= "{keys.method}": {why}', key="segments.method")])
