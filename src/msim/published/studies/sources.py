"""The words of the published rows, and the central values that serve all of them.

What a row says stands in `rows.toml`; what is computed, and what counts as inside, in the modules.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from msim.published.row import Effort, Kind, Obtained, Row
from msim.scenario.evidence import EVIDENCE


def row(
    name: str, accepted: tuple[float | None, float | None], run: Callable[[Effort], Obtained],
    published: float | None = None, kind: Kind = "counted", by_interval: bool = False,
) -> Row:
    """A row with its words.

    >>> row("anchor-perfect", (0.4, 2.4), lambda effort: Obtained(1.4), 1.4).said
    'gains 1.4 %'
    """
    words = dict(_words()[name])
    return Row(
        name, source(words.pop("source")), published=published, accepted=accepted, run=run,
        kind=kind, by_interval=by_interval, **words,
    )


def region(name: str, run: Callable[[Effort], Obtained], published: float | None = None) -> Row:
    """A row that is a region: nothing is accepted, nothing counted.

    >>> region("attributes-one", lambda effort: Obtained(None), 1.7).kind
    'region'
    """
    return row(name, ANY, run, published, "region")


ANY = (None, None)
"""No bound at all."""


def source(name: str) -> str:
    """Who published it: a name of `[sources]`."""
    return str(_words()["sources"][name])


@cache
def _words() -> dict[str, dict[str, Any]]:
    return tomllib.loads(Path(__file__).with_name("rows.toml").read_text(encoding="utf-8"))


def central(row: str) -> float:
    """The central figure of a row of the evidence.

    Raises ValueError where the row has none.

    >>> central("mean_effect")
    0.85
    """
    value = EVIDENCE[row].central
    if value is None:
        raise ValueError(f"evidence row {row} has no central figure")
    return value


MESSAGES = 6
RESPONDENTS = 24_030
SPREAD = 0.51
"""Spread over mean in the designs that are published with it, whatever msim's default is."""
CORRELATION = 0.86
"""The correlation between two groups in these designs."""
