"""The address at which two worlds are compared: the question, and the lines of its answer."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing
from typing import Any

from msim.core.errors import InputError
from msim.core.wording import say
from msim.lab.jobs import PairJob
from msim.lab.work import Busy, Desk
from msim.lab.worlds import LabStage, LabWorld

Asked = Callable[[Any], tuple[LabWorld, str]]


def pair(asked: Any, question: Asked, stage: LabStage) -> PairJob:
    """The job of a question that names a second world as `from`.

    question: reads a world from what a browser sends. Raises InputError as it does.
    """
    if not isinstance(asked, dict) or not isinstance(asked.get("from"), dict):
        raise InputError(say("no_object"))
    world, other = question(asked)[0], question(asked["from"])[0]
    why = asked.get("why") is True
    return PairJob(other.whole(stage), world.whole(stage), why)


async def lines(desk: Desk, job: PairJob, asker: str) -> AsyncIterator[bytes]:
    """The lines of the answer, as they come."""
    try:
        async with aclosing(desk.ask(job, asker)) as found:
            async for line in found:
                yield line
    except Busy as error:
        yield json.dumps({"error": str(error)}).encode() + b"\n"
