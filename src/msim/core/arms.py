"""What is each arm of a comparison called, what does it do, and what does its step buy?

The words and colours stand in `arms.toml`, a block an arm. An arm without a block goes by its name.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

RESERVE: Final = ("#CC6677", "#44AA99")
"""Colours of arms that name none: rose and teal of Tol's muted scheme."""


@dataclass(frozen=True)
class Arm:
    """One arm; the head of `arms.toml` says what each field means."""

    name: str
    title: str = ""
    does: str = ""
    buys: str = ""
    in_full: str = ""
    beside: Mapping[str, str] = field(default_factory=dict)
    colour: str = ""
    dark: str = ""
    tested: bool = True
    targeted: bool = False
    picks: bool = False
    told: bool = False
    adapts: bool = False
    sees: str = ""

    @property
    def label(self) -> str:
        """The name as a reader sees it in tables and figures."""
        return self.name.replace("_", " ")

    @property
    def on_ladder(self) -> bool:
        """Whether it is a step of the ladder, and not silence or an arm beside it."""
        return bool(self.in_full)


def _completed(card: Arm) -> Arm:
    """The same arm with its name for a title and a colour of the reserve where it has none."""
    colour = card.colour or RESERVE[sum(card.name.encode()) % len(RESERVE)]
    return Arm(**{**vars(card), "title": card.title or card.label, "colour": colour})


def _read() -> dict[str, Arm]:
    text = Path(__file__).with_name("arms.toml").read_text(encoding="utf-8")
    return {name: _completed(Arm(name, **card)) for name, card in tomllib.loads(text).items()}


ARMS: Final[Mapping[str, Arm]] = _read()
"""Every arm that has a block, in the order of the file: first silence and the ladder."""
LADDER: Final = tuple(name for name, each in ARMS.items() if each.on_ladder)
BESIDE: Final = tuple(name for name, each in ARMS.items() if each.beside)


def arm(name: str) -> Arm:
    """The arm of this name; one that has no block is called by its name.

    >>> arm("segmented").title, arm("segmented").colour
    ('the segmented campaign', '#D55E00')
    >>> arm("by_party").title, arm("by_party").colour in RESERVE
    ('by party', True)
    """
    return ARMS.get(name) or _completed(Arm(name))
