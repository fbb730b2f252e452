"""What does a browser ask? JSON, read and checked before anything is computed."""

from __future__ import annotations

import json
import re
from typing import Any, Final

from starlette.requests import ClientDisconnect, Request

from msim.core.errors import InputError
from msim.lab.worlds import LabWorld

SESSION: Final = re.compile(r"[0-9a-z-]{8,40}")
PANES: Final = ("now", "pinned")


async def content(request: Request) -> Any:
    """What a request says, as plain data. Raises InputError where that is no JSON."""
    try:
        return json.loads(await request.body())
    except (ValueError, RecursionError):
        raise InputError("the question is not JSON") from None
    except ClientDisconnect:
        raise InputError("the question is longer than it said") from None


def question(asked: Any) -> tuple[LabWorld, str, str]:
    """World, session and pane of a question. Raises InputError where it is none.

    >>> question({"preset": "null", "set": {"segments.count": 2}, "session": "abcdefgh"})[0]
    LabWorld(preset='null', changes=(('segments.count', 2),))
    """
    if not isinstance(asked, dict) or not {"preset", "set", "session"} <= asked.keys():
        raise InputError("a question has preset, set and session")
    preset, changes, session = asked["preset"], asked["set"], asked["session"]
    pane = asked.get("pane", "now")
    if not isinstance(preset, str) or not isinstance(changes, dict):
        raise InputError("preset is a name, and set has levers and their positions")
    if not isinstance(session, str) or not SESSION.fullmatch(session) or pane not in PANES:
        raise InputError("session is 8 to 40 small letters, digits and dashes; pane is a known one")
    for key, value in changes.items():
        if not isinstance(value, int | float | str):
            raise InputError(f"{str(key)[:60]}: a lever's position is a number or a name")
    return LabWorld.of(preset, changes), session, pane
