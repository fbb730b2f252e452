"""Reads files that speak of a scenario and are none: studies and claims, each by its own models.

What is wrong is said as it is of a scenario: with file, line, column and the nearest key.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from typing import Any, TypeVar

from pydantic import BaseModel

from msim.core.errors import MOST, InputError, Located
from msim.scenario.draft import drafted_as
from msim.scenario.fields import Path, model_at
from msim.scenario.layers import copied
from msim.scenario.loading import located, order
from msim.scenario.source import Source
from msim.scenario.words import Finding

M = TypeVar("M", bound=BaseModel)


class Reader:
    """A file's text as data, and what was found wrong in it so far."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.found: list[tuple[Located, str | Callable[[], str]]] = []

    def wrong(
        self, path: Path, message: str | Callable[[], str], at_key: bool = False
    ) -> None:
        """Note what is wrong at a path; its place is that of the nearest that stands in the text.

        message: what is said, or what makes it: of thousands only the first are said. at_key:
        whether the key itself is wrong, and not its value.
        """
        place = located(self.source, [path], "", at_key)
        if not place.line:
            place = replace(place, line=self.source.lines, column=1)
        self.found.append((place, message))

    def refuse(self) -> None:
        """Raise InputError if anything is wrong, in the order of the text."""
        if self.found:
            self.found.sort(key=lambda each: order(each[0]))
            raise InputError([
                replace(place, message=_words(said) if number < MOST else "")
                for number, (place, said) in enumerate(self.found)
            ])

    def at(self, path: Path) -> Any:
        """What stands at a path; None where nothing does."""
        inner: Any = self.source.data
        for step in path:
            inner = inner.get(step) if isinstance(inner, dict) else None
        return inner

    def read(self, model: type[M], path: Path = ()) -> M:
        """The table at a path as a model, all of whose keys have defaults.

        Keys that are wrong are noted and read as if they were not there.
        """
        given = self.at(path)
        made, wrong = drafted_as(model, {} if given is None else copied(given))
        for each in wrong:
            self.wrong((*path, *each.path), partial(_said, each), each.at_key)
        return made or model()

    def keys(self, base: Path) -> Iterator[tuple[str, Path, Any]]:
        """A scenario's keys in the table at a path: dotted key, path in the text, value.

        Written `"data.validity" = 1`, `data.validity = 1` or as a table of a section.
        """
        found = self.at(base)
        if isinstance(found, dict):
            yield from _keys("", base, found)


def _words(said: str | Callable[[], str]) -> str:
    return said if isinstance(said, str) else said()


def _said(finding: Finding) -> str:
    return finding.message


def _keys(prefix: str, path: Path, table: dict[str, Any]) -> Iterator[tuple[str, Path, Any]]:
    for name, value in table.items():
        key, inner = f"{prefix}{name}", (*path, name)
        if isinstance(value, dict) and _section(tuple(key.split("."))):
            yield from _keys(f"{key}.", inner, value)
        else:
            yield key, inner, value


def _section(path: Path) -> bool:
    """Whether keys of a scenario stand under a path, not a value."""
    return path == ("channels",) or (model_at(path) is not None and path[-1] != "habit")
