"""Thirty open pages at once: everybody is answered, and nobody's world is computed twice."""

from __future__ import annotations

import asyncio
import json

import httpx
import pytest

from msim.lab.worlds import STAGES, LabWorld
from tests.lab.apart import apart
from tests.lab.browser.conftest import Open

pytestmark = pytest.mark.xdist_group("browser")
SESSIONS = 30


async def first_glance(client: httpx.AsyncClient, world: LabWorld) -> dict:
    """The first line of an answer; then the page moves on, and its question is given up."""
    question = {"preset": world.preset, "set": dict(world.changes)}
    session = (await client.post("/session", json={})).json()["session"]
    headers = {"x-lab-session": session}
    async with client.stream("POST", "/answer", json=question, headers=headers) as response:
        assert response.status_code == 200
        async for line in response.aiter_lines():
            return json.loads(line)
    raise AssertionError("no answer")


def test_thirty_sessions_get_each_their_own_answer(opened: Open, address: str) -> None:
    lab = opened("#preset=null&test.respondents=1000")
    lab.shows(LabWorld.of("null", {"test.respondents": 1_000}))
    worlds = [
        LabWorld.of("null", {"test.respondents": 1_000, "run.seed": 10 + n % 15})
        for n in range(SESSIONS)
    ]

    async def everybody() -> list[dict]:
        async with httpx.AsyncClient(base_url=address, timeout=300, trust_env=False) as client:
            asked = [first_glance(client, world) for world in worlds]
            return await asyncio.gather(*asked)

    found = apart(everybody)
    hashes = [part["summary"]["scenario"]["hash"] for part in found]
    assert hashes == [world.scenario(STAGES[0]).hash for world in worlds]
    assert [part["summary"]["seed"] for part in found] == [10 + n % 15 for n in range(SESSIONS)]
    lab.move("segments.count", 2)
    lab.shows(LabWorld.of("null", {"test.respondents": 1_000, "segments.count": 3}))
