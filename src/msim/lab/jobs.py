"""What can be asked of two worlds? One job: `paired` does it, `pool` carries it."""

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
