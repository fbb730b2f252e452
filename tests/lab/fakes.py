"""Somebody who computes when told to, so that a test decides what happens in which order."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from functools import cache

from msim.lab.pool import Job, line
from msim.lab.worlds import STAGES, LabWorld


@cache
def job(segments: int = 6, stage: int = 0) -> Job:
    """A job; those of other numbers of segments are other worlds. A desk takes any stage."""
    world, computed = LabWorld.of("null", {"segments.count": segments}), STAGES[min(stage, 1)]
    return Job(world.scenario(computed), world.command(computed), stage)


class Fake:
    """Answers a job in one part; one that is `held` only when `free` is set, or when stopped."""

    def __init__(self, held: bool = False) -> None:
        self.jobs: list[Job] = []
        self.free, self.stopped = asyncio.Event(), asyncio.Event()
        self.ended = False
        if not held:
            self.free.set()

    async def ready(self) -> bool:
        return True

    async def run(self, job: Job) -> AsyncIterator[tuple[str, bytes]]:
        self.jobs.append(job)
        self.stopped.clear()
        if await self.given_up():
            yield "superseded", b""
            return
        told = {"part": "numbers", "stage": job.stage, "hash": job.scenario.hash}
        yield "part", line(told)
        yield "done", b""

    async def given_up(self) -> bool:
        """Whether it was stopped before it was free."""
        waits = [asyncio.ensure_future(event.wait()) for event in (self.free, self.stopped)]
        await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        for wait in waits:
            wait.cancel()
        return self.stopped.is_set()

    def stop(self) -> None:
        self.stopped.set()

    def end(self) -> None:
        self.ended = True
