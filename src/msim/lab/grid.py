"""What does a page know that cannot compute? Worlds on a grid, and how far off it is between them.

Every number on the grid is that of the world's own run, with the same seed, so that neighbouring
worlds share their chance. Between them numbers are interpolated along each lever (multilinear): an
estimate, which has no verdict. How far off it is, is measured on other worlds, which were held back
from the grid.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, Final

import numpy as np

from msim import api
from msim.core.arrays import Floats
from msim.core.text import Interval
from msim.lab.answers import COLUMNS
from msim.lab.grid_pairs import NodeVotes, differences
from msim.lab.levers import BY_KEY, Value
from msim.lab.worlds import LabStage, LabWorld, start
from msim.report.run.data import ReportData

PRESET: Final = "baseline"
MEASURES: Final = (*COLUMNS, "promised_shrunk_net_votes", "on_target_reach")
CONTRASTS: Final = ("segmented-broadcast", "segmented_free-broadcast")
WORTH: Final = "worth"
TIED, ALIKE = (f"{contrast}.share_tied" for contrast in CONTRASTS)
"""In which share of surveys the two of a contrast were equal."""
REPLICATES: Final = "replicates"
BOUNDS: Final = ("mean", "low", "high")


@dataclass(frozen=True)
class Axis:
    """A lever and the positions at which worlds are computed."""

    key: str
    nodes: tuple[float, ...]

    @property
    def between(self) -> tuple[Value, ...]:
        """The lever's positions in the grid's range that are no nodes."""
        low, high = self.nodes[0], self.nodes[-1]
        return tuple(p for p in self.positions if p not in self.nodes and low <= float(p) <= high)

    @property
    def positions(self) -> tuple[Value, ...]:
        """The lever's positions that the grid spans."""
        every = BY_KEY[self.key].positions
        return tuple(p for p in every if self.nodes[0] <= float(p) <= self.nodes[-1])


AXES: Final = (
    Axis("messages.party_correlation", (-0.7, 0.5, 0.86, 1.0)),
    Axis("data.validity", (0.0, 0.35, 0.7, 1.0)),
    Axis("channels.social.premium", (1.0, 1.6, 3.0)),
    Axis("segments.count", (2, 6, 12)),
)
HELD_BACK: Final = 24
"""Worlds, beside the grid's 144."""
Numbers = dict[str, float | None]
Compute = Callable[[Callable[[LabWorld], Any], Sequence[LabWorld]], Iterator[Any]]
"""Applies a function to worlds and yields the results in their order."""


@dataclass(frozen=True)
class Grid:
    """Numbers by name at each node, and what interpolating them came to.

    stage: how finely a world is computed. values: (nodes of each axis ..., names); NaN where there
    is no number. error: how far off segmented - broadcast is at worlds held back, in votes. pairs:
    what differs between two nodes, as `grid_pairs.differences` says it.
    """

    axes: tuple[Axis, ...]
    stage: LabStage
    names: tuple[str, ...]
    values: Floats
    error: Mapping[str, float] = field(default_factory=dict)
    pairs: Floats = field(default_factory=lambda: np.zeros((0, 3, 3)))

    def at(self, world: LabWorld) -> Floats:
        """(names,) the numbers of a world, interpolated between the nodes around it."""
        moved = {**start(world.preset), **dict(world.changes)}
        return interpolate(self.axes, self.values, [float(moved[a.key] or 0.0) for a in self.axes])


def worlds(axes: Sequence[Axis]) -> list[LabWorld]:
    """The worlds of the grid, the last lever moving fastest."""
    every = itertools.product(*(axis.nodes for axis in axes))
    return [_world(axes, at) for at in every]


def held_back(axes: Sequence[Axis], count: int) -> list[LabWorld]:
    """Worlds between the nodes, spread evenly (Halton's sequence, one prime base a lever)."""
    found = []
    for number in range(1, count + 1):
        at = [
            axis.between[int(_radical(number, base) * len(axis.between))]
            for axis, base in zip(axes, (2, 3, 5, 7), strict=False)
        ]
        found.append(_world(axes, at))
    return found


