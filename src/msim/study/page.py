"""Where in a study's text is what is wrong? The text as data, and what was found on it so far."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator
from typing import Any

from msim.core.errors import InputError, Located
from msim.scenario.fields import Path, model_at
from msim.scenario.phrases import no_such, plain
from msim.scenario.source import Source
from msim.scenario.words import dotted, shown


class Page:
    """A study's text: what stands at a path, and what is wrong with it, each with its place."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.found: list[Located] = []

    def wrong(self, path: Path, message: str, at_key: bool = False) -> None:
        """Note what is wrong at a path; at the nearest that stands in the text."""
        places, key = self.source.places, dotted(path)
        if path in places:
            line, column = places[path].key if at_key else places[path].value
            self.found.append(Located(message, key, self.source.file, line, column))
            return
        for end in range(len(path) - 1, 0, -1):
            if path[:end] in places:
                line, column = places[path[:end]].key
                self.found.append(Located(message, key, self.source.file, line, column))
                return
        self.found.append(Located(message, key, self.source.file))

    def refuse(self) -> None:
        """Raise InputError if anything is wrong, in the order of the text."""
        if self.found:
            self.found.sort(key=lambda each: (each.line == 0, each.line, each.column))
            raise InputError(self.found)

    def at(self, path: Path) -> Any:
        """What stands at a path; None where nothing does."""
        inner: Any = self.source.data
        for step in path:
            inner = inner.get(step) if isinstance(inner, dict) else None
        return inner

    def table(self, path: Path, known: Collection[str]) -> dict[str, Any]:
        """The table at a path without the keys that there are not; empty where there is none."""
        found = self.at(path)
        if found is None:
            return {}
        if not isinstance(found, dict):
            self.wrong(path, f"= {shown(found)}: must be a table of keys")
            return {}
        for name in found:
            if name not in known:
                self.wrong((*path, name), no_such("key", name, known), at_key=True)
        return {name: value for name, value in found.items() if name in known}

    def number(
        self, path: Path, low: float = -math.inf, above: bool = False, whole: bool = False
    ) -> float | None:
        """The number at a path; None where there is none or it is wrong.

        low: the lowest allowed; above: not even that one. whole: no fractions.
        """
        found = self.at(path)
        if found is None:
            return None
        what = "a whole number" if whole else "a number"
        if isinstance(found, bool) or not isinstance(found, int if whole else int | float):
            self.wrong(path, f"= {shown(found)}: must be {what}")
            return None
        if not math.isfinite(found) or found < low or (above and found == low):
            finite = " and finite" if not math.isfinite(found) else ""
            least = f" {'above' if above else 'of at least'} {plain(low)}"
            ends = least if low > -math.inf else ""
            self.wrong(path, f"= {shown(found)}: must be {what}{ends}{finite}")
            return None
        return found

    def word(self, path: Path, known: Collection[str], default: str) -> str:
        """The word at a path, one of some; the default where there is none or it is wrong."""
        found = self.at(path)
        if found is None:
            return default
        if not isinstance(found, str):
            self.wrong(path, f"= {shown(found)}: must be one of {', '.join(known)}, in quotes")
        elif found not in known:
            self.wrong(path, f"= {shown(found)}: {no_such('word', found, known)}")
        else:
            return found
        return default

    def keys(self, base: Path) -> Iterator[tuple[str, Path, Any]]:
        """A scenario's keys under a path: dotted key, path in the text, value.

        Written `"data.validity" = 1`, `data.validity = 1` or as a table of a section.
        """
        found = self.at(base)
        if found is None:
            return
        if not isinstance(found, dict):
            self.wrong(base, f"= {shown(found)}: must be a table of keys")
            return
        yield from _keys("", base, found)


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
