"""The address at which two worlds are compared, or a lever is moved until the verdict turns."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing
from typing import Any

from msim.core.errors import InputError, Located
from msim.core.wording import say
from msim.lab.jobs import LaterJob, PairJob, TurnJob
from msim.lab.levers import BY_KEY
from msim.lab.work import Busy, Desk
from msim.lab.worlds import LabStage, LabWorld

Asked = Callable[[Any], tuple[LabWorld, str]]


def pair(asked: Any, question: Asked, stage: LabStage) -> LaterJob:
    """The job of a question that names a second world as `from`, or a lever as `turn`.

    question: reads a world from what a browser sends. Raises InputError as it does.
    """
    if isinstance(asked, dict) and "turn" in asked:
        return TurnJob(question(asked)[0].whole(stage), slider(asked["turn"]))
    if not isinstance(asked, dict) or not isinstance(asked.get("from"), dict):
        raise InputError(say("no_object"))
    world, other = question(asked)[0], question(asked["from"])[0]
    why = asked.get("why") is True
    return PairJob(other.whole(stage), world.whole(stage), why)


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
