"""The address at which kept worlds become a file: each world's answer, what differs, and why."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any, Final

from msim.core.errors import InputError, MsimError
from msim.core.wording import say
from msim.lab import files
from msim.lab.claims import claimed
from msim.lab.jobs import LaterJob, PairJob
from msim.lab.one_file import one_file
from msim.lab.pair_routes import Asked
from msim.lab.pool import Job
from msim.lab.work import Desk
from msim.lab.worlds import LabStage, LabWorld, start

MOST: Final = 4
"""Worlds that can be kept."""
LONGEST: Final = 24
"""Letters of a world's name."""
MODULES: Final = ("shelf.js",)
FILE: Final = "msim-worlds.html"


@dataclass(frozen=True)
class KeptWorlds:
    """Worlds by name, the one that the others are compared with, and those of which why is told."""

    worlds: tuple[tuple[str, LabWorld], ...]
    beside: int
    why: tuple[int, ...]

    @property
    def others(self) -> list[int]:
        """Places of the worlds that differ from the one they are compared with."""
        base = self.worlds[self.beside][1]
        return [n for n, (_, world) in enumerate(self.worlds) if world != base]


def kept(asked: Any, question: Asked, whole: LabStage) -> KeptWorlds:
    """The worlds of a question. Raises InputError where it is none.

    whole: the extent of a whole run, for which no world may be too heavy.
    """
    if not isinstance(asked, dict) or not isinstance(asked.get("worlds"), list):
        raise InputError(say("no_object"))
    worlds = asked["worlds"]
    if not 0 < len(worlds) <= MOST or not all(isinstance(each, dict) for each in worlds):
        raise InputError(say("kept_worlds", most=MOST))
    found = tuple((str(each.get("name", ""))[:LONGEST], question(each)[0]) for each in worlds)
    places = range(len(found))
    for _, world in found:
        world.whole(whole)
    beside, why = asked.get("beside"), asked.get("why", [])
    if type(beside) is not int or beside not in places or not isinstance(why, list):
        raise InputError(say("kept_worlds", most=MOST))
    return KeptWorlds(found, beside, tuple(n for n in places if n in why))


async def lines(
    desk: Desk, asked: KeptWorlds, asker: str, stage: tuple[int, LabStage]
) -> AsyncIterator[bytes]:
    """How far it is, then the file. stage: number and extent of the whole run."""
    number, whole = stage
    scenarios = [world.scenario(whole) for _, world in asked.worlds]
    commands = [world.command(whole) for _, world in asked.worlds]
    both = zip(scenarios, commands, strict=True)
    jobs: list[Job | LaterJob] = [Job(scenario, told, number) for scenario, told in both]
    pairs = [(n, why) for n in asked.others for why in (False, True) if not why or n in asked.why]
    jobs += [PairJob(scenarios[asked.beside], scenarios[n], why) for n, why in pairs]
    found: list[list[dict[str, Any]]] = []
    try:
        for done, job in enumerate(jobs):
            yield _line({"part": "progress", "done": done, "of": len(jobs)})
            found.append(await _answered(desk, job, asker))
        size = len(asked.worlds)
        told = {pair: each[-1] for pair, each in zip(pairs, found[size:], strict=True)}
        content = known(asked, found[:size], told)
        vega = await asyncio.to_thread(files.bundle)
        text = await asyncio.to_thread(one_file, content, MODULES, vega)
        yield _line({"part": "file", "name": FILE, "text": text})
    except MsimError as error:
        yield _line({"error": str(error)})


async def _answered(desk: Desk, job: Job | LaterJob, asker: str) -> list[dict[str, Any]]:
    """The parts of an answer. Raises MsimError where there is none."""
    async with aclosing(desk.ask(job, asker)) as answer:
        found = [json.loads(line) async for line in answer]
    wrong = next((each["error"] for each in found if "error" in each), None)
    if wrong is not None or not found or found[-1].get("late"):
        raise MsimError(wrong or say("unanswered"))
    return [each for each in found if each["part"] != "progress"]


def known(
    asked: KeptWorlds,
    answers: Sequence[list[dict[str, Any]]],
    told: dict[tuple[int, bool], dict[str, Any]],
) -> dict[str, Any]:
    """What the page knows: the worlds with their answers, and what differs between them."""
    shared = files.meta(stages=1)
    presets = {world.preset for _, world in asked.worlds}
    worlds = [
        {
            "name": name,
            "world": {"preset": world.preset, "set": dict(world.changes)},
            "parts": parts,
            "differences": told.get((n, False)),
            "why": told.get((n, True)),
        }
        for n, ((name, world), parts) in enumerate(zip(asked.worlds, answers, strict=True))
    ]
    return {
        **{key: shared[key] for key in ("version", "measures", "definitions", "dark", "levers")},
        "stages": 1,
        "presets": {name: dict(start(name)) for name in presets},
        "claims": {name: claimed()[name] for name in presets},
        "worlds": worlds,
        "beside": asked.beside,
        "foot": f"msim {shared['version']} · synthetic",
    }


def _line(content: dict[str, Any]) -> bytes:
    return json.dumps(content, ensure_ascii=False).encode() + b"\n"
