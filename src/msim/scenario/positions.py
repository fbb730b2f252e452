"""Where each key and value of a TOML text stands, which `tomllib` does not tell.

Only for text that `tomllib` has accepted: nothing is validated, and values are only skipped.
"""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_right
from contextlib import suppress
from typing import NamedTuple

Path = tuple[str | int, ...]


class Position(NamedTuple):
    """Line and column, counted from 1, of a key and of its value (an element: of itself)."""

    key: tuple[int, int]
    value: tuple[int, int]


def positions(text: str) -> dict[Path, Position]:
    r"""The place of every table, key and array element of `text`, by path.

    >>> positions("[data]\nvalidity = 0.4")[("data", "validity")]
    Position(key=(2, 1), value=(2, 12))
    >>> positions("a = [1, {b = 2}]")[("a", 1, "b")].key
    (1, 10)
    """
    scanner = _Scanner(text)
    with suppress(IndexError, _LostError):  # a line number is not worth a crash
        scanner.document()
    return scanner.found


_BLANK = re.compile(r"(?:[ \t\r\n]+|#[^\n]*)*")
_SPACE = re.compile(r"[ \t]*")
_BARE = re.compile(r"[A-Za-z0-9_-]+")
_SCALAR = re.compile(r"[^,\]}\n#]+")
_STRINGS = tuple(
    (start, re.compile(pattern, re.DOTALL))
    for start, pattern in (
        ('"""', r'"""(?:\\.|[^\\])*?"{3,5}'),
        ("'''", r"'''.*?'{3,5}"),
        ('"', r'"(?:\\.|[^"\\])*"'),
        ("'", r"'[^']*'"),
    )
)


class _LostError(Exception):
    """The text is not the TOML that this scanner knows."""


class _Scanner:
    """A cursor over the text; each method reads one part of the grammar and moves past it."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.lines = [0, *(match.end() for match in re.finditer("\n", text))]
        self.found: dict[Path, Position] = {}
        self.tables_in: dict[Path, int] = {}  # arrays of tables: how many tables so far

    def document(self) -> None:
        base: Path = ()
        while self.skip(_BLANK) < len(self.text):
            if self.text[self.at] == "[":
                base = self.header()
            else:
                self.pair(base)

    def header(self) -> Path:
        start = self.at
        double = self.text.startswith("[[", start)
        self.at += 2 if double else 1
        names = self.key()
        self.at += 2 if double else 1
        base = self.walk((), [name for name, _ in names[:-1]], start)
        path = (*base, names[-1][0])
        if double:
            number = self.tables_in.get(path, 0)
            self.tables_in[path] = number + 1
            self.note(path, start, start)
            path = (*path, number)
        self.note(path, start, start, again=True)
        return path

    def walk(self, base: Path, names: list[str], at: int) -> Path:
        """The path that dotted `names` lead to; an array of tables means its last table."""
        path = base
        for name in names:
            path = (*path, name)
            self.note(path, at, at)
            if path in self.tables_in:
                path = (*path, self.tables_in[path] - 1)
        return path

    def pair(self, base: Path) -> None:
        names = self.key()
        path = base
        for name, at in names:
            path = (*path, name)
            self.note(path, at, at)
        if self.text[self.at] != "=":
            raise _LostError
        self.at += 1
        self.skip(_SPACE)
        self.note(path, names[-1][1], self.at, again=True)
        self.value(path)

    def key(self) -> list[tuple[str, int]]:
        """The parts of a dotted key, each with its offset; ends at what follows the key."""
        names: list[tuple[str, int]] = []
        while True:
            start = self.skip(_SPACE)
            if self.text[start] in "\"'":
                self.string()
                names.append((tomllib.loads("k=" + self.text[start:self.at])["k"], start))
            else:
                self.skip(_BARE)
                names.append((self.text[start:self.at], start))
            if self.text[self.skip(_SPACE)] != ".":
                return names
            self.at += 1

    def value(self, path: Path) -> None:
        first = self.text[self.at]
        if first in "\"'":
            self.string()
        elif first == "[":
            self.array(path)
        elif first == "{":
            self.inline(path)
        else:
            self.skip(_SCALAR)

    def array(self, path: Path) -> None:
        self.at += 1
        number = 0
        while self.text[self.skip(_BLANK)] != "]":
            start = self.at
            self.note((*path, number), start, start)
            self.value((*path, number))
            if self.at == start:
                raise _LostError
            number += 1
            if self.text[self.skip(_BLANK)] == ",":
                self.at += 1
        self.at += 1

    def inline(self, path: Path) -> None:
        self.at += 1
        while self.text[self.skip(_BLANK)] != "}":
            self.pair(path)
            if self.text[self.skip(_BLANK)] == ",":
                self.at += 1
        self.at += 1

    def string(self) -> None:
        for start, pattern in _STRINGS:
            if self.text.startswith(start, self.at):
                self.skip(pattern)
                return

    def skip(self, pattern: re.Pattern[str]) -> int:
        match = pattern.match(self.text, self.at)
        self.at = match.end() if match else self.at
        return self.at

    def note(self, path: Path, key: int, value: int, again: bool = False) -> None:
        if again or path not in self.found:
            self.found[path] = Position(self.place(key), self.place(value))

    def place(self, at: int) -> tuple[int, int]:
        line = bisect_right(self.lines, at)
        return line, at - self.lines[line - 1] + 1
