"""Where is the class, and who has answered what? The state of a lesson, and who may know what.

A student's page knows the step, its question and its own answer. What the class answered and what
came is in nobody's state before the teacher reveals it, but in the teacher's.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from msim.classroom.rounds import QuizRounds
from msim.core.errors import InputError
from msim.core.wording import say
from msim.lab.classroom import MOST, Classroom, new_key
from msim.lessons.lesson import Lesson
from msim.lessons.steps import LessonStep, steps

Phase = Literal["waiting", "asked", "revealed", "quiz", "learnt", "ended"]
Role = Literal["student", "screen", "teacher"]
ACTIONS: Final = ("ask", "reveal", "picture", "quiz", "learnt", "end")


@dataclass
class LessonRoom:
    """A lesson under way: the step it is at, and an answer for each page that gave one.

    door: code, key and who is present. view: what lets a projection in. came: the right choice of
    each step, once it is computed; since `opened` it is. rounds: the ten questions, before the
    lesson and after it.
    """

    lesson: Lesson
    door: Classroom = field(default_factory=Classroom)
    view: str = field(default_factory=new_key)
    came: tuple[int, ...] | None = None
    failed: str = ""
    at: int = 0
    phase: Phase = "waiting"
    picture: int = 0
    begun: float | None = None
    opened: float = field(default_factory=time.monotonic)
    rounds: QuizRounds = field(default_factory=QuizRounds)
    _answers: dict[int, dict[str, int]] = field(default_factory=dict)
    _steps: tuple[LessonStep, ...] = ()

    @property
    def steps(self) -> tuple[LessonStep, ...]:
        """The lesson's steps."""
        if not self._steps:
            self._steps = steps(self.lesson)
        return self._steps

    @property
    def step(self) -> LessonStep | None:
        """The step under way, None before the first and after the last."""
        return self.steps[self.at - 1] if self.phase in ("asked", "revealed") else None

    def act(self, what: str, number: object) -> None:
        """Ask a step, reveal it, show a picture, ask ten questions, or end. Raises InputError."""
        if what == "ask":
            if not _whole(number) or not 1 <= number <= len(self.steps):  # type: ignore[operator]
                raise InputError(say("no_step", steps=len(self.steps)))
            self.at, self.phase, self.picture = int(str(number)), "asked", 0
            self.begun = time.monotonic() if self.begun is None else self.begun
            self._answers[self.at] = {}
        elif what == "reveal":
            if self.step is None:
                raise InputError(say("no_question"))
            if self.came is None:
                raise InputError(self.failed or say("computing"))
            self.phase = "revealed"
        elif what == "picture" and _whole(number):
            self.picture = max(0, int(str(number)))
        elif what == "quiz":
            self.rounds.ask(number)
            self.at, self.phase = 0, "quiz"
        elif what == "learnt":
            self.rounds.reveal()
            self.at, self.phase = 0, "learnt"
        elif what == "end":
            self.at, self.phase = 0, "ended"
        else:
            raise InputError(say("class_actions", actions=", ".join((*ACTIONS, "answer"))))

    def answer(self, session: str, choice: object) -> None:
        """A page's answer to what is asked, once and for all. Raises InputError."""
        if self.phase == "quiz":
            self.rounds.answer(session, choice)
            return
        if self.phase != "asked":
            raise InputError(say("no_question"))
        if not _whole(choice) or not 0 <= choice < len(self.steps[self.at - 1].choices):  # type: ignore[operator]
            raise InputError(say("no_choice"))
        given = self._answers[self.at]
        if session not in given and len(given) >= MOST:
            raise InputError(say("class_full"))
        given.setdefault(session, int(str(choice)))

    def state(self, session: str, role: Role, now: float | None = None) -> dict[str, Any]:
        """What a page of this role may know, as plain data."""
        now = time.monotonic() if now is None else now
        present = self.door.present(session if role == "student" else "", now)
        given: Mapping[str, object] = self._answers.get(self.at, {})
        if self.phase == "quiz":
            given = self.rounds.given
        found: dict[str, Any] = {
            "lesson": self.lesson.title, "question": self.lesson.question,
            "phase": self.phase, "at": self.at, "of": len(self.steps),
        }  # fmt: skip
        if role != "student":
            found |= {"present": present, "answered": len(given)}
        if self.step is not None:
            found["step"] = {
                "title": self.step.title, "world": self.step.world,
                "asks": self.step.question, "choices": self.step.choices,
            }  # fmt: skip
            if role == "teacher":
                found["step"]["also"] = self.step.also
            if role == "student":
                found["mine"] = given.get(session)
        if self.phase == "revealed" and self.came is not None:
            taken = list(self._answers[self.at].values())
            found["came"] = self.came[self.at - 1]
            found["counts"] = [taken.count(n) for n in range(len(self.steps[self.at - 1].choices))]
            found["picture"] = self.picture
        if self.phase in ("quiz", "learnt"):
            found |= self.rounds.state(session, role, self.phase == "learnt")
        if self.phase == "ended":
            found["closing"] = self.lesson.closing
        if role == "teacher":
            found |= self._console(now) | {"places": self.door.by_address(given)}
        return found

    def _console(self, now: float) -> dict[str, Any]:
        return {
            "ready": self.came is not None,
            "opened": now - self.opened,
            "failed": self.failed,
            "elapsed": None if self.begun is None else now - self.begun,
            "minutes": self.lesson.minutes,
            "learnt": self.rounds.counts(),
            "steps": [
                {"title": each.title, "asks": each.question, "minutes": each.minutes,
                 "came": each.choices[self.came[each.number - 1]] if self.came else ""}
                for each in self.steps
            ],
        }  # fmt: skip


def _whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)
