"""Lays a scenario's sources over each other: shipped channels, the file, then overrides.

What no layer says has its default. Of two ways to say the same thing (`EITHER`) a layer may use
one, and a later layer's choice replaces an earlier one's. A change may also take back what the file
gives for another key (`TAKES_BACK`).
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations
from typing import Any

from msim.scenario.checks.problem import Problem
from msim.scenario.media import KNOWN_CHANNELS, MESSAGE_WAYS, SHIPPED_CHANNELS
from msim.scenario.overrides import Key, apply

DATA_WAYS = ("validity", "data_points", "preparation_days")
WAYS = (
    ("data", DATA_WAYS), ("opponent.data", DATA_WAYS),
    *(("messages", ways) for ways in MESSAGE_WAYS),
)
EITHER = tuple((section, *pair) for section, ways in WAYS for pair in combinations(ways, 2))
TAKES_BACK: tuple[tuple[Key, Key], ...] = (
    (("data", "preparation_days"), ("test", "respondents")),
    (("opponent", "data", "preparation_days"), ("opponent", "test", "respondents")),
)
"""A change of the first key makes the second follow from it."""


def layered(
    from_file: Mapping[str, Any], changes: Mapping[Key, tuple[object, str]]
) -> tuple[dict[str, Any], list[Problem]]:
    """The file's data with shipped channels filled in and `changes` made, and keys that clash.

    >>> layered({"data": {"data_points": 5}}, {("data", "validity"): (0.2, "")})[0]["data"]
    {'validity': 0.2}
    """
    data = copied(from_file)
    clashes: list[Problem] = []
    for section, first, second in EITHER:
        place = tuple(section.split("."))
        table = _table(data, place)
        clash = Problem(f"{section}.{second}", f"give {first} or {second}, not both")
        if first in table and second in table:
            clashes.append(clash)
            del table[second]
        chosen = [name for name in (first, second) if (*place, name) in changes]
        if len(chosen) == 2:
            clashes.append(clash)
        elif chosen:
            table.pop(second if chosen == [first] else first, None)
    for first_key, second_key in TAKES_BACK:
        if first_key in changes:
            _table(data, second_key[:-1]).pop(second_key[-1], None)
    _fill_channels(data)
    skip = {tuple(clash.key.split(".")) for clash in clashes}
    for path, (value, _) in changes.items():
        if path not in skip:
            _fill_channel(data, path)
            apply(data, path, copied(value))
    return data, clashes


def _table(data: dict[str, Any], path: Key) -> dict[str, Any]:
    """The table at `path`; an empty one where there is none."""
    at: Any = data
    for name in path:
        at = at.get(name) if isinstance(at, dict) else None
    return at if isinstance(at, dict) else {}


def _fill_channels(data: dict[str, Any]) -> None:
    """Give shipped channels their own values for keys that the file leaves out.

    Where the file shares out no budget, shipped channels that it does not name stay as well.
    """
    channels = data.setdefault("channels", {name: {} for name in SHIPPED_CHANNELS})
    if not isinstance(channels, dict):
        return
    given = [channel for channel in channels.values() if isinstance(channel, dict)]
    if given and len(given) == len(channels) and not any("share" in each for each in given):
        for name in SHIPPED_CHANNELS:
            channels.setdefault(name, {})
    for name, usual in KNOWN_CHANNELS.items():
        if isinstance(channels.get(name), dict):
            channels[name] = {**usual.model_dump(), **channels[name]}


def _fill_channel(data: dict[str, Any], path: Key) -> None:
    """Before a change sets a key of a known channel that the scenario does not have: the rest."""
    channels = data.get("channels")
    if path[0] != "channels" or len(path) < 3 or not isinstance(channels, dict):
        return
    if path[1] in KNOWN_CHANNELS and path[1] not in channels:
        channels[path[1]] = KNOWN_CHANNELS[path[1]].model_dump()


def copied(value: Any) -> Any:
    """A copy with dicts for mappings and lists for tuples, which may be changed."""
    if isinstance(value, Mapping):
        return {name: copied(inner) for name, inner in value.items()}
    return [copied(inner) for inner in value] if isinstance(value, list | tuple) else value
