"""The voters of one replicate as seen from every room, block by block, made when asked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from copy import copy
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Self

import numpy as np

from msim.campaign.data import Observer
from msim.campaign.rules import RandomCells
from msim.campaign.zones import Zoned
from msim.core.arrays import Floats, Ints
from msim.core.columns import logistics
from msim.core.memo import Memo
from msim.core.seen import CampaignView, Rule
from msim.core.streams import BLOCK_SIZE
from msim.core.truth import Media, Voters
from msim.scenario.model import Scenario
from msim.world import World

_NUMBERS = 2**16
"""Numbers that two bytes can tell apart."""
KEPT_BLOCKS = 4
"""Leading blocks that are kept rather than made again; bounds memory whatever the electorate."""
KEPT_ROWS = 256 * 2**20
"""Bytes, at most, in which the rows of the other blocks' voters are kept for pass two."""


@dataclass(frozen=True)
class _Digits:
    """Rules whose rows are told by one number: the first rule's row is its last digit."""

    rules: list[tuple[Rule, int]]
    codes: Ints


class PackedRows:
    """Rows of the (n,) voters of a block under some rules, each from 0, in two bytes a voter.

    Rows under several rules are the digits of one number, rather than four bytes for each rule; and
    what a block's data say need not be drawn again to put its voters into cells.

    >>> class Halves:
    ...     cells = 2
    >>> kept = PackedRows([(Halves(), np.array([0, 2, 1])), (Halves(), np.array([1, 0, 1]))])
    >>> kept.bytes_each, [row.tolist() for _, row in kept]
    (2, [[0, 2, 1], [1, 0, 1]])
    """

    def __init__(self, rows: Iterable[tuple[Rule, Ints]]) -> None:
        """A rule of 65,536 rows or more is left out."""
        self._groups: list[_Digits] = []
        weight = 1
        for rule, row in rows:
            size = int(row.max(initial=0)) + 1
            if size >= _NUMBERS:
                continue
            if not self._groups or weight * size > _NUMBERS:
                self._groups.append(_Digits([], np.zeros(row.size, dtype=np.uint16)))
                weight = 1
            if size > 1:
                self._groups[-1].codes[:] += row.astype(np.uint16) * np.uint16(weight)
            self._groups[-1].rules.append((rule, size))
            weight *= size

    @property
    def bytes_each(self) -> int:
        """Bytes that are kept of a voter."""
        return 2 * len(self._groups)

    def __iter__(self) -> Iterator[tuple[Rule, Ints]]:
        """Each rule with the (n,) rows of the voters."""
        for group in self._groups:
            left = group.codes
            for rule, size in group.rules:
                yield rule, (left % np.uint16(size)).astype(np.int32)
                left = left // np.uint16(size)


class TruthRule:
    """A rule that is handed the truth: the oracle's alone. Rows follow from effects, not views."""

    cells: int

    def assign(self, view: CampaignView) -> Ints:
        """Refused: such a rule cannot be followed from a view."""
        raise TypeError("this rule needs the truth")

    def assign_truly(self, effects: Floats, view: CampaignView) -> Ints:
        """(n,) row of each voter, from (n, messages) true gains."""
        raise NotImplementedError


