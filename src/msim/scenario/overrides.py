"""Overrides such as `segments.count=8`, as text from a command line or as a mapping from Python."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from typing import Any

from msim.core.errors import InputError, Located
from msim.core.text import printable
from msim.core.wording import say

Overrides = Mapping[str, object] | Sequence[str]
Key = tuple[str, ...]
_WORDS = re.compile(r"[^\s\"'\[{\]}#=][^\"'\[{\]}#\n]*")

_WORLDS, _ARMS, _PRECISION = ("run", "replicates"), ("run", "arms"), ("run", "precision")
DEEPEST = 20
"""Parts of a key at the most; there are none of six."""
_SHORT = re.compile(r"[+-]?(\.\d+|\d+\.)")


def read_overrides(overrides: Overrides) -> dict[Key, tuple[object, str]]:
    """Every key that is set: its path, with its value and how the user wrote it.

    >>> read_overrides(["segments.method=kmeans"])
    {('segments', 'method'): ('kmeans', '--set segments.method=kmeans')}
    >>> read_overrides({"data": {"validity": 0.1}})
    {('data', 'validity'): (0.1, 'override data.validity')}

    An override of the number of worlds that names no precision means exactly so many. So does one
    of the arms that leaves out what a precision is about.

    >>> list(read_overrides(["run.replicates=6"]).values())[-1]
    (0.0, '--set run.replicates=6')
    """
    if isinstance(overrides, str):
        overrides = [overrides]
    if not isinstance(overrides, Mapping | Sequence) or not all(
        isinstance(each, str) for each in overrides
    ):
        raise InputError(say("overrides"))
    pairs = (
        [(key_path(name, f"override {name}"), value, "") for name, value in overrides.items()]
        if isinstance(overrides, Mapping) else [_split(item) for item in overrides]
    )
    found: dict[Key, tuple[object, str]] = {}
    for path, value, shown in pairs:
        for inner, leaf in _leaves(path, value):
            found[inner] = (leaf, shown or printable(f"override {'.'.join(inner)}"))
    for key, asks_for_none in ((_WORLDS, lambda _: True), (_ARMS, _without_headline)):
        if key in found and _PRECISION not in found and asks_for_none(found[key][0]):
            found[_PRECISION] = (0.0, found[key][1])
    return found


def _without_headline(arms: object) -> bool:
    """Whether the arms lack one of the two whose difference a precision is about."""
    return isinstance(arms, list | tuple) and not {"segmented", "broadcast"} <= set(map(str, arms))


def apply(data: dict[str, Any], path: Key, value: object) -> None:
    """Put `value` at `path` into `data` in place, making the tables on the way."""
    table = data
    for name in path[:-1]:
        inner = table.get(name)
        if not isinstance(inner, dict):
            inner = table[name] = {}
        table = inner
    table[path[-1]] = value


def _split(item: str) -> tuple[Key, object, str]:
    shown = "--set " + item.replace("\n", "\\n")
    name, equals, text = item.partition("=")
    if not equals or "\n" in name:
        raise InputError([Located("must be key=value, such as segments.count=8", file=shown)])
    return key_path(name, shown), _value(text.strip(), shown), shown


def key_path(name: str, shown: str = "") -> Key:
    """The path of a key as it is written in TOML; `shown` is what an `InputError` points at.

    >>> key_path("channels.'radio 2'.cpm")
    ('channels', 'radio 2', 'cpm')
    """
    try:
        inner: Any = tomllib.loads(f"{name} = 0") if "\n" not in name else 0
    except (ValueError, RecursionError):
        inner = 0
    path: list[str] = []
    while isinstance(inner, dict) and len(inner) == 1:
        path += inner
        inner = inner[path[-1]]
    if not path or inner != 0 or len(path) > DEEPEST:
        raise InputError([Located(f"'{name}' is not a key such as segments.count", file=shown)])
    return tuple(path)


def _value(text: str, shown: str) -> object:
    """A TOML value; words that are none stand for themselves."""
    try:
        table = tomllib.loads(f"v = {text}")
        if set(table) == {"v"}:
            return table["v"]
    except (ValueError, RecursionError):
        if _SHORT.fullmatch(text):  # .5 and 5. are no TOML, but leave no doubt
            return float(text)
        if _WORDS.fullmatch(text):
            return text
    raise InputError([Located("the value is neither TOML nor a plain word", file=shown)])


def _leaves(path: Key, value: object) -> list[tuple[Key, object]]:
    """A table given for a section or a channel sets only the keys in it."""
    depth = 2 if path[0] in ("channels", "opponent") else 1
    if isinstance(value, Mapping) and len(path) <= depth and value:
        return [pair for name, inner in value.items()
                for pair in _leaves((*path, str(name)), inner)]
    return [(path, value)]
