"""The workers of a Dask cluster as an executor: what is sent, what comes back, who starts again.

A worker that dies takes nothing with it that cannot be computed again: Dask gives its tasks to
another, and as a task depends on its arguments alone, the result is the same.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, ClassVar, TypeVar

from distributed import CancelledError, Client, Future, KilledWorker, get_worker

from msim.core.errors import InputError, MsimError
from msim.execution import versions
from msim.execution.executor import Capacity, at_work
from msim.execution.here import heeding, one_thread

T = TypeVar("T")
R = TypeVar("R")

LOOK = 5.0
"""Seconds after which a wait looks whether there is anybody to wait for, and who has joined."""
ALONE = 60.0
"""Seconds without any worker after which a run is given up."""
MOST_BLOCKS = 16
"""Blocks, at most, of one task: some seconds of work, which a killed worker would lose."""


class Cluster:
    """The workers behind a scheduler, at `address`; `expected` are the versions that they have."""

    apart: ClassVar[bool] = True

    def __init__(self, client: Client, address: str, expected: Mapping[str, str]) -> None:
        self._client, self.address, self._expected = client, address, dict(expected)
        self._workers: tuple[Capacity, ...] = ()
        self._looked = 0.0

    @property
    def workers(self) -> tuple[Capacity, ...]:
        """The workers as of a few seconds ago."""
        if not self._workers or time.monotonic() - self._looked > LOOK:
            told = self._told()
            self._looked = time.monotonic()
            self._workers = tuple(
                Capacity(each["nthreads"], float(each["memory_limit"] or "inf"), address)
                for address, each in told.items()
            )
        return self._workers

    @property
    def threads(self) -> int:
        """Threads of all workers, at least 1."""
        return max(1, sum(each.threads for each in self.workers))

    def by_replicate(self, replicates: int, blocks: int) -> bool:
        """Whether a task is better a whole replicate than some blocks of one."""
        side_by_side, in_turn = at_work(self.threads, replicates, blocks)
        return side_by_side >= in_turn

    def step(self, blocks: int) -> int:
        """How many blocks make a task: four tasks a thread, or as many as are soon done again."""
        return max(1, min(MOST_BLOCKS, blocks // (4 * self.threads)))

    def in_order(self, function: Callable[[T], R], items: Iterable[T]) -> Iterator[R]:
        """Yield `function(item)` in the order of the items, at most two a thread under way.

        Arguments travel with each task and are not left with a worker, which may be killed.
        """
        pending: deque[Future] = deque()
        try:
            for item in items:
                sent = (self._expected, function, item)
                pending.append(self._client.submit(carried_out, *sent, pure=False))
                if len(pending) >= 2 * self.threads:
                    yield self._result(pending[0])
                    pending.popleft()
            while pending:
                yield self._result(pending[0])
                pending.popleft()
        finally:
            if pending and self._client.status == "running":
                self._client.cancel(list(pending), force=True)

    def _result(self, future: Future) -> Any:
        """What a task gave; waits as long as there are workers."""
        alone = 0.0
        while True:
            try:
                return future.result(timeout=LOOK)
            except KilledWorker as error:
                raise MsimError(
                    "the workers that took up one of the tasks died, one after the other: "
                    "give them more memory, or simulate fewer voters"
                ) from error
            except TimeoutError:
                if future.status == "error":
                    raise  # the task's own
            except (OSError, CancelledError) as error:
                if future.status == "error":
                    raise
                raise self._gone() from error
            alone = 0.0 if self._told() else alone + LOOK
            if alone >= ALONE:
                raise MsimError(f"{self.address} has had no worker for {ALONE:.0f} seconds")

    def _told(self) -> dict[str, Any]:
        """What the scheduler says of its workers, by address."""
        try:
            workers: dict[str, Any] = self._client.scheduler_info(n_workers=-1)["workers"]
        except (OSError, CancelledError) as error:
            raise self._gone() from error
        return workers

    def _gone(self) -> MsimError:
        return MsimError(f"the scheduler at {self.address} is gone")


class _Cancelled:
    """Whether the task that this thread computes is wanted no more."""

    def __init__(self) -> None:
        worker = get_worker()
        self._tasks, self._key = worker.state.tasks, worker.get_current_task()

    def is_set(self) -> bool:
        """Whether the scheduler has taken the task back; looked up in this process alone."""
        task = self._tasks.get(self._key)
        return task is None or task.state == "cancelled"


def carried_out(expected: Mapping[str, str], function: Callable[[T], R], item: T) -> R:
    """What a worker does: `function(item)` on one thread, stopped where it is wanted no more.

    Raises InputError on a worker with other versions than expected, which has joined since those
    that there were have been looked at.
    """
    if differs := versions.differences(versions.here(), expected):
        raise InputError(f"worker {get_worker().address}, which has joined since, has {differs}")
    with _single.thread(), heeding(_Cancelled()):
        return function(item)


class _SingleThread:
    """Holds linear algebra to one thread while any task runs; its limit is one for the process."""

    def __init__(self) -> None:
        self._lock, self._tasks = threading.Lock(), 0
        self._limit: Any = None

    @contextmanager
    def thread(self) -> Iterator[None]:
        """A context for one task: the first sets the limit, the last takes it back."""
        with self._lock:
            self._tasks += 1
            if self._tasks == 1:
                self._limit = one_thread()
        try:
            with one_thread():  # some libraries' limits hold for the calling thread alone
                yield
        finally:
            with self._lock:
                self._tasks -= 1
                if self._tasks == 0:
                    self._limit.restore_original_limits()


_single = _SingleThread()
