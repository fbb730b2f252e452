r"""The sheets of a lesson, put together: each has its steps from `lesson.md`.

`worksheet.md` and `notebook.md` say under `## Step 1` only what is theirs: a table to fill in, code
to run. Headings, questions and the last sentence are written here, once for all of them.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from msim.lessons.boxes import said
from msim.lessons.lesson import HEADINGS, Lesson
from msim.lessons.steps import LessonStep, steps

BOX = "\N{BALLOT BOX}\N{NO-BREAK SPACE}"
"""What is ticked; no line ends between it and its choice."""
_STEP = re.compile(r"^## Step (\d)$", re.M)


def written(lesson: Lesson, sheet: str) -> str:
    """A sheet's whole text in Markdown, with placeholders where numbers of the run belong.

    sheet: `lesson`, `worksheet`, `notebook`, `instructor` or `solutions`; of the plan, `class`.

    >>> from msim.lessons import find
    >>> f"{BOX}four" in written(find("clusters-out-of-nothing"), "worksheet")
    True
    """
    made = {"lesson": _told, "worksheet": _worksheet, "notebook": _notebook, "class": _class}
    return made[sheet](lesson) if sheet in made else lesson.text(sheet)


def asked(step: LessonStep) -> str:
    """What a step asks, with boxes to tick."""
    ticked = " &emsp; ".join(f"{BOX}{choice}" for choice in step.choices)
    return f"{step.world} **{step.question}**\n\n{ticked}"


def _told(lesson: Lesson) -> str:
    text = lesson.text("lesson")
    for step in steps(lesson):
        box = f":::predict\n{asked(step)}{_also(step)}\n:::"
        text = re.sub(r"^:::ask\n.*?^:::$", _exactly(box), text, count=1, flags=re.M | re.S)
    use, notice = (f"## {heading}\n" for heading in HEADINGS[2:4])
    text = text.replace(use, f"{use}\n{said.how(lesson.name, lesson.world)}\n", 1)
    last = f"**{said.last()}** {lesson.closing}\n\n"
    return text.replace(notice, f"{last}{notice}", 1)


def _worksheet(lesson: Lesson) -> str:
    own = _with_steps(lesson, "worksheet", asked)
    end = f"## {said.last_heading()}\n\n{lesson.closing} {said.compare()}\n\n{{{{ lines(2) }}}}"
    return f"{said.group()}\n\n{own.strip()}\n\n{end}\n"


def _notebook(lesson: Lesson) -> str:
    def told(step: LessonStep) -> str:
        choices = "".join(f"\n- {choice}" for choice in step.choices)
        parts = (step.intro, step.world, f"**{said.predict_now()}** {step.question}\n{choices}")
        return "\n\n".join(part for part in parts if part) + _also(step)

    begin = f"# {lesson.title}\n\n{lesson.question} {said.before()}"
    end = f"## {said.last_heading()}\n\n{lesson.closing} {said.write()}"
    return f"{begin}\n\n{_with_steps(lesson, 'notebook', told).strip()}\n\n{end}\n"


def _class(lesson: Lesson) -> str:
    """The plan on paper, for a room without devices."""

    def told(step: LessonStep) -> str:
        return f"{said.minutes(*step.minutes)}\n\n{asked(step)}{_also(step)}"

    return f"# {lesson.title}\n\n{_with_steps(lesson, 'class', told)}"


def _with_steps(lesson: Lesson, sheet: str, told: Callable[[LessonStep], str]) -> str:
    """A sheet whose steps have their heading and what is told of them."""
    known = {str(step.number): step for step in steps(lesson)}

    def step(match: re.Match[str]) -> str:
        found = known[match[1]]
        return f"## {found.heading}\n\n{told(found)}"

    return _STEP.sub(step, lesson.text(sheet))


def _also(step: LessonStep) -> str:
    listed = "".join(f"\n- {each}" for each in step.also)
    return f"\n\n{said.also()}\n{listed}" if listed else ""


def _exactly(text: str) -> Callable[[re.Match[str]], str]:
    """What re.sub puts in, with no backslash read."""
    return lambda match: text
