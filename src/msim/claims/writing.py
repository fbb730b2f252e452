"""A claim as text that reads back as the same claim."""

from __future__ import annotations

from msim.claims.claim import DebateClaim
from msim.scenario.writing import dump, toml


def written(claim: DebateClaim) -> str:
    """The claim as a file that reads back as the same claim, its scenario spelled out.

    >>> from msim.claims.reading import read_claim
    >>> claim = read_claim("boring-meetings")
    >>> "[claim]" in written(claim) and "validity = " in written(claim)
    True
    """
    lines = [f"{toml(key)} = {toml(value)}" for key, value in claim.table.items()]
    return "\n".join([dump(claim.scenario.anywhere), "[claim]", *lines]) + "\n"
