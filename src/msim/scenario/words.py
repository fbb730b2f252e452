"""Turns what pydantic found into sentences about keys and values."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Mapping, Sized
from functools import partial
from typing import Any, NamedTuple

from pydantic import BaseModel, ValidationError

from msim.core.text import printable
from msim.core.wording import say
from msim.scenario.fields import Path, choices, kind, limits, model_at, resolve
from msim.scenario.key import UNFIT
from msim.scenario.model import Scenario
from msim.scenario.phrases import hint
from msim.scenario.tips import for_number


class Finding(NamedTuple):
    """One problem: the key's path, the sentence, and whether the key itself is what is wrong.

    said: the sentence, or what makes it: of thousands only the first are said.
    """

    path: Path
    said: str | Callable[[], str]
    at_key: bool

    @property
    def message(self) -> str:
        """The sentence."""
        return self.said if isinstance(self.said, str) else self.said()


def findings(error: ValidationError, root: type[BaseModel] = Scenario) -> list[Finding]:
    """One finding for each path that failed, in the order of the data. root: what was made."""
    found: dict[Path, Finding] = {}
    for detail in error.errors(include_url=False):
        loc = tuple(detail["loc"])
        unknown = detail["type"] == "extra_forbidden"
        path = loc if unknown else resolve(loc, root)[2]
        at_key = unknown or loc[-1:] == ("[key]",)
        if path not in found:
            found[path] = Finding(path, partial(_sentence, path, detail, at_key, root), at_key)
    return list(found.values())


def dotted(path: Path) -> str:
    """A path as people write it.

    >>> dotted(("population", "traits", 2, "kind"))
    'population.traits[2].kind'
    """
    text = ""
    for step in path:
        if isinstance(step, int):
            text += f"[{step}]"
            continue
        name = step if re.fullmatch(r"[A-Za-z0-9_-]+", step) else f'"{printable(step)}"'
        text += f".{name}" if text else name
    return text


def split(key: str) -> Path:
    """The path of a key as people write it.

    >>> split("population.traits[2].kind")
    ('population', 'traits', 2, 'kind')
    """
    return tuple(int(part[1:-1]) if part[0] == "[" else part.strip('"')
                 for part in re.findall(r'\[\d+\]|"[^"]*"|[^.\["]+', key))


def shown(value: object) -> str:
    """A value as TOML writes it, cut short.

    >>> shown(True), shown("a"), shown([1, 2.5])
    ('true', '"a"', '[1, 2.5]')
    """
    if isinstance(value, bool):
        text = str(value).lower()
    elif isinstance(value, str):
        text = f'"{value}"'
    elif isinstance(value, list | tuple):
        text = "[" + ", ".join(shown(inner) for inner in value[:20]) + "]"
    elif isinstance(value, Mapping):
        text = "{" + ", ".join(f"{name} = {shown(inner)}" for name, inner in value.items()) + "}"
    elif isinstance(value, int) and abs(value) >= 10**30:
        return "a number of more than 30 digits"
    elif isinstance(value, datetime.date | datetime.time):
        text = value.isoformat()
    elif value is None or isinstance(value, int | float):
        text = str(value)
    else:
        return say("type", type=type(value).__name__)
    text = printable(text)
    return text if len(text) <= 60 else text[:57] + "..."


def _sentence(
    path: Path, detail: Mapping[str, Any], at_key: bool, root: type[BaseModel]
) -> str:
    annotation = resolve(path, root)[1]
    type_, value, context = detail["type"], detail["input"], detail.get("ctx", {})
    if type_ == "extra_forbidden":
        return unknown_key(path, root)
    if type_ == "missing":
        return "is missing"
    if type_ in ("too_short", "too_long"):
        many = "at most" if type_ == "too_long" else "at least"
        count = context.get("max_length", context.get("min_length"))
        if not isinstance(value, Sized):  # such as a generator
            return f"must have {many} {count} entries"
        return f"has {len(value)} entries, must have {many} {count}"
    must = _must(type_, annotation, value, context)
    return must if at_key else f"= {shown(value)}: {must}"


def _must(type_: str, annotation: Any, value: object, context: Mapping[str, Any]) -> str:
    allowed = choices(annotation)
    if type_ == "finite_number":
        return "must be a finite number"
    if type_ == "string_pattern_mismatch":
        if "A-Za-z" in str(context.get("pattern")):
            return "must be a name: a letter first, then letters, digits, _ or -"
        return f"must be a single line of text{_without(value)}"
    if type_ == "string_unicode":
        return f"must be text{_without(value)}"
    if type_ == "device":
        return say("device")
    if type_ == "string_too_long":
        return f"must have at most {context['max_length']} characters"
    if allowed and isinstance(value, str):
        near = hint(value, set(allowed))
        tip = f"; {near}" if near.startswith("did") else ""
        right = kind(annotation)
        return f"must be {right}{tip or (for_number(value, True) if 'number' in right else '')}"
    if type_.startswith(("greater", "less")) and limits(annotation).words:
        return f"must be {limits(annotation).words}"
    right = kind(annotation)
    tip = for_number(value, "whole number" in right) if "number" in right else ""
    return f"must be {right}{tip}"


def _without(value: object) -> str:
    r"""Which character does not belong into a text.

    >>> _without("a\u202e")
    ' without the character U+202E'
    """
    unfit = re.search(rf"[{UNFIT}\ud800-\udfff]", str(value))
    return say("unfit", code=ord(unfit[0])) if unfit else ""


def unknown_key(path: Path, root: type[BaseModel] = Scenario) -> str:
    """Say that the key at `path` does not exist, and which one does.

    >>> unknown_key(("segments", "cuont"))
    "no such key; did you mean 'count'?"
    """
    model = model_at(path[:-1], root)
    known = set(model.model_fields) if model else set()
    what = "section" if len(path) == 1 and root is Scenario else "key"
    return f"no such {what}; {hint(str(path[-1]), known)}"


def nearest(path: Path) -> Path:
    """The path that an unknown one was probably meant to be."""
    found = unknown_key(path)
    if "'" not in found:
        return path
    return (*path[:-1], found.split("'")[1])
