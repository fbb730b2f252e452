"""How is a cluster joined? Reached, found to have workers, found to have the same versions.

All of this before anything runs, each failure in words, and nothing waits longer than seconds.
"""

from __future__ import annotations

import asyncio
import logging
import platform
import socket
import warnings
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from msim.core.errors import InputError, Located, MsimError
from msim.execution import versions

if TYPE_CHECKING:
    from msim.execution.cluster import Cluster

PATIENCE = 4.0
"""Seconds to wait for a connection, and for a first worker."""


@contextmanager
def connected(address: str) -> Iterator[Cluster]:
    """The cluster at an address such as `tcp://127.0.0.1:8786`, left when the context ends.

    Raises InputError where nothing listens, where what listens is no scheduler, where there are no
    workers, or where one has other versions; MsimError where Dask is not installed here.
    """
    try:  # Dask is an extra, and takes a second to load
        from msim.execution.cluster import Cluster  # noqa: PLC0415
    except ModuleNotFoundError as error:
        raise MsimError("a cluster needs the extra: pip install 'msim[cluster]'") from error
    where = address if "://" in address else f"tcp://{address}"
    _knock(where)
    with _quiet():
        _ask_who_it_is(where)
        client = _joined(where)
        try:
            _wait_for_workers(client, where)
            check_versions(client)
            yield Cluster(client, where, versions.here())
        finally:
            client.close(timeout=PATIENCE)


def check_versions(client: Any) -> None:
    """Raise InputError that names each worker with other versions than are here."""
    wanted = versions.here()
    asked: dict[str, tuple[Any, ...]] = {"Python": (platform.python_version,)}
    asked |= {name: (version, name) for name in versions.PACKAGES}
    there: dict[str, dict[str, str]] = {}
    for name, question in asked.items():
        for worker, answer in client.run(*question, on_error="return").items():
            there.setdefault(worker, {})[name] = versions.said(name, answer)
    _refuse_others(there, wanted)
    sources = client.run(versions.source, on_error="return").items()
    said = {worker: {versions.SOURCE: versions.said("", answer)} for worker, answer in sources}
    _refuse_others(said, wanted)


def _refuse_others(told: dict[str, dict[str, str]], wanted: dict[str, str]) -> None:
    others = {worker: versions.differences(there, wanted) for worker, there in told.items()}
    wrong = [
        Located(f"worker {worker} has {what}; install the same there, as numbers depend on it")
        for worker, what in sorted(others.items())
        if what
    ]
    if wrong:
        raise InputError(wrong)


def _knock(where: str) -> None:
    """Raise InputError where nothing listens."""
    host, _, port = where.partition("://")[2].rpartition(":")
    try:
        socket.create_connection((host.strip("[]"), int(port)), timeout=PATIENCE).close()
    except TimeoutError:
        raise _refused(where, f"nothing answers within {PATIENCE:.0f} seconds") from None
    except OSError as error:
        raise _refused(where, f"nothing listens there ({error.strerror or error})") from None


def _ask_who_it_is(where: str) -> None:
    """Raise InputError where what listens is no scheduler.

    In a thread, as a notebook's own thread has a loop that is running.
    """
    with ThreadPoolExecutor(1) as thread:
        try:
            identity = thread.submit(lambda: asyncio.run(_identity(where))).result()
        except Exception as error:  # whatever comes of reading what is no Dask
            late = f", or busy: no answer within {PATIENCE:.0f} seconds"
            tail = late if isinstance(error, TimeoutError) else ""
            raise _refused(where, f"what listens is no Dask scheduler{tail}") from None
    if identity["type"] != "Scheduler":
        raise _refused(where, f"what listens is a Dask {identity['type'].lower()}, no scheduler")


async def _identity(where: str) -> dict[str, Any]:
    """What a part of a Dask cluster says of itself."""
    from distributed import Security, rpc  # noqa: PLC0415 - an extra, see `connected`

    async with rpc(where, connection_args=Security().get_connection_args("client")) as there:
        found: dict[str, Any] = await asyncio.wait_for(there.identity(), PATIENCE)
        return found


def _joined(where: str) -> Any:
    """A client of the scheduler."""
    from distributed import Client  # noqa: PLC0415 - an extra, see `connected`
    from distributed.versions import VersionMismatchWarning  # noqa: PLC0415

    try:
        with warnings.catch_warnings():  # `check_versions` says what matters
            warnings.simplefilter("ignore", VersionMismatchWarning)
            return Client(where, timeout=PATIENCE, set_as_default=False)
    except (OSError, ImportError) as error:
        raise _refused(where, f"the scheduler lets nobody in: {error}") from None


def _wait_for_workers(client: Any, where: str) -> None:
    try:
        client.wait_for_workers(1, timeout=PATIENCE)
    except TimeoutError:
        raise _refused(where, f"it has no workers; start some: dask worker {where}") from None


def _refused(where: str, why: str) -> InputError:
    return InputError([Located(f'= "{where}": {why}', key="run.scheduler")])


@contextmanager
def _quiet() -> Iterator[None]:
    """A context in which Dask logs only what is fatal: what matters is said as an error."""
    names = [name for name in logging.root.manager.loggerDict if name.startswith("distributed")]
    logs = [logging.getLogger(name) for name in names]
    levels = [log.level for log in logs]
    for log in logs:
        log.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        for log, level in zip(logs, levels, strict=True):
            log.setLevel(level)
