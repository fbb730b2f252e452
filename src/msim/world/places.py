"""Where do the voters live? Districts, their leanings, and how archetypes sort into them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from msim.core.arrays import Floats, Ints
from msim.core.inverse_cdf import Shares
from msim.core.streams import Streams
from msim.scenario.people import Districts


@dataclass(frozen=True)
class DistrictModel:
    """Districts of one replicate.

    joint: (archetypes, districts) share of the electorate in each archetype and district.
    lean: (districts,) added to the support logit of everyone in the district.
    """

    joint: Floats
    lean: Floats

    def draw(self, streams: Streams, block: int, archetype: Ints) -> Ints:
        """(n,) district of each voter of a block, given the archetype."""
        if self.lean.size == 1:
            return np.zeros(archetype.size, dtype=np.int32)
        uniform = streams.uniforms("voter/district", block, archetype.size)
        return self._shares.drawn(uniform, archetype)

    @cached_property
    def _shares(self) -> Shares:
        return Shares.of(self.joint)


def _sorted_joint(shares: Floats, sizes: Floats) -> Floats:
    """Overlap of two partitions of the unit interval: each archetype in as few places as can be."""
    upper_a, upper_d = np.cumsum(shares)[:, None], np.cumsum(sizes)[None, :]
    lower_a, lower_d = upper_a - shares[:, None], upper_d - sizes[None, :]
    return np.maximum(np.minimum(upper_a, upper_d) - np.maximum(lower_a, lower_d), 0.0)


def build_places(districts: Districts, shares: Floats, streams: Streams) -> DistrictModel:
    """Districts of one replicate. `shares` are those of the archetypes, (archetypes,).

    `sorting` mixes an even spread (0) with archetypes laid end to end over districts (1); both
    keep the shares of archetypes and the sizes of districts. More districts leave the leanings of
    the others, and the order in which they are laid, as they were; archetypes likewise.
    """
    sizes = np.asarray(districts.sizes or [1.0 / districts.count] * districts.count)
    sizes = sizes / sizes.sum()
    lean = districts.lean_sd * streams.generator("world/districts").standard_normal(sizes.size)
    if districts.size_sd:
        drawn = streams.generator("world/district-sizes").standard_normal(sizes.size)
        sizes = np.exp(districts.size_sd * drawn)
        sizes = sizes / sizes.sum()
    by_a = np.argsort(streams.generator("world/archetype-order").random(shares.size))
    by_d = np.argsort(streams.generator("world/district-order").random(sizes.size))
    clustered = np.empty((shares.size, sizes.size))
    clustered[np.ix_(by_a, by_d)] = _sorted_joint(shares[by_a], sizes[by_d])
    even = shares[:, None] * sizes[None, :]
    return DistrictModel(districts.sorting * clustered + (1.0 - districts.sorting) * even, lean)
