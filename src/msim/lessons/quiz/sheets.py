"""The ten questions on paper, with their answers, and as text for a course system."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from msim import __version__
from msim.core.text import as_json
from msim.lessons.quiz import QuizQuestion, quiz
from msim.lessons.sheets import BOX
from msim.report.common import folder
from msim.report.common.document import Column, Document, Section, Table, Text
from msim.report.common.html import page
from msim.report.common.sentences import sentences

said = sentences("lessons/quiz")
PAGE = "quiz.html"
LETTERS = "abcd"
_SPECIAL = re.compile(r"([~=#{}\\])")


def document(answers: bool = False) -> Document:
    """The questions to tick before and after an hour, or with the answers and their reasons."""
    told = said.use() if answers else said.how()
    first = Section("how", said.heading(), (Text(told, "page"),))
    last = Section("more", "", (Text("" if answers else said.more(), "terminal", quiet=True),))
    return Document(
        title=said.title(answers),
        kicker=said.kicker(answers),
        heading=said.title(answers),
        opening=said.title(answers),
        footer=f"{said.footer()} \u00b7 msim {__version__}",
        again=said.again(),
        sections=(first, *(_asked(each, answers) for each in quiz()), last),
    )


def _asked(question: QuizQuestion, answers: bool) -> Section:
    name = f"question-{question.number}"
    letter, choice = Column(""), Column(said.choice(), words=True)
    columns: tuple[Column, ...]
    rows: list[tuple[str, ...]]
    if answers:
        columns = (letter, choice, Column(said.why(), words=True))
        rows = [
            (at, said.right(each.text) if each.right else each.text, each.why)
            for at, each in zip(LETTERS, question.choices, strict=False)
        ]
    else:
        ticks = [Column(title, where="page") for title in (said.before(), said.after())]
        columns = (letter, choice, *ticks)
        rows = [
            (at, each.text, *[BOX.strip()] * 2)
            for at, each in zip(LETTERS, question.choices, strict=False)
        ]
    told = said.number(question.number, question.lesson.title if answers else "")
    heading = Text(f"**{question.number}.** {question.asks}", "terminal")
    see = Text(said.see(question.lesson.name) if answers else "", quiet=True)
    asks = Text(question.asks, "page", look="question")
    table = Table(f"{name}-choices", "", columns, rows, fold=True)
    return Section(name, told, (heading, asks, table, see))


def record(answers: bool = False) -> dict[str, Any]:
    """What `msim quiz --json` prints: the questions, and with `answers` what is right, and why."""

    def told(question: QuizQuestion) -> dict[str, Any]:
        asked = {"lesson": question.lesson.name, "asks": question.asks}
        if not answers:
            return asked | {"choices": [each.text for each in question.choices]}
        return asked | {
            "choices": [{"text": each.text, "why": each.why} for each in question.choices],
            "right": question.right,
        }

    return {"questions": [told(each) for each in quiz()]}


def gift() -> str:
    """The questions in GIFT, as Moodle's documentation has it, with the reasons as feedback.

    >>> gift().count("::msim ")
    10
    """
    made = [f"// {said.gift()}", "$CATEGORY: msim"]
    for question in quiz():
        choices = "\n".join(
            f"\t{'=' if each.right else '~'}{_escaped(each.text)}#{_escaped(each.why)}"
            for each in question.choices
        )
        title = _escaped(f"msim {question.number}, {question.lesson.name}")
        made.append(f"::{title}::{_escaped(question.asks)} {{\n{choices}\n}}")
    return "\n\n".join(made) + "\n"


def _escaped(text: str) -> str:
    r"""A text with what means something in GIFT made plain.

    >>> _escaped("a = {b}")
    'a \\= \\{b\\}'
    """
    return _SPECIAL.sub(r"\\\1", text)


def export(place: Path) -> Path:
    """Write the sheets and the text for a course system; gives the folder's path.

    Raises InputError where the place is a file or holds something else, OSError where nobody may
    write; nothing half-written is left.
    """
    target = folder.ready(place, PAGE)
    manifest = {"msim": __version__, "questions": len(quiz())}
    return folder.write(target, {
        PAGE: page(document(), {}),
        "answers.html": page(document(answers=True), {}),
        "quiz.gift.txt": gift(),
        folder.MANIFEST: as_json(manifest),
    })  # fmt: skip
