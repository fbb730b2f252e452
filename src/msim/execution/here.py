"""Threads on this machine: results in order, a bounded number under way at once."""

from __future__ import annotations

import ctypes
import multiprocessing
import os
import platform
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, ClassVar, Literal, Protocol, TypeVar

from threadpoolctl import ThreadpoolController

_TRIM_THRESHOLD, _MMAP_THRESHOLD = -1, -3
"""The numbers of glibc's settings, from its malloc.h."""
T = TypeVar("T")
R = TypeVar("R")


class Stopped(Exception):
    """Work was asked to stop before it was done."""


class Stop(Protocol):
    """Whoever can tell whether a run was interrupted, such as a `threading.Event`."""

    def is_set(self) -> bool:
        """Whether to stop."""


_worker = threading.local()


def check_stopped() -> None:
    """Raise Stopped in a worker whose run was interrupted; called once a block."""
    stop: Stop | None = getattr(_worker, "stop", None)
    if stop is not None and stop.is_set():
        raise Stopped


@contextmanager
def heeding(stop: Stop) -> Iterator[None]:
    """A context in which this thread's work stops when `stop` is set."""
    before: Stop | None = getattr(_worker, "stop", None)
    _worker.stop = stop
    try:
        yield
    finally:
        _worker.stop = before


def _start(stop: threading.Event) -> None:
    """What a worker thread does first."""
    _worker.stop = stop
    one_thread()


@cache
def keep_memory() -> None:
    """Have memory that a block gave back kept for the next one, where the C library lets us.

    Giving it to the system and asking for it again costs a quarter of a pass (measured with
    glibc, whose default is to give back what lies at the top of the heap). Bounded by what one
    block needs; elsewhere nothing is done.
    """
    if platform.libc_ver()[0] == "glibc":
        library = ctypes.CDLL(None)
        library.mallopt(_TRIM_THRESHOLD, 2**30)
        library.mallopt(_MMAP_THRESHOLD, 2**25)


@cache
def end_with_parent(parent: int = 0) -> None:
    """Let this process end within a second of the one that started it, however that ended.

    parent: its number, where `multiprocessing` did not start this one. It may be gone by now.
    """
    known = multiprocessing.parent_process()

    def watch() -> None:
        if known is not None and not parent:
            known.join()
        while os.getppid() == parent:
            time.sleep(0.5)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def cores(workers: int | Literal["auto"]) -> int:
    """Number of threads to use: as asked, or one for each core that this process may use."""
    if workers != "auto":
        return workers
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def one_thread() -> Any:
    """A context in which a fit's linear algebra runs on one thread, so that its bits are fixed.

    OpenMP's limit holds for the calling thread alone and BLAS's for all: whoever starts threads
    enters it as well as they do, and leaves it last. Libraries count that are loaded by then.
    """
    return _libraries(len(sys.modules)).limit(limits=1)


@lru_cache(maxsize=1)
def _libraries(modules: int) -> ThreadpoolController:
    """Libraries with threads of their own; looked for anew only when modules were imported.

    To look takes longer than a small replicate's fits.
    """
    return ThreadpoolController()


def in_order(function: Callable[[T], R], items: Iterable[T], workers: int) -> Iterator[R]:
    """Yield `function(item)` in the order of the items, at most two a worker under way.

    >>> list(in_order(lambda x: x * x, range(5), workers=2))
    [0, 1, 4, 9, 16]
    """
    if workers == 1:
        with one_thread():
            for item in items:
                yield function(item)
        return
    stop = threading.Event()
    pool = ThreadPoolExecutor(workers, initializer=_start, initargs=(stop,))
    pending: deque[Future[R]] = deque()
    limit, pause = one_thread(), sys.getswitchinterval()
    sys.setswitchinterval(0.0005)  # numpy lets go of the interpreter often: hand it on at once
    try:
        for item in items:
            pending.append(pool.submit(function, item))
            if len(pending) >= 2 * workers:
                yield pending.popleft().result()
        while pending:
            yield pending.popleft().result()
    except BaseException:
        stop.set()
        raise
    finally:
        pool.shutdown(wait=True, cancel_futures=True)
        limit.restore_original_limits()
        sys.setswitchinterval(pause)


@dataclass(frozen=True)
class Threads:
    """The executor of this machine.

    >>> list(Threads(2).in_order(abs, [-1, 2]))
    [1, 2]
    """

    threads: int
    apart: ClassVar[bool] = False

    def by_replicate(self, replicates: int, blocks: int) -> bool:
        """Whether there is a replicate for each thread."""
        return replicates >= self.threads

    def step(self, blocks: int) -> int:
        """One block a task: handing it over costs nothing, and it is let go the sooner."""
        return 1

    def in_order(self, function: Callable[[T], R], items: Iterable[T]) -> Iterator[R]:
        """Yield `function(item)` in the order of the items, at most two a thread under way."""
        return in_order(function, items, self.threads)


@dataclass(frozen=True)
class Alone(Threads):
    """The executor inside a task that is computed beside others: one item after the other."""

    threads: int = 1

    def in_order(self, function: Callable[[T], R], items: Iterable[T]) -> Iterator[R]:
        """Yield `function(item)` in the order of the items; the caller has limited threads."""
        return map(function, items)
