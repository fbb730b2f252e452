"""Named randomness: which stream of random numbers decides what?

A stream is named by what it decides (`voter/traits`, `voter/television/exposure`), never by who
asks. So adding an arm, a channel or a replicate moves no number that was there before, and two
arms that face the same decision share its draw (common random numbers: Glasserman and Yao 1992,
Management Science 38(6)).
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from msim.core.arrays import Floats
from msim.core.draws import STEP, add_normals, mixed, noisy, uniforms

BLOCK_SIZE = 65_536
"""Voters in a block. Part of the model: another size is another electorate."""


@lru_cache(maxsize=4096)
def _entropy(seed: int, replicate: int, name: str) -> int:
    """128 bits that follow from what a stream is named by."""
    named = f"{seed}/{replicate}/{name}".encode()
    return int.from_bytes(hashlib.blake2b(named, digest_size=16).digest(), "little")


@dataclass(frozen=True)
class Streams:
    """All random streams of one replicate; `side` sets a campaign's own apart from another's.

    What is decided once has a generator of numpy's; what voters decide, a stream for each block.
    Draws are nested: whatever there can be more or less of (respondents, voters, messages,
    districts, channels) takes one draw each in turn or has a stream of its own, and nothing else
    draws from that stream. So the first n of n + m are the same as without the rest.

    >>> streams = Streams(seed=1, replicate=0)
    >>> a = streams.generator("world/support").random()
    >>> a == Streams(1, 0).generator("world/support").random()
    True
    >>> a == streams.generator("world/turnout").random()
    False
    >>> two = streams.uniforms("voter/archetype", 3, 2)  # of block 3
    >>> bool(np.all(two == streams.uniforms("voter/archetype", 3, 9)[:2]))
    True
    """

    seed: int
    replicate: int
    side: str = ""

    def generator(self, name: str) -> np.random.Generator:
        """A fresh generator for the decision `name`."""
        entropy = _entropy(self.seed, self.replicate, self.side + name)
        return np.random.Generator(np.random.SFC64(entropy))

    def uniforms(self, name: str, block: int, n: int) -> Floats:
        """(n,) uniforms strictly between 0 and 1 by which the voters of a block decide `name`."""
        return uniforms(self._start(name, block), n)

    def add_normals(self, name: str, block: int, scale: float, out: Floats) -> None:
        """Add `scale` times a standard normal of each voter of a block to (n,) single numbers."""
        add_normals(self._start(name, block), scale, out)

    def noisy(
        self, name: str, block: int, shares: tuple[float, float], values: Floats, out: Floats
    ) -> None:
        """Put into `out` shares of `values` and of standard normals, (n,) single numbers each."""
        noisy(self._start(name, block), shares[1], shares[0], values, out)

    def _start(self, name: str, block: int) -> int:
        """Where the stream of a block begins."""
        start = _entropy(self.seed, self.replicate, self.side + name)
        return mixed(start + (block + 1) * STEP)
