"""A class over the network: who is told what, and nothing of an answer before its reveal."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import pytest

from msim.classroom.room import LessonRoom
from msim.core.wording import say
from tests.classroom.made import ADDRESSES, MARK, Browsers, taught

STUDENTS = ("student", "late", "screen")


@pytest.fixture
def room() -> Iterator[tuple[Browsers, LessonRoom]]:
    with taught() as found:
        yield found


def files(pages: Browsers, who: str) -> None:
    """Load every file that there is."""
    for name in ("", "screen", "console", "student.js", "screen.js", "console.js", "common.js"):
        assert pages.get(who, f"/{name}").status_code == 200
    for name in ("class.css", "look.css", "icon.svg", "join.svg", "meta.json", "result"):
        pages.get(who, f"/{name}")


def everything(pages: Browsers, who: str, steps: int) -> None:
    """Ask for all that there is to ask for."""
    pages.ask(who)
    for number in range(1, steps + 1):
        pages.ask(who, "/result", number=number)
    for what in ("reveal", "picture", "ask"):
        assert pages.ask(who, do=what, number=1).status_code == 403


def test_nothing_of_an_answer_is_sent_before_its_reveal(
    room: tuple[Browsers, LessonRoom],
) -> None:
    """All that a student, the projection and somebody who comes late are sent is read."""
    pages, lesson = room
    steps = len(lesson.steps)
    right = [each.choices[-1] for each in lesson.steps]
    for who in ("student", "screen"):
        files(pages, who)
        everything(pages, who, steps)
    for number in range(1, steps + 1):
        pages.ask("teacher", do="ask", number=number)
        pages.ask("student", do="answer", choice=0)
        for who in STUDENTS:
            everything(pages, who, steps)
            told = pages.ask(who).json()
            assert not {"came", "counts", "steps", "ready"} & set(told)
        for who in STUDENTS:
            text = " ".join(pages.sent[who])
            seen = {int(found) for found in re.findall(r"MARKED-(\d+)-", text)}
            assert seen == set(range(1, number)) if who != "late" else seen <= {number - 1}
            assert "MARKED-notes" not in text and lesson.door.key not in text
            # A question of a later step, or its choices, would give away where the lesson goes.
            for step, choice in zip(lesson.steps[number:], right[number:], strict=True):
                assert step.question not in text and f'"{step.title}"' not in text
                assert choice in {c for s in lesson.steps[:number] for c in s.choices} or (
                    choice not in text
                )
        pages.ask("teacher", do="reveal")
        for who in ("student", "screen"):
            assert pages.ask(who).json()["came"] == len(lesson.steps[number - 1].choices) - 1
            shown = pages.ask(who, "/result", number=number)
            assert MARK.format(step=number) in shown.text and "came" not in shown.json()
        for text in ("student", "late"):
            assert lesson.view not in " ".join(pages.sent[text])
        pages.sent["late"].clear()


def test_whoever_comes_late_sees_the_step_under_way_and_may_answer(
    room: tuple[Browsers, LessonRoom],
) -> None:
    pages, _ = room
    pages.ask("teacher", do="ask", number=2)
    told = pages.ask("late").json()
    assert (told["phase"], told["at"], told["mine"]) == ("asked", 2, None)
    assert pages.ask("late", do="answer", choice=1).json()["mine"] == 1
    assert pages.ask("late", do="answer", choice=2).json()["mine"] == 1  # once and for all
    assert pages.ask("screen").json()["answered"] == 1
    pages.ask("teacher", do="reveal")
    assert pages.ask("late").json()["counts"] == [0, 1, 0, 0]
    assert pages.ask("late", do="answer", choice=2).status_code == 422


def test_each_page_is_let_in_by_its_own_key(room: tuple[Browsers, LessonRoom]) -> None:
    pages, lesson = room
    client = pages.client
    assert client.post("/class", json={}).status_code == 401
    for key in ("wrong", lesson.door.code):
        refused = client.post("/session", json={}, headers={"x-lab-key": key})
        assert refused.status_code == 401
    assert client.get("/join.svg").status_code == 401
    shown = pages.get("screen", "/join.svg").text
    assert shown.startswith("<svg") and "http" not in shown.replace("http://www.w3.org", "")
    assert pages.ask("screen", do="reveal").status_code == 403
    assert "steps" in pages.ask("teacher").json()
    assert pages.ask("teacher").json()["join"]["addresses"] == list(ADDRESSES)
    made_up = {"x-lab-session": "0123456789abcdef", "x-lab-code": lesson.door.code}
    assert client.post("/class", json={}, headers=made_up).status_code == 401


def test_the_console_sees_hidden_answers_and_counts_but_not_who(
    room: tuple[Browsers, LessonRoom],
) -> None:
    pages, lesson = room
    pages.ask("teacher", do="ask", number=1)
    pages.ask("student", do="answer", choice=1)
    pages.ask("late")
    told = pages.ask("teacher").json()
    assert (told["answered"], told["present"]) == (1, 2)
    assert told["steps"][0]["came"] == lesson.steps[0].choices[-1]
    assert told["places"] == [["127.0.0.1", 1]]
    assert pages.joined["student"]["x-lab-session"] not in json.dumps(told)
    assert all("places" not in pages.ask(who).json() for who in ("student", "screen"))
    assert "MARKED-notes" in pages.ask("teacher", "/result", number=3).text


def test_an_address_of_this_machine_alone_has_no_code_to_scan_and_says_what_to_type() -> None:
    with taught(addresses=("http://127.0.0.1:8741/",)) as (pages, _):
        join = pages.ask("screen").json()["join"]
        assert join["phones"] is False and join["command"] == "msim class --host 0.0.0.0"
        assert pages.get("screen", "/join.svg").status_code == 404
    with taught() as (pages, _):
        assert "command" not in pages.ask("teacher").json()["join"]


def test_what_to_ask_aloud_is_the_teacher_s_and_all_end_with_the_lesson_s_sentence(
    room: tuple[Browsers, LessonRoom],
) -> None:
    pages, lesson = room
    pages.ask("teacher", do="ask", number=2)
    assert pages.ask("teacher").json()["step"]["also"] == list(lesson.steps[1].also)
    assert "also" not in pages.ask("student").json()["step"]
    pages.ask("teacher", do="end")
    assert pages.ask("student").json()["closing"] == lesson.lesson.closing


def test_what_could_not_be_computed_is_never_revealed() -> None:
    with taught(computed=False) as (pages, _):
        pages.ask("teacher", do="ask", number=1)
        refused = pages.ask("teacher", do="reveal")
        assert (refused.status_code, refused.json()["error"]) == (422, "MARKED-error")
        assert pages.ask("student").json()["phase"] == "asked"
        assert pages.ask("teacher").json()["failed"] == "MARKED-error"
        assert pages.ask("student", "/result", number=1).json()["error"] == say("not_revealed")
        assert "MARKED" not in " ".join(pages.sent["student"])
