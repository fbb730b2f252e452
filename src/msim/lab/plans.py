"""How are campaigns played? A plan on one's own, or a class that plans in one world in two rounds.

Nothing personal is asked: an open page is a random number of its own making, and is dealt a number
to play under. What the election brings leaves this machine only in the second round.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Protocol

from msim.core.errors import InputError, MsimError
from msim.core.wording import say
from msim.lab.levers import ADAPTING, PLAYING
from msim.lab.playing import PlayJob
from msim.lab.pool import Worker
from msim.lab.worlds import LabStage, LabWorld
from msim.scenario.writing import toml

FLYING: Final = ADAPTING["both"]
ALONE: Final = ("naive", "broadcast", "segmented", "placebo", *FLYING, "oracle")
TOGETHER: Final = ("broadcast", *FLYING, "best_single", "oracle")
ROOM: Final = 32
"""Surveys that a world is made with; where more play it is made anew with twice as many."""
MOST: Final = 200
Told = dict[str, Any]


class Player(Protocol):
    """What computes one job at a time: `pool.Worker`."""

    async def ready(self) -> bool:
        """Start, and wait until it can compute."""

    def run(self, job: PlayJob) -> AsyncIterator[tuple[str, bytes]]:
        """What was asked, then how it ended."""

    def end(self) -> None:
        """End for good."""


@dataclass
class ClassPlans:
    """A world that a class plans in. phase: `plan`, then `promise`, then `election`."""

    world: LabWorld
    phase: str = "plan"
    numbers: dict[str, int] = field(default_factory=dict)
    plans: dict[int, Told] = field(default_factory=dict)
    board: Told = field(default_factory=dict)

    def number(self, session: str) -> int:
        """The number that a page plays under, dealt when it first asks. Raises InputError."""
        if session not in self.numbers and len(self.numbers) >= MOST:
            raise InputError(say("class_full"))
        return self.numbers.setdefault(session, len(self.numbers) + 1)

    @property
    def room(self) -> int:
        """For how many players the world is made."""
        players = ROOM
        while players < len(self.numbers):
            players *= 2
        return min(players, MOST)

    def state(self, session: str) -> Told:
        """What a page may see; the promises in the first round, the votes in the second only."""
        mine = self.numbers.get(session)
        found: Told = {
            "phase": self.phase, "preset": self.world.preset, "set": dict(self.world.changes),
            "players": len(self.numbers), "committed": len(self.plans), "mine": mine,
            "plan": self.plans.get(mine or 0),
        }  # fmt: skip
        if self.phase == "election":
            found["board"] = self.board
        elif self.phase == "promise":
            shown = ("player", "arm", "title", "colour", "promised")
            found["board"] = {
                part: [{key: row[key] for key in shown if key in row} for row in self.board[part]]
                for part in ("players", "beside")
            }
        return found


class PlanDesk:
    """Takes plans and has them played, one after the other, in a process of its own."""

    def __init__(self, stage: LabStage, worker: Player | None = None) -> None:
        self._stage, self._worker = stage, worker or Worker(methods=False)
        self._turn, self._ready = asyncio.Lock(), False
        self.rounds: ClassPlans | None = None

    async def alone(self, content: Told, world: LabWorld) -> Told:
        """`brief`: what one sees before planning; `elect`: what a plan comes to.

        Raises InputError where a plan does not fit.
        """
        what, plan = content.get("do"), plan_of(content)
        if what == "brief":
            return await self._ask(world, "brief", 1, ALONE, player=1)
        if what != "elect":
            raise InputError(say("play_what", known="brief, elect"))
        found = await self._ask(world, "play", 1, ALONE, plans={1: plan})
        return found | {"command": command(world, plan)}

    async def together(
        self, content: Told, world: LabWorld, session: str, teacher: bool
    ) -> Told:
        """What a class does: the instructor leads from phase to phase, everybody else plans.

        Raises InputError for what may not be done, or not now.
        """
        what, rounds = content.get("do", "look"), self.rounds
        if what in ("open", "promise", "election", "close"):
            if not teacher:
                raise InputError(say("play_teacher"))
            await self._lead(str(what), world)
        elif what in ("brief", "commit"):
            if rounds is None or rounds.phase != "plan":
                raise InputError(say("play_closed"))
            number = rounds.number(session)
            if what == "brief":
                found = await self._ask(
                    rounds.world, "brief", rounds.room, TOGETHER, player=number
                )
                return found | {"mine": number}
            plan = plan_of(content)
            await self._ask(rounds.world, "check", rounds.room, TOGETHER, plans={number: plan})
            if self.rounds is rounds and rounds.phase == "plan":
                rounds.plans[number] = plan
        elif what != "look":
            raise InputError(say("play_what", known="brief, commit, look"))
        if self.rounds is None:
            return {"phase": "", "teacher": teacher}
        return self.rounds.state(session) | {"teacher": teacher}

    async def _lead(self, what: str, world: LabWorld) -> None:
        rounds = self.rounds
        if what == "close":
            self.rounds = None
        elif what == "open":
            await self._ask(world, "brief", ROOM, TOGETHER, player=1)  # refused where it cannot be
            self.rounds = ClassPlans(world)
        elif rounds is None or not rounds.plans:
            raise InputError(say("play_nobody"))
        elif what == "promise" and rounds.phase == "plan":
            rounds.phase, plans = "counted", dict(rounds.plans)
            try:
                rounds.board = await self._ask(
                    rounds.world, "play", rounds.room, TOGETHER, plans=plans
                )
            except MsimError:
                rounds.phase = "plan"
                raise
            rounds.phase = "promise"
        elif what == "election" and rounds.phase == "promise":
            rounds.phase = "election"

    async def _ask(
        self, world: LabWorld, what: str, players: int, arms: tuple[str, ...], player: int = 0,
        plans: Mapping[int, Told] | None = None,
    ) -> Told:  # fmt: skip
        job = PlayJob(world.scenario(self._stage), what, players, arms, player, dict(plans or {}))
        found: Told = {}
        async with self._turn:
            if not self._ready:
                self._ready = await self._worker.ready()
            async for kind, line in self._worker.run(job):
                if kind == "part":
                    found = json.loads(line)
                elif kind == "wrong":
                    raise InputError(json.loads(line)["error"])
                elif kind != "done":
                    raise MsimError(json.loads(line)["error"] if line else kind)
        return found

    async def end(self) -> None:
        """Give up what is computed."""
        self._worker.end()


def plan_of(content: Mapping[str, Any]) -> Told:
    """The plan that a browser sends. Raises InputError where it is no two lists of numbers.

    >>> plan_of({"messages": [1, 2], "shares": [0.5, 0], "do": "elect"})
    {'messages': [1, 2], 'shares': [0.5, 0]}
    """
    found = {name: content.get(name, []) for name in ("messages", "shares")}
    for values in found.values():
        numbers = isinstance(values, list) and all(type(v) in (int, float) for v in values)
        if not numbers:
            raise InputError(say("play_lists"))
    return found


def command(world: LabWorld, plan: Told) -> str:
    """The command line that gives the same numbers of a plan on one's own."""
    arms, other = ["silent", *ALONE, "yours"], dict(world.changes)
    other.pop(PLAYING, None)  # all that adapt play here
    keys = {"run.precision": 0.0, "run.arms": arms} | {f"yours.{k}": v for k, v in plan.items()}
    told = [f"--set '{key}={toml(value)}'" for key, value in keys.items()]
    plain = LabWorld.of(world.preset, other)
    return " ".join([plain.command(LabStage(surveys=1, replicates=1)), *told])
