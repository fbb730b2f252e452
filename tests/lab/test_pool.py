"""One process that computes: the same as here, given up when told to, replaced when it dies."""

from __future__ import annotations

import asyncio
import json

from msim.lab.answers import parts
from msim.lab.pool import Job, Worker, line
from msim.lab.worlds import LabStage, LabWorld
from tests.lab.apart import apart

WORLD = LabWorld.of("null", {"segments.count": 2, "test.respondents": 1_000})
QUICK, LONG = LabStage(1_000, 2, 2), LabStage(1_000, 2, 2_000)


def job(stage: LabStage) -> Job:
    return Job(WORLD.scenario(stage), "msim run null", 0)


def test_a_process_computes_stops_and_is_replaced() -> None:
    async def scene() -> None:
        worker = Worker()
        assert await worker.ready()
        try:
            await computes(worker)
            await stops(worker)
            await computes(worker)
            await dies(worker)
            await computes(worker)
        finally:
            worker.end()

    apart(scene)


async def computes(worker: Worker) -> None:
    found = [reply async for reply in worker.run(job(QUICK))]
    expected = [line(part | {"stage": 0}) for part in parts(job(QUICK).scenario, "msim run null")]
    assert found == [*(("part", each) for each in expected), ("done", b"")]


async def stops(worker: Worker) -> None:
    asyncio.get_running_loop().call_later(0.2, worker.stop)
    assert [reply async for reply in worker.run(job(LONG))] == [("superseded", b"")]


async def dies(worker: Worker) -> None:
    asyncio.get_running_loop().call_later(0.2, worker._process.kill)
    ((kind, told),) = [reply async for reply in worker.run(job(LONG))]
    assert kind == "failed"
    assert "ended" in json.loads(told)["error"]
