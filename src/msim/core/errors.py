"""Errors that a user can act on: what is wrong, where, and what would be right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Located:
    """One problem of a user's input and its place (line and column count from 1; 0 is unknown)."""

    message: str
    key: str = ""
    file: str = ""
    line: int = 0
    column: int = 0

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
        self.problems = [Located(problems)] if isinstance(problems, str) else list(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))
