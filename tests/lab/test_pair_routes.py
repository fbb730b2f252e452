"""The address at which two worlds are compared, and the desk where a long comparison makes way."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from typing import Any

import httpx
import pytest

from msim.lab import files
from msim.lab.classroom import Classroom
from msim.lab.jobs import PairJob
from msim.lab.pool import Job, line
from msim.lab.server import build
from msim.lab.work import Desk
from msim.lab.worlds import STAGES, LabWorld
from tests.lab.fakes import Fake, job
from tests.lab.served import joined, served
from tests.lab.test_work import asked, play, settled

QUESTION = {
    "preset": "null", "set": {"segments.count": 2},
    "from": {"preset": "null", "set": {}},
}  # fmt: skip


class Sharer(Fake):
    """Says how far it is, and shares out when it is free; a stopped one has said that only."""

    async def run(self, job: Job | PairJob) -> AsyncIterator[tuple[str, bytes]]:  # type: ignore[override]
        if isinstance(job, Job):
            async for told in super().run(job):
                yield told
            return
        self.jobs.append(job)  # type: ignore[arg-type]
        self.stopped.clear()
        yield "part", line({"part": "progress", "done": 1, "of": 2})
        if await self.given_up():
            yield "superseded", b""
            return
        yield "part", line({"part": "why" if job.why else "differences"})
        yield "done", b""


def pair(why: bool = True) -> PairJob:
    worlds = (LabWorld("null"), LabWorld.of("null", {"segments.count": 2}))
    return PairJob(*(world.scenario(STAGES[-1]) for world in worlds), why)  # type: ignore[arg-type]


def test_a_long_comparison_makes_way_and_begins_again() -> None:
    async def scene(desk: Desk, fakes: list[Fake]) -> None:
        long = asyncio.create_task(asked(desk, pair()))  # type: ignore[arg-type]
        await settled()
        short = asyncio.create_task(asked(desk, job(2, 0)))
        await settled()
        fakes[0].free.set()
        assert len(await short) == 1
        assert json.loads((await long)[-1]) == {"part": "why"}

    assert play(scene, lambda: Sharer(held=True))[0].jobs == [pair(), job(2, 0), pair()]


@pytest.fixture
def lab(monkeypatch: pytest.MonkeyPatch) -> Iterator[httpx.Client]:
    monkeypatch.setattr(files, "bundle", str)
    with served(build(Desk([Sharer()]))) as address:
        for client in _client(address):
            client.headers.update(joined(client))
            yield client


def _client(address: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=address, trust_env=False) as client:
        yield client


def post(lab: httpx.Client, content: Any, **headers: str) -> httpx.Response:
    return lab.post("/pair", json=content, headers=headers)


def test_differences_and_why_are_two_answers(lab: httpx.Client) -> None:
    for asks, part in (({}, "differences"), ({"why": True}, "why"), ({"why": 1}, "differences")):
        told = [json.loads(each) for each in post(lab, QUESTION | asks).text.splitlines()]
        assert [each["part"] for each in told] == ["progress", part]


@pytest.mark.parametrize(
    "wrong",
    [[], {"from": 1}, {"from": {}}, {"from": {"preset": "no such", "set": {}}},
     {"from": {"preset": "null", "set": {"channels.television.cpm": 1.0}}},
     *({"voter": each} for each in ([1, 2], {"index": 1}, None, True, -1, 10_000, 1.0, "1",
                                    "persuadable,misread", "voters.csv"))],
)  # fmt: skip
def test_what_is_no_question_is_refused(lab: httpx.Client, wrong: Any) -> None:
    found = post(lab, QUESTION | wrong if isinstance(wrong, dict) else wrong)
    assert found.status_code == 422 and found.json()["error"]


def test_a_class_compares_nothing_before_the_answer_is_revealed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(files, "bundle", str)
    room = Classroom()
    with served(build(Desk([Sharer()]), classroom=room)) as address:
        for lab in _client(address):
            code, teacher = joined(lab, code=room.code), joined(lab, key=room.key)
            assert post(lab, QUESTION).status_code == 401
            assert post(lab, QUESTION, **code).status_code == 409  # no question was asked yet
            room.pose("verdict", LabWorld("null"))
            for asked in (QUESTION, QUESTION | {"voter": "misread"}):
                assert post(lab, asked, **code).status_code == 409
            assert post(lab, QUESTION, **teacher).status_code == 200
            room.reveal()
            assert post(lab, QUESTION, **code).status_code == 200
