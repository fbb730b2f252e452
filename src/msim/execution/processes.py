"""Who runs the points? Processes here, or the workers of a Dask cluster; results as they come.

Processes, not threads: much of a small point is Python's own work. joblib's hold up a script
without a guard around its main part, and end when the process that started them does.
"""

from __future__ import annotations

import os
import queue
import signal
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import closing
from typing import Any, TypeVar

from joblib import Parallel, delayed, parallel_config

from msim.core.errors import MsimError
from msim.execution.connecting import connected
from msim.execution.executor import Executor
from msim.execution.here import cores, end_with_parent, keep_memory, one_thread
from msim.scenario.outcome import Run

T = TypeVar("T")
R = TypeVar("R")
Done = tuple[T, R | None]
"""An item and what came of it; None where it took its process down, beside others and alone."""
MOST_AT_ONCE = 128
"""Points under way at once, at most, on a cluster."""


def finished(function: Callable[[T], R], items: Iterable[T], run: Run) -> Iterator[Done[T, R]]:
    """Yield each item and `function(item)` as they come, computed where `run` says.

    Raises InputError where its cluster cannot be used, MsimError where that is gone.

    >>> sorted(finished(abs, [-1, 2], Run(workers=1)))
    [(-1, 1), (2, 2)]
    """
    if run.scheduler is not None:
        return _on_cluster(function, items, run.scheduler)
    workers = cores(run.workers)
    return _alone(function, items) if workers == 1 else _here(function, items, workers)


def _alone(function: Callable[[T], R], items: Iterable[T]) -> Iterator[Done[T, R]]:
    with one_thread():
        for item in items:
            yield item, function(item)


def _here(function: Callable[[T], R], items: Iterable[T], workers: int) -> Iterator[Done[T, R]]:
    """By processes. What was under way when one died is run again, each alone."""
    waiting = iter(items)
    while True:
        under_way: dict[int, T] = {}
        try:
            yield from _side_by_side(function, waiting, workers, under_way)
            return
        except BrokenProcessPool:
            suspects = list(under_way.values())
        yield from _one_by_one(function, suspects)


def _one_by_one(function: Callable[[T], R], suspects: Iterable[T]) -> Iterator[Done[T, R]]:
    """By one process at a time, so that it is known which item took it down, and twice at most.

    What was under way beside one that died may not have been begun: alone is its first time.
    """
    for item in suspects:
        for _ in range(2):
            try:
                yield from _side_by_side(function, iter([item]), 2, {})
                break
            except BrokenProcessPool:
                pass
        else:
            yield item, None


def _side_by_side(
    function: Callable[[T], R], items: Iterator[T], workers: int, under_way: dict[int, T]
) -> Iterator[Done[T, R]]:
    """By processes; `under_way` holds what was handed out and has not come back, by number.

    Two items a process are handed out, so that none waits for the next one.
    """

    def handed_out() -> Iterator[Any]:
        for number, item in enumerate(items):
            under_way[number] = item
            yield delayed(_carried_out)(function, number, item)

    with parallel_config(backend="loky", inner_max_num_threads=1):
        pool = Parallel(
            n_jobs=workers, return_as="generator_unordered", batch_size=1,
            pre_dispatch=2 * workers, max_nbytes=None,
            initializer=end_with_parent, initargs=(os.getpid(),),
        )  # fmt: skip
        with closing(pool(handed_out())) as results:
            for number, result in results:
                yield under_way.pop(number), result


def _carried_out(function: Callable[[T], R], number: int, item: T) -> tuple[int, R]:
    """What a process does. An interruption is the parent's to hear."""
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    keep_memory()
    with one_thread():
        return number, function(item)


def _on_cluster(
    function: Callable[[T], R], items: Iterable[T], address: str
) -> Iterator[Done[T, R]]:
    """By the workers of a cluster, which starts again what a killed one had under way."""
    waiting, lock = iter(items), threading.Lock()
    came: queue.SimpleQueue[Done[T, R] | BaseException | None] = queue.SimpleQueue()
    stop = threading.Event()

    def hand_out() -> None:
        try:
            while not stop.is_set():
                with lock:
                    item = next(waiting, _END)
                if item is _END:
                    break
                came.put((item, _of_one(cluster, function, item)))
            came.put(None)
        except BaseException as error:
            came.put(error)

    # The cluster is left first: that ends what is still waited for.
    with ThreadPoolExecutor(MOST_AT_ONCE) as threads, connected(address) as cluster:
        left = min(2 * cluster.threads, MOST_AT_ONCE)
        for _ in range(left):
            threads.submit(hand_out)
        try:
            while left:
                done = came.get()
                if isinstance(done, BaseException):
                    raise done
                if done is None:
                    left -= 1
                else:
                    yield done
        finally:
            stop.set()


def _of_one(cluster: Executor, function: Callable[[T], R], item: T) -> R | None:
    """What a cluster makes of one item; None where that killed one worker after the other."""
    try:
        (result,) = cluster.in_order(function, [item])
    except MsimError as error:
        if type(error.__cause__).__name__ == "KilledWorker":
            return None
        raise
    return result


_END: Any = object()
