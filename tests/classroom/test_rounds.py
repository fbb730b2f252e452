"""The ten questions in class: two rounds, once each, and nobody is told what is right too early."""

from __future__ import annotations

from typing import Any

import pytest

from msim.classroom.room import LessonRoom
from msim.classroom.rounds import QuizRounds
from msim.core.errors import InputError
from msim.lessons import find
from msim.lessons.quiz import quiz
from tests.classroom.made import taught

RIGHT = [question.right for question in quiz()]
WRONG = [(question.right + 1) % len(question.choices) for question in quiz()]
UNKNOWN = [-1] * len(RIGHT)


def test_the_change_is_counted_over_those_who_answered_twice() -> None:
    rounds = QuizRounds()
    assert rounds.counts() == []
    rounds.ask(1)
    for session, given in {"one": WRONG, "two": RIGHT, "three": UNKNOWN, "gone": RIGHT}.items():
        rounds.answer(session, given)
    rounds.ask(2)
    for session, given in {"one": RIGHT, "two": WRONG, "three": RIGHT, "late": RIGHT}.items():
        rounds.answer(session, given)
    for each in rounds.counts():
        assert (each["before"], each["of_before"]) == (2, 4)
        assert (each["after"], each["of_after"]) == (3, 4)
        assert (each["gained"], each["lost"], each["both"]) == (2, 1, 3)


def test_an_answer_is_given_once_and_a_round_that_is_asked_again_goes_on() -> None:
    rounds = QuizRounds()
    rounds.ask(1)
    rounds.answer("one", WRONG)
    rounds.answer("one", RIGHT)
    rounds.ask(1)
    assert rounds.counts()[0]["before"] == 0
    assert rounds.counts()[0]["of_before"] == 1


@pytest.mark.parametrize("given", [
    None, 3, [], RIGHT[:-1], [*RIGHT, 0], [9] * 10, [-2] * 10, [True] * 10, ["0"] * 10, [None] * 10,
])  # fmt: skip
def test_what_is_no_answer_is_refused(given: Any) -> None:
    rounds = QuizRounds()
    rounds.ask(1)
    with pytest.raises(InputError):
        rounds.answer("one", given)


@pytest.mark.parametrize("number", [0, 3, True, None, "1"])
def test_there_are_two_rounds(number: Any) -> None:
    with pytest.raises(InputError):
        QuizRounds().ask(number)


def test_the_lesson_goes_on_after_the_first_round() -> None:
    room = LessonRoom(find("winners-curse"))
    room.act("quiz", 1)
    room.answer("one", UNKNOWN)
    assert room.state("one", "screen")["answered"] == 1
    room.act("ask", 1)
    assert room.state("one", "screen")["answered"] == 0
    assert "questions" not in room.state("one", "student")
    with pytest.raises(InputError):
        room.act("learnt", None)


def test_pages_learn_what_is_right_from_the_teacher_s_hand_alone() -> None:
    with taught() as (pages, _):
        assert pages.ask("student", do="quiz", number=1).status_code == 403
        for number in (1, 2):
            pages.ask("teacher", do="quiz", number=number)
            told = pages.ask("student", do="answer", choice=WRONG if number == 1 else RIGHT).json()
            assert told["mine"] == (WRONG if number == 1 else RIGHT)
            assert all(set(each) == {"asks", "choices"} for each in told["questions"])
            assert "counts" not in pages.ask("screen").json()
        assert pages.ask("student", do="learnt").status_code == 403
        told = pages.ask("teacher", do="learnt").json()
        assert told["learnt"][0]["gained"] == told["learnt"][0]["both"] == 1
        assert [each["right"] for each in pages.ask("student").json()["questions"]] == RIGHT
        assert "counts" not in pages.ask("student").json()
        assert pages.ask("screen").json()["counts"] == told["learnt"]