def _world(axes: Sequence[Axis], at: Sequence[Value]) -> LabWorld:
    return LabWorld.of(PRESET, {axis.key: place for axis, place in zip(axes, at, strict=True)})


def _radical(number: int, base: int) -> float:
    """The digits of a number mirrored at the point: spread evenly over 0 to 1."""
    found, share = 0.0, 1.0
    while number:
        share /= base
        number, digit = divmod(number, base)
        found += digit * share
    return found


def numbers(data: ReportData) -> Numbers:
    """The numbers of a run that the page shows, by name such as `segmented.net_votes.low`."""
    found: dict[str, Any] = {}
    for arm in data.speaking:
        for measure in MEASURES:
            found[f"{arm}.{measure}"] = data.arm(arm, measure)
    for contrast in CONTRASTS:
        found[contrast] = data.contrast(contrast)
    for entry in data.summary["ladder"]:
        found[f"{entry['from']}>{entry['step']}"] = Interval.of(entry["gain"])
    named = {f"{name}.{b}": getattr(found[name], b) for name in found for b in BOUNDS}
    tied, alike = (data.share(contrast, "share_tied") for contrast in CONTRASTS)
    return named | {
        WORTH: data.summary["verdict"]["worth_votes"], TIED: tied, ALIKE: alike,
        REPLICATES: data.summary["replicates"],
    }  # fmt: skip


def measured(stage: LabStage, world: LabWorld) -> tuple[Numbers, NodeVotes]:
    """The numbers of a world, and the votes that are paired with those of others."""
    found = api.compare(world.scenario(stage))
    return numbers(found.data), NodeVotes.of(found.worlds)


def interpolate(axes: Sequence[Axis], values: Floats, at: Sequence[float]) -> Floats:
    """(names,) between the nodes around a point; NaN where a node that counts has no number."""
    around = []
    for axis, place in zip(axes, at, strict=True):
        nodes = np.asarray(axis.nodes, dtype=float)
        upper = int(np.clip(np.searchsorted(nodes, place), 1, nodes.size - 1))
        share = (place - nodes[upper - 1]) / (nodes[upper] - nodes[upper - 1])
        around.append([(upper - 1, 1.0 - share), (upper, share)])
    found = np.zeros(values.shape[-1])
    for corner in itertools.product(*around):
        weight = float(np.prod([share for _, share in corner]))
        if weight > 0.0:
            found += weight * values[tuple(node for node, _ in corner)]
    return found


def built(axes: Sequence[Axis], stage: LabStage, held: int, compute: Compute) -> Grid:
    """Compute the grid and the worlds held back from it."""
    nodes, others = worlds(axes), held_back(axes, held)
    both = list(compute(partial(measured, stage), [*nodes, *others]))
    results = [told for told, _ in both]
    names = tuple(results[0])
    table = np.array(
        [[np.nan if row[name] is None else row[name] for name in names] for row in results],
        dtype=float,
    )
    shape = (*(len(axis.nodes) for axis in axes), len(names))
    values = table[: len(nodes)].reshape(shape)
    grid = Grid(tuple(axes), stage, names, values)
    pairs = differences([votes for _, votes in both[: len(nodes)]])
    return replace(grid, error=_error(grid, others, table[len(nodes) :]), pairs=pairs)


def _error(grid: Grid, others: Sequence[LabWorld], true: Floats) -> dict[str, float]:
    mean = grid.names.index(f"{CONTRASTS[0]}.mean")
    off = [abs(grid.at(world)[mean] - row[mean]) for world, row in zip(others, true, strict=True)]
    found = {"worlds": len(others), "mean": np.mean(off), "most": np.max(off)}
    return {name: float(value) for name, value in found.items()}
