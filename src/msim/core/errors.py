"""Errors that a user can act on: what is wrong, where, and what would be right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from msim.core.text import printable
from msim.core.wording import say


@dataclass(frozen=True)
class Located:
    """One problem of a user's input and its place (line and column count from 1; 0 is unknown).

    rest: how many it stands for, where it only counts those that are not said. Texts may repeat
    what somebody typed: whatever of it would move a terminal's cursor is written as an escape.
    """

    message: str
    key: str = ""
    file: str = ""
    line: int = 0
    column: int = 0
    rest: int = 0

    def __post_init__(self) -> None:
        for part, most in (("message", 280), ("key", 100), ("file", 200)):
            short = shortened(str(getattr(self, part)), most)  # first: it may be of any length
            plain = "\n".join(map(printable, short.split("\n")))
            object.__setattr__(self, part, shortened(plain, most))

    def __str__(self) -> str:
        place = self.file
        if self.line:
            place += f":{self.line}:{self.column}"
        return "  ".join(part for part in (place, self.text) if part)

    @property
    def text(self) -> str:
        """The problem without its place."""
        if not self.key:
            return self.message
        return (
            f"{self.key}: {self.message}"
            if not self.message.startswith("=")
            else (f"{self.key} {self.message}")
        )


MOST = 100
"""Problems that are said at once."""


def first(problems: Sequence[Located]) -> list[Located]:
    """The first problems, and how many more there are, from where on.

    >>> [str(each) for each in first([Located("wrong")] * 4_000)][-2:]
    ['wrong', 'and 3,900 more']
    """
    said = [each for each in problems if not each.rest]
    left = len(said[MOST:]) + sum(each.rest for each in problems)
    if not left:
        return said
    more = say("more", count=f"{left:,}")
    after = (said[MOST:] or [each for each in problems if each.rest])[0]
    place = (after.file, after.line, after.column)
    return [*said[:MOST], Located(more, "", *place, rest=left)]


def shortened(text: str, most: int) -> str:
    """A text of at most so many characters, the middle left out.

    >>> shortened("a long text", 8)
    'a ...ext'
    """
    if len(text) <= most:
        return text
    end = (most - 3) // 2 + (most - 3) % 2
    return f"{text[: most - 3 - end]}...{text[-end:]}"


class MsimError(Exception):
    """Something failed that has a plain explanation (exit status 1)."""


class IncompleteWarning(UserWarning):
    """Results were written, but for something that could not be made (exit status 1)."""


class InputError(MsimError, ValueError):
    """The user's input is wrong (exit status 2).

    >>> wrong = Located("no such key; did you mean 'count'?", "segments.cuont", "a.toml", 14, 1)
    >>> print(InputError([wrong]))
    a.toml:14:1  segments.cuont: no such key; did you mean 'count'?
    """

    def __init__(self, problems: Sequence[Located] | str) -> None:
        self.problems = [Located(problems)] if isinstance(problems, str) else first(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))
