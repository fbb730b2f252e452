"""Where does it win, as a tree? A few questions that split the space, each leaf in words.

A classification tree (Breiman, Friedman, Olshen and Stone 1984) by scikit-learn, kept shallow:
`DEPTH` questions at most, and a leaf holds `LEAF` of the points at least. It is grown on one half
of the points; what share of a leaf wins is counted on the other.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from msim.core.arrays import Floats
from msim.study.analyze.limits import Limit
from msim.study.analyze.points import Outcome, blocks, choices, column, halves, hits
from msim.study.analyze.shares import Share, share
from msim.study.records import Design, Parameter
from msim.study.sample.problem import start

DEPTH = 3
LEAF = 0.05


@dataclass(frozen=True)
class Leaf:
    """A leaf: its limits, how often the outcome is so on the other half, and its part of space."""

    limits: tuple[Limit, ...]
    density: Share
    support: float


def leaves(design: Design, table: pd.DataFrame, outcome: Outcome = "win") -> list[Leaf]:
    """The leaves of the tree, the densest first; one, the whole space, where nothing splits it.

    Points that failed, or do not tell, are left out; no leaf where no point is left.
    """
    told = hits(design, table, outcome)
    first, known = halves(design, table), np.isfinite(told)
    if not (first & known).any():
        return []
    from sklearn.tree import DecisionTreeClassifier  # noqa: PLC0415 - takes a second to load

    sides = list(_sides(design.parameters))
    ties = start(design.seed, "tree/ties") % 2**32  # the order in which equal questions are tried
    grown = DecisionTreeClassifier(max_depth=DEPTH, min_samples_leaf=LEAF, random_state=ties)
    grown.fit(_matrix(sides, table[first & known]), told[first & known].astype(int))
    other = table[~first & known]
    at = grown.apply(_matrix(sides, other)) if len(other) else np.zeros(0, dtype=int)
    there, block = told[~first & known], blocks(design, table)[~first & known]
    found = [
        Leaf(_merged(limits), share(there[at == node], block[at == node]),
             float(np.mean(at == node)) if at.size else 0.0)
        for node, limits in _walk(grown.tree_, sides, 0, ())
    ]  # fmt: skip
    return sorted(found, key=lambda leaf: -np.nan_to_num(leaf.density.share, nan=-1.0))


_Side = tuple[Parameter, str]


def _sides(parameters: Sequence[Parameter]) -> Iterator[_Side]:
    """What a question may be about: a range, or one choice against the others."""
    for parameter in parameters:
        yield from ((parameter, choice) for choice in choices(parameter) or [""])


def _matrix(sides: Sequence[_Side], rows: pd.DataFrame) -> Floats:
    columns = []
    for parameter, choice in sides:
        values = column(rows, parameter)
        columns.append(np.asarray(values, dtype=float) if parameter.numeric
                       else (np.asarray(values, dtype=str) == choice).astype(float))  # fmt: skip
    return np.column_stack(columns)


def _walk(
    tree: Any, sides: Sequence[_Side], node: int, limits: tuple[Limit, ...]
) -> Iterator[tuple[int, tuple[Limit, ...]]]:
    """Leaves by number, with the limits on the way to each."""
    left, right = int(tree.children_left[node]), int(tree.children_right[node])
    if left < 0:
        yield node, limits
        return
    (parameter, choice), at = sides[tree.feature[node]], float(tree.threshold[node])
    if parameter.numeric:
        pair = (Limit(parameter, high=at), Limit(parameter, low=at))
    else:
        others = tuple(each for each in choices(parameter) if each != choice)
        pair = (Limit(parameter, choices=others), Limit(parameter, choices=(choice,)))
    yield from _walk(tree, sides, left, (*limits, pair[0]))
    yield from _walk(tree, sides, right, (*limits, pair[1]))


def _merged(limits: Sequence[Limit]) -> tuple[Limit, ...]:
    """One limit a parameter."""
    found: dict[str, Limit] = {}
    for limit in limits:
        now = found.get(limit.parameter.key)
        if now is None:
            found[limit.parameter.key] = limit
        elif limit.choices:
            both = tuple(each for each in now.choices if each in limit.choices)
            found[limit.parameter.key] = replace(now, choices=both)
        else:
            lows = [each.low for each in (now, limit) if each.low is not None]
            highs = [each.high for each in (now, limit) if each.high is not None]
            found[limit.parameter.key] = replace(
                now, low=max(lows, default=None), high=min(highs, default=None)
            )
    return tuple(found.values())
