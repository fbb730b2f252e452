"""Does the laboratory answer honest pages while one client does its worst? Three attacks.

    python benchmarks/abuse.py                      # on the loopback alone; two minutes
    python benchmarks/abuse.py --pages 5 --pause 5  # on a busy machine

The attacker comes from 127.0.0.1, honest pages from 127.0.0.2 and up. The attacker is a process of
its own, with the least claim to the cores: others attack from a machine of theirs. In each attack
every honest page asks ten questions, as a class does. Nobody has asked any of them before, so that
no answer is one that was kept.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import httpx

sys.path.insert(0, str(Path(__file__).parent))
from lab import joined, laboratory

TURNS = 10
"""Questions of a page in each attack."""
SOON = 2.0
"""Seconds within which an honest page's first answer should come."""
MANY = 300
"""Connections that the attacker holds or tries to."""
Attack = Callable[[str], Awaitable[None]]


@dataclass(frozen=True)
class Pages:
    """Honest pages, and what tells their questions from those of another attack."""

    count: int
    pause: float
    validity: float


def main() -> None:
    """Measure each attack, and the same pages without any, in a laboratory that has loaded."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--pages", type=int, default=10, help="honest pages, at most 10")
    parser.add_argument("--pause", type=float, default=2.0, help="seconds from move to move")
    parser.add_argument("--attack", nargs=2, metavar=("NAME", "ADDRESS"), help="only attack")
    asked = parser.parse_args()
    if asked.attack:
        os.nice(10)
        asyncio.run(ATTACKS[asked.attack[0]](asked.attack[1]))
        return
    with laboratory() as (address, _):
        asyncio.run(warm(address))
        print("attack                            honest answers within 2 s, without any, median")
        for number, name in enumerate(("none", *ATTACKS)):
            pages = Pages(asked.pages, asked.pause, validity=0.05 * (1 + number))
            waits = asyncio.run(under(address, name, pages))
            soon, never = sum(wait <= SOON for wait in waits), waits.count(float("inf"))
            print(f"{name:32}  {soon} of {len(waits)}  {never}  {statistics.median(waits):.2f} s",
                  flush=True)  # fmt: skip


async def warm(address: str) -> None:
    """Ask until each process has loaded what it needs, as who teaches does before a class comes."""
    async with httpx.AsyncClient(base_url=address, timeout=120) as client:
        page = await joined(client)
        for seed in range(1, 11):
            await ask(client, page, seed, 1.0)


async def under(address: str, name: str, pages: Pages) -> list[float]:
    """How long honest pages wait while an attack lasts; infinite where they are refused."""
    command = [sys.executable, __file__, "--attack", name, address]
    attacker = subprocess.Popen(command) if name in ATTACKS else None
    try:
        await asyncio.sleep(3.0)  # until the attack has begun
        found = await asyncio.gather(*(honest(address, pages, n) for n in range(pages.count)))
    finally:
        if attacker is not None:
            attacker.terminate()
            attacker.wait()
    return [wait for waits in found for wait in waits]


async def honest(address: str, pages: Pages, number: int) -> list[float]:
    """One page at an address of its own that moves a lever now and then."""
    transport = httpx.AsyncHTTPTransport(local_address=f"127.0.0.{2 + number}")
    waits, page = [], {}
    async with httpx.AsyncClient(base_url=address, timeout=10, transport=transport) as client:
        await asyncio.sleep(pages.pause * number / pages.count)
        for turn in range(TURNS):
            begun = time.perf_counter()
            try:
                page = page or await joined(client)
                await ask(client, page, 1 + TURNS * number + turn, round(pages.validity, 2))
                waits.append(time.perf_counter() - begun)
            except (httpx.HTTPError, RuntimeError):
                waits.append(float("inf"))
            await asyncio.sleep(max(0.0, begun + pages.pause - time.perf_counter()))
    return waits


async def ask(
    client: httpx.AsyncClient, page: dict[str, str], seed: int, validity: float
) -> None:
    """Wait for the first part of an answer. seed: 1 to 100. validity: a step of its lever."""
    question = {"preset": "baseline", "set": {"run.seed": seed, "data.validity": validity}}
    async with client.stream("POST", "/answer", json=question, headers=page) as response:
        response.raise_for_status()
        async for line in response.aiter_lines():
            if '"error"' in line:
                break
            return
    raise RuntimeError("no answer")


async def ever_new_sessions(address: str) -> None:
    """Hundreds of connections, each asking in a session that it has just been given."""
    limits = httpx.Limits(max_connections=MANY)

    async def one(client: httpx.AsyncClient, number: int) -> None:
        turn = 0
        while True:
            turn += 1
            with suppress(httpx.HTTPError, RuntimeError):
                world, at = 1 + (7 * number + 13 * turn) % 100, 5 + (number + 3 * turn) % 14
                await ask(client, await joined(client), world, round(0.05 * at, 2))
            await asyncio.sleep(0.05)

    async with httpx.AsyncClient(base_url=address, timeout=5, limits=limits) as client:
        await asyncio.gather(*(one(client, number) for number in range(MANY)))


async def half_open(address: str) -> None:
    """Hundreds of connections that send a letter of a request now and then."""
    at = urlsplit(address)

    async def one() -> None:
        while True:
            with suppress(OSError):
                _, writer = await asyncio.open_connection(at.hostname, at.port)
                for letter in b"GET / HTTP/1.1\r\nx: " + b"a" * 1_000:
                    writer.write(bytes([letter]))
                    await writer.drain()
                    await asyncio.sleep(1.0)
            await asyncio.sleep(0.05)

    await asyncio.gather(*(one() for _ in range(MANY)))


async def as_fast_as_it_can(address: str) -> None:
    """A few connections that ask for pages and nonsense without a pause."""

    async def one(client: httpx.AsyncClient) -> None:
        while True:
            with suppress(httpx.HTTPError):
                await client.get("/")
                await client.post("/answer", json={"preset": ["?"] * 100})

    async with httpx.AsyncClient(base_url=address, timeout=5) as client:
        await asyncio.gather(*(one(client) for _ in range(32)))


ATTACKS: dict[str, Attack] = {
    "300 that join for each question": ever_new_sessions,
    "300 requests that never arrive": half_open,
    "32 that ask without a pause": as_fast_as_it_can,
}

if __name__ == "__main__":
    main()
