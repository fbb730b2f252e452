"""Whose turn is it? Equal questions are answered once, and first glances before fine ones.

A question is a scenario at a stage. Whoever asks while it is being answered listens to the same
answer; what nobody listens to any more is stopped. One process is kept for first glances, so that
nobody's long computation holds up the others.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Final, Protocol

from msim.core.errors import MsimError
from msim.lab.jobs import Key, LaterJob
from msim.lab.pool import Job, Worker

KEPT_BYTES: Final = 48 * 2**20
"""Of answers that are kept for whoever asks again; some three hundred."""
PATIENCE: Final = 5
"""How much a process that refines gives way to first glances and to the browser, as in `nice`."""
PROGRESS: Final = b'{"part":"progress"'
MOST_WAITING: Final = 200
MOST_OF_ONE: Final = 40
"""Questions of one address that may wait: a lecture hall may sit behind one."""


class Computer(Protocol):
    """What computes one job at a time: `pool.Worker`."""

    async def ready(self) -> bool:
        """Start, and wait until it can compute."""

    def run(self, job: Job | LaterJob) -> AsyncIterator[tuple[str, bytes]]:
        """The parts of a job, then how it ended."""

    def stop(self) -> None:
        """End the job under way soon."""

    def end(self) -> None:
        """End for good."""


def team(count: int) -> list[Computer]:
    """So many processes; all but the last refine, and give way to it."""
    return [*(Worker(PATIENCE) for _ in range(count - 1)), Worker()]


class Busy(MsimError):
    """Too many questions wait already."""


@dataclass
class PendingAnswer:
    """One answer in the making: its lines so far, and how many listen."""

    key: Key
    job: Job | LaterJob
    lines: list[bytes] = field(default_factory=list)
    kind: str = ""  # how it ended, "" before
    asker: str = ""  # the address of who asked first
    listeners: int = 0
    worker: Computer | None = None
    more: asyncio.Condition = field(default_factory=asyncio.Condition)

    @property
    def size(self) -> int:
        """Bytes."""
        return sum(len(each) for each in self.lines)

    @property
    def begun(self) -> bool:
        """Whether more was said than how far it is."""
        return not all(each.startswith(PROGRESS) for each in self.lines)

    async def say(self, kind: str, content: bytes) -> None:
        """Add a line, or the end."""
        async with self.more:
            if content:
                self.lines.append(content)
            if kind != "part":
                self.kind = kind
            self.more.notify_all()


class Desk:
    """Takes questions and hands them to those who compute; the last of several only glances."""

    def __init__(self, workers: Sequence[Computer]) -> None:
        self._workers = list(workers)
        self._kept: OrderedDict[Key, PendingAnswer] = OrderedDict()
        self._open: dict[Key, PendingAnswer] = {}
        self._waiting: list[PendingAnswer] = []
        self._news = asyncio.Condition()
        self._tasks: list[asyncio.Task[None]] = []
        self._free: list[Computer] = []
        self._turns: dict[str, int] = {}  # when each address had its last turn, counted in turns
        self._dealt = 0

    async def begin(self) -> None:
        """Let the workers begin, once their libraries are loaded."""
        await asyncio.gather(*(worker.ready() for worker in self._workers))
        for place, worker in enumerate(self._workers):
            glances_only = 0 < place == len(self._workers) - 1
            task = asyncio.create_task(self._work(worker, glances_only))
            self._tasks.append(task)

    async def end(self) -> None:
        """Stop everything."""
        for task in self._tasks:
            task.cancel()
        for worker in self._workers:
            worker.end()
        for task in self._tasks:
            with suppress(asyncio.CancelledError):
                await task

    async def ask(self, job: Job | LaterJob, asker: str = "") -> AsyncGenerator[bytes, None]:
        """The lines of an answer, as they come; ends early where the answer does.

        asker: the address that turns are dealt to. Raises Busy where too many of all or of it wait.
        """
        key = job.key
        if key in self._kept:
            self._kept.move_to_end(key)
            for line in self._kept[key].lines:
                yield line
            return
        answer = self._open.get(key)
        if answer is None:
            answer = await self._queue(PendingAnswer(key, job, asker=asker))
        answer.listeners += 1
        try:
            async for line in _lines(answer):
                yield line
        finally:
            answer.listeners -= 1
            if not answer.listeners and not answer.kind:
                self._forget(answer)

    async def _queue(self, answer: PendingAnswer) -> PendingAnswer:
        own = sum(each.asker == answer.asker for each in self._waiting)
        if len(self._waiting) >= MOST_WAITING or own >= MOST_OF_ONE:
            raise Busy("too many questions at once; try again in a moment")
        self._open[answer.key] = answer
        async with self._news:
            self._waiting.append(answer)
            self._news.notify_all()
        self._make_way(answer.key[1])
        return answer

    def _make_way(self, stage: int) -> None:
        """Where nobody is free for a question, a finer one that has said nothing begins later."""
        able = self._workers if stage == 0 else self._workers[: max(1, len(self._workers) - 1)]
        free = sum(worker in self._free for worker in able)
        if free >= sum(each.key[1] <= stage for each in self._waiting):
            return
        running = [(other.key[1], other.worker) for other in self._open.values() if not other.begun]
        finer = [(n, worker) for n, worker in running if worker is not None and n > stage]
        if finer:
            max(finer, key=lambda each: each[0])[1].stop()

    def _forget(self, answer: PendingAnswer) -> None:
        """Nobody listens any more."""
        self._open.pop(answer.key, None)
        if answer in self._waiting:
            self._waiting.remove(answer)
        elif answer.worker is not None:
            answer.worker.stop()

    async def _next(self, glances_only: bool) -> PendingAnswer:
        """The next question: of the earliest stage, of the address whose turn is longest ago."""
        async with self._news:
            while True:
                found = [a for a in self._waiting if not glances_only or a.key[1] == 0]
                if found:
                    answer = min(found, key=lambda a: (a.key[1], self._turns.get(a.asker, 0)))
                    self._waiting.remove(answer)
                    self._turns[answer.asker] = self._dealt = self._dealt + 1
                    if len(self._turns) > MOST_WAITING:
                        del self._turns[min(self._turns, key=self._turns.__getitem__)]
                    return answer
                await self._news.wait()

    async def _work(self, worker: Computer, glances_only: bool) -> None:
        while True:
            self._free.append(worker)
            answer = await self._next(glances_only)
            self._free.remove(worker)
            answer.worker = worker
            kind = "failed"
            async for kind, content in worker.run(self._handed(answer.job)):
                if kind != "superseded":
                    await answer.say(kind, content)
            answer.worker = None
            if kind == "superseded" and answer.listeners and not answer.begun:
                async with self._news:  # it made way for another, and is first of its stage now
                    self._waiting.insert(0, answer)
                    self._news.notify_all()
                continue
            if kind == "superseded":
                await answer.say(kind, b"")
            if self._open.get(answer.key) is answer:
                del self._open[answer.key]
            if kind == "done":
                self._keep(answer)

    def _handed(self, job: Job | LaterJob) -> Job | LaterJob:
        """A glance is hurried where further glances wait."""
        others = any(each.key[1] == 0 for each in self._waiting)
        if isinstance(job, Job) and job.stage == 0 and others:
            return replace(job, hurried=True)
        return job

    def _keep(self, answer: PendingAnswer) -> None:
        self._kept[answer.key] = answer
        while sum(each.size for each in self._kept.values()) > KEPT_BYTES:
            self._kept.popitem(last=False)


async def _lines(answer: PendingAnswer) -> AsyncGenerator[bytes, None]:
    """The lines of an answer, those still to come as well."""
    at = 0
    while True:
        async with answer.more:
            while at == len(answer.lines) and not answer.kind:
                await answer.more.wait()
            new, ended = answer.lines[at:], answer.kind
        for line in new:
            yield line
        at += len(new)
        if ended and at == len(answer.lines):
            if ended == "late":
                yield b'{"late":true}\n'
            return
