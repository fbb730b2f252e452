"""Into which groups does one divide a country to ask who is left out?

Party (whose side a voter leans to), each demographic trait by its levels, and how often people
vote. Groups are of the truth: no campaign sees them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Final

import numpy as np

from msim.core.arrays import Floats, Ints
from msim.experiment.engine.electorate import Block
from msim.experiment.engine.names import PLAYED
from msim.scenario.model import Scenario
from msim.scenario.people import Trait
from msim.world.traits import TraitModel, level_cuts, level_shares, show

ALL, PARTY, TURNOUT = "all", "party", "turnout"
"""Kinds of groups beside those of traits."""
SIDES: Final = ("other", "own")
USUALLY: Final = ("seldom", "usually", "nearly always")
BOUNDS = (0.5, 0.8)
"""Probabilities of voting from which a voter usually, and nearly always, votes."""
BANDS = 5
"""Bands of equal size that a continuous trait is cut into."""
MOST_TRAITS = 8
"""Demographic traits that are looked at: the first ones."""
MOST_LEVELS = 12
"""Levels that a trait may have for that."""


def names(scenario: Scenario) -> list[tuple[str, str]]:
    """Kind and name of each group, everybody first.

    >>> from msim.scenario.loading import load
    >>> each = names(load("small"))
    >>> each[:4], len(each)
    ([('all', 'all'), ('party', 'other'), ('party', 'own'), ('turnout', 'seldom')], 18)
    """
    found = [(ALL, ALL), *((PARTY, side) for side in SIDES), *((TURNOUT, o) for o in USUALLY)]
    for index in _traits(scenario.population.traits):
        trait = scenario.population.traits[index]
        found += [(trait.name, str(level + 1)) for level in range(_levels(trait))]
    return found


def compared(scenario: Scenario) -> tuple[str, ...]:
    """The arms of which groups are told: the two of the question, or the first two that speak.

    >>> compared(Scenario())
    ('broadcast', 'segmented')
    """
    arms = scenario.run.arms
    both = tuple(arm for arm in PLAYED if arm in arms)
    return both or tuple(arm for arm in arms if arm not in ("silent", "oracle"))[:2]


@dataclass(frozen=True, eq=False)
class Grouping:
    """The groups of a world's voters, and the arms of which each group is counted apart.

    model: of the traits of that world.
    """

    scenario: Scenario
    model: TraitModel
    arms: frozenset[str]

    @cached_property
    def count(self) -> int:
        """Number of groups, everybody included."""
        return len(names(self.scenario))

    @cached_property
    def _bounds(self) -> list[Floats]:
        """Where each kind of groups is cut."""
        by_trait = demographic_cuts(self.scenario, self.model).values()
        return [np.zeros(1), np.array(BOUNDS), *by_trait]

    def counts(self, played: str) -> bool:
        """Whether groups are counted of what plays under a name."""
        return played.partition("#")[0].partition("@")[0] in self.arms

    def of(self, block: Block) -> Ints:
        """(kinds, n) the place in `names` of each voter's group, by kind; made once a block."""
        if "groups" not in block.memo:
            voters, columns = block.voters, list(_traits(self.scenario.population.traits))
            values = np.stack([voters.support, voters.turnout_prob, *voters.traits.T[columns]])
            levels = show(values.T, self._bounds).T
            first = np.cumsum([1, *(bound.size + 1 for bound in self._bounds[:-1])])
            block.memo["groups"] = (levels + first[:, None]).astype(np.int16)
        found: Ints = block.memo["groups"]
        return found


def demographic_cuts(scenario: Scenario, model: TraitModel) -> dict[int, Floats]:
    """Of each demographic trait that is looked at, by its column, where its levels are cut."""
    cuts = level_cuts(model, scenario.population.traits)
    return {
        at: cuts[at] if cuts[at].size else model.cuts(at, np.arange(1, BANDS) / BANDS)
        for at in _traits(scenario.population.traits)
    }


def public_shares(scenario: Scenario) -> dict[int, Floats]:
    """(levels,) of each demographic trait that is looked at: what a census says of the country.

    >>> [shares.tolist() for shares in public_shares(Scenario()).values()][1]
    [0.25, 0.4, 0.35]
    """
    traits = scenario.population.traits
    even = np.full(BANDS, 1.0 / BANDS)
    return {
        at: even if traits[at].kind == "continuous" else level_shares(traits[at])
        for at in _traits(traits)
    }


def _levels(trait: Trait) -> int:
    return BANDS if trait.kind == "continuous" else level_shares(trait).size


@lru_cache(maxsize=16)
def _traits(traits: tuple[Trait, ...]) -> tuple[int, ...]:
    """Columns of the demographic traits that are looked at."""
    found = [
        index for index, trait in enumerate(traits)
        if trait.demographic and _levels(trait) <= MOST_LEVELS
    ]  # fmt: skip
    return tuple(found[:MOST_TRAITS])
