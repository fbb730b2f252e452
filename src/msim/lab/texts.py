"""Where are the lab's words? In files of text beside the code."""

from __future__ import annotations

import tomllib
from importlib import resources
from typing import Any


def texts(name: str) -> dict[str, Any]:
    """What stands in one of the lab's files of text.

    >>> sorted(texts("definitions"))
    ['answer', 'estimate', 'figures']
    """
    text = resources.files("msim.lab").joinpath(f"{name}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
