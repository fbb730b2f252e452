"""What is said where something goes wrong, from `wording.toml`: a sentence a name."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path


def say(name: str, /, **values: object) -> str:
    """The sentence of this name, its gaps filled with the values.

    >>> say("more", count="3,900")
    'and 3,900 more'
    """
    return _sentences()[name].format(**values)


@cache
def _sentences() -> dict[str, str]:
    return tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
