"""What befalls each voter of a block under a plan: the parts of which tallies are the sums."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import logit

from msim.core.arrays import Bools, Floats, Ints
from msim.core.columns import logistics, looked_up, single
from msim.experiment.engine.day import Day
from msim.experiment.engine.electorate import Block
from msim.experiment.engine.names import met
from msim.experiment.engine.stage import Moves, Scene


@dataclass(frozen=True)
class Befallen:
    """What a plan did to the voters of a block, (n,) each unless said otherwise.

    row: of the plan. exposures: (channels, n) that count; passed_on: those by other voters.
    reached: whether any. dose: (channels, n) effect of each channel as a multiple of a forced
    exposure. support, turnout: chances of choosing the own side, given a vote, and of voting. own,
    other: votes for either side, as they are counted.
    """

    row: Ints
    exposures: Ints
    passed_on: Ints
    reached: Bools
    dose: Floats
    support: Floats
    turnout: Floats
    own: Floats
    other: Floats


class Followed:
    """The voters of a block on election day, under any plan of the day."""

    def __init__(self, block: Block, day: Day) -> None:
        self._block, self._day, stage = block, day, day.stage
        self._scene, voters = Scene(block, stage), block.voters
        self._logits = voters.support + looked_up(stage.swing[None], voters.district)[0]
        self._moves = {"": Moves()} if day.against is None else day.against.moves(block)
        self._coins = block.draw("election-day", 2) if stage.scenario.election.draw else None

    def under(self, name: str, survey: int = 0) -> Befallen:
        """What befalls them under a plan, by its name, after one of the world's surveys."""
        day, voters, nobody = self._day, self._block.voters, Moves()
        done, theirs = self._scene.moved(day.plans[name]), nobody
        if day.against is not None:
            theirs = self._moves[day.against.pairs[met(name, survey)][1]]
        support = logistics(single(self._logits + done.support - theirs.support))
        turnout = single(voters.turnout_prob)
        if day.stage.scenario.mobilises:
            turnout = logistics(logit(voters.turnout_prob) + done.turnout + theirs.turnout)
        voted: Floats = turnout
        own: Floats = turnout * support
        if self._coins is not None:
            voted = (self._coins[:, 0] < turnout) * 1.0
            own = voted * (self._coins[:, 1] < support)
        exposures = done.delivered.counts
        total = exposures.sum(axis=0) if done.told is None else done.told[1]
        every = np.ones(voters.size)
        return Befallen(
            row=done.row, exposures=exposures, passed_on=total - exposures.sum(axis=0),
            reached=done.met, dose=done.delivered.parts,
            support=support * every, turnout=turnout * every,
            own=own.astype(float), other=voted.astype(float) - own.astype(float),
        )  # fmt: skip