class Block:
    """One block of voters as one side sees it; every part is made at first use."""

    def __init__(self, world: World, observer: Observer, number: int) -> None:
        self._world, self._observer, self.number = world, observer, number
        self._rows: dict[Rule, Ints] = {}
        self.memo = Memo()

    @cached_property
    def voters(self) -> Voters:
        """The truth about the voters."""
        return self._world.voters(self.number)

    @cached_property
    def media(self) -> Media:
        """How they can be met."""
        return self._world.reach(self.voters)

    @cached_property
    def effects(self) -> Floats:
        """(n, messages) how each would respond to each message."""
        return self._world.effects(self.voters)

    @cached_property
    def turnout_effects(self) -> Floats:
        """(n, messages) how each message would move each one's turnout, in logits."""
        return self._world.turnout_effects(self.voters)

    @cached_property
    def view(self) -> CampaignView:
        """What the campaign's data say of them."""
        return self._observer.observe(self.voters)

    @cached_property
    def true_view(self) -> CampaignView:
        """What the campaign's data would say of them if they were right."""
        return self._observer.observe_truly(self.voters, self.view)

    def meant_rows(self, rule: Rule) -> Ints | None:
        """(n,) row of each voter were the readings right; None where no message can miss.

        Random cells are judged by the segments that they stand in for.
        """
        zones = rule.zones if isinstance(rule, Zoned) else None
        base = rule.base if isinstance(rule, Zoned) else rule
        if base.cells == 0 or isinstance(base, TruthRule):
            return None
        judge = base.meant if isinstance(base, RandomCells) and base.meant is not None else base
        rows = judge.assign(self.true_view)
        if zones is not None:
            rows = rows * zones.count + zones.of(self.view)
        return rows.astype(np.intp)

    def rows(self, rule: Rule) -> Ints:
        """(n,) row of each voter under a rule."""
        if rule not in self._rows:
            if isinstance(rule, TruthRule):
                rows = rule.assign_truly(self.gains, self.view)
            elif isinstance(rule, Zoned):
                rows = self.rows(rule.base) * rule.zones.count + rule.zones.of(self.view)
            else:
                rows = rule.assign(self.view)
            self._rows[rule] = rows.astype(np.int32, copy=False)
        return self._rows[rule]

    def packed_rows(self) -> PackedRows:
        """The rows that were asked for so far."""
        return PackedRows(self._rows.items())

    def recall(self, packed: PackedRows) -> None:
        """Take rows as they were kept, so that they need not be found again."""
        self._rows |= packed

    @property
    def gains(self) -> Floats:
        """(n, messages) what each message does to each voter, as the oracle ranks them.

        The shift of the support logit; where messages move turnout, votes gained by a forced
        exposure to first order, nothing by keeping anybody at home.
        """
        if not self._world.scenario.mobilises:
            return self.effects
        voters = self.voters
        prob, usual = logistics(voters.support), voters.turnout_prob
        half, nothing = np.float32(0.5), np.float32(0.0)
        persuaded = usual * prob * (1 - prob) * self.effects.T
        moved = self.turnout_effects.T
        mobilised = usual * (1 - usual) * (prob - half) * moved
        np.minimum(mobilised, nothing, out=mobilised, where=moved < nothing)
        return (persuaded + mobilised).T

    def uniforms(self, channel: str) -> Floats:
        """(n,) exposure uniforms of a channel, shared by all arms."""
        return self.draw(f"{channel}/exposure")

    def draw(self, name: str, columns: int | None = None) -> Floats:
        """(n,) or (n, columns) uniforms by which voters decide what is named, as for this side."""
        streams, n = self._world.streams, self.voters.size
        if columns is None:
            return streams.uniforms(f"voter/{name}", self.number, n)
        each = [streams.uniforms(f"voter/{name}/{c}", self.number, n) for c in range(columns)]
        return np.stack(each).T


class RivalBlock(Block):
    """The same voters as the other side sees them: its supporters are those who lean to it."""

    def __init__(self, world: World, observer: Observer, own: Block) -> None:
        super().__init__(world, observer, own.number)
        self._own = own

    @cached_property
    def voters(self) -> Voters:
        """The truth with support seen from the other side."""
        return replace(self._own.voters, support=-self._own.voters.support)

    @property
    def media(self) -> Media:
        """How they can be met: as by anybody."""
        return self._own.media


class Electorate:
    """Blocks of one replicate. Leading blocks are kept, the rest made anew at every call.

    memo: what was learnt of these voters.
    """

    def __init__(self, world: World, observer: Observer) -> None:
        self.world, self._observer = world, observer
        self._kept: dict[int, Block] = {}
        self._packed: dict[int, PackedRows] = {}
        self.memo = Memo()

    def under(self, scenario: Scenario) -> Self:
        """The same voters under a scenario that differs in nothing that they depend on."""
        other = copy(self)
        other.world, other._packed = replace(self.world, scenario=scenario), {}
        return other

    def block(self, number: int) -> Block:
        """The block of that number."""
        if number in self._kept:
            return self._kept[number]
        block = Block(self.world, self._observer, number)
        if number < KEPT_BLOCKS:
            self._kept[number] = block
        elif number in self._packed:
            block.recall(self._packed[number])
        return block

    def keep_rows(self, block: Block) -> None:
        """Keep the rows that a block's voters were found in, if those before leave room."""
        if block.number >= KEPT_BLOCKS:
            packed = block.packed_rows()
            if (block.number + 1) * BLOCK_SIZE * packed.bytes_each <= KEPT_ROWS:
                self._packed[block.number] = packed

    def rival(self, world: World, observer: Observer) -> RivalElectorate:
        """The same voters as the other side sees them, block by block."""
        return RivalElectorate(world, observer, self)


class RivalElectorate(Electorate):
    """Blocks of the own side's electorate, turned round."""

    def __init__(self, world: World, observer: Observer, own: Electorate) -> None:
        super().__init__(world, observer)
        self._own = own

    def block(self, number: int) -> Block:
        """The block of that number."""
        return self.of(self._own.block(number))

    def of(self, own: Block) -> Block:
        """The other side's view of a block."""
        kept = self._kept.get(own.number)
        if kept is None:
            kept = RivalBlock(self.world, self._observer, own)
            if own.number < KEPT_BLOCKS:
                self._kept[own.number] = kept
            elif own.number in self._packed:
                kept.recall(self._packed[own.number])
        return kept
