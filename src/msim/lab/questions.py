"""What does a browser ask? JSON, read and checked before anything is computed."""

from __future__ import annotations

import json
from typing import Any, Final

from starlette.requests import ClientDisconnect, Request

from msim.core.errors import InputError
from msim.lab.worlds import LabWorld

PANES: Final = ("now", "pinned")


async def content(request: Request) -> Any:
    """What a request says, as plain data. Raises InputError where that is no JSON."""
    try:
        return json.loads(await request.body())
    except (ValueError, RecursionError):
        raise InputError("the question is not JSON") from None
    except ClientDisconnect:
        raise InputError("the question is longer than it said") from None


def question(asked: Any) -> tuple[LabWorld, str]:
    """World and pane of a question. Raises InputError where it is none.

    >>> question({"preset": "null", "set": {"segments.count": 2}})[0]
    LabWorld(preset='null', changes=(('segments.count', 2),))
    """
    if not isinstance(asked, dict) or not {"preset", "set"} <= asked.keys():
        raise InputError("a question has preset and set")
    preset, changes, pane = asked["preset"], asked["set"], asked.get("pane", "now")
    if not isinstance(preset, str) or not isinstance(changes, dict):
        raise InputError("preset is a name, and set has levers and their positions")
    if pane not in PANES:
        raise InputError("pane is a known one")
    for key, value in changes.items():
        if not isinstance(value, int | float | str):
            raise InputError(f"{str(key)[:60]}: a lever's position is a number or a name")
    return LabWorld.of(preset, changes), pane
