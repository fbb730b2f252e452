"""What does a class do, step by step? What `lesson.md` says of each step, for whoever shows it.

A step has an `:::ask` box (TOML: the world in a sentence, a question, `choices` where they are not
the four answers, and what to ask `also`). Class, page, worksheet and notebook have it from here.
Its result begins with `<!--came N-->`: which choice came, from the run.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass

from msim.lessons.boxes import boxes, said
from msim.lessons.lesson import Lesson

_CAME = re.compile(r"^<!--came (.*?)-->\n*")


@dataclass(frozen=True)
class LessonStep:
    """One step: its title, the world in a sentence, the question with its choices.

    intro: what is told before. also: what else to predict, on paper or aloud. minutes: of the
    lesson, from and to, as the instructor's sheet has them.
    """

    number: int
    title: str
    intro: str
    world: str
    question: str
    choices: tuple[str, ...]
    also: tuple[str, ...]
    minutes: tuple[int, int]

    @property
    def heading(self) -> str:
        """Its heading on every sheet."""
        return f"Step {self.number}. {self.title}"


@dataclass(frozen=True)
class StepResult:
    """What came of a step: the index of a choice, and a text in which figures are named."""

    came: int
    text: str


def steps(lesson: Lesson) -> tuple[LessonStep, ...]:
    """The steps of a lesson, in order. Nothing of a result is in them.

    >>> from msim.lessons import find
    >>> [step.choices[0] for step in steps(find("winners-curse"))][:2]
    ['more than the test promised', 'gains']
    """
    found = []
    for number, (title, text) in enumerate(_parts(lesson.text("lesson")), 1):
        asked = tomllib.loads(_box(text, "ask"))
        choices = asked.get("choices") or said.paragraphs("effects")
        row = re.search(rf"^\| (\d+)-(\d+) \| Step {number}:", lesson.text("instructor"), re.M)
        assert row is not None, title
        found.append(
            LessonStep(
                number, title, text.partition(":::ask")[0].strip(), asked["world"],
                asked["question"], tuple(choices), tuple(asked.get("also", ())),
                (int(row[1]), int(row[2])),
            )
        )  # fmt: skip
    return tuple(found)


def results(filled: str) -> tuple[StepResult, ...]:
    """What came of each step, from the lesson's text filled with the numbers of its run."""
    found = []
    for _, text in _parts(filled):
        box = _box(text, "reveal")
        came = _CAME.match(box)
        assert came is not None, box
        found.append(StepResult(int(came[1]), box[came.end() :]))
    return tuple(found)


def _parts(text: str) -> list[tuple[str, str]]:
    """Title and text of each step."""
    told = re.split(r"^## Things", text, flags=re.M)[0]
    pieces = re.split(r"^### Step \d\. (.+)$", told, flags=re.M)
    return list(zip(pieces[1::2], pieces[2::2], strict=True))


def _box(text: str, kind: str) -> str:
    return next(piece for found, piece in boxes(text) if found == kind)
