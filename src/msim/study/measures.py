"""What can a study look at? Every measure of an arm, of a contrast and of a ratio, by name.

>>> MeasureName.of("segmented-broadcast.net_votes").columns
('segmented.net_votes', 'broadcast.net_votes')
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from msim.campaign.strategies import STRATEGIES
from msim.experiment.comparison.summary import RATIOS
from msim.experiment.engine import oracle
from msim.experiment.engine.measures import COST, MEASURES
from msim.experiment.engine.qualities import QUALITIES
from msim.scenario.assumed import value
from msim.scenario.model import Scenario
from msim.scenario.phrases import no_such
from msim.study import results
from msim.study.records import Claim, Parameter

USUAL = ("segmented-broadcast", "segmented_free-broadcast")
"""Contrasts that a study's table holds whatever it asks."""
DEFINITIONS = ("reach_rate", "net_votes", COST, "vote_share_pp", "win_prob", "seats")
"""Measures of theirs that it holds: what winning may mean."""
IN_RATIOS = ("net_votes", "reach_rate")
PARTS = ("mean", "low", "high")
_CLAIM = re.compile(r"\s*(\S+)\.(\w+)\s*(>=|<=|>|<)\s*(\S+)\s*")


@dataclass(frozen=True)
class MeasureName:
    """A measure of an arm, of a contrast (`a-b`), of a ratio (`a/b`), or of the world.

    arms: one or two, or `world`. sign: "", "-" or "/".
    """

    arms: tuple[str, ...]
    sign: str
    name: str

    @classmethod
    @lru_cache(maxsize=1024)
    def of(cls, text: str) -> MeasureName:
        """Read `arm.measure`, `arm-arm.measure` or `arm/arm.measure`."""
        thing, _, name = text.rpartition(".")
        sign = "/" if "/" in thing else "-" if "-" in thing else ""
        return cls(tuple(thing.split(sign)) if sign else (thing,), sign, name)

    @property
    def of_world(self) -> bool:
        """Whether it is a result of the world, whatever any arm does."""
        return self.arms == (results.WORLD,)

    @property
    def columns(self) -> tuple[str, ...]:
        """`arm.measure` of each value of a replicate that it is computed from."""
        if self.of_world:
            return results.RESULTS[self.name].columns
        names = ("spend", "net_votes") if self.name == COST else (self.name,)
        return tuple(f"{arm}.{name}" for arm in self.arms for name in names)


def spelled(column: str) -> str:
    """The name of a column in a file: no sign that another program would turn into a dot.

    >>> spelled("segmented-broadcast.net_votes.mean"), spelled("broadcast/naive.reach_rate.low")
    ('segmented_minus_broadcast.net_votes.mean', 'broadcast_over_naive.reach_rate.low')
    """
    return column.replace("-", "_minus_").replace("/", "_over_")


@lru_cache(maxsize=64)
def columns(measures: tuple[str, ...]) -> tuple[str, ...]:
    """`arm.measure` of every value that is kept of a replicate, in order, each once.

    Last what adjusts measures of votes.
    """
    found = dict.fromkeys(c for text in measures for c in MeasureName.of(text).columns)
    return (*found, *QUALITIES)


def there_are(scenario: Scenario, parameters: tuple[Parameter, ...] = ()) -> tuple[str, ...]:
    """Measures that the scenario's arms have at some point at least."""

    def values(key: str) -> tuple[Any, ...]:
        return _options(scenario, parameters, key)

    return tuple(name for name, each in MEASURES.items() if each.there(values))


def _options(scenario: Scenario, parameters: tuple[Parameter, ...], key: str) -> tuple[Any, ...]:
    """The values that a key has over the points of a study; the ends of a range."""
    for each in parameters:
        if each.key == key:
            return (each.low, each.high) if each.numeric else each.choices
    return (value(scenario, key),)


def unknown(text: str, scenario: Scenario, there: tuple[str, ...]) -> str:
    """What is wrong with a measure's name, "" where nothing is.

    >>> unknown("segmented-brodcast.net_votes", Scenario(), ("net_votes",))
    "no such arm or contrast; did you mean 'segmented-broadcast'?"
    """
    thing, dot, name = text.rpartition(".")
    arms = scenario.run.arms
    pairs = [f"{a}-{b}" for a in arms for b in arms if a != b]
    over = [f"{a}/{b}" for a, b in RATIOS if a in arms and b in arms]
    if not dot:
        return "must be arm.measure, such as segmented-broadcast.net_votes"
    if thing == results.WORLD:
        return "" if name in results.RESULTS else no_such("measure", name, results.RESULTS)
    if thing not in (*arms, *pairs, *over):
        for arm in re.split("[-/]", thing):
            if arm not in arms and arm in (*STRATEGIES, *oracle.TOLD):
                return (
                    f"the scenario does not run the arm '{arm}'; it runs {', '.join(arms)} "
                    "(more with run.arms under [set])"
                )
        return no_such("arm or contrast", thing, [*arms, *pairs, *over])
    if "/" in thing:
        there = IN_RATIOS
    elif "-" in thing:
        there = tuple(each for each in there if each != COST)
    return "" if name in there else no_such("measure", name, there)


def usual(scenario: Scenario, there: tuple[str, ...]) -> tuple[str, ...]:
    """The measures that a table holds whatever is asked."""
    found: list[str] = []
    for contrast in USUAL:
        arms = contrast.split("-")
        if all(arm in scenario.run.arms for arm in arms):
            found += [f"{contrast}.{name}" for name in DEFINITIONS if name in there
                      and name != COST]
            found += [f"{arm}.{name}" for arm in arms for name in DEFINITIONS if name in there]
    return tuple(dict.fromkeys([*found, *results.MEASURES]))


def claim_of(text: str) -> Claim | str:
    """A claim such as `segmented-broadcast.net_votes.low > 0`, or what is wrong with it.

    >>> str(claim_of("segmented-broadcast.net_votes.low > 0"))
    'segmented-broadcast.net_votes.low > 0'
    """
    found = _CLAIM.fullmatch(text)
    if found is None:
        return "must be as in segmented-broadcast.net_votes.low > 0"
    measure, part, sign, bound = found.groups()
    if part not in PARTS:
        return no_such("part of an interval", part, PARTS)
    try:
        return Claim(measure, part, sign, float(bound))
    except ValueError:
        return f"'{bound}' is no number"
