"""Does the hour teach? Ten questions before it and after it, and the change as a count.

What is right is in nobody's state before the teacher reveals it after the second round. Answers are
kept by page while the class runs, so that a change of mind can be counted; no name is asked.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from msim.core.errors import InputError
from msim.core.wording import say
from msim.lab.classroom import MOST
from msim.lessons.quiz import quiz

ROUNDS: Final = (1, 2)
"""Before the lesson, and after it."""


@dataclass
class QuizRounds:
    """Two rounds of the ten questions. round: the one that was asked last, 0 before the first."""

    round: int = 0
    _answers: dict[int, dict[str, tuple[int, ...]]] = field(default_factory=dict)

    @property
    def given(self) -> Mapping[str, tuple[int, ...]]:
        """The answers of the round under way, by page: a choice for each question, -1 for none."""
        return self._answers.get(self.round, {})

    def ask(self, number: object) -> None:
        """Begin a round; one that is asked again goes on. Raises InputError."""
        if isinstance(number, bool) or number not in ROUNDS:
            raise InputError(say("quiz_round"))
        self.round = int(str(number))
        self._answers.setdefault(self.round, {})

    def reveal(self) -> None:
        """What is right may be shown now. Raises InputError before the second round."""
        if self.round != ROUNDS[-1]:
            raise InputError(say("quiz_early"))

    def answer(self, session: str, choices: object) -> None:
        """A page's ten choices, once and for all in a round. Raises InputError."""
        questions = quiz()
        if (
            not isinstance(choices, list)
            or len(choices) != len(questions)
            or not all(
                isinstance(choice, int)
                and not isinstance(choice, bool)
                and -1 <= choice < len(question.choices)
                for choice, question in zip(choices, questions, strict=True)
            )
        ):
            raise InputError(say("quiz_choices", questions=len(questions)))
        given = self._answers[self.round]
        if session not in given and len(given) >= MOST:
            raise InputError(say("class_full"))
        given.setdefault(session, tuple(choices))

    def counts(self) -> list[dict[str, Any]]:
        """For each question how many were right in each round, and how the rounds differ.

        `gained` and `lost`: of the `both` pages that answered twice, those that were right only
        after the lesson, and only before it. Empty before anything was asked.
        """
        if not self.round:
            return []
        before, after = (self._answers.get(number, {}) for number in ROUNDS)
        both = before.keys() & after.keys()
        made = []
        for at, question in enumerate(quiz()):
            first, second = _right(before, at, question.right), _right(after, at, question.right)
            made.append({
                "asks": question.asks,
                "before": len(first), "of_before": len(before),
                "after": len(second), "of_after": len(after), "both": len(both),
                "gained": len(both & (second - first)), "lost": len(both & (first - second)),
            })  # fmt: skip
        return made

    def state(self, session: str, role: str, revealed: bool) -> dict[str, Any]:
        """What a page of this role may know of the ten questions."""
        questions: Sequence[dict[str, Any]] = [
            {"asks": each.asks, "choices": [choice.text for choice in each.choices]}
            for each in quiz()
        ]
        if revealed or role == "teacher":
            for told, each in zip(questions, quiz(), strict=True):
                told |= {"right": each.right, "why": [choice.why for choice in each.choices]}
        found: dict[str, Any] = {"round": self.round, "questions": questions}
        if role == "student":
            found["mine"] = self.given.get(session)
        if revealed and role != "student":
            found["counts"] = self.counts()
        return found


def _right(answers: Mapping[str, tuple[int, ...]], at: int, right: int) -> set[str]:
    """The pages whose answer to a question is the right one."""
    return {session for session, given in answers.items() if given[at] == right}
