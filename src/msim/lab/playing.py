"""What can be asked of a world that is played in? One job: `contest` does it, `pool` carries it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from msim.scenario import Scenario


@dataclass(frozen=True)
class PlayJob:
    """What is to be played: a world, what is asked of it, and the plans of some players.

    what: `brief` (of one player), `check` (whether plans fit) or `play`. players: for how many the
    world is made. arms: what lies on the board beside plans.
    """

    scenario: Scenario
    what: str
    players: int
    arms: tuple[str, ...]
    player: int
    plans: dict[int, dict[str, Any]]
