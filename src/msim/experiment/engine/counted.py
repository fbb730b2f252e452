"""What is a measure? A number of each arm: its name, its unit, its meaning, and how it is computed.

A measure is one function in `msim.experiment.engine.measures`. The function's name is the measure's
name in every file; its docstring is what the page, the reference and the lab say of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Final, Literal

from msim.core.text import Unit

if TYPE_CHECKING:
    from msim.core.seen import Plan
    from msim.core.tally import Tally
    from msim.scenario.model import Scenario

When = Literal["", "districts", "mandate", "earned", "selected"]
Shown = Literal["", "page", "table", "districts", "mandate", "earned", "selected"]

WHEN: Final[Mapping[str, tuple[str, Callable[[Any], bool]]]] = {
    "districts": ("election.rule", lambda rule: rule == "districts"),
    "mandate": ("election.rule", lambda rule: rule == "mandate"),
    "earned": ("earned.share_rate", bool),
    "selected": ("budget.audience", lambda audience: audience == "selected"),
}
"""The key on which it hangs whether a measure is taken, and what the key has to be."""


@dataclass(frozen=True)
class Counted:
    """What an arm brought about in one election.

    silent: the same voters without the arm. people: for how many one simulated voter stands.
    beside: what takes more than tallies, by the measure's name; see `districts.beside`.
    """

    plan: Plan
    arm: Tally
    silent: Tally
    people: float
    beside: Mapping[str, float]

    @property
    def own(self) -> float:
        """Change of own votes against silence, in people."""
        return self.people * (self.arm.own_votes - self.silent.own_votes)

    @property
    def other(self) -> float:
        """Change of the other side's votes against silence, in people."""
        return self.people * (self.arm.other_votes - self.silent.other_votes)

    @property
    def votes(self) -> float:
        """Votes cast for either side, in simulated voters."""
        return self.arm.own_votes + self.arm.other_votes


@dataclass(frozen=True)
class Measure:
    """One measure of an arm.

    label: what a reader calls it. column: its heading in a table, with the sign of its unit. short:
    the same on a terminal; without it there is no room for it there. meaning: what it is, in a
    sentence or two. of: how it is computed. when: which scenarios have it, "" for all. shown: where
    it stands without being asked for: on every page, in the tables of every run, or where a
    scenario calls for it.
    """

    name: str
    label: str
    unit: Unit
    column: str
    short: str
    meaning: str
    of: Callable[[Counted], float]
    when: When
    shown: Shown

    @property
    def key(self) -> str:
        """What its short heading means, in one sentence."""
        brief = self.meaning.partition(". ")[0].removesuffix(".")
        return f"{self.short.removesuffix(' %')}: {brief[:1].lower()}{brief[1:]}."

    def there(self, values: Callable[[str], Iterable[Any]]) -> bool:
        """Whether it is taken, where `values` says what a key of the scenario may be."""
        if not self.when:
            return True
        key, holds = WHEN[self.when]
        return any(holds(value) for value in values(key))


def measured(
    label: str,
    unit: Unit,
    *,
    column: str = "",
    short: str = "",
    when: When = "",
    shown: Shown = "",
) -> Callable[[Callable[[Counted], float]], Measure]:
    """Makes a measure of a function of what was counted.

    >>> @measured("reach 1+", "rate")
    ... def reach_rate(counted):
    ...     '''Voters who met the campaign at least once, over all voters.'''
    ...     return counted.arm.reached / counted.arm.voters
    >>> reach_rate.name, reach_rate.column
    ('reach_rate', 'reach 1+, %')
    """
    heading = column or (f"{label}, %" if unit in ("rate", "points") else label)

    def made(of: Callable[[Counted], float]) -> Measure:
        meaning = " ".join((of.__doc__ or "").split())
        return Measure(of.__name__, label, unit, heading, short, meaning, of, when, shown)

    return made


def of_scenario(scenario: Scenario) -> Callable[[str], Iterable[Any]]:
    """The one value that each key of a scenario has, as `Measure.there` asks for it."""
    return lambda key: (attrgetter(key)(scenario),)
