"""Does the laboratory answer honest pages while one client does its worst? Three attacks.

    python benchmarks/abuse.py        # on the loopback alone; two minutes

The attacker comes from 127.0.0.1, honest pages from 127.0.0.2 and up. Each attack lasts `LASTS`
seconds, in which honest pages ask as a class does, each a world of its own.
"""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

import httpx

sys.path.insert(0, str(Path(__file__).parent))
from lab import joined, laboratory

LASTS, HONEST, PAUSE = 20.0, 10, 2.0
SOON = 2.0
"""Seconds within which an honest page's first answer should come."""
MANY = 300
"""Connections that the attacker holds or tries to."""
Attack = Callable[[str, asyncio.Event], Awaitable[None]]


def main() -> None:
    """Measure each attack, and the same pages without any."""
    with laboratory() as (address, _):
        print("attack                            honest answers within 2 s")
        for name, attack in ATTACKS.items():
            waits = asyncio.run(under(address, attack))
            soon = sum(wait <= SOON for wait in waits)
            print(f"{name:32}  {soon} of {len(waits)}", flush=True)


async def under(address: str, attack: Attack) -> list[float]:
    """How long honest pages wait while an attack lasts; infinite where they are refused."""
    over = asyncio.Event()
    attacker = asyncio.create_task(attack(address, over))
    await asyncio.sleep(1.0)
    found = await asyncio.gather(*(honest(address, number) for number in range(HONEST)))
    over.set()
    attacker.cancel()
    with suppress(asyncio.CancelledError, httpx.HTTPError, OSError):
        await attacker
    return [wait for waits in found for wait in waits]


async def honest(address: str, number: int) -> list[float]:
    """One page at an address of its own that moves a lever now and then."""
    transport = httpx.AsyncHTTPTransport(local_address=f"127.0.0.{2 + number}")
    waits, page = [], {}
    async with httpx.AsyncClient(base_url=address, timeout=10, transport=transport) as client:
        await asyncio.sleep(PAUSE * number / HONEST)
        for turn in range(int(LASTS / PAUSE)):
            begun = time.perf_counter()
            try:
                page = page or await joined(client)
                await ask(client, page, 1 + (7 * number + 13 * turn) % 100)
                waits.append(time.perf_counter() - begun)
            except (httpx.HTTPError, RuntimeError):
                waits.append(float("inf"))
            await asyncio.sleep(max(0.0, begun + PAUSE - time.perf_counter()))
    return waits


async def ask(client: httpx.AsyncClient, page: dict[str, str], seed: int) -> None:
    """Wait for the first part of an answer."""
    question = {"preset": "baseline", "set": {"run.seed": seed}}
    async with client.stream("POST", "/answer", json=question, headers=page) as response:
        response.raise_for_status()
        async for line in response.aiter_lines():
            if '"error"' in line:
                break
            return
    raise RuntimeError("no answer")


async def nothing(address: str, over: asyncio.Event) -> None:
    """No attack: what honest pages get by themselves."""
    await over.wait()


async def ever_new_sessions(address: str, over: asyncio.Event) -> None:
    """Hundreds of connections, each asking in a session that it has just been given."""
    limits = httpx.Limits(max_connections=MANY)

    async def one(client: httpx.AsyncClient, number: int) -> None:
        turn = 0
        while not over.is_set():
            turn += 1
            with suppress(httpx.HTTPError, RuntimeError):
                await ask(client, await joined(client), 1 + (number + turn) % 1000)
            await asyncio.sleep(0.05)

    async with httpx.AsyncClient(base_url=address, timeout=5, limits=limits) as client:
        await asyncio.gather(*(one(client, number) for number in range(MANY)))


async def half_open(address: str, over: asyncio.Event) -> None:
    """Hundreds of connections that send a letter of a request now and then."""
    at = urlsplit(address)

    async def one() -> None:
        while not over.is_set():
            with suppress(OSError):
                _, writer = await asyncio.open_connection(at.hostname, at.port)
                for letter in b"GET / HTTP/1.1\r\nx: " + b"a" * 1_000:
                    writer.write(bytes([letter]))
                    await writer.drain()
                    await asyncio.sleep(1.0)
            await asyncio.sleep(0.05)

    await asyncio.gather(*(one() for _ in range(MANY)))


async def as_fast_as_it_can(address: str, over: asyncio.Event) -> None:
    """A few connections that ask for pages and nonsense without a pause."""

    async def one(client: httpx.AsyncClient) -> None:
        while not over.is_set():
            with suppress(httpx.HTTPError):
                await client.get("/")
                await client.post("/answer", json={"preset": ["?"] * 100})

    async with httpx.AsyncClient(base_url=address, timeout=5) as client:
        await asyncio.gather(*(one(client) for _ in range(32)))


ATTACKS: dict[str, Attack] = {
    "none": nothing,
    "300 that join for each question": ever_new_sessions,
    "300 requests that never arrive": half_open,
    "32 that ask without a pause": as_fast_as_it_can,
}

if __name__ == "__main__":
    main()
