"""How numbers, names and near misses are put into words."""

from __future__ import annotations

from collections.abc import Collection
from difflib import get_close_matches


def amount(value: float) -> str:
    """A number as people write it.

    >>> amount(4e6), amount(0.30), amount(1 / 3)
    ('4,000,000', '0.3', '0.333333')
    """
    if value == int(value) and abs(value) < 1e18:
        return f"{int(value):,}"
    return f"{value:,.6g}" if abs(value) < 1e4 else f"{value:,.2f}"


def plain(value: float) -> str:
    """A number as TOML writes it.

    >>> plain(4e6), plain(0.30)
    ('4000000', '0.3')
    """
    return f"{value:.12g}"


def no_such(what: str, name: str, known: Collection[str]) -> str:
    """Say that `name` is unknown, and the nearest that is known.

    >>> no_such("arm", "brodcast", ["broadcast", "silent"])
    "no such arm; did you mean 'broadcast'?"
    """
    return f"no such {what}; {hint(name, known)}"


NEAREST = 5


def hint(name: str, known: Collection[str]) -> str:
    """The one of `known` that was meant, or all of them; of more than five, the nearest five.

    >>> hint("zz", ["b", "a"]), hint("zz", [f"name_{n}" for n in range(40)])
    ('known: a, b', 'known: name_9, name_8, name_7, name_6, name_5 and 35 more')
    """
    near = get_close_matches(name, sorted(known), 1, 0.6) or get_close_matches(
        name.lower().replace("-", "_"), sorted(known), 1, 0.5)
    if near:
        return f"did you mean '{near[0]}'?"
    if len(known) <= NEAREST:
        return f"known: {', '.join(sorted(known))}"
    nearest = get_close_matches(name, sorted(known), NEAREST, 0.0)
    return f"known: {', '.join(nearest)} and {len(known) - NEAREST} more"
