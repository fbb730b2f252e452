"""What differs between two nodes of a grid? Paired over their worlds, as `msim whatif` does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from typing import Final

import numpy as np

from msim.core.arrays import Floats
from msim.experiment.comparison.intervals import Controls, gap_interval, paired_gap
from msim.experiment.comparison.summary import ArmValues

SIDES: Final = ("segmented", "broadcast")
BOUNDS: Final = ("mean", "low", "high")


@dataclass(frozen=True)
class NodeVotes:
    """Net votes in each world of a setting, and what explains some of them.

    votes: (3, worlds) of segmented less broadcast, segmented, and broadcast. apart: (worlds,
    variates), empty where nothing adjusts.
    """

    votes: Floats
    apart: Floats

    @classmethod
    def of(cls, worlds: ArmValues) -> NodeVotes:
        """From a run's worlds."""
        sides = [worlds.values(arm, "net_votes") for arm in SIDES]
        gap = worlds.gaps(*SIDES, "net_votes")
        apart = np.zeros((worlds.size, 0)) if worlds.controls is None else worlds.controls.apart
        return cls(np.stack([gap, *sides]), apart)

    @property
    def size(self) -> int:
        """Worlds."""
        return int(self.votes.shape[1])


def differences(nodes: Sequence[NodeVotes]) -> Floats:
    """(pairs, 3, 3) mean, low and high of each of the votes, the later node less the earlier one.

    Pairs in the order of `itertools.combinations`; NaN where there is no bound.
    """
    return np.array([_difference(*pair) for pair in combinations(nodes, 2)], dtype=float)


def _difference(before: NodeVotes, after: NodeVotes) -> list[list[float]]:
    size = min(before.size, after.size)
    first, second = (each.apart[:size] for each in (before, after))
    controls = _controls(first.tobytes(), first.shape) if np.array_equal(first, second) else None
    gaps = paired_gap(after.votes[:, :size], before.votes[:, :size])
    found = [gap_interval(gap, None, controls) for gap in gaps]
    return [[np.nan if each[b] is None else each[b] for b in BOUNDS] for each in found]


@lru_cache(maxsize=64)
def _controls(apart: bytes, shape: tuple[int, int]) -> Controls | None:
    """Equal worlds have equal controls: most pairs of a grid share them."""
    return Controls.of(np.frombuffer(apart).reshape(shape)) if shape[1] else None
