"""How does the laboratory run? On an address of this machine, until it is interrupted."""

from __future__ import annotations

import errno
import ipaddress
import os
import socket
import threading
import webbrowser
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import psutil
import uvicorn
from starlette.applications import Starlette
from starlette.routing import BaseRoute

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
VIRTUAL = ("docker", "br-", "veth", "virbr", "vmnet", "vboxnet", "tun", "tap", "utun", "wg")
"""How interfaces begin that lead to no phone in the room."""


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
        return url(name, self.port)


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
    more: Sequence[BaseRoute] = (),
) -> None:
    """Serve until interrupted. `say` is told the address; `show` opens a browser there.

    more: what is answered besides the laboratory's own.
    """
    app = build(Desk(team(workers())), hosts(place), classroom, stages, more)
    run(place, app, place.address + (f"#teach={classroom.key}" if classroom else ""), say, show)


def hosts(place: Place) -> Callable[[str], bool]:
    """Which Host headers are answered there."""
    return loopback if only_here(place.host) else local


def run(
    place: Place, app: Starlette, address: str, say: Callable[[str], None], show: bool
) -> None:
    """Serve an app until interrupted. `say` is told the address; `show` opens a browser there."""
    config = uvicorn.Config(
        app, log_level="warning", ws="none", limit_concurrency=512, timeout_keep_alive=30,
        h11_max_incomplete_event_size=16_384, server_header=False, timeout_graceful_shutdown=2,
        http=BoundedProtocol, proxy_headers=False,
    )  # fmt: skip
    say(address)
    if show:
        threading.Timer(0.5, webbrowser.open, (address,)).start()
    uvicorn.Server(config).run(sockets=[place.listening])


def only_here(host: str) -> bool:
    """Whether only this machine can reach what listens there."""
    return loopback(f"[{host}]" if ":" in host else host)


def addresses(host: str) -> list[str]:
    """Addresses at which other machines find this one, the likeliest first: of its interfaces.

    What leads to virtual machines and tunnels comes last, and IPv6 only where it is listened to.
    """
    if host not in ("0.0.0.0", "::"):
        return [host]
    families = [socket.AF_INET, *([socket.AF_INET6] if host == "::" else [])]
    up = {name for name, each in psutil.net_if_stats().items() if each.isup}
    found = [
        (name.startswith(VIRTUAL), families.index(each.family), not ip.is_private, str(ip))
        for name, every in psutil.net_if_addrs().items()
        for each in every
        if name in up and each.family in families
        for ip in [ipaddress.ip_address(each.address.partition("%")[0])]
        if not ip.is_loopback and not ip.is_link_local
    ]
    return [each[-1] for each in sorted(found)]


def url(host: str, port: int) -> str:
    """What to type into a browser.

    >>> url("192.168.1.7", 8741), url("fd00::2", 8741)
    ('http://192.168.1.7:8741/', 'http://[fd00::2]:8741/')
    """
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"


def workers() -> int:
    """Processes that compute: one a core, and two at least: one is free for first glances."""
    return max(2, cores("auto"))
