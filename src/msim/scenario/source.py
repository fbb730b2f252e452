"""Reads a config's text from a name, a path or standard input, and finds keys in it."""

from __future__ import annotations

import os
import re
import sys
import tomllib
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path
from typing import Any, Literal

from msim.core.errors import InputError, Located
from msim.core.text import printable
from msim.core.wording import say
from msim.scenario.phrases import hint
from msim.scenario.positions import Path as KeyPath
from msim.scenario.positions import Position, positions
from msim.scenario.tips import not_toml

LARGEST = 5_000_000  # bytes; a config is a page long
DEEPEST = 50
"""Tables and lists in one another at the most; a config has five."""
STDIN = "<stdin>"
What = Literal["scenario", "study"]


@dataclass
class Source:
    """A config's text, what `tomllib` made of it, and where its keys stand.

    claim: the table `[claim]`, if there is one: what is asserted about the scenario is no part of
    it, and is read by the debate alone. lines: of the text, 0 where there is none.
    """

    file: str
    data: dict[str, Any]
    places: dict[KeyPath, Position] = field(default_factory=dict)
    claim: dict[str, Any] | None = None
    lines: int = 0

    def opens(self, path: KeyPath) -> bool:
        """Whether a path stands in the text as the head of a section."""
        place = self.places.get(path)
        return place is not None and place.key == place.value and isinstance(path[-1], str)


def shipped() -> dict[str, Path]:
    """The scenarios that come with the package, by name.

    >>> "baseline" in shipped()
    True
    """
    return {path.stem: path for path in sorted(_configs().glob("*.toml"))}


def claims() -> dict[str, Path]:
    """The scenarios of the debate, each with a claim, by name.

    >>> "privacy-rules" in claims()
    True
    """
    return {path.stem: path for path in sorted((_configs() / "debate").glob("*.toml"))}


def studies() -> dict[str, Path]:
    """The studies that come with the package, by name.

    >>> "validity" in studies()
    True
    """
    return {path.stem: path for path in sorted((_configs() / "studies").glob("*.toml"))}


def _configs() -> Path:
    packaged = Path(str(resources.files("msim"))) / "configs"
    return packaged if packaged.is_dir() else Path(__file__).parents[3] / "configs"


def read(name_or_path: str | os.PathLike[str], what: What = "scenario") -> Source:
    """Read a shipped scenario or study (a bare name), a file (a path) or standard input (`-`).

    Raises InputError where there is none, where it cannot be read, and where it is not TOML.

    >>> read("validity", "study").data["design"]
    'grid'
    """
    if name_or_path == "-":
        if sys.stdin is None:
            raise InputError(say("closed", stream="input"))
        return parse(_decode(sys.stdin.buffer.read(LARGEST + 1), STDIN), STDIN)
    path, shown = _locate(name_or_path, what)
    try:
        if path.is_dir():
            raise InputError([Located(say("folder"), file=shown)])
        with path.open("rb") as stream:
            raw = stream.read(LARGEST + 1)
    except FileNotFoundError:
        raise InputError([Located("no such file" + _beside(path), file=shown)]) from None
    except InputError:
        raise
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise InputError([Located(f"cannot be read: {reason}", file=shown)]) from None
    return parse(_decode(raw, shown), shown)


def parse(text: str, file: str = "") -> Source:
    r"""Turn TOML text into data with places; `InputError` says where it is not TOML.

    >>> parse("[data]\nvalidity = 0.4").data
    {'data': {'validity': 0.4}}
    """
    text = text.removeprefix("\ufeff")
    try:
        data = tomllib.loads(text)
        if _depth(data) > DEEPEST:
            raise RecursionError
        claim = data.pop("claim") if isinstance(data.get("claim"), dict) else None
        return Source(file, data, positions(text), claim, max(1, len(text.splitlines())))
    except tomllib.TOMLDecodeError as error:
        raise InputError([_not_toml(error, text, file)]) from None
    except RecursionError:
        raise InputError([Located(say("deep"), "", file, _most_nested(text), 1)]) from None
    except ValueError:  # Python refuses to read whole numbers of more than 4,300 digits
        long = re.search(r"[0-9][0-9_]{4300,}", text)
        line, column = _line_column(text, long.start()) if long else (0, 0)
        what = say("long")
        raise InputError([Located(what, "", file, line, column)]) from None


def _depth(data: Any) -> int:
    """How deep tables and lists lie in one another; `DEEPEST` and one more at the most."""
    level, depth = [data], 0
    while level and depth <= DEEPEST:
        inner = [each.values() if isinstance(each, dict) else each for each in level]
        level = [each for one in inner for each in one if isinstance(each, dict | list)]
        depth += 1
    return depth


def _most_nested(text: str) -> int:
    """The line that opens most tables and lists."""
    opened = [sum(map(line.count, "[{.")) for line in text.splitlines()]
    return opened.index(max(opened)) + 1


def _line_column(text: str, at: int) -> tuple[int, int]:
    return text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)


def _locate(name_or_path: str | os.PathLike[str], what: What) -> tuple[Path, str]:
    text = os.fspath(name_or_path)
    bare = isinstance(name_or_path, str) and not text.endswith(".toml") and not any(
        mark in text for mark in {"/", os.sep, os.altsep or "/"})
    if not bare:
        return Path(text), printable(text)
    first = studies() if what == "study" else shipped()
    known = first if what == "study" or text in first else {**first, **claims()}
    if text in known:
        return known[text], _short(known[text])
    there = os.path.isfile(text)  # noqa: PTH113 - a name that is too long is no error there
    note = f" (for the file write './{text}')" if there else ""
    near = hint(text, set(known))
    if not near.startswith("did"):
        near = hint(text, set(first))
    raise InputError([Located(f"no shipped {what} '{printable(text)}'; {near}{note}")])


def _short(path: Path) -> str:
    """The path from where the user stands, if it is below."""
    try:
        return str(path.relative_to(Path.cwd()))
    except (ValueError, OSError):
        return str(path)


def _beside(path: Path) -> str:
    """Name the nearest TOML file in the same folder, if there is one."""
    try:
        there = {entry.stem for entry in path.parent.glob("*.toml")}
    except (OSError, ValueError):
        return ""
    found = hint(path.stem, there)
    return f"; {found[:-2]}.toml'?" if found.startswith("did") else ""


def _decode(raw: bytes, file: str) -> str:
    if len(raw) > LARGEST:
        raise InputError([Located(say("large", bytes=LARGEST), file=file)])
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        before = raw[: error.start].decode("utf-8")
        line, column = _line_column(before, len(before))
        what = say("utf_8", byte=raw[error.start])
        raise InputError([Located(what, file=file, line=line, column=column)]) from None


def _not_toml(error: tomllib.TOMLDecodeError, text: str, file: str) -> Located:
    words = str(error)
    match = re.search(r" \(at (?:line (\d+), column (\d+)|end of document)\)$", words)
    line, column = _line_column(text, len(text))
    if match:
        words = words[: match.start()]
        if match[1]:
            line, column = int(match[1]), int(match[2])
    words = f"not TOML: {words[:1].lower()}{words[1:]}"
    return Located(words + not_toml(text, line, column), "", file, line, column)
