"""The figures of a claim by name; the first is the one that decides."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from msim.claims.run import ClaimResult
from msim.report.common.theme import Figure
from msim.report.debate.figures.bars import cases, factors
from msim.report.debate.figures.worlds import worlds

Draw = Callable[[ClaimResult, Mapping[str, Any]], Figure]


def _drawings(found: ClaimResult) -> Iterator[tuple[str, Draw]]:
    """Worlds for every claim; before them bars where factors or a share of elections are asked."""
    claim = found.claim
    name = claim.id.replace("-", "_")
    if claim.quantity == "attribution":
        yield f"{name}_factors", factors
    if claim.quantity == "share" and len(claim.names) > 1:
        yield f"{name}_cases", cases
    yield name, worlds


def names(found: ClaimResult) -> list[str]:
    """The names of a claim's figures."""
    return [name for name, _ in _drawings(found)]


def figures(found: ClaimResult, manifest: Mapping[str, Any]) -> dict[str, Figure]:
    """The figures of a claim, drawn."""
    return {name: draw(found, manifest) for name, draw in _drawings(found)}
