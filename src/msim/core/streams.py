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

BLOCK_SIZE = 65_536
"""Voters in a block. Part of the model: another size is another electorate."""


@lru_cache(maxsize=4096)
def _spawn_key(name: str) -> tuple[int, ...]:
    digest = hashlib.blake2b(name.encode(), digest_size=16).digest()
    return tuple(int.from_bytes(digest[i : i + 4], "little") for i in range(0, 16, 4))


@dataclass(frozen=True)
class Streams:
    """All random streams of one replicate; `side` sets a campaign's own apart from another's.

    >>> streams = Streams(seed=1, replicate=0)
    >>> a = streams.generator("voter/traits", block=3).random()
    >>> a == Streams(1, 0).generator("voter/traits", block=3).random()
    True
    >>> a == streams.generator("voter/traits", block=4).random()
    False
    """

    seed: int
    replicate: int
    side: str = ""

    def generator(self, name: str, block: int | None = None) -> np.random.Generator:
        """A fresh generator for the decision `name`, within `block` where voters decide."""
        place = 0 if block is None else block + 1
        words = (*divmod(self.seed, 2**32), *divmod(self.replicate, 2**32))  # fixed in number
        sequence = np.random.SeedSequence(words, spawn_key=(*_spawn_key(self.side + name), place))
        return np.random.Generator(np.random.SFC64(sequence))
