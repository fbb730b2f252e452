"""Which world does a page show? A preset with some levers moved: a first glance, then its own run.

A world is what an address can carry; a stage of it is a scenario like any other, so that a command
line gives the same numbers. The last stage is what `msim run` computes, with nothing taken away.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from shlex import quote
from typing import Any, Final

from msim import api
from msim.core.arms import ARMS
from msim.core.errors import InputError, Located
from msim.core.wording import say
from msim.lab.levers import ADAPTING, BY_KEY, LEVERS, PLAYING, Value, checked
from msim.scenario import Scenario
from msim.scenario.source import claims
from msim.scenario.writing import toml

COUNTRIES: Final = (
    "baseline", "small", "null", "divisive", "segments", "districts", "mobilise", "rivals",
    "viral", "credibility", "ads-removed", "full_scale",
)  # fmt: skip
"""In the order of the README."""
HEAVIEST: Final = 2_000_000
"""Simulated voters above which a whole run belongs on a command line."""


@dataclass(frozen=True)
class LabStage:
    """How much is computed; None leaves to the scenario what it says itself.

    simulated: voters, at most. surveys: in each world, at most. replicates: worlds, exactly.
    """

    simulated: int | None = None
    surveys: int | None = None
    replicates: int | None = None

    def overrides(self, scenario: Scenario) -> dict[str, Value]:
        """The keys of a scenario that it sets.

        >>> LabStage(2_000, 2).overrides(api.load("small", {"test.surveys": 1}))
        {'population.simulated': 2000, 'test.surveys': 1}
        >>> LabStage().overrides(api.load("small"))
        {}
        """
        asked = (
            ("population.simulated", self.simulated, scenario.population.simulated),
            ("test.surveys", self.surveys, scenario.test.surveys),
        )
        found: dict[str, Value] = {
            key: min(most, own) for key, most, own in asked if most is not None
        }
        if self.replicates is not None:
            found["run.replicates"] = self.replicates
        return found


GLANCE: Final = LabStage(2_000, 2, 3)
STAGES: Final = (GLANCE, LabStage())
"""A first glance, too little for a verdict; then the scenario's own run."""


def stages(replicates: int | None = None) -> tuple[LabStage, ...]:
    """The stages where the whole run has exactly so many worlds; None: as the scenario says.

    >>> stages(2)[0].replicates, stages(2)[1]
    (2, LabStage(simulated=None, surveys=None, replicates=2))
    """
    if replicates is None:
        return STAGES
    first = min(replicates, GLANCE.replicates or replicates)
    return replace(GLANCE, replicates=first), LabStage(replicates=replicates)


@lru_cache(maxsize=1)
def presets() -> tuple[str, ...]:
    """The shipped scenarios that one can start from: countries, then the claims of the debate.

    >>> presets()[:3]
    ('baseline', 'small', 'null')
    """
    return (*COUNTRIES, *claims())


@lru_cache(maxsize=128)
def _preset(name: str) -> Scenario:
    return api.load(name)


@lru_cache(maxsize=128)
def start(preset: str) -> Mapping[str, Value | None]:
    """Where a preset puts each lever; None where it has no such key, or another decides."""
    scenario = _preset(preset)
    return {lever.key: _value(scenario, lever.key) for lever in LEVERS}


def _value(scenario: Scenario, key: str) -> Any:
    if key == PLAYING:
        there = set(ADAPTING["both"]) & set(scenario.run.arms)
        return next(name for name, arms in ADAPTING.items() if set(arms) == there)
    found: Any = scenario
    for part in key.split("."):
        found = found.get(part) if isinstance(found, Mapping) else getattr(found, part, None)
    return found if isinstance(found, int | float | str) else None


@dataclass(frozen=True)
class LabWorld:
    """A preset and the levers that stand elsewhere than it puts them, in the levers' order."""

    preset: str
    changes: tuple[tuple[str, Value], ...] = ()

    @classmethod
    def of(cls, preset: str, changes: Mapping[str, object]) -> LabWorld:
        """From what a browser sends. Raises InputError for whatever is not on the page.

        >>> LabWorld.of("baseline", {"data.validity": 0.35, "segments.count": 8})
        LabWorld(preset='baseline', changes=(('segments.count', 8),))
        """
        if preset not in presets():
            there = ", ".join(presets())
            raise InputError([Located(f"no such preset; there are {there}", str(preset)[:60])])
        begin = start(preset)
        found: dict[str, Value] = {}
        for key, value in changes.items():
            if key in BY_KEY and value == begin[key] and not isinstance(value, bool):
                continue
            found[key] = checked(key, value)
            if begin[key] is None and not BY_KEY[key].instead:
                raise InputError([Located("the preset has no such key", key)])
        return cls(preset, tuple((key, found[key]) for key in BY_KEY if key in found))

    def _set(self, stage: LabStage) -> dict[str, Any]:
        moved: dict[str, Any] = dict(self.changes)
        if PLAYING in moved:
            moved[PLAYING] = self._arms(ADAPTING[moved[PLAYING]])
        return {**stage.overrides(_preset(self.preset)), **moved}

    def _arms(self, adapting: tuple[str, ...]) -> list[str]:
        """The preset's own arms and those that adapt, in the order of all arms."""
        own, order = _preset(self.preset).run.arms, list(ARMS)
        return sorted({*(set(own) - set(ADAPTING["both"])), *adapting}, key=order.index)

    def scenario(self, stage: LabStage) -> Scenario:
        """What is run. Raises InputError where the levers do not go together."""
        return api.load(self.preset, {**self._set(stage), "run.workers": 1})

    def whole(self, stage: LabStage) -> Scenario:
        """What is run where nothing may take minutes. Raises InputError as well where it would."""
        found = self.scenario(stage)
        if found.population.simulated > HEAVIEST:
            raise InputError(say("too_heavy", command=self.command(stage)))
        return found

    def command(self, stage: LabStage, verb: str = "run") -> str:
        """The command line that gives the same numbers.

        >>> LabWorld("null").command(LabStage(2000, 1))
        'msim run null --set population.simulated=2000 --set test.surveys=1'
        >>> LabWorld("null").command(LabStage())
        'msim run null'
        """
        told = [f"--set {quote(f'{k}={_shown(v)}')}" for k, v in self._set(stage).items()]
        return " ".join([f"msim {verb} {self.preset}", *told])


def _shown(value: object) -> str:
    return value if isinstance(value, str) else toml(value)
