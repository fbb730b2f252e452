"""The figures of a claim by name; the first is the one that decides."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msim.claims.run import ClaimResult
from msim.report.common.theme import Figure
from msim.report.debate.figures.bars import cases, factors
from msim.report.debate.figures.worlds import worlds


def figures(found: ClaimResult, manifest: Mapping[str, Any]) -> dict[str, Figure]:
    """Worlds for every claim; before them bars where factors or a share of elections are asked."""
    made = []
    if found.claim.quantity == "attribution":
        made.append(factors(found, manifest))
    if found.claim.quantity == "share" and len(found.claim.names) > 1:
        made.append(cases(found, manifest))
    made.append(worlds(found, manifest))
    return {figure.name: figure for figure in made}
