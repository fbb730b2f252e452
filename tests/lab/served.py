"""The laboratory on a free port of this machine, in a thread, for as long as a test needs it."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import uvicorn
from starlette.applications import Starlette

from msim.lab.serving import listen


@contextmanager
def served(app: Starlette) -> Iterator[str]:
    """Its address, without a slash at the end."""
    place = listen("127.0.0.1", 0)
    server = uvicorn.Server(uvicorn.Config(app, log_level="error", ws="none"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [place.listening]})
    thread.start()
    while not server.started and thread.is_alive():
        time.sleep(0.01)
    try:
        yield place.address.rstrip("/")
    finally:
        server.should_exit = True
        thread.join()


def joined(
    client: httpx.Client, code: str = "", key: str = "", at: str = ""
) -> dict[str, str]:
    """The headers of a page that has joined; the key goes on being shown, the code does not."""
    shown = {"x-lab-key": key} if key else {}
    found = client.post(f"{at}/session", json={}, headers=shown | {"x-lab-code": code})
    assert found.status_code == 200, found.text
    return shown | {"x-lab-session": found.json()["session"]}
