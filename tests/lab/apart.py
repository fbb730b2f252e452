"""Where asynchronous scenes run: in a thread of their own, as a browser's loop may run here."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")


def apart(scene: Callable[[], Awaitable[T]]) -> T:
    """What the scene comes to, or the error that it ends in."""

    async def whole() -> T:
        return await scene()

    with ThreadPoolExecutor(1) as thread:
        return thread.submit(lambda: asyncio.run(whole())).result()
