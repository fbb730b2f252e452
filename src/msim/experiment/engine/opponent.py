"""Who answers back? The other side's campaign, and the game of both sides' choices.

The opponent is a campaign like one's own on the same voters turned round: its supporters are those
who lean to it. It has messages, data, a survey and exposures of its own, drawn by its own streams.
The equilibrium of a zero-sum game of two by two is a pure one where there is one, else the mixed
one in closed form (von Neumann 1928, Mathematische Annalen 100; Morgenstern and von Neumann 1944).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from msim.core.arrays import Floats
from msim.core.seen import Plan
from msim.core.tally import Tally
from msim.experiment.engine.electorate import Block, RivalElectorate
from msim.experiment.engine.names import BOTH_SILENT, game_name, in_game, met, played_as
from msim.experiment.engine.sides import Side
from msim.experiment.engine.stage import Moves, Scene, Stage, alike_together
from msim.scenario.model import Scenario


@dataclass(frozen=True)
class Against:
    """The other side's plans, by name, and how it sees the blocks.

    pairs: by the name under which it is played, the name of the own plan and of the other's, ""
    where the own side meets silence.
    """

    voters: RivalElectorate
    plans: Mapping[str, Plan]
    stage: Stage
    pairs: Mapping[str, tuple[str, str]]

    def moves(self, block: Block) -> dict[str, Moves]:
        """For each of its plans that is met what it moves: its support, in logits, and turnout."""
        scene = Scene(self.voters.of(block), self.stage)
        by_name, by_effect = {"": Moves()}, dict[object, Moves]()
        met = {theirs for _, theirs in self.pairs.values()} - {""}
        for name in alike_together({name: self.plans[name] for name in self.plans if name in met}):
            plan = self.plans[name]
            if plan.effect not in by_effect:
                played = scene.moved(plan)
                by_effect[plan.effect] = Moves(played.support, played.turnout, played.met)
            by_name[name] = by_effect[plan.effect]
        return by_name


def meetings(own: Side, scenario: Scenario) -> dict[str, tuple[str, str]]:
    """Who meets whom, by the name under which that is played: own plan and other's, "" for none.

    After survey j every arm meets what the opponent does after its own survey j; in the game the
    pairs of both sides' choices meet as well. Both sides' silence is always played.
    """
    pairs, strategy = {BOTH_SILENT: ("silent", "")}, scenario.opponent.strategy
    for survey in range(scenario.surveys):
        names = [name for arm in own.arms for name in own.names(arm, survey)]
        if strategy is None:
            pairs |= {name: (name, "") for name in names}
        else:
            against = played_as(strategy, survey)
            pairs |= {met(name, survey): (name, against) for name in names}
        pairs |= {
            in_game(mine, theirs, survey): (played_as(mine, survey), played_as(theirs, survey))
            for mine in scenario.opponent.played
            for theirs in scenario.opponent.played
        }
    return pairs


def payoffs(
    against: Against, tallies: Mapping[str, Tally], people: float, scenario: Scenario
) -> dict[str, float]:
    """What the other side's plan gains it, and the own side's gain in each pair of the game.

    Means over surveys in net votes against both sides' silence, by the name of a diagnostic.
    """
    both, surveys = tallies[BOTH_SILENT], range(scenario.surveys)

    def gain(names: list[str]) -> float:
        own = np.mean([tallies[name].own_votes for name in names]) - both.own_votes
        other = np.mean([tallies[name].other_votes for name in names]) - both.other_votes
        return float(people * (own - other) / 2.0)

    told, strategy = {}, scenario.opponent.strategy
    if strategy is not None:
        plans = [against.plans[played_as(strategy, survey)] for survey in surveys]
        told["opponent_net_votes"] = -gain([met("silent", survey) for survey in surveys])
        told["opponent_spend"] = float(np.mean([plan.spend for plan in plans]))
    for own in scenario.opponent.played:
        told |= {
            game_name(own, other): gain([in_game(own, other, each) for each in surveys])
            for other in scenario.opponent.played
        }
    return told


@dataclass(frozen=True)
class Equilibrium:
    """Probabilities of each side's two choices, what the row player gains, whether it is pure."""

    rows: tuple[float, float]
    columns: tuple[float, float]
    value: float
    pure: bool


def equilibrium(payoff: Floats) -> Equilibrium:
    """The equilibrium of a game; payoff: (2, 2) gains of the row player, losses of the other.

    Of several pure ones the first by row, then by column.

    >>> import numpy as np
    >>> equilibrium(np.array([[1.0, -1.0], [-1.0, 1.0]])).rows
    (0.5, 0.5)
    >>> equilibrium(np.array([[3.0, 1.0], [4.0, 2.0]])).value
    2.0
    """
    for i in range(2):
        for j in range(2):
            if payoff[i, j] == payoff[:, j].max() and payoff[i, j] == payoff[i].min():
                row, column = (1.0 - i, float(i)), (1.0 - j, float(j))
                return Equilibrium(row, column, float(payoff[i, j]), True)
    (a, b), (c, d) = payoff.tolist()
    whole = a - b - c + d
    first, left = (d - c) / whole, (d - b) / whole
    value = (a * d - b * c) / whole
    return Equilibrium((first, 1.0 - first), (left, 1.0 - left), value, False)
