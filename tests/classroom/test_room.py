"""A lesson under way: steps follow each other, an answer is given once, and a reveal waits."""

from __future__ import annotations

from typing import Any

import pytest

from msim.classroom.room import LessonRoom
from msim.core.errors import InputError
from msim.core.verdict import EFFECTS
from msim.lessons import find
from msim.lessons.filling import answer_of
from msim.lessons.steps import steps


@pytest.fixture
def room() -> LessonRoom:
    found = LessonRoom(find("winners-curse"))
    found.came = (2, 1, 0, 1, 1)
    return found


def test_a_lesson_waits_asks_reveals_and_ends(room: LessonRoom) -> None:
    assert room.state("one", "student")["phase"] == "waiting"
    for number in range(1, len(room.steps) + 1):
        room.act("ask", number)
        assert room.state("one", "student")["step"]["world"] == room.steps[number - 1].world
        room.act("reveal", None)
        assert room.state("one", "student")["came"] == room.came[number - 1]  # type: ignore[index]
    room.act("end", None)
    assert room.state("one", "student")["phase"] == "ended"
    assert "came" not in room.state("one", "student")


def test_a_step_that_is_asked_again_begins_anew(room: LessonRoom) -> None:
    room.act("ask", 1)
    room.answer("one", 2)
    room.act("ask", 2)
    assert room.state("one", "student")["mine"] is None
    room.act("ask", 1)
    assert room.state("one", "screen")["answered"] == 0


@pytest.mark.parametrize("choice", [-1, 3, True, "0", None, 0.5])
def test_an_answer_is_one_of_those_offered(room: LessonRoom, choice: Any) -> None:
    room.act("ask", 1)
    with pytest.raises(InputError):
        room.answer("one", choice)


@pytest.mark.parametrize(("what", "number"), [
    ("ask", 0), ("ask", 6), ("ask", True), ("ask", None), ("reveal", None), ("shout", 1),
    ("picture", "1"),
])  # fmt: skip
def test_what_is_not_there_is_refused(room: LessonRoom, what: str, number: Any) -> None:
    with pytest.raises(InputError):
        room.act(what, number)


def test_minutes_are_counted_from_the_first_question(room: LessonRoom) -> None:
    assert room.state("", "teacher")["elapsed"] is None
    room.act("ask", 1)
    assert room.begun is not None
    assert room.state("", "teacher", room.begun + 60.0)["elapsed"] == pytest.approx(60.0)


@pytest.mark.parametrize(("low", "high", "tied", "wanted"), [
    (400.0, 900.0, False, "gains"), (-900.0, -400.0, False, "loses"),
    (-100.0, 100.0, False, "makes no difference that matters"),
    (0.0, 0.0, True, "makes no difference that matters"),
    (-900.0, 100.0, False, "too close to call with these runs"),
    (100.0, 900.0, False, "too close to call with these runs"),
])  # fmt: skip
def test_the_four_answers_are_those_of_the_one_rule(
    low: float, high: float, tied: bool, wanted: str
) -> None:
    choices = steps(find("winners-curse"))[1].choices
    assert len(choices) == len(EFFECTS)
    assert choices[answer_of({"low": low, "high": high}, 300.0, tied)] == wanted
