"""Which lessons are there, and what does each ask? Their records, in the order of teaching.

The headings are those of NetLogo's model information (Wilensky 1999, NetLogo, Northwestern
University), which many teachers know.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from msim.core.errors import InputError
from msim.scenario.phrases import hint

CONTENT = Path(__file__).parent / "content"
HEADINGS = (
    "What is it?", "How it works", "How to use it", "Things to notice", "Things to try",
    "Extending", "Related", "References",
)  # fmt: skip
"""What a lesson tells, in this order."""
_ORDER = (
    "clusters-out-of-nothing", "who-is-reached", "winners-curse", "what-or-whom",
    "five-thousand-data-points", "magic-wand", "three-million-fewer",
    "one-country", "could-you-have-seen-it", "your-own-study",
)  # fmt: skip


@dataclass(frozen=True)
class Lesson:
    """One lesson: name, title, minutes in class, the question it asks, and its texts' folder.

    closing: what everybody answers in a sentence at the end. world: where to try keys, a shipped
    scenario.
    """

    name: str
    title: str
    minutes: int
    question: str
    folder: Path
    closing: str = ""
    world: str = "small"

    def text(self, name: str) -> str:
        """One of its texts (`lesson`, `worksheet`, `instructor`, `solutions`, `notebook`).

        As it stands in the file; `sheets.written` puts the sheets together.
        """
        return _split((self.folder / f"{name}.md").read_text(encoding="utf-8"))[1]

    def sections(self) -> dict[str, str]:
        """The lesson by heading, without the headings themselves."""
        parts = re.split(r"^## (.+)$", self.text("lesson"), flags=re.M)
        return dict(zip(parts[1::2], (part.strip() for part in parts[2::2]), strict=True))


@cache
def lessons() -> tuple[Lesson, ...]:
    """Every lesson, in the order of teaching.

    >>> [lesson.name for lesson in lessons()][:2]
    ['clusters-out-of-nothing', 'who-is-reached']
    """
    return tuple(_read(CONTENT / name) for name in _ORDER)


@cache
def plan() -> Lesson:
    """The class of 45 minutes, as steps; no lesson of its own, and without sheets for students.

    >>> plan().minutes
    45
    """
    return _read(CONTENT.with_name("plan"))


def _read(folder: Path) -> Lesson:
    head = tomllib.loads(_split((folder / "lesson.md").read_text(encoding="utf-8"))[0])
    return Lesson(folder.name, folder=folder, **head)


def find(name: str) -> Lesson:
    """The lesson of this name. Raises InputError, which says the nearest, where there is none.

    >>> find("who-is-reached").minutes
    35
    """
    for lesson in lessons():
        if lesson.name == name:
            return lesson
    raise InputError(f"no such lesson: '{name}'; {hint(name, [each.name for each in lessons()])}")


def _split(text: str) -> tuple[str, str]:
    """Front matter (TOML between lines of `+++`; "" where there is none) and the rest."""
    if not text.startswith("+++\n"):
        return "", text
    head, _, rest = text[4:].partition("\n+++\n")
    return head, rest.lstrip("\n")
