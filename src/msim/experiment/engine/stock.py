"""Pass one over the blocks: what planning needs to know of the voters, by row of each rule."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from operator import add

import numpy as np

from msim.campaign.orders import Market
from msim.core.arrays import Floats, Ints, group_sums
from msim.core.columns import logistics, single, summed
from msim.core.compiled import compiled
from msim.core.seen import Inventory, Rule
from msim.experiment.engine.electorate import Block
from msim.scenario.model import Scenario

_APART = 4


@dataclass(frozen=True)
class Stock:
    """What pass one adds up over a block: supply by channel, and by row of each rule.

    districts: (districts, 3) turnout, own votes and turnout times p(1 - p) in silence; (0, 3)
    where votes do not count by district. opposed_mass: see `Market`.
    """

    habit_mass: Floats
    matched_mass: Floats
    rules: tuple[Inventory, ...]
    districts: Floats
    opposed_mass: Floats | None = None

    def __add__(self, other: Stock) -> Stock:
        """The stock of both groups of voters together."""
        rules = tuple(a + b for a, b in zip(self.rules, other.rules, strict=True))
        habit = self.habit_mass + other.habit_mass
        matched = self.matched_mass + other.matched_mass
        opposed = None
        if self.opposed_mass is not None and other.opposed_mass is not None:
            opposed = self.opposed_mass + other.opposed_mass
        return Stock(habit, matched, rules, self.districts + other.districts, opposed)

    def market(self, people_per_voter: float, power: Floats) -> Market:
        """The supply as a campaign may know it."""
        return Market(
            self.habit_mass, self.matched_mass, people_per_voter, power,
            opposed_mass=self.opposed_mass,
        )


def counts_by_district(scenario: Scenario) -> bool:
    """Whether votes are counted district by district."""
    return scenario.election.rule == "districts" or scenario.districts.pilots > 0


def take_stock(block: Block, rules: Sequence[Rule], scenario: Scenario) -> Stock:
    """Pass one: sizes and habit of one block, in all and by row of each rule."""
    media = block.media
    habit = single(media.habit.T)
    matched = habit * (media.matched.T & block.view.known)
    squares = scenario.budget.by_forecast
    everyone = _inventory(np.zeros(habit.shape[1], dtype=np.int32), 1, (habit, matched), squares)
    inventories = [
        everyone
        if rule.cells == 0
        else _inventory(block.rows(rule), rule.cells + 1, (habit, matched), squares)
        for rule in rules
    ]
    opposed = None
    if any(c.cross_party_price > 1.0 for c in scenario.channels.values()):
        across = (matched * (block.view.party < 0)).T
        opposed = across.sum(axis=0, dtype=float)
        for index, rule in enumerate(rules):
            rows = block.rows(rule) if rule.cells else np.zeros(block.view.party.size, np.intp)
            sums = group_sums(across, rows, rule.cells + 1)
            inventories[index] = replace(inventories[index], opposed_mass=sums)
    districts: Floats = np.zeros((0, 3))
    if counts_by_district(scenario):
        voters = block.voters
        p, votes = logistics(voters.support), voters.turnout_prob
        sums = np.stack([votes, votes * p, votes * p * (1.0 - p)], axis=1)
        districts = group_sums(sums, voters.district, scenario.districts.count)
    return Stock(
        everyone.habit_mass[0], everyone.matched_mass[0], tuple(inventories), districts, opposed
    )


def whole_stock(
    blocks: Iterable[Block], rules: Sequence[Rule], scenario: Scenario
) -> Stock:
    """Pass one over several blocks, in their order."""
    return reduce(add, (take_stock(block, rules, scenario) for block in blocks))


def _inventory(row: Ints, rows: int, habits: tuple[Floats, Floats], squares: bool) -> Inventory:
    """Sizes and habit by row; habits: (channels, n) of all, and of those who can be found."""
    size = np.zeros(rows)
    masses = np.zeros((4 if squares else 2, rows, habits[0].shape[0]))
    _add_masses(row, habits, np.empty((rows, _APART)), size, masses)
    return Inventory(size, *masses)


def plain_inventory(row: Ints, rows: int, habits: tuple[Floats, Floats]) -> Inventory:
    """The sums of `_inventory`, squares and all."""
    masses = [*habits, *(habit.astype(float) ** 2 for habit in habits)]
    size = np.bincount(row, minlength=rows).astype(float)
    return Inventory(size, *(group_sums(mass.T, row, rows) for mass in masses))


@compiled
def _add_masses(row, habits, apart, size, masses):  # type: ignore[no-untyped-def]
    apart[:] = 0.0  # (rows, _APART): sums side by side need not wait for each other
    for i in range(row.size):
        apart[np.uint64(row[i]), np.uint64(i) % np.uint64(_APART)] += 1.0
    for r in range(size.size):
        size[r] = summed(apart[r])
    for k in range(masses.shape[0]):
        for c in range(masses.shape[2]):
            habit = habits[k % 2][c]
            apart[:] = 0.0
            if k < 2:
                for i in range(row.size):
                    apart[np.uint64(row[i]), np.uint64(i) % np.uint64(_APART)] += habit[i]
            else:
                for i in range(row.size):
                    square = np.float64(habit[i]) * np.float64(habit[i])
                    apart[np.uint64(row[i]), np.uint64(i) % np.uint64(_APART)] += square
            for r in range(size.size):
                masses[k, r, c] = summed(apart[r])
