"""A lesson started from the laboratory: by its teacher alone, and then it is the same class."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest
from starlette.applications import Starlette

from msim.classroom.starting import StartedLesson
from msim.core.wording import say
from msim.lab.class_routes import CODE, KEY
from msim.lab.classroom import Classroom
from msim.lessons.lesson import lessons
from tests.classroom.made import LESSON, results_made_up
from tests.lab.served import joined, served

AWAY, HERE = "http://192.168.178.45:8741/", "http://127.0.0.1:8741/"
ASKED: dict[str, str] = {}


@contextmanager
def lab(classroom: Classroom | None, address: str) -> Iterator[httpx.Client]:
    """What a laboratory answers of its lessons."""
    started = StartedLesson([address], classroom=classroom)
    with (
        results_made_up(),
        served(Starlette(routes=started.routes)) as place,
        httpx.Client(base_url=place, trust_env=False) as client,
    ):
        yield client


def test_a_teacher_starts_a_lesson_and_students_are_in_it_by_the_lab_s_own_code() -> None:
    classroom = Classroom()
    teacher = {KEY: classroom.key}
    with lab(classroom, AWAY) as client:
        told = client.post("/lessons", json=ASKED, headers=teacher).json()
        assert told["running"] is None and len(told["lessons"]) == 1 + len(lessons())
        assert client.get("/lesson/").json() == {"error": say("no_lesson")}
        assert classroom.state("student00")["lesson"] is False

        told = client.post("/lessons", json=ASKED | {"start": LESSON}, headers=teacher).json()
        running = told["running"]
        assert running["addresses"] == [AWAY + "lesson/"] and running["code"] == classroom.code
        assert running["phones"] and running["qr"].startswith("<svg")
        assert running["console"].endswith(f"#teach={classroom.key}")
        assert classroom.state("student00")["lesson"] is True  # its page goes there

        assert client.get("/lesson", follow_redirects=True).text.startswith("<!doctype html>")
        for page in ("console", "screen", "student.js", "class.css"):
            assert client.get(f"/lesson/{page}").status_code == 200
        assert client.post("/lesson/class", json=ASKED).status_code == 401
        teacher = joined(client, key=classroom.key, at="/lesson")
        student = joined(client, code=classroom.code, at="/lesson")
        state = client.post("/lesson/class", json=ASKED, headers=student).json()
        assert (state["phase"], state["of"]) == ("waiting", 5)
        ask = {**ASKED, "do": "ask", "number": 1}
        assert client.post("/lesson/class", json=ask, headers=student).status_code == 403
        assert client.post("/lesson/class", json=ask, headers=teacher).json()["phase"] == "asked"
        client.post("/lesson/class", json=ASKED | {"do": "end"}, headers=teacher)
        ended = client.post("/lesson/class", json=ASKED, headers=student).json()
        assert ended["home"] == f"../#join={classroom.code}"
        assert classroom.state("student00")["lesson"] is False


@pytest.mark.parametrize("start", [None, LESSON])
def test_no_student_may_start_a_lesson_or_see_which_there_are(start: str | None) -> None:
    classroom = Classroom()
    with lab(classroom, AWAY) as client:
        for headers in ({}, {CODE: classroom.code}, {KEY: "wrong"}):
            found = client.post("/lessons", json=ASKED | {"start": start}, headers=headers)
            assert (found.status_code, found.json()) == (401, {"error": say("teacher_alone")})
        assert not classroom.lesson()


def test_where_nobody_else_can_open_the_lab_whoever_sits_there_may_and_no_phone_can_join() -> None:
    with lab(None, HERE) as client:
        wrong = client.post("/lessons", json=ASKED | {"start": "winers-curse"})
        assert wrong.status_code == 422 and "winners-curse" in wrong.json()["error"]
        running = client.post("/lessons", json=ASKED | {"start": "plan"}).json()["running"]
        assert not running["phones"] and not running["qr"]
        assert running["command"] == say("lab_for_phones")
