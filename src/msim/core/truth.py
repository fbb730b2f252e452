"""Records of the truth: what the world holds and no campaign may look at."""

from __future__ import annotations

from dataclasses import dataclass

from msim.core.arrays import Bools, Floats, Ints


@dataclass(frozen=True)
class Voters:
    """The voters of one block before any campaign. Row i is voter i of the block (n rows).

    archetype: (n,) index of the voter's archetype.
    district: (n,) index of the voter's district.
    traits: (n, traits) latent traits, each with mean 0 and variance 1 in the electorate.
    support: (n,) logit of choosing the own side, given a vote, without any message or swing.
    turnout_prob: (n,) probability of voting.
    """

    block: int
    archetype: Ints
    district: Ints
    traits: Floats
    support: Floats
    turnout_prob: Floats

    @property
    def size(self) -> int:
        """Number of voters in the block."""
        return int(self.support.size)


@dataclass(frozen=True)
class Media:
    """How the voters of one block can be met, by channel (columns in the scenario's order).

    habit: (n, channels) each voter's part of a buy, relative to others; 0 for who does not use it.
    matched: (n, channels) whether the channel's platform can find the voter on a list.
    """

    habit: Floats
    matched: Bools
