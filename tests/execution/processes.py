"""A Dask cluster on the loopback address: a scheduler and workers, each a process of its own."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from msim.execution.here import Stopped, check_stopped
from tests.house.tree import ROOT

LOOPBACK = ("--host", "127.0.0.1", "--dashboard-address", "127.0.0.1:0")
QUICKLY = {"DASK_DISTRIBUTED__COMM__TIMEOUTS__CONNECT": "5s"}
"""How long a scheduler asks a worker that was killed for its results; half a minute unless told."""
PATIENCE_S = 60.0
"""Far more than it takes; a process that has not answered by then has failed."""


@contextmanager
def scheduler(folder: Path) -> Iterator[str]:
    """A scheduler; its address."""
    file = folder / "scheduler.json"
    with started("scheduler", "--port", "0", "--scheduler-file", str(file), log=folder) as process:
        until(lambda: file.exists() and file.stat().st_size > 0, process)
        yield json.loads(file.read_text(encoding="utf-8"))["address"]


class Workers:
    """Workers of one thread each, without nannies. pids: of those that nobody has killed."""

    def __init__(self, address: str, folder: Path, stack: ExitStack, path: str = "") -> None:
        self.address, self._folder, self._stack, self._path = address, folder, stack, path
        self.pids: list[int] = []

    def start(self, count: int) -> None:
        """Start more of them; `path` is searched for packages first."""
        for _ in range(count):
            place = tempfile.mkdtemp(dir=self._folder)
            process = self._stack.enter_context(started(
                "worker", self.address, "--no-nanny", "--nthreads", "1", "--local-directory",
                place, log=self._folder, path=self._path,
            ))  # fmt: skip
            self.pids.append(process.pid)

    def at_least(self, count: int, or_else: int = 0) -> None:
        """Have so many of them; where there are fewer, `or_else` if that is more."""
        if len(self.pids) < count:
            self.start(max(count, or_else) - len(self.pids))
        wait_for(self.address, len(self.pids))

    def kill(self) -> None:
        """Kill one as nothing else can."""
        os.kill(self.pids.pop(), signal.SIGKILL)


@contextmanager
def started(
    what: str, *arguments: str, log: Path, path: str = ""
) -> Iterator[subprocess.Popen[bytes]]:
    """A process of the cluster, stopped in the end whatever happens."""
    search = os.pathsep.join(filter(None, [path, str(ROOT / "src"), str(ROOT)]))
    command = [sys.executable, "-m", f"distributed.cli.dask_{what}", *arguments, *LOOPBACK]
    with (log / f"{what}.log").open("ab") as file:
        process = subprocess.Popen(
            command, stdout=file, stderr=file, env={**os.environ, **QUICKLY, "PYTHONPATH": search}
        )
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def until(true, process: subprocess.Popen[bytes] | None = None) -> None:
    """Wait for something to become true."""
    end = time.monotonic() + PATIENCE_S
    while not true():
        assert process is None or process.poll() is None, "it has ended"
        assert time.monotonic() < end, "it never came true"
        time.sleep(0.02)


def pid(seconds: float) -> int:
    """The process that waits so long."""
    time.sleep(seconds)
    return os.getpid()


def endless(folder: str) -> None:
    """A task that goes on until it is stopped, and leaves a file when it starts and ends."""
    (Path(folder) / "started").touch()
    try:
        while True:
            check_stopped()
            time.sleep(0.01)
    except Stopped:
        (Path(folder) / "stopped").touch()
        raise


def wait_for(address: str, count: int) -> None:
    """Wait until a scheduler has so many workers."""
    from distributed import Client

    with Client(address, set_as_default=False) as client:
        until(lambda: len(client.scheduler_info()["workers"]) == count)
