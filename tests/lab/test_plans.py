"""Plans of a class: who may do what, when, and that no vote is on the wire before the election."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterator
from typing import Any

import httpx
import pytest

import msim
from msim.core.errors import InputError, MsimError
from msim.lab import files, plans
from msim.lab.classroom import Classroom
from msim.lab.contest import played
from msim.lab.plans import ALONE, MOST, ROOM, TOGETHER, ClassPlans, PlanDesk, command, plan_of
from msim.lab.playing import PlayJob
from msim.lab.pool import line
from msim.lab.server import build
from msim.lab.work import Desk
from msim.lab.worlds import LabStage, LabWorld
from tests.lab.apart import apart
from tests.lab.fakes import Fake
from tests.lab.served import joined, served

WORLD = LabWorld.of("baseline", {"segments.count": 3, "test.respondents": 2_500})
QUICK = LabStage(simulated=1_000)
SECRET = 987_654_321
PLAN = {"messages": [1, 2, 3], "shares": [1, 0, 2]}


class Umpire:
    """Plays what it is asked with made-up votes; a plan of message 9 does not fit."""

    def __init__(self) -> None:
        self.jobs: list[PlayJob] = []
        self.ended = 0

    async def ready(self) -> bool:
        return True

    async def run(self, job: PlayJob) -> AsyncIterator[tuple[str, bytes]]:
        self.jobs.append(job)
        if any(9 in plan["messages"] for plan in job.plans.values()):
            yield "wrong", line({"error": "there are 6 messages"})
            return
        row = {"promised": 5, "shrunk": SECRET, "votes": SECRET}
        board = {
            "players": [{"player": j, **row} for j in job.plans],
            "beside": [{"arm": arm, "title": arm, "colour": "", **row} for arm in job.arms],
            "alone": [], "fell": [str(SECRET)],
        }  # fmt: skip
        yield "part", line(board if job.what == "play" else {"what": job.what})
        yield "done", b""

    def end(self) -> None:
        self.ended += 1


def desk() -> tuple[PlanDesk, Umpire]:
    umpire = Umpire()
    return PlanDesk(QUICK, umpire), umpire


def name(at: int) -> str:
    return f"session{at:05d}"


def test_a_class_goes_through_two_rounds_and_votes_come_in_the_second() -> None:
    desk_, umpire = desk()

    async def scene() -> list[dict[str, Any]]:
        async def teacher(what: str) -> dict[str, Any]:
            return await desk_.together({"do": what}, WORLD, name(0), teacher=True)

        async def student(at: int, what: str, **more: Any) -> dict[str, Any]:
            return await desk_.together({"do": what, **more}, LabWorld("null"), name(at), False)

        seen = [await student(1, "look"), await teacher("open"), await student(1, "brief")]
        await student(2, "brief")
        seen += [await student(1, "commit", **PLAN), await teacher("promise")]
        seen += [await student(2, "look")]
        assert str(SECRET) not in json.dumps(seen)
        with pytest.raises(InputError, match="no world is open"):
            await student(2, "commit", **PLAN)
        return [*seen, await teacher("election"), await student(2, "look")]

    seen = apart(scene)
    assert [each.get("phase") for each in seen] == [
        "", "plan", None, "plan", "promise", "promise", "election", "election",
    ]  # fmt: skip
    assert seen[3]["mine"] == 1
    assert (seen[5]["mine"], seen[5]["players"], seen[5]["committed"]) == (2, 2, 1)
    assert seen[5]["board"]["players"] == [{"player": 1, "promised": 5}]
    assert seen[7]["board"]["players"][0]["votes"] == SECRET
    assert {job.scenario.hash for job in umpire.jobs} == {WORLD.scenario(QUICK).hash}
    assert {(job.players, job.arms) for job in umpire.jobs} == {(ROOM, TOGETHER)}


@pytest.mark.parametrize("what", ["open", "promise", "election", "close"])
def test_only_the_instructor_leads(what: str) -> None:
    with pytest.raises(InputError, match="only the instructor"):
        apart(lambda: desk()[0].together({"do": what}, WORLD, name(1), teacher=False))


@pytest.mark.parametrize(("content", "told"), [
    ({"do": "promise"}, "nobody has committed"),
    ({"do": "brief"}, "no world is open"),
    ({"do": "commit", **PLAN}, "no world is open"),
    ({"do": "dance"}, "there is brief, commit, look"),
])  # fmt: skip
def test_what_cannot_be_done_yet_is_refused(content: dict[str, Any], told: str) -> None:
    with pytest.raises(InputError, match=told):
        apart(lambda: desk()[0].together(content, WORLD, name(1), teacher=True))


def test_a_plan_that_does_not_fit_is_not_committed_and_the_election_waits() -> None:
    desk_, _ = desk()

    async def scene() -> None:
        await desk_.together({"do": "open"}, WORLD, name(0), True)
        bad = {"do": "commit", "messages": [9, 9, 9]}
        with pytest.raises(InputError, match="6 messages"):
            await desk_.together(bad, WORLD, name(1), False)
        with pytest.raises(InputError, match="nobody has committed"):
            await desk_.together({"do": "promise"}, WORLD, name(0), True)
        await desk_.together({"do": "commit", **PLAN}, WORLD, name(1), False)
        state = await desk_.together({"do": "election"}, WORLD, name(0), True)
        assert state["phase"] == "plan"  # first the promises
        await desk_.together({"do": "close"}, WORLD, name(0), True)
        assert desk_.rounds is None

    apart(scene)


def test_numbers_are_dealt_in_order_kept_and_limited() -> None:
    rounds = ClassPlans(WORLD)
    assert [rounds.number(name(at)) for at in (5, 6, 5)] == [1, 2, 1]
    for at in range(100, 100 + ROOM):
        rounds.number(name(at))
    assert rounds.room == 2 * ROOM
    for at in range(1_000, 1_000 + MOST - len(rounds.numbers)):
        rounds.number(name(at))
    assert rounds.room == MOST
    with pytest.raises(InputError, match="full"):
        rounds.number("somebody-else")


def test_a_worker_that_fails_is_said_and_plans_can_still_be_changed() -> None:
    desk_, umpire = desk()

    async def broken(job: PlayJob) -> AsyncIterator[tuple[str, bytes]]:
        yield "failed", line({"error": "no memory"})

    async def scene() -> str:
        await desk_.together({"do": "open"}, WORLD, name(0), True)
        await desk_.together({"do": "commit", **PLAN}, WORLD, name(1), False)
        umpire.run = broken  # type: ignore[method-assign]
        with pytest.raises(MsimError, match="no memory"):
            await desk_.together({"do": "promise"}, WORLD, name(0), True)
        assert desk_.rounds is not None
        return desk_.rounds.phase

    assert apart(scene) == "plan"


@pytest.mark.parametrize("content", [
    {"messages": "123"}, {"messages": [True]}, {"messages": [[1]]}, {"shares": {"0": 1}},
    {"messages": ["1"], "shares": []}, {"messages": None},
])  # fmt: skip
def test_a_plan_is_two_lists_of_numbers(content: dict[str, Any]) -> None:
    with pytest.raises(InputError, match="a plan is a list"):
        plan_of(content)


def test_what_a_player_sees_is_what_the_campaign_sees() -> None:
    job = PlayJob(WORLD.scenario(QUICK), "brief", 2, TOGETHER, 2, {})
    seen = played(job)
    assert set(seen) == {"respondents", "money", "alike", "single", "segments"}
    assert {tuple(sorted(each)) for each in seen["segments"]} == {
        ("half", "profile", "read", "size")
    }
    want = msim.contest(WORLD.scenario(QUICK), 2).briefing(2)
    assert seen["segments"][1]["read"] == pytest.approx(want.effect_pp[1].tolist(), abs=1e-3)
    assert seen["single"] == want.single


def test_a_plan_on_one_s_own_gives_the_numbers_of_its_command() -> None:
    """The line that the page shows is read as a shell does, and run through the same names."""
    moved = {"run.arms": "adaptive", "in_flight.proxy_correlation": 0.5}
    world = LabWorld.of("baseline", dict(WORLD.changes) | moved)
    job = PlayJob(world.scenario(QUICK), "play", 1, ALONE, 0, {1: PLAN})
    told = played(job)
    text = command(world, PLAN)
    keys = [part.strip("'") for part in text.split(" --set ")[1:]]
    scenario = msim.load("baseline", [*keys, "population.simulated=1000"])
    arms = msim.compare(scenario).summary["arms"]
    assert told["players"][0]["votes"] == round(arms["yours"]["net_votes"]["mean"])
    for row in told["beside"]:
        assert row["votes"] == round(arms[row["arm"]]["net_votes"]["mean"]), row["arm"]
    assert len(told["alone"]) == 4
    assert f"{told['players'][0]['votes']:,}" in told["alone"][1]


@pytest.fixture(scope="module")
def room() -> Iterator[tuple[httpx.Client, Classroom]]:
    classroom = Classroom()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(files, "bundle", lambda: "window.vegaEmbed = () => {};")
        patch.setattr(plans, "Worker", lambda **_: Umpire())
        app = build(Desk([Fake()]), classroom=classroom)
        with served(app) as address, httpx.Client(base_url=address, trust_env=False) as client:
            yield client, classroom


def test_the_address_lets_in_who_is_in_the_class(room: tuple[httpx.Client, Classroom]) -> None:
    client, classroom = room
    ask = {"do": "look"}
    assert client.post("/play", json=ask).status_code == 401
    student, teacher = joined(client, code=classroom.code), joined(client, key=classroom.key)
    assert client.post("/play", json=ask, headers=student).json() == {"phase": "", "teacher": False}
    opening = {**ask, "do": "open", "preset": "null", "set": {}}
    assert client.post("/play", json=opening, headers=student).status_code == 422
    assert client.post("/play", json=opening, headers=teacher).json()["phase"] == "plan"
    found = client.post("/play", json={**ask, "do": "commit", **PLAN}, headers=student)
    assert (found.json()["mine"], found.json()["committed"]) == (1, 1)
    wrong = client.post("/play", json={**ask, "do": "commit", "messages": "x"}, headers=student)
    assert (wrong.status_code, "a plan is" in wrong.json()["error"]) == (422, True)
    assert client.post("/play", json=[1], headers=student).status_code == 422


def test_alone_there_is_no_class_to_lead() -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(files, "bundle", lambda: "window.vegaEmbed = () => {};")
        patch.setattr(plans, "Worker", lambda **_: Umpire())
        with (
            served(build(Desk([Fake()]))) as address,
            httpx.Client(base_url=address, trust_env=False) as client,
        ):
            client.headers.update(joined(client))
            ask = {"preset": "null", "set": {}}
            assert client.post("/play", json={**ask, "do": "open"}).status_code == 422
            assert client.post("/play", json={**ask, "do": "brief"}).json() == {"what": "brief"}
            found = client.post("/play", json={**ask, "do": "elect", **PLAN}).json()
            assert found["command"].startswith("msim run null --set test.surveys=1")
