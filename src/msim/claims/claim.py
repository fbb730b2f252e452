"""What is a claim? Who says what, which two worlds it compares, and what would count as true.

>>> Term.of("segmented-broadcast").arms
('segmented', 'broadcast')
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from msim.core.verdict import Truth
from msim.scenario.model import Scenario

Quantity = Literal["gap", "chance", "changed", "lost", "moved", "share", "attribution"]
"""What is computed over the replicates of a world: a difference of means, a difference in the
probability of winning, a share of elections (whose winner changes; that would be lost instead; in
which a measure moves by more than `by`; or as such), a difference of Shapley values.
"""
End = Literal["low", "central", "high"]
"""A value of a range."""
OF_WINNING = ("chance", "changed", "lost")
"""Quantities that ask who wins, over the national swing."""
TURNING = ("changed", "lost", "moved")
"""Those that ask how many elections come out otherwise: a matter of single elections."""
SIDES = ("now", "instead")
"""The two sides of a comparison; a range may be of one side alone, as `instead.data.validity`."""
PILOT = "pilot_sign_right"
"""The one measure that belongs to an election and not to an arm."""
PER_1000 = "net_votes_per_1000"
"""Net votes for each 1,000 spent: cheaper or dearer votes, where money may be left over.

A ratio of means, as the cost of a net vote is.
"""
ROWS = 2
"""The form of a world's rows: what was kept in another one is run anew."""


@dataclass(frozen=True)
class Range:
    """A scenario key over which a claim is asked. source: a row of the evidence, or `assumption`.

    low, central, high: in the key's unit. whole: whether the key takes whole numbers. stated:
    whether the claim's file states numbers, and does not leave them to the evidence.

    >>> Range("instead.data.validity", 0.8, 0.9, 1.0, "correlation", "assumption").side
    'instead'
    """

    key: str
    low: float
    central: float
    high: float
    unit: str
    source: str
    whole: bool = False
    stated: bool = True

    @property
    def side(self) -> str:
        """The side of the comparison that it is a range of; empty for both."""
        first = self.key.partition(".")[0]
        return first if first in SIDES else ""

    @property
    def bare(self) -> str:
        """The scenario's key."""
        return self.key.removeprefix(f"{self.side}.")


@dataclass(frozen=True)
class Term:
    """An arm, or the difference of two, on one side of a contrast."""

    first: str
    second: str = ""

    @classmethod
    def of(cls, text: str) -> Term:
        """From `arm` or `arm-arm`."""
        first, _, second = text.partition("-")
        return cls(first, second)

    @property
    def arms(self) -> tuple[str, ...]:
        """The arms that it needs."""
        return (self.first, self.second) if self.second else (self.first,)

    def __str__(self) -> str:
        return f"{self.first}-{self.second}" if self.second else self.first


@dataclass(frozen=True)
class DebateClaim:
    """A claim as its file states it; what is compared is `quantity` of `now` against `instead`.

    contrast: arm or difference of arms looked at; against: the same on the other side of the
    comparison. now, instead: what each of two worlds changes of the scenario; where both are empty
    arms are compared in one world. cases: named changes, each a part of the worlds. factors: of an
    attribution, the two that are compared. effort: replicates a world, beside other claims.
    also: measures reported beside the verdict. picture: the key that the picture is drawn along.
    by: of `moved`, by how much the measure has to move in an election. corner: by key, the end of
    its range that favours the claim, where that is known beforehand. replicates: of each world at
    most, as a file of one's own has them in `run.replicates`; 0 for as many as the debate has.
    draw: moves the worlds that are drawn over the ranges. file: of one's own claim, by name.
    table: `[claim]` as read.
    """

    id: str
    title: str
    who: str
    assertion: str
    source: str
    quantity: Quantity
    measure: str
    worth: float
    unit: str
    true_if: Truth
    scenario: Scenario
    ranges: tuple[Range, ...]
    contrast: Term = Term("broadcast")
    against: Term = Term("broadcast")
    now: Mapping[str, Any] = field(default_factory=dict)
    instead: Mapping[str, Any] = field(default_factory=dict)
    cases: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    factors: tuple[str, ...] = ()
    depends_on: tuple[str, ...] = ()
    would_change: str = ""
    note: str = ""
    effort: float = 1.0
    also: tuple[str, ...] = ()
    picture: str = ""
    by: float = 0.0
    corner: Mapping[str, End] = field(default_factory=dict)
    central_to_sceptic: bool = False
    table: Mapping[str, Any] = field(default_factory=dict, compare=False, repr=False)
    replicates: int = 0
    draw: int = 0
    file: str = ""

    @property
    def paired(self) -> bool:
        """Whether two worlds are compared, not two arms in one."""
        return bool(self.now or self.instead)

    @property
    def of_two_arms(self) -> bool:
        """Whether the two sides are the arms of one difference, in one world."""
        return bool(self.contrast.second) and not self.paired and self.contrast == self.against

    @property
    def per_money(self) -> bool:
        """Whether votes for each 1,000 spent are compared."""
        return self.quantity == "gap" and self.measure == PER_1000

    @property
    def beside(self) -> tuple[str, ...]:
        """The measures of each arm that are kept beside the two sides."""
        made_of = ("net_votes", "spend") if self.per_money else ()
        return tuple(dict.fromkeys((*self.also, *made_of)))

    @property
    def names(self) -> tuple[str, ...]:
        """The names of its cases; one without a name where it has none."""
        return tuple(self.cases) or ("",)

    @property
    def fingerprint(self) -> str:
        """Hexadecimal, of everything that a world's numbers depend on but its point."""
        parts = [
            ROWS, self.scenario.hash, self.quantity, self.measure, str(self.contrast),
            str(self.against), self.now, self.instead, self.cases, self.factors, self.also,
            self.by, sorted(each.key for each in self.ranges if each.side),
        ]  # fmt: skip
        text = json.dumps(parts, sort_keys=True, default=list)
        return hashlib.sha256(text.encode()).hexdigest()[:16]

    def central(self) -> dict[str, float]:
        """The point at which every range has its central value."""
        return {each.key: each.central for each in self.ranges}
