"""What does each preset claim? A sentence, and the group in which the page lists it."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from msim.lab.texts import texts
from msim.lab.worlds import COUNTRIES, presets
from msim.scenario.source import read


@lru_cache(maxsize=1)
def claimed() -> dict[str, dict[str, str]]:
    """Group and claim of each preset, by name, in the order of the page.

    >>> claimed()["text-messages"]["group"]
    'Claims of the debate'
    """
    said = texts("presets")
    return {name: _told(name, said) for name in presets()}


def _told(name: str, said: dict[str, Any]) -> dict[str, str]:
    if name in COUNTRIES:
        return {"group": said["countries"], "claim": said["claims"][name]}
    claim = read(name).claim or {}
    sentence = said["claimed"].format(who=claim["who"], assertion=claim["assertion"])
    return {"group": said["debate"], "claim": sentence}
