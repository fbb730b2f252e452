"""What is on the screen before anything is computed: the engine's, of today, and for no class."""

from __future__ import annotations

import asyncio
import json

import pytest

from msim.lab import shipped
from msim.lab.answers import FIGURES
from msim.lab.classroom import Classroom
from msim.lab.server import Lab, _follow
from msim.lab.story.chapters import told
from msim.lab.storyteller import Storyteller
from msim.lab.work import Desk
from msim.lab.worlds import STAGES, LabStage, LabWorld
from tests.golden.test_golden import gaps
from tests.lab.apart import apart
from tests.lab.fakes import Fake

STALE = "src/msim/lab/shipped.json is of other numbers: run `python -m msim.lab.ship`"


def test_the_file_is_of_this_version_and_this_scenario() -> None:
    assert shipped.shipped() is not None, STALE


def test_the_first_screen_is_the_engine_s() -> None:
    screen = shipped.screen("message", STAGES[-1])
    assert screen is not None, STALE
    new = json.loads(json.dumps(told("message", STAGES[-1])))
    assert not list(gaps(new, json.loads(screen))), STALE


@pytest.mark.parametrize("wrong", [{"msim": "0.0.9"}, {"hash": "0"}])
def test_a_file_of_another_day_is_not_shown(wrong, tmp_path, monkeypatch) -> None:
    file = tmp_path / "shipped.json"
    file.write_text(json.dumps(shipped.shipped() | wrong), encoding="utf-8")
    monkeypatch.setattr(shipped, "FILE", file)
    assert shipped.shipped.__wrapped__() is None
    file.write_text("{", encoding="utf-8")
    assert shipped.shipped.__wrapped__() is None


def followed(world: LabWorld, classroom: Classroom | None = None) -> list[dict]:
    """The lines of an answer, from somebody who computes nothing."""

    async def scene() -> list[dict]:
        lab, lines = Lab(Desk([Fake(), Fake()]), classroom), asyncio.Queue()
        await lab.desk.begin()
        await _follow(lab, world, "", lines)
        await lab.desk.end()
        found = [lines.get_nowait() for _ in range(lines.qsize())]
        return [json.loads(line) for line in found if line is not None]

    return apart(scene)


def test_it_comes_first_and_the_run_itself_follows_without_a_glance() -> None:
    found = followed(LabWorld("baseline"))
    assert {part["shipped"] for part in found[:-1]} == {shipped.shipped()["msim"]}
    assert [part.get("name") for part in found[:-1]] == [None, *FIGURES]
    assert found[-1]["stage"] == len(STAGES) - 1
    assert found[-1]["hash"] == found[0]["summary"]["scenario"]["hash"]


def test_another_world_and_a_class_get_none_of_it() -> None:
    for found in (
        followed(LabWorld.of("baseline", {"segments.count": 3})),
        followed(LabWorld("baseline"), Classroom()),
    ):
        assert [part["stage"] for part in found] == [0, 1]
        assert not any("shipped" in part for part in found)
    assert shipped.answer(LabWorld("baseline"), LabStage(replicates=3)) == ()


def test_a_whole_run_that_is_too_heavy_is_left_to_the_command_line() -> None:
    glance, late = followed(LabWorld("full_scale"))
    assert glance["stage"] == 0
    assert late == {"late": True}


def test_the_first_screen_waits_for_nobody() -> None:
    class Never(Fake):
        async def ready(self) -> bool:
            await asyncio.Event().wait()
            return True

    async def scene() -> bytes:
        teller = Storyteller(STAGES[-1], Never())
        try:
            return await asyncio.wait_for(teller.screen("message"), 30)
        finally:
            await teller.end()

    assert json.loads(apart(scene))["name"] == "message"
