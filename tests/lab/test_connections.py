"""What one address may hold open, and how long a request may take to arrive."""

from __future__ import annotations

import socket
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from typing import ClassVar

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from msim.lab.connections import BoundedProtocol
from msim.lab.serving import listen

WHOLE = b"GET / HTTP/1.1\r\nhost: a\r\n\r\n"


class Impatient(BoundedProtocol):
    open: ClassVar[Counter[str]] = Counter()
    most, patience = 3, 0.3


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    """A server with small limits."""
    app = Starlette(routes=[Route("/", lambda _: PlainTextResponse("here"),
                                  methods=["GET", "POST"])])
    place = listen("0.0.0.0", 0)
    config = uvicorn.Config(app, log_level="error", ws="none", http=Impatient,
                            timeout_keep_alive=30)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [place.listening]})
    thread.start()
    while not server.started and thread.is_alive():
        time.sleep(0.01)
    yield place.port
    server.should_exit = True
    thread.join()


def connected(port: int, source: str = "127.0.0.1") -> socket.socket:
    return socket.create_connection(("127.0.0.1", port), 5, (source, 0))


def answer(opened: socket.socket, sent: bytes = WHOLE) -> bytes:
    """What comes back, b"" where the other end has hung up."""
    try:
        opened.sendall(sent)
        found = b""
        while not found.endswith(b"here") and (more := opened.recv(1_000)):
            found += more
        return found
    except OSError:
        return b""


def test_one_address_holds_so_many_and_another_is_served(port: int) -> None:
    with ExitStack() as stack:
        held = [stack.enter_context(connected(port)) for _ in range(3)]
        assert all(b"200 OK" in answer(each) for each in held)
        refused = stack.enter_context(connected(port))
        assert answer(refused) == b""
        other = stack.enter_context(connected(port, "127.0.0.2"))
        assert b"200 OK" in answer(other)
        held[0].close()
        deadline = time.monotonic() + 60
        while Impatient.open["127.0.0.1"] > 2 and time.monotonic() < deadline:
            time.sleep(0.01)
        assert b"200 OK" in answer(stack.enter_context(connected(port)))


@pytest.mark.parametrize("begun", [
    b"", b"GET / HT", WHOLE[:-2], b"POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 9\r\n\r\nhalf",
])
def test_a_request_that_does_not_arrive_is_given_up(port: int, begun: bytes) -> None:
    with connected(port, "127.0.0.3") as slow:
        slow.sendall(begun)
        if not begun.startswith(b"POST"):
            assert slow_letters(slow) == b""  # a letter now and then buys no more time
        else:
            while slow.recv(1_000):  # the answer that needed no body may come first
                pass


def slow_letters(slow: socket.socket) -> bytes:
    try:
        for _ in range(2_000):
            slow.settimeout(0.05)
            try:
                return slow.recv(1_000)
            except TimeoutError:
                slow.sendall(b"x")
    except OSError:
        return b""
    return b"still there"


def test_whoever_is_served_may_wait_and_ask_again(port: int) -> None:
    """The deadline is of a request that has begun; an open connection may be idle."""
    with connected(port, "127.0.0.4") as kept:
        assert b"200 OK" in answer(kept)
        time.sleep(0.6)
        assert b"200 OK" in answer(kept)
        kept.sendall(WHOLE[:9])
        assert slow_letters(kept) == b""
