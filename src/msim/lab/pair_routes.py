"""The address for what is asked of an answer: why, where it turns, who one voter of it is."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing
from typing import Any

from msim.core.errors import InputError, Located
from msim.core.wording import say
from msim.experiment.voter import checked_index, checked_kind
from msim.lab.jobs import LaterJob, PairJob, TurnJob, VoterJob
from msim.lab.levers import BY_KEY
from msim.lab.work import Busy, Desk
from msim.lab.worlds import LabStage, LabWorld

Asked = Callable[[Any], tuple[LabWorld, str]]


def pair(asked: Any, question: Asked, stage: LabStage) -> LaterJob:
    """The job of a question that names a second world as `from`, a lever as `turn`, or a `voter`.

    question: reads a world from what a browser sends. Raises InputError as it does.
    """
    if isinstance(asked, dict) and "voter" in asked:
        return one_voter(asked["voter"], question(asked)[0], stage)
    if isinstance(asked, dict) and "turn" in asked:
        return TurnJob(question(asked)[0].whole(stage), slider(asked["turn"]))
    if not isinstance(asked, dict) or not isinstance(asked.get("from"), dict):
        raise InputError(say("no_object"))
    world, other = question(asked)[0], question(asked["from"])[0]
    why = asked.get("why") is True
    return PairJob(other.whole(stage), world.whole(stage), why)


def one_voter(which: object, world: LabWorld, stage: LabStage) -> VoterJob:
    """A voter of a world, by number or by a kind. Raises InputError for anything else.

    >>> one_voter("misread", LabWorld("null"), LabStage()).command
    'msim voter null'
    """
    scenario = world.whole(stage)
    if isinstance(which, str):
        return VoterJob(scenario, checked_kind(which), world.command(stage, "voter"))
    number = checked_index(which, scenario.population.simulated)
    return VoterJob(scenario, number, world.command(stage, "voter"))


def slider(key: object) -> str:
    """The key of a lever that moves over numbers. Raises InputError for anything else.

    >>> slider("data.validity")
    'data.validity'
    """
    lever = BY_KEY.get(key) if isinstance(key, str) else None
    if lever is None or lever.kind != "slider":
        there = ", ".join(each.key for each in BY_KEY.values() if each.kind == "slider")
        raise InputError([Located(say("no_slider", there=there), str(key)[:60])])
    return lever.key


async def lines(desk: Desk, job: LaterJob, asker: str) -> AsyncIterator[bytes]:
    """The lines of the answer, as they come."""
    try:
        async with aclosing(desk.ask(job, asker)) as found:
            async for line in found:
                yield line
    except Busy as error:
        yield json.dumps({"error": str(error)}).encode() + b"\n"
