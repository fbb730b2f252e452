"""How does the laboratory run? On an address of this machine, until it is interrupted."""

from __future__ import annotations

import errno
import os
import socket
import threading
import webbrowser
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import uvicorn

from msim.core.errors import InputError
from msim.execution.here import cores
from msim.lab.classroom import Classroom
from msim.lab.connections import BoundedProtocol
from msim.lab.guard import local, loopback
from msim.lab.server import build
from msim.lab.work import Desk, team
from msim.lab.worlds import STAGES, LabStage

FIRST = 8741
"""The port where none is asked for."""
TRIED = 20
"""Ports that are tried one after the other where the first is in use."""


@dataclass(frozen=True)
class Place:
    """Where it listens; the socket is open already."""

    listening: socket.socket
    host: str
    port: int

    @property
    def address(self) -> str:
        """What to type into a browser on this machine."""
        name = "127.0.0.1" if self.host in ("0.0.0.0", "") else self.host
        return f"http://[{name}]:{self.port}/" if ":" in name else f"http://{name}:{self.port}/"


def listen(host: str, port: int | None) -> Place:
    """Open the socket, at the next port where the one that is asked for is in use.

    Raises InputError where the address or the port cannot be had.

    >>> place = listen("127.0.0.1", 0)
    >>> place.listening.close(); place.port > 0
    True
    """
    wrong = OSError()
    first = FIRST if port is None else port
    for each in range(first, first + TRIED) if first else (0,):
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        found = socket.socket(family, socket.SOCK_STREAM)
        if os.name == "posix":
            found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            found.bind((host, each))
            found.listen(128)
            return Place(found, host, int(found.getsockname()[1]))
        except (OSError, OverflowError) as error:
            found.close()
            wrong = error if isinstance(error, OSError) else OSError(0, "no such port")
            if wrong.errno != errno.EADDRINUSE:
                break
    asked = host if port is None else f"{host}, port {port}"
    raise InputError(f"cannot listen on {asked}: {wrong.strerror or wrong}")


def serve(
    place: Place,
    say: Callable[[str], None],
    show: bool,
    classroom: Classroom | None = None,
    stages: Sequence[LabStage] = STAGES,
) -> None:
    """Serve until interrupted. `say` is told the address; `show` opens a browser there."""
    ours = loopback if only_here(place.host) else local
    app = build(Desk(team(workers())), ours, classroom, stages)
    config = uvicorn.Config(
        app, log_level="warning", ws="none", limit_concurrency=512, timeout_keep_alive=30,
        h11_max_incomplete_event_size=16_384, server_header=False, timeout_graceful_shutdown=2,
        http=BoundedProtocol, proxy_headers=False,
    )  # fmt: skip
    address = place.address + (f"#teach={classroom.key}" if classroom else "")
    say(address)
    if show:
        threading.Timer(0.5, webbrowser.open, (address,)).start()
    uvicorn.Server(config).run(sockets=[place.listening])


def only_here(host: str) -> bool:
    """Whether only this machine can reach what listens there."""
    return loopback(f"[{host}]" if ":" in host else host)


def addresses(host: str) -> list[str]:
    """Addresses at which other machines may find this one, as far as it knows them."""
    if host not in ("0.0.0.0", "::"):
        return [host]
    try:
        found = {str(each[4][0]) for each in socket.getaddrinfo(socket.gethostname(), None)}
    except OSError:
        found = set()
    return sorted(each for each in found if not loopback(f"[{each}]" if ":" in each else each))


def workers() -> int:
    """Processes that compute: one a core, and two at least: one is free for first glances."""
    return max(2, cores("auto"))
