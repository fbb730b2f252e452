"""Who answers back? The other side's campaign, and the game of both sides' choices.

The opponent is a campaign like one's own on the same voters turned round: its supporters are those
who lean to it. It has messages, data, a survey and exposures of its own, drawn by its own streams.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from msim.core.happened import Tally
from msim.core.seen import Plan
from msim.experiment.electorate import Block, RivalElectorate
from msim.experiment.passes import Moves, Scene, Stage

BOTH_SILENT = "silent against silent"
PLAYED = ("broadcast", "segmented")
"""What each side may choose in the game."""


def in_game(own: str, other: str) -> str:
    """The name under which a pair of the game is played."""
    return f"{own} against {other}"


@dataclass(frozen=True)
class Against:
    """The other side's plans, by strategy, and how it sees the blocks.

    strategy: the one that every arm meets; "" for none. game: whether pairs are played as well.
    """

    voters: RivalElectorate
    plans: Mapping[str, Plan]
    stage: Stage
    strategy: str
    game: bool

    def moves(self, block: Block) -> dict[str, Moves]:
        """For each of its plans what it moves: its support, in logits, and turnout."""
        scene = Scene(self.voters.of(block), self.stage)
        found: dict[str, Moves] = {"": (0.0, 0.0)}
        for name, plan in self.plans.items():
            _, _, support, turnout, _ = scene.moved(plan)
            found[name] = (support, turnout)
        return found

    def names(self, own: str, other: str) -> list[str]:
        """All names under which a pair is played."""
        found = [own] if other == self.strategy else []
        if own == "silent" and other == "":
            found.append(BOTH_SILENT)
        if self.game and own in PLAYED and other in PLAYED:
            found.append(in_game(own, other))
        return found


def payoffs(against: Against, tallies: Mapping[str, Tally], people: float) -> dict[str, float]:
    """What the other side's plan gains it, and the own side's gain in each pair of the game.

    In net votes against both sides' silence, by the name of a diagnostic.
    """
    both = tallies[BOTH_SILENT]

    def gain(name: str) -> float:
        own = tallies[name].own_votes - both.own_votes
        other = tallies[name].other_votes - both.other_votes
        return people * (own - other) / 2.0

    found = {}
    if against.strategy:
        found["opponent_net_votes"] = -gain("silent")
        found["opponent_spend"] = against.plans[against.strategy].spend
    if against.game:
        for own in PLAYED:
            found |= {game_name(own, other): gain(in_game(own, other)) for other in PLAYED}
    return found


def game_name(own: str, other: str) -> str:
    """The diagnostic that holds a pair's payoff."""
    return f"game_{own}_{other}"
