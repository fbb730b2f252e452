"""What was asked before anything was run? A hash of each claim's question, kept in `frozen.toml`.

The question is what is compared, the measure, the worth, the direction and the ranges. A range left
to the evidence stands as such: the evidence has a record of its own. Whoever asks otherwise adds a
line there: what changed, why, and the verdict before and after. A test looks for it.
"""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from msim.claims.claim import DebateClaim
from msim.scenario.model import Scenario

FILE = Path(__file__).with_name("frozen.toml")
CONDUCT = ("budget", "segments", "opponent")
"""Tables of a scenario whose words say how campaigns are conducted, and so what is compared."""


@dataclass(frozen=True)
class Changed:
    """A claim that is asked otherwise than before. since: a version. to: the question's new hash.

    before, after: the verdict of the old question and of the new one; empty until both are run.
    """

    claim: str
    since: str
    to: str
    what: str
    why: str
    before: str = ""
    after: str = ""


@dataclass(frozen=True)
class Frozen:
    """The record: by claim the hash of the question as first asked, and all changes since."""

    first: Mapping[str, str]
    changed: tuple[Changed, ...]

    def of(self, claim: str) -> tuple[Changed, ...]:
        """The changes of one claim, in order."""
        return tuple(each for each in self.changed if each.claim == claim)

    def now(self, claim: str) -> str:
        """The hash that its question has to have; empty where the claim is not on record."""
        return next((each.to for each in reversed(self.of(claim))), self.first.get(claim, ""))


@cache
def frozen() -> Frozen:
    """The record of the shipped claims."""
    found = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return Frozen(found["first"], tuple(Changed(**each) for each in found.get("changed", ())))


def question(claim: DebateClaim) -> str:
    """Hexadecimal, of what a claim asks; nothing that it says of itself moves it."""
    parts: list[Any] = [
        claim.quantity, claim.measure, claim.by, claim.worth, claim.true_if, str(claim.contrast),
        str(claim.against), claim.now, claim.instead, claim.cases, claim.factors,
        [[each.key, *((each.low, each.central, each.high) if each.stated else ("evidence",))]
         for each in claim.ranges],
        _conduct(claim.scenario),
    ]  # fmt: skip
    text = json.dumps(parts, sort_keys=True, default=list)
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def _conduct(scenario: Scenario) -> dict[str, str]:
    """The words in which a scenario differs from the defaults, by key: its numbers are no conduct.

    >>> from msim.scenario import override
    >>> _conduct(override(Scenario(), {"budget.audience": "selected", "budget.total": 1e6}))
    {'budget.audience': 'selected'}
    """
    usual, found = Scenario(), {}
    for table in CONDUCT:
        here, there = (getattr(each, table).model_dump() for each in (scenario, usual))
        for name, value in here.items():
            words = value if isinstance(value, tuple) else (value,)
            if value != there[name] and words and all(isinstance(each, str) for each in words):
                found[f"{table}.{name}"] = ", ".join(words)
    return found
