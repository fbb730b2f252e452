"""The ten questions: each has one right answer with its reason, and reads as GIFT."""

from __future__ import annotations

import io
import json
import warnings
from pathlib import Path

import pytest

from msim.api import load, reach_curves
from msim.core.errors import InputError
from msim.lessons.lesson import lessons
from msim.lessons.quiz import QuizQuestion, quiz, sheets
from tests.cli.command import said

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # it asks for the locale in an old way
    from pygiftparser import parser


def test_there_are_ten_questions_and_every_lesson_has_one() -> None:
    assert len(quiz()) == 10
    assert {each.lesson.name for each in quiz()} == {each.name for each in lessons()}


@pytest.mark.parametrize("question", quiz(), ids=lambda each: str(each.number))
def test_a_question_has_one_right_choice_and_a_reason_for_each(question: QuizQuestion) -> None:
    choices = question.choices
    assert sum(choice.right for choice in choices) == 1
    assert 3 <= len(choices) <= len(sheets.LETTERS)
    assert len({choice.text for choice in choices}) == len(choices)
    assert all(choice.why.endswith((".", "!")) for choice in choices)
    assert len(question.asks.split()) <= 32 and question.asks.endswith("?")


def test_the_right_choice_cannot_be_told_by_its_place_or_its_length() -> None:
    places = [each.right for each in quiz()]
    assert max(places.count(place) for place in set(places)) <= 4
    longest = [max(range(len(q.choices)), key=lambda at: len(q.choices[at].text)) for q in quiz()]
    assert sum(a == b for a, b in zip(places, longest, strict=True)) <= 5


@pytest.mark.parametrize("name", ["baseline", "small"])
def test_what_twice_the_money_buys_agrees_with_the_reach_curves(name: str) -> None:
    """A campaign that reaches nine in ten doubles its budget: one choice is so, the marked one."""
    question = next(each for each in quiz() if each.lesson.name == "who-is-reached")
    curves = reach_curves(load(name, {"population.simulated": 2_000, "run.replicates": 1}))
    plans = curves.table("choices").set_index(["point", "arm", "budget"])
    half, whole = (
        plans.loc["proportional", "broadcast", part * curves.budget] for part in (0.5, 1.0)
    )
    assert 0.85 < half["reach_rate"] < 0.95, "nine in ten"
    little, everybody = whole["reach_rate"] < 0.98, whole["reach_rate"] > 0.99
    votes = whole["net_votes"] / half["net_votes"]
    so = [everybody and votes < 1.3, little and votes < 1.3, little and 1.7 < votes <= 2.2]
    assert so == [at == question.right for at in range(3)]


def test_a_course_system_reads_what_is_written() -> None:
    """By a parser of GIFT that is none of ours."""
    read = parser.parseFile(io.StringIO(sheets.gift()))
    assert len(read) == len(quiz())
    for found, question in zip(read, quiz(), strict=True):
        assert found.valid and question.asks in found.text
        answers = found.answers.answers
        assert [a.answer.strip() for a in answers] == [c.text for c in question.choices]
        assert [a.feedback.strip() for a in answers] == [c.why for c in question.choices]
        assert [a.fraction > 0 for a in answers] == [c.right for c in question.choices]


def test_the_sheet_to_hand_out_does_not_say_what_is_right(tmp_path: Path) -> None:
    place = sheets.export(tmp_path / "quiz")
    out, answers = (
        (place / name).read_text(encoding="utf-8") for name in (sheets.PAGE, "answers.html")
    )
    assert "(right)" not in out and answers.count("(right)") == 10
    asked = sheets.record()["questions"]
    assert all(set(each) == {"lesson", "asks", "choices"} for each in asked)
    with pytest.raises(InputError):
        sheets.export(place / sheets.PAGE)


def test_the_questions_on_the_terminal(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    status, out, err = said(capsys, "quiz")
    assert (status, err) == (0, "") and "(right)" not in out
    assert max(map(len, out.splitlines())) <= 80
    assert said(capsys, "quiz", "--answers")[1].count("(right)") == 10
    told = json.loads(said(capsys, "quiz", "--json", "--export", tmp_path / "quiz")[1])
    assert len(told["questions"]) == 10 and "right" not in told["questions"][0]
    assert (Path(told["folder"]) / "quiz.gift.txt").is_file()
