"""Writes a scenario as TOML: complete, every default spelled out, each key with its unit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import BaseModel

from msim.scenario.keydocs import explain
from msim.scenario.layers import WAYS
from msim.scenario.model import Scenario


def dump(scenario: Scenario) -> str:
    """The scenario as TOML text that loads back as the same scenario.

    >>> print(dump(Scenario()).splitlines()[-2])
    workers = "auto"  # threads
    """
    return "\n".join(_lines(scenario)) + "\n"


def _lines(scenario: Scenario) -> Iterator[str]:
    yield "# A scenario of msim, complete: what no file or override set has its default."
    yield "# `msim config explain KEY` tells what a key means and where its value comes from."
    for section in Scenario.model_fields:
        part = getattr(scenario, section)
        if isinstance(part, dict):
            for name, channel in part.items():
                yield from ("", f"[{section}.{name}]")
                yield from _keys(channel, f"{section}.{name}")
            continue
        yield from ("", f"[{section}]")
        yield from _keys(part, section)


def _keys(part: BaseModel, section: str) -> Iterator[str]:
    """A section's keys, and after them (as TOML wants it) the tables in it."""
    tables: list[tuple[str, BaseModel]] = []
    sections: list[tuple[str, BaseModel]] = []
    for name in type(part).model_fields:
        value = getattr(part, name)
        if isinstance(value, BaseModel):
            sections.append((f"{section}.{name}", value))
            continue
        doc = explain(f"{section}.{name}")
        instead = _instead(part, section, name)
        if isinstance(value, tuple) and value and isinstance(value[0], BaseModel):
            tables += [(f"{section}.{name}", each) for each in value]
        elif instead:
            yield f"# {name} is not used: {instead} is given instead"
        elif value is None:
            yield f"# {name} is not set  # {doc.unit}; {doc.meaning}"
        else:
            yield f"{name} = {toml(value)}  # {doc.unit}"
    for table, each in tables:
        yield from ("", f"[[{table}]]")
        yield from (f"{name} = {toml(getattr(each, name))}" for name in type(each).model_fields
                    if getattr(each, name) not in (None, ""))
    for name, inner in sections:
        if any(value is not None for _, value in inner):
            yield from ("", f"[{name}]")
            yield from _keys(inner, name)
        else:
            yield f"# [{name}] is not set: as in [{name.partition('.')[2]}]"


def _instead(part: BaseModel, section: str, name: str) -> str:
    """The key that says what this one would, whose default it replaces; "" for most."""
    fields = type(part).model_fields
    for where, ways in WAYS:
        if section == where and name in ways and fields[name].default is not None:
            others = (way for way in ways if way != name and getattr(part, way) is not None)
            return next(others, "")
    return ""


def toml(value: Any) -> str:
    r"""A value in TOML's notation.

    >>> toml({"a b": (1.0, True, 'say "x"')})
    '{ "a b" = [1.0, true, "say \\"x\\""] }'
    """
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return '"' + "".join(_ESCAPES.get(c, c) for c in value) + '"'
    if isinstance(value, Mapping):
        pairs = (f"{name if name.isidentifier() and name.isascii() else toml(name)} = {toml(each)}"
                 for name, each in value.items() if each is not None)
        return "{ " + ", ".join(pairs) + " }" if value else "{}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(toml(each) for each in value) + "]"
    return repr(value)


_ESCAPES = {'"': '\\"', "\\": "\\\\"} | {
    chr(code): f"\\u{code:04x}" for code in (*range(32), 127)
}
