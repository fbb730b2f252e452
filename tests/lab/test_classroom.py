"""A class: who is let in, who may ask, what is kept, and that answers wait for predictions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from msim.core.errors import InputError
from msim.lab import files
from msim.lab.classroom import LETTERS, SEATS, Classroom
from msim.lab.guard import Rates
from msim.lab.predictions import QUESTIONS, came
from msim.lab.server import build
from msim.lab.work import Desk
from msim.lab.worlds import LabWorld
from tests.lab.fakes import Fake
from tests.lab.served import joined, served
from tests.report.fixtures import made_up

WORLD = LabWorld("null")


def test_codes_are_short_readable_and_differ() -> None:
    codes = {Classroom().code for _ in range(20)}
    assert len(codes) == 20
    assert all(len(code) == 6 and set(code) <= set(LETTERS) for code in codes)
    assert not set("01OIL") & set(LETTERS)


def test_a_prediction_is_committed_once_and_shown_only_at_the_end() -> None:
    room = Classroom()
    room.pose("verdict", WORLD)
    room.commit("one", 0)
    room.commit("one", 2)
    room.commit("two", 3)
    state = room.state("one")
    assert state["mine"] == 0
    assert state["committed"] == 2
    assert "counts" not in state
    room.reveal()
    assert room.state("one")["counts"] == [1, 0, 0, 1]
    with pytest.raises(InputError):
        room.commit("three", 1)


def test_everything_is_forgotten_with_the_next_question() -> None:
    room = Classroom()
    room.pose("verdict", WORLD)
    room.commit("one", 0)
    room.pose("reach", WORLD)
    assert room.state("one")["committed"] == 0
    assert room.state("one")["mine"] is None
    room.close()
    assert room.state("one")["asked"] == ""


@pytest.mark.parametrize("choice", [-1, 4, True, "0", None, 0.5])
def test_a_prediction_is_one_of_those_offered(choice: Any) -> None:
    room = Classroom()
    room.pose("verdict", WORLD)
    with pytest.raises(InputError):
        room.commit("one", choice)


def test_who_has_gone_is_not_counted() -> None:
    room = Classroom()
    assert room.state("one", 0.0)["present"] == 1
    assert room.state("two", 5.0)["present"] == 2
    assert room.state("two", 12.0)["present"] == 1


KINDS = [("win", 0), ("equivalent", 1), ("tie", 1), ("open", 2), ("loss", 3)]


def test_a_run_without_an_interval_answers_nobody() -> None:
    assert "verdict" not in came(made_up(replicates=1))


@pytest.mark.parametrize(("kind", "index"), KINDS)
def test_what_came_is_what_the_interval_says(kind: str, index: int) -> None:
    found = came(made_up(kind))
    assert found["verdict"] == index
    assert set(found) <= set(QUESTIONS)
    assert all(0 <= at < len(QUESTIONS[name][1]) for name, at in found.items())


@pytest.fixture
def room() -> Classroom:
    return Classroom()


@pytest.fixture
def lab(room: Classroom) -> Iterator[httpx.Client]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(files, "bundle", lambda: "1;")
        app = build(Desk([Fake()]), classroom=room)
        with served(app) as address, httpx.Client(base_url=address, trust_env=False) as client:
            client.app = app  # type: ignore[attr-defined]
            yield client


def post(lab: httpx.Client, where: str, page: dict[str, str], **more: Any) -> Any:
    return lab.post(where, json={"preset": "null", "set": {}, **more}, headers=page)


@pytest.fixture
def student(lab: httpx.Client, room: Classroom) -> dict[str, str]:
    return joined(lab, code=room.code)


@pytest.fixture
def teacher(lab: httpx.Client, room: Classroom) -> dict[str, str]:
    return joined(lab, key=room.key)


def try_code(lab: httpx.Client, code: str) -> int:
    return lab.post("/session", json={}, headers={"x-lab-code": code}).status_code


def test_nothing_is_told_without_the_code(lab: httpx.Client, room: Classroom) -> None:
    for code in ("", "WRONG2"):
        assert try_code(lab, code) == 401
    assert lab.post("/session", json={}, headers={"x-lab-key": "wrong"}).status_code == 401
    student, teacher = joined(lab, code=room.code.lower()), joined(lab, key=room.key)
    for where, let_in in (("/class", 200), ("/answer", 409)):  # nothing was asked yet
        for nobody in ({}, {"x-lab-code": room.code}, {"x-lab-key": room.key}):
            assert post(lab, where, nobody).status_code == 401
        assert post(lab, where, student).status_code == let_in
        assert post(lab, where, teacher).status_code == 200


def test_codes_cannot_be_tried_out(lab: httpx.Client, room: Classroom) -> None:
    """A right code counts as a try: after so many, no answer tells which one it was."""
    student = joined(lab, code=room.code)
    lab.app.state.lab.door._tries = Rates(burst=3, per_second=0.0)  # type: ignore[attr-defined]
    assert [try_code(lab, f"WRONG{n}") for n in range(5)] == [401, 401, 401, 429, 429]
    assert try_code(lab, room.code) == 429
    assert try_code(lab, "") == 401  # no try: a page that waits for its reader to type
    assert post(lab, "/class", student).status_code == 200  # who is in stays in


def test_a_class_behind_one_address_joins_at_once(lab: httpx.Client, room: Classroom) -> None:
    """Each of forty mistypes once, and one loads the page again and again."""
    for _ in range(SEATS):
        assert try_code(lab, "WRONG2") == 401
        joined(lab, code=room.code)
    for _ in range(SEATS // 2):
        joined(lab, code=room.code)


def test_votes_cannot_be_stuffed(lab: httpx.Client, room: Classroom) -> None:
    """One client with the code: made-up pages are none, and real ones end with the seats."""
    room.pose("verdict", WORLD)
    for number in range(200):
        made_up = {"x-lab-session": f"{number:016x}-{number:032x}", "x-lab-code": room.code}
        assert post(lab, "/class", made_up, do="commit", choice=1).status_code == 401
    pages = [joined(lab, code=room.code) for _ in range(SEATS + 10)]
    found = [post(lab, "/class", page, do="commit", choice=1).status_code for page in pages]
    assert found == [200] * SEATS + [422] * 10
    teacher = post(lab, "/class", joined(lab, key=room.key)).json()
    assert (teacher["committed"], teacher["places"]) == (SEATS, [["127.0.0.1", SEATS]])
    assert "places" not in post(lab, "/class", pages[0]).json()


def test_only_the_instructor_poses_reveals_and_closes(
    lab: httpx.Client, student: dict[str, str], teacher: dict[str, str]
) -> None:
    for what in ("pose", "reveal", "close"):
        assert post(lab, "/class", student, do=what, asked="verdict").status_code == 403
    assert post(lab, "/class", teacher, do="pose", asked="verdict").json()["open"]
    assert post(lab, "/class", teacher, do="pose", asked="none").status_code == 422
    assert post(lab, "/class", student, do="shout").status_code == 422


def test_answers_wait_until_the_instructor_reveals(
    lab: httpx.Client, student: dict[str, str], teacher: dict[str, str]
) -> None:
    post(lab, "/class", teacher, do="pose", asked="verdict")
    assert post(lab, "/answer", student).status_code == 409
    assert post(lab, "/class", student, do="commit", choice=1).json()["mine"] == 1
    assert post(lab, "/answer", student).status_code == 409
    post(lab, "/class", teacher, do="reveal")
    assert post(lab, "/answer", student).status_code == 200
    assert post(lab, "/class", student).json()["counts"] == [0, 1, 0, 0]
    post(lab, "/class", teacher, do="close")
    assert post(lab, "/answer", student).status_code == 200  # free to explore


def test_without_a_class_there_is_none() -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(files, "bundle", lambda: "1;")
        with served(build(Desk([Fake()]))) as address, httpx.Client(base_url=address) as client:
            assert post(client, "/class", joined(client)).status_code == 404
            assert client.get("/meta.json").json()["classroom"] is False


def test_one_address_has_its_seats_and_another_has_its_own() -> None:
    """Whoever knows the code makes up pages, and fills no class with them."""
    room = Classroom(seats=3)
    for number in range(3):
        room.seat(f"page-{number}", "10.0.0.7")
    for number in range(400):
        with pytest.raises(InputError, match="3 pages of this address"):
            room.seat(f"made-up-{number}", "10.0.0.7")
    room.seat("page-1", "10.0.0.7")  # whoever sits may go on
    room.seat("honest", "10.0.0.8")
