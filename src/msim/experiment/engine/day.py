"""The election day of a replicate, built here for whoever plays plans: runs, studies and checks.

A day is what a side's orders come to once the voters are counted: the districts and what a vote
weighs in each, the plans, the stage on which they are played, and the plans that they meet.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from msim.core.arrays import Floats
from msim.core.seen import Inventory, Plan, Rule
from msim.core.streams import Streams
from msim.experiment.engine.districts import Battlegrounds
from msim.experiment.engine.electorate import Electorate
from msim.experiment.engine.opponent import Against
from msim.experiment.engine.sides import RivalSide, Side
from msim.experiment.engine.stage import Stage
from msim.experiment.engine.stock import Stock
from msim.scenario.model import Scenario


def drawn_swing(scenario: Scenario, streams: Streams) -> Floats:
    """(districts,) logits by which everybody's support moves in a replicate, whoever campaigns."""
    draw, election = streams.generator("outcome/swing"), scenario.election
    # The country's draw comes before the districts', so that more districts leave it as it was.
    national = election.swing_sd * float(draw.standard_normal())
    return national + election.district_swing_sd * draw.standard_normal(scenario.districts.count)


@dataclass(frozen=True)
class Day:
    """One replicate's election.

    voters: whose election it is. plans: of the own side, by the name under which each is played.
    inventories: of each rule. stage: where the own plans are played. against: whom they meet, None
    where the other side is silent.
    """

    voters: Electorate
    battlegrounds: Battlegrounds
    plans: Mapping[str, Plan]
    inventories: Mapping[Rule, Inventory]
    stage: Stage
    against: Against | None = None

    @classmethod
    def build(cls, own: Side, stock: Stock, still: bool = False) -> Day:
        """What a side's orders come to. stock: of all its voters. still: whether nobody swings."""
        scenario, world = own.scenario, own.voters.world
        battlegrounds = Battlegrounds.build(scenario, stock.districts, world.streams)
        plans, inventories = own.plans(stock, battlegrounds.power)
        swing = None if still else drawn_swing(scenario, world.streams)
        stage = Stage.build(scenario, world, swing)
        return cls(own.voters, battlegrounds, plans, inventories, stage)

    def facing(
        self, other: RivalSide, stock: Stock, pairs: Mapping[str, tuple[str, str]]
    ) -> Day:
        """The same day with the other side's plans, met in the pairs of `Against`.

        stock: of the voters as the other side sees them. The swing moves a voter once: it is on the
        own side's stage and not on the other's.
        """
        plans, _ = other.plans(stock, self.battlegrounds.power)
        stage = Stage.build(other.scenario, self.voters.world)
        return replace(self, against=Against(other.voters, plans, stage, pairs))

    def under(self, scenario: Scenario) -> Day:
        """The same day under a scenario that differs in how exposures count, plans as they are."""
        stage = Stage.build(scenario, self.voters.world, self.stage.swing)
        return replace(self, stage=stage)
