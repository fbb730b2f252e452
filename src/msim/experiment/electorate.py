"""The voters of one replicate as seen from every room, block by block, made when asked for."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

import numpy as np

from msim.campaign.data import Observer
from msim.core.arrays import Floats, Ints
from msim.core.seen import CampaignView, Rule
from msim.core.truth import Media, Voters
from msim.world import World

KEPT_BLOCKS = 4
"""Leading blocks that are kept rather than made again; bounds memory whatever the electorate."""


class TruthRule:
    """A rule that is handed the truth: the oracle's alone. Rows follow from effects, not views."""

    cells: int

    def assign(self, view: CampaignView) -> Ints:
        """Refused: such a rule cannot be followed from a view."""
        raise TypeError("this rule needs the truth")

    def assign_truly(self, effects: Floats, view: CampaignView) -> Ints:
        """(n,) row of each voter, from (n, messages) true effects."""
        raise NotImplementedError


class Block:
    """One block of voters; every part is made at first use."""

    def __init__(self, world: World, observer: Observer, number: int) -> None:
        self._world, self._observer, self.number = world, observer, number
        self._rows: dict[int, tuple[Rule, Ints]] = {}

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
    def view(self) -> CampaignView:
        """What the campaign's data say of them."""
        return self._observer.observe(self.voters)

    def rows(self, rule: Rule) -> Ints:
        """(n,) row of each voter under a rule."""
        found = self._rows.get(id(rule))
        if found is None:
            if isinstance(rule, TruthRule):
                rows = rule.assign_truly(self.effects, self.view)
            else:
                rows = rule.assign(self.view)
            found = self._rows[id(rule)] = (rule, rows.astype(np.intp))
        return found[1]

    def uniforms(self, channel: str) -> Floats:
        """(n,) exposure uniforms of a channel, shared by all arms."""
        rng = self._world.streams.generator(f"voter/{channel}/exposure", self.number)
        return rng.random(self.voters.size)


class Electorate:
    """Blocks of one replicate. Leading blocks are kept, the rest made anew at every call."""

    def __init__(self, world: World, observer: Observer) -> None:
        self.world, self._observer = world, observer
        self._kept: dict[int, Block] = {}

    def block(self, number: int) -> Block:
        """The block of that number."""
        if number in self._kept:
            return self._kept[number]
        block = Block(self.world, self._observer, number)
        if number < KEPT_BLOCKS:
            self._kept[number] = block
        return block

    def leading_known(self, wanted: int) -> Iterator[tuple[Block, Ints]]:
        """Blocks and indices of the first voters with a usable record, up to `wanted` of them."""
        for number in range(self.world.blocks):
            block = self.block(number)
            known = np.flatnonzero(block.view.known)[:wanted]
            wanted -= known.size
            if known.size:
                yield block, known
            del block
            if wanted <= 0:
                return
