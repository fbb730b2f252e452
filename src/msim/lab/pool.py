"""Who computes? A fixed number of processes, one job each at a time, each of which can be stopped.

Most of a small run is Python, which threads of one process cannot share. A process that dies is
replaced; a job is given up when nobody waits for it, or when it takes longer than its limit.
"""

from __future__ import annotations

import asyncio
import json
import multiprocessing
import os
import threading
import time
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any, Final

from msim.campaign.segments import METHODS, method
from msim.core.errors import MsimError
from msim.experiment.comparison.limits import load_libraries
from msim.lab.jobs import Key, LaterJob, PairJob, TurnJob, VoterJob
from msim.lab.playing import PlayJob
from msim.lab.worlds import LabStage
from msim.scenario import Scenario

LIMIT: Final = 120.0
"""Seconds that a job may take; whatever is heavier belongs on a command line."""
GRACE: Final = 30.0
"""Seconds after that in which a job may still give up by itself."""
Reply = tuple[int, str, bytes]
"""Number of the job, its kind ("ready", "part", or how it ended: "done", "superseded", "late",
"wrong", "failed"), and a line."""


@dataclass(frozen=True)
class Job:
    """What is to be computed: a scenario, the command line that says it, and the stage it is of.

    hurried: others wait, so that the figures that matter less are left to the next stage.
    """

    scenario: Scenario
    command: str
    stage: int
    hurried: bool = False

    @property
    def key(self) -> Key:
        """Jobs of one key have one answer."""
        return self.scenario.hash, self.stage


@dataclass(frozen=True)
class ScreenJob:
    """What is to be computed: a screen of the story, and how much of it."""

    name: str
    stage: LabStage


def answer_jobs(jobs: Connection, stopped: Any, patience: int, methods: bool = True) -> None:
    """What a process does: take jobs and send the parts of their answers, until the pipe closes.

    stopped: the number of the last job that nobody waits for (a shared integer). patience: how
    willingly it lets others go first, as in `nice`. methods: whether any method may be asked for.
    """
    # Here, and not above: the page is up before scikit-learn is loaded, which only answers need.
    from msim.lab import following, turning  # noqa: PLC0415
    from msim.lab.answers import parts  # noqa: PLC0415
    from msim.lab.contest import played  # noqa: PLC0415
    from msim.lab.paired import Superseded, paired  # noqa: PLC0415
    from msim.lab.story.chapters import told  # noqa: PLC0415

    if hasattr(os, "nice"):
        os.nice(patience)
    load_libraries(Scenario())
    jobs.send((0, "ready", b""))
    if methods:
        threading.Thread(target=_load_more, daemon=True).start()
    while True:
        try:
            number, job = jobs.recv()
        except (EOFError, OSError, KeyboardInterrupt):
            return
        begin = time.monotonic()

        def stop(number: int = number, begin: float = begin) -> bool:
            return bool(stopped.value >= number or time.monotonic() - begin > LIMIT)

        try:
            if isinstance(job, ScreenJob | PlayJob | TurnJob | VoterJob):
                one = (played(job) if isinstance(job, PlayJob) else turning.turned(job, stop)
                       if isinstance(job, TurnJob) else following.followed(job)
                       if isinstance(job, VoterJob) else told(job.name, job.stage))
                jobs.send((number, "part", line(one)))
                jobs.send((number, "done", b""))
                continue
            found = (paired(job, stop) if isinstance(job, PairJob)
                     else parts(job.scenario, job.command, stop, job.hurried))
            for part in found:
                jobs.send((number, "part", line(part | {"stage": job.stage})))
            jobs.send((number, "done", b""))
        except Superseded:
            jobs.send((number, "superseded" if stopped.value >= number else "late", b""))
        except MsimError as error:
            jobs.send((number, "wrong", line({"error": str(error)})))
        except KeyboardInterrupt:
            return
        except Exception as error:
            jobs.send((number, "failed", line({"error": f"{type(error).__name__}: {error}"})))


def _load_more() -> None:
    """Load what other methods need, beside the first jobs: it takes longer than most of them."""
    for name in METHODS:
        method(name)


def line(content: dict[str, Any]) -> bytes:
    r"""One line of JSON.

    >>> line({"a": 1.5})
    b'{"a":1.5}\n'
    """
    text = json.dumps(content, allow_nan=False, ensure_ascii=False, separators=(",", ":"))
    return text.encode() + b"\n"


class Worker:
    """One process, and the pipe to it."""

    def __init__(self, patience: int = 0, methods: bool = True) -> None:
        self._patience, self._methods = patience, methods
        self._context = multiprocessing.get_context("spawn")
        self._number = 0
        self._process: Any = None

    def _begin(self) -> None:
        self._threads = ThreadPoolExecutor(1, "lab")
        self._stopped = self._context.RawValue("q", 0)
        self._jobs, theirs = self._context.Pipe()
        self._process = self._context.Process(
            target=answer_jobs, daemon=True,
            args=(theirs, self._stopped, self._patience, self._methods),
        )
        self._process.start()
        theirs.close()

    async def ready(self) -> bool:
        """Start the process and wait until it has its libraries; False where it died."""
        self._begin()
        return (await self._reply(120.0))[1] == "ready"

    async def run(
        self, job: Job | LaterJob | ScreenJob | PlayJob
    ) -> AsyncIterator[tuple[str, bytes]]:
        """Have a job done: its parts, then one reply of another kind. One job at a time."""
        self._number += 1
        with suppress(OSError):  # it has died, and the reply below says so
            self._jobs.send((self._number, job))
        while True:
            number, kind, content = await self._reply(LIMIT + GRACE)
            if number not in (self._number, -1):
                continue
            yield kind, content
            if kind != "part":
                break
        if number == -1:
            self.end()
            await self.ready()

    def stop(self) -> None:
        """Nobody waits for the job under way any more: it ends soon."""
        self._stopped.value = self._number

    def end(self) -> None:
        """Ends the process, if it was started."""
        if self._process is not None:
            self._process.kill()
            self._process.join()
            self._threads.shutdown()  # the pipe has broken, so that its thread is free
            self._jobs.close()
            self._process = None

    async def _reply(self, seconds: float) -> Reply:
        """The next reply; one with the number -1 where the process is silent or dead."""

        def receive() -> Reply:
            try:
                if not self._jobs.poll(seconds):
                    return -1, "late", b""
                reply: Reply = self._jobs.recv()
                return reply
            except (EOFError, OSError):
                return -1, "failed", line({"error": "the process that computes has ended"})

        return await asyncio.get_running_loop().run_in_executor(self._threads, receive)
