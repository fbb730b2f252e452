"""Who tells the story: screens in their order, each once, and nothing before somebody asks."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterator

import httpx
import pytest

from msim.core.errors import MsimError
from msim.lab import files
from msim.lab.classroom import Classroom
from msim.lab.pool import ScreenJob, Worker, line
from msim.lab.server import build
from msim.lab.story.chapters import told
from msim.lab.story.titles import SCREENS
from msim.lab.storyteller import Storyteller
from msim.lab.work import Desk
from msim.lab.worlds import LabStage
from tests.lab.apart import apart
from tests.lab.fakes import Fake
from tests.lab.served import served

QUICK = LabStage(1_000, 2, 3)


class Slow:
    """Tells each screen's name; one of them goes wrong."""

    def __init__(self, wrong: str = "") -> None:
        self.wrong, self.asked, self.ended = wrong, [], 0

    async def ready(self) -> bool:
        return True

    async def run(self, job: ScreenJob) -> AsyncIterator[tuple[str, bytes]]:
        self.asked.append(job.name)
        if job.name == self.wrong:
            yield "wrong", line({"error": "no voters"})
            return
        yield "part", line({"name": job.name})
        yield "done", b""

    def end(self) -> None:
        self.ended += 1


def test_screens_are_told_in_order_and_once() -> None:
    worker = Slow()

    async def scene() -> list[bytes]:
        teller = Storyteller(QUICK, worker)
        assert worker.asked == []
        found = [await teller.screen("bill"), await teller.screen("message")]
        found.append(await teller.screen("bill"))
        await teller.end()
        return found

    assert [json.loads(each)["name"] for each in apart(scene)] == ["bill", "message", "bill"]
    assert worker.asked == list(SCREENS)
    assert worker.ended


def test_a_screen_that_goes_wrong_says_so_and_the_others_are_told() -> None:
    async def scene() -> bytes:
        teller = Storyteller(QUICK, Slow("cuts"))
        with pytest.raises(MsimError, match="no voters"):
            await teller.screen("cuts")
        return await teller.screen("matching")

    assert json.loads(apart(scene))["name"] == "matching"


def test_a_process_tells_what_is_told_here_and_ends() -> None:
    worker = Worker(methods=False)

    async def scene() -> bytes:
        teller = Storyteller(QUICK, worker)
        try:
            return await teller.screen("message")
        finally:
            await teller.end()

    assert apart(scene) == line(told("message", QUICK))
    assert worker._process is None


@pytest.fixture(params=[False, True], ids=["alone", "class"])
def lab(request: pytest.FixtureRequest) -> Iterator[tuple[httpx.Client, bool]]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(files, "bundle", lambda: "1;")
        app = build(Desk([Fake()]), classroom=Classroom() if request.param else None)
        if not request.param:
            app.state.lab.story = Storyteller(QUICK, Slow("survey"))
        with served(app) as address, httpx.Client(base_url=address, trust_env=False) as client:
            yield client, request.param


def test_a_class_is_told_no_answers_by_the_story(lab: tuple[httpx.Client, bool]) -> None:
    client, in_class = lab
    found = {name: client.get(f"/story/{name}.json").status_code for name in (*SCREENS, "none")}
    if in_class:
        assert set(found.values()) == {404}
        return
    assert found == dict.fromkeys(SCREENS, 200) | {"survey": 500, "none": 404}
    assert client.get("/story/survey.json").json() == {"error": "no voters"}
