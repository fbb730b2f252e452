"""Does an hour teach? Ten questions for before and after it, multiple choice, from one text.

Each question tests what a lesson claims, and each choice says why it is wrong, or right. What a
right answer rests on is asked of the lesson's own run by a test (`holds`).
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from msim.lessons.lesson import Lesson, find

__all__ = ["QuizChoice", "QuizQuestion", "quiz"]


@dataclass(frozen=True)
class QuizChoice:
    """One choice, and why it is wrong, or right."""

    text: str
    why: str
    right: bool = False


@dataclass(frozen=True)
class QuizQuestion:
    """One question on what a lesson claims.

    holds: what the right answer rests on, in the names that the lesson's notebook comes to.
    """

    number: int
    lesson: Lesson
    asks: str
    holds: str
    choices: tuple[QuizChoice, ...]

    @property
    def right(self) -> int:
        """The index of the right choice."""
        return next(at for at, choice in enumerate(self.choices) if choice.right)


@cache
def quiz() -> tuple[QuizQuestion, ...]:
    """The ten questions, in the order of teaching.

    >>> [len(question.choices) for question in quiz()][:3]
    [4, 4, 4]
    """
    told = tomllib.loads(Path(__file__).with_name("questions.toml").read_text(encoding="utf-8"))
    return tuple(
        QuizQuestion(
            number, find(each["lesson"]), each["asks"], each["holds"],
            tuple(QuizChoice(**choice) for choice in each["choice"]),
        )
        for number, each in enumerate(told["question"], 1)
    )  # fmt: skip
