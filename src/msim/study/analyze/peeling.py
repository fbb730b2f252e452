"""Ever smaller boxes, from the whole space in: what each step of peeling trades away.

See `msim.study.analyze.boxes`, which chooses one of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from msim.core.arrays import Bools, Floats
from msim.study.analyze.limits import Half, Limit
from msim.study.analyze.points import choices
from msim.study.records import Parameter

PEEL = 0.05
SMALLEST = 0.05
"""Share of the points that a box keeps, at least."""
APART = 0.12
"""How far named steps lie from each other, in coverage and density."""
COLUMNS = ("step", "limits", "support", "coverage", "density", "scored_coverage",
           "scored_density", "chosen")  # fmt: skip


def peeled(parameters: Sequence[Parameter], half: Half) -> Iterator[tuple[Limit, ...]]:
    """Ever smaller boxes, the whole space first."""
    limits: dict[str, Limit] = {}
    kept = np.ones(half.hit.size, dtype=bool)
    while True:
        yield tuple(limits.values())
        density, most = float(half.hit[kept].mean()), -np.inf
        chosen: Limit | None = None
        rest = kept
        if density == 1.0:
            return
        for parameter in parameters:
            for limit in _sides(parameter, half.columns[parameter.key], kept, limits):
                inside = kept & limit.inside(half.columns[parameter.key])
                left, lost = int(inside.sum()), int(kept.sum() - inside.sum())
                if not lost or left < max(SMALLEST * half.points, 2):
                    continue
                gain = (float(half.hit[inside].mean()) - density) / lost
                if gain > most:
                    most, chosen, rest = gain, limit, inside
        if chosen is None:
            return
        limits[chosen.parameter.key], kept = chosen, rest


def _sides(
    parameter: Parameter, values: Floats | list[str], kept: Bools, limits: dict[str, Limit]
) -> Iterator[Limit]:
    """The limits that could be set next to one parameter, from outside in."""
    now = limits.get(parameter.key, Limit(parameter, choices=tuple(choices(parameter))))
    if not parameter.numeric:
        for choice in now.choices:
            yield replace(now, choices=tuple(each for each in now.choices if each != choice))
        return
    inner = np.unique(np.asarray(values, dtype=float)[kept])
    if inner.size < 2:
        return
    low, high = np.quantile(np.asarray(values, dtype=float)[kept], [PEEL, 1.0 - PEEL])
    above, below = inner[inner > low], inner[inner < high]
    if above.size and above.size < inner.size:
        yield replace(now, low=_between(inner, float(above[0])))
    if below.size and below.size < inner.size:
        place = int(np.searchsorted(inner, below[-1]))
        yield replace(now, high=_between(inner, float(inner[place + 1])))


def _between(values: Floats, first: float) -> float:
    """Half-way between a value and the one below it."""
    place = int(np.searchsorted(values, first))
    return float(values[place - 1] + values[place]) / 2.0


def peeling(
    path: list[tuple[Limit, ...]], finding: Half, scoring: Half, step: int | None = None
) -> pd.DataFrame:
    """A row a box on the way; `chosen` marks the given step, or that of the largest phi."""
    rows = []
    for number, limits in enumerate(path):
        here, there = (half.scored(half.inside(limits)) for half in (finding, scoring))
        rows.append((number, len(limits), *here, there[1], there[2]))
    found = pd.DataFrame(rows, columns=COLUMNS[:-1])
    phi = [_phi(finding.inside(limits), finding.hit) for limits in path]
    at = int(np.argmax(phi)) if step is None else step
    return found.assign(chosen=np.arange(len(found)) == at)


def _phi(kept: Bools, hit: Floats) -> float:
    """The correlation of two yes-or-noes; 0 for a box that holds all."""
    inside = kept.astype(float)
    spread = float(inside.std() * hit.std())
    return float(np.mean(inside * hit) - inside.mean() * hit.mean()) / spread if spread else 0.0


def named_steps(path: pd.DataFrame) -> pd.DataFrame:
    """Some steps of peeling: the first, the chosen one, the last, and what lies `APART` between.

    >>> steps = pd.DataFrame({"coverage": [1.0, 0.95, 0.8, 0.7], "density": 0.5, "chosen": False})
    >>> named_steps(steps).index.tolist()
    [0, 2, 3]
    """
    kept, at = [], None
    for n, row in enumerate(path[["coverage", "density"]].to_numpy(dtype=float)):
        if at is None or np.hypot(*(row - at)) >= APART:
            kept.append(n)
            at = row
    ends = {*kept, *np.flatnonzero(path["chosen"]).tolist(), len(path) - 1}
    return path.iloc[sorted(ends) if len(path) else []]
