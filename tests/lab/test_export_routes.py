"""The address at which kept worlds become a file: what is asked, what is in it, and who may."""

from __future__ import annotations

import json
import re
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
from msim.lab.worlds import LabWorld
from tests.lab.fakes import Fake
from tests.lab.served import joined, served

WORLDS = [
    {"name": "A", "preset": "null", "set": {}},
    {"name": "</script><b>", "preset": "null", "set": {"segments.count": 2}},
    {"name": "C", "preset": "divisive", "set": {}},
]
QUESTION = {"worlds": WORLDS, "beside": 1, "why": [0, 1]}


class Comparer(Fake):
    """Says what was asked of two worlds."""

    async def run(self, job: Job | PairJob) -> AsyncIterator[tuple[str, bytes]]:  # type: ignore[override]
        if isinstance(job, Job):
            if job.scenario.population.name == "rivals":
                yield "wrong", line({"error": "no voters"})
                return
            async for told in super().run(job):
                yield told
            return
        yield "part", line({"part": "progress", "done": 1, "of": 2})
        yield "part", line({"part": "why" if job.why else "differences", "to": job.after.hash})
        yield "done", b""


@pytest.fixture
def lab(monkeypatch: pytest.MonkeyPatch) -> Iterator[httpx.Client]:
    monkeypatch.setattr(files, "bundle", lambda: "1;")
    with (
        served(build(Desk([Comparer(), Comparer()]))) as address,
        httpx.Client(base_url=address, trust_env=False) as client,
    ):
        client.headers.update(joined(client))
        yield client


def test_worlds_answers_differences_and_why_are_in_the_file(lab: httpx.Client) -> None:
    *progress, last = map(json.loads, lab.post("/export", json=QUESTION).text.splitlines())
    assert [each["done"] for each in progress] == list(range(6))  # 3 answers, 2 pairs, 1 why
    assert {each["of"] for each in progress} == {6}
    assert last["name"] == "msim-worlds.html"
    meta = json.loads(re.search(r'id="meta">(.*?)</script>', last["text"], re.S)[1])
    assert [each["name"] for each in meta["worlds"]] == [each["name"] for each in WORLDS]
    hashes = [LabWorld.of(each["preset"], each["set"]) for each in WORLDS]
    for told, world in zip(meta["worlds"], hashes, strict=True):
        assert [part["part"] for part in told["parts"]] == ["numbers"]
        assert (told["differences"] is None) == (told["name"] == WORLDS[1]["name"])
        assert (told["why"] is None) == (told["name"] != "A")
        assert told["world"] == {"preset": world.preset, "set": dict(world.changes)}
    assert meta["beside"] == 1
    assert set(meta["presets"]) == set(meta["claims"]) == {"null", "divisive"}
    assert "connect-src" not in last["text"] and "unsafe" not in last["text"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"worlds": []}, {"worlds": WORLDS * 2}, {"worlds": [1]}, {"beside": 3}, {"beside": "0"},
        {"why": 1}, {"worlds": [{"preset": "no such", "set": {}}], "beside": 0},
        {"worlds": [{"preset": "full_scale", "set": {}}], "beside": 0}, {"worlds": None},
    ],
)  # fmt: skip
def test_what_is_no_question_is_refused(lab: httpx.Client, wrong: dict[str, Any]) -> None:
    found = lab.post("/export", json=QUESTION | wrong)
    assert found.status_code == 422
    assert found.json()["error"]


def test_a_world_without_an_answer_is_said_and_no_file_is_made(lab: httpx.Client) -> None:
    worlds = [{"name": "A", "preset": "rivals", "set": {}}]
    told = lab.post("/export", json=QUESTION | {"worlds": worlds, "beside": 0, "why": []}).text
    assert json.loads(told.splitlines()[-1]) == {"error": "no voters"}


def test_a_class_takes_nothing_along_before_the_reveal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "bundle", lambda: "1;")
    room = Classroom()
    with (
        served(build(Desk([Comparer(), Comparer()]), classroom=room)) as address,
        httpx.Client(base_url=address, trust_env=False) as lab,
    ):
        code = joined(lab, code=room.code)
        assert lab.post("/export", json=QUESTION).status_code == 401
        assert lab.post("/export", json=QUESTION, headers=code).status_code == 409
        room.pose("verdict", LabWorld("null"))
        assert lab.post("/export", json=QUESTION, headers=code).status_code == 409
        room.reveal()
        assert lab.post("/export", json=QUESTION, headers=code).status_code == 200
