"""Who computes the story? A process of its own, screen after screen, once somebody reads it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Protocol

from msim.core.errors import MsimError
from msim.lab import shipped
from msim.lab.pool import ScreenJob, Worker
from msim.lab.story.titles import SCREENS
from msim.lab.worlds import LabStage


class Teller(Protocol):
    """What computes one screen at a time: `pool.Worker`."""

    async def ready(self) -> bool:
        """Start, and wait until it can compute."""

    def run(self, job: ScreenJob) -> AsyncIterator[tuple[str, bytes]]:
        """The screen, then how it ended."""

    def end(self) -> None:
        """End for good."""


class Storyteller:
    """The screens, each computed once; nothing runs before the first is asked for.

    A reader starts with the first screen, which is shipped: a process takes seconds to start. While
    it is read the others follow in their order.
    """

    def __init__(self, stage: LabStage, worker: Teller | None = None) -> None:
        self._stage, self._worker = stage, worker or Worker(methods=False)
        self._screens: dict[str, asyncio.Future[bytes]] = {}
        self._telling: asyncio.Task[None] | None = None

    async def screen(self, name: str) -> bytes:
        """A screen as JSON, as soon as it is there. Raises MsimError where it cannot be."""
        if self._telling is None:
            loop = asyncio.get_running_loop()
            self._screens = {each: loop.create_future() for each in SCREENS}
            self._telling = asyncio.create_task(self._tell())
        ready = shipped.screen(name, self._stage)
        if ready is not None:
            return ready
        return await asyncio.shield(self._screens[name])

    async def _tell(self) -> None:
        await self._worker.ready()
        for name, told in self._screens.items():
            if shipped.screen(name, self._stage) is not None:
                continue
            async for kind, content in self._worker.run(ScreenJob(name, self._stage)):
                if kind == "part":
                    told.set_result(content)
                elif not told.done():
                    error = json.loads(content)["error"] if content else kind
                    told.set_exception(MsimError(error))
                    told.exception()  # heard, whether or not somebody asks for it
        self._worker.end()

    async def end(self) -> None:
        """Give up what is not computed yet."""
        if self._telling is not None:
            self._telling.cancel()
            self._worker.end()
            await asyncio.wait([self._telling])
