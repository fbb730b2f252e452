"""What can be asked besides what follows? `paired` and `turning` do it, `pool` carries it."""

from __future__ import annotations

from dataclasses import dataclass

from msim.scenario import Scenario

Key = tuple[str, int]
"""A scenario's hash, or those of two, and the number of a stage."""


@dataclass(frozen=True)
class PairJob:
    """What is to be computed: what differs between two worlds, or why. Worlds come first."""

    before: Scenario
    after: Scenario
    why: bool = False
    stage: int = 2

    @property
    def key(self) -> Key:
        """Jobs of one key have one answer."""
        return f"{self.before.hash} {self.after.hash} {self.why}", self.stage


@dataclass(frozen=True)
class TurnJob:
    """What is to be computed: where the verdict of a world turns as one lever moves."""

    scenario: Scenario
    lever: str
    stage: int = 2

    @property
    def key(self) -> Key:
        """Jobs of one key have one answer."""
        return f"{self.scenario.hash} {self.lever}", self.stage


@dataclass(frozen=True)
class VoterJob:
    """What is to be computed: one invented voter, by number or by a kind; what says the same.

    command: `msim voter` for the scenario, without the voter.
    """

    scenario: Scenario
    which: int | str
    command: str = ""
    stage: int = 2

    @property
    def key(self) -> Key:
        """Jobs of one key have one answer."""
        return f"{self.scenario.hash} voter {self.which}", self.stage


LaterJob = PairJob | TurnJob | VoterJob
"""What is asked once an answer is there."""
