"""Records that a campaign may hold: its own noisy data, its segments, its test, its plan."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from functools import cached_property
from math import fsum
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from msim.core.arrays import Bools, Floats, Ints
from msim.core.errors import InputError
from msim.core.mixture import Mixture
from msim.core.wording import say


@dataclass(frozen=True)
class TraitShown:
    """How one trait is shown: its kind, its number of levels (0 for continuous), its use."""

    name: str
    kind: str
    levels: int
    demographic: bool


@dataclass(frozen=True)
class CampaignView:
    """What the campaign's data say about the voters of one block (n rows).

    traits: (n, traits) a number for a continuous trait, the level's index else; NaN is missing.
    party: (n,) -1 or +1 as the label reads, 0 where there is none.
    known: (n,) whether there is a record that may be used (coverage and consent).
    lottery: (n, 2) uniforms that the campaign draws and that tell nothing: the first for random
        segments, the second for the placebo's.
    district: (n,) index of the district, which is known of everybody.
    drawn: whether a world drew these voters. Nothing is fitted on others, and no rule applies to
        them (`invented`): a table of records is no view.
    """

    traits: Floats
    party: Ints
    known: Bools
    lottery: Floats
    district: Ints
    drawn: bool = field(default=False, kw_only=True)

    def rows(self, chosen: Bools | Ints | slice) -> CampaignView:
        """The same record for some voters only."""
        by_index = isinstance(chosen, np.ndarray) and chosen.dtype != np.bool_
        at: Any = chosen if by_index else np.arange(self.known.size)[chosen]
        parts = (taken(getattr(self, name), at) for name in self.__match_args__)
        return CampaignView(*parts, drawn=self.drawn)


def invented(view: CampaignView) -> CampaignView:
    """The view itself, of voters whom a world drew. Raises InputError for any other.

    >>> nobody = np.zeros(1, dtype=int)
    >>> invented(CampaignView(np.zeros((1, 1)), nobody, nobody == 0, np.zeros((1, 2)), nobody))
    Traceback (most recent call last):
    msim.core.errors.InputError: only voters whom a world has drawn: no records are taken
    """
    if not view.drawn:
        raise InputError(say("not_drawn"))
    return view


def taken(values: NDArray[Any], chosen: Ints) -> NDArray[Any]:
    """(m,) or (m, columns) rows by index, (m,), of what is kept column by column, and stays so.

    Raises IndexError for an index that is not from 0 to n - 1.

    >>> taken(np.array([[1, 2], [3, 4], [5, 6]]), np.array([2, 0])).tolist()
    [[5, 6], [1, 2]]
    """
    if chosen.size and not 0 <= chosen.min() <= chosen.max() < len(values):
        raise IndexError(f"rows from {chosen.min()} to {chosen.max()} of {len(values)}")
    return values.T.take(chosen, axis=-1, mode="clip").T  # to look at each again takes as long


class Rule(Protocol):
    """A way to put voters into cells from the campaign's view alone.

    A rule is a key: what is known by rule (rows, inventories, choices) is kept under the rule
    itself. So it can be hashed, and equals only what assigns every view alike: a rule of a few
    plain values equals another of the same values, a fitted one, made of arrays, itself alone
    (`@dataclass(frozen=True, eq=False)`).
    """

    @property
    def cells(self) -> int:
        """Number of cells."""

    def assign(self, view: CampaignView) -> Ints:
        """(n,) row of each voter in a plan: 0 for no cell, 1..cells else."""


@dataclass(frozen=True)
class Answers:
    """A survey's answers, one row a respondent (or a group of like respondents, `people` each).

    message: (n,) index of the message shown, -1 for the control group.
    vote: (n,) stated vote for the own side: 0 or 1, or a scale; a mean where people > 1.
    weight: (n,) how likely the respondent is to vote.
    baseline: (n,) the same question before the message, standardised; None where not asked.
    people: (n,) respondents that the row stands for, or for how many it counts once weighted.
    noise_variance: variance of one answer where it is known beforehand, else None.
    before: (n,) vote for the own side stated before any message, 0 or 1; None where not asked.
    turnout: (n,) stated intention to vote after the message, 0 or 1 or on a scale; None where
        not asked.
    """

    message: Ints
    vote: Floats
    weight: Floats
    baseline: Floats | None
    people: Floats
    noise_variance: float | None = None
    before: Floats | None = None
    turnout: Floats | None = None


@dataclass(frozen=True)
class TestResult:
    """What a message test says at the grain of some cells. Effects in points of vote choice.

    effect_pp: (cells, messages) estimate of each cell; where nobody was asked, the pooled one.
    pooled_pp: (messages,) estimate over all respondents, as `broadcast` reads it.
    share: (cells,) each cell's part of the pooled estimate.
    pooled_variance: variance of a pooled estimate in points squared, without the control's noise.
    """

    __test__ = False

    effect_pp: Floats
    pooled_pp: Floats
    share: Floats
    pooled_variance: float


@dataclass(frozen=True)
class Choice:
    """A message for every cell, and what the test foretells of it.

    message: (cells,) index of the chosen message.
    promised_pp: (cells, messages) effects as estimated, message means shrunk.
    promised_raw_pp: (cells, messages) the same without shrinking message means.
    tau_pp: estimated standard deviation of true differences between cells, in points.
    """

    message: Ints
    promised_pp: Floats
    promised_raw_pp: Floats
    tau_pp: float


@dataclass(frozen=True)
class Inventory:
    """Sizes and habit by row of a rule (row 0: no cell), summed over the simulated voters.

    size: (rows,) voters.
    habit_mass: (rows, channels) summed habit.
    matched_mass: (rows, channels) summed habit of those whom the platform can find.
    habit_square, matched_square: the same of squared habit, where plans look at reach curves.
    opposed_mass: (rows, channels) summed habit of those whom the platform can find and the party
        label puts on the other side, where they have a price of their own.
    """

    size: Floats
    habit_mass: Floats
    matched_mass: Floats
    habit_square: Floats | None = None
    matched_square: Floats | None = None
    opposed_mass: Floats | None = None

    def __add__(self, other: Inventory) -> Inventory:
        """The inventory of both groups of voters together."""
        def both(name: str) -> Any:
            mine = getattr(self, name)
            return None if mine is None else mine + getattr(other, name)

        return Inventory(*(both(f.name) for f in fields(self)))


@dataclass(frozen=True)
class Plan:
    """Who is sent which message on which channel, at what cost: a rule and a table of cells.

    Tables are (rows, channels). A row is a cell of the rule and one of its zones (districts or
    bands of an audience): `cell * zones + zone`; cell 0 holds the voters of no cell.
    message: index of the message, of several the one sent most. cost: in money.
    impressions: impressions or attempts bought.
    habit_mass: summed habit of whom the buy can reach, in the electorate.
    rate: expected impressions or attempts of a voter with habit 1, `impressions / habit_mass`.
    promised_pp, promised_raw_pp: what the test foretells of the message, NaN where it does not.
    targeted: (channels,) whether delivery goes only to voters that the platform can find.
    mixture: shares of messages where a row carries several; None where it carries one.
    """

    arm: str
    rule: Rule
    message: Ints
    impressions: Floats
    cost: Floats
    habit_mass: Floats
    rate: Floats
    promised_pp: Floats
    promised_raw_pp: Floats
    targeted: Bools
    production: float
    test_cost: float
    unspent: float
    zones: int = 1
    mixture: Mixture | None = None

    @cached_property
    def silent(self) -> bool:
        """Whether nothing is delivered to anybody."""
        return not self.rate.any()

    @cached_property
    def carried(self) -> Ints:
        """(messages,) which messages it pays to send, in rising order; none where it is silent."""
        if self.mixture is not None:
            return np.flatnonzero(self.mixture.sent[self.rate > 0.0].any(axis=0))
        return np.unique(self.message[self.rate > 0.0])

    @cached_property
    def several(self) -> bool:
        """Whether it sends more than one message."""
        if self.mixture is not None:
            return self.carried.size > 1
        of_channels = {part for part in self.effect[1:] if part}
        return len(of_channels) > 1 or self.by_row in of_channels

    @cached_property
    def foretells(self) -> bool:
        """Whether anything is promised of any message."""
        return bool(np.isfinite(self.promised_pp).any())

    @cached_property
    def delivery(self) -> tuple[object, ...]:
        """Equal for plans that expose every voter alike, whatever their messages."""
        parts: list[object] = []
        for c, targeted in enumerate(self.targeted.tolist()):
            # Targeted delivery goes to nobody of cell 0, so that its rates are no difference.
            rates = self.rate[self.zones :, c] if targeted else self.rate[:, c]
            each = rates.tolist() if rates.size < 100 else np.unique(rates).tolist()
            told = (each[0],) if len(set(each)) == 1 else (self.rule, rates.tobytes())
            parts.append((targeted, told))
        return tuple(parts)

    @cached_property
    def effect(self) -> tuple[object, ...]:
        """Equal for plans that move every voter alike: the same exposures to the same messages."""
        if self.mixture is not None:
            return (self.delivery, self.by_row)
        parts: list[object] = [self.delivery]
        for c in range(self.targeted.size):
            carried = self.message[self.rate[:, c] > 0.0, c].tolist()
            parts.append(tuple(carried[:1]) if len(set(carried)) < 2 else self.by_row)
        return tuple(parts)

    @cached_property
    def by_row(self) -> tuple[object, ...]:
        """Equal for plans that give the same rows of voters the same messages, bought alike."""
        mixed = None if self.mixture is None else self.mixture.key
        return (self.rule, self.zones, self.rate.tobytes(), self.message.tobytes(), mixed)

    @property
    def spend(self) -> float:
        """Money that leaves the campaign: production, test and media."""
        return self.production + self.test_cost + fsum(self.cost.ravel())
