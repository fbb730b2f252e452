"""What moved between a scenario and its changed twin? Differences paired by world."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from msim.core.arrays import Floats
from msim.experiment.comparison.intervals import (
    Controls,
    ratio_gap_interval,
)
from msim.experiment.comparison.rates import gap_of
from msim.experiment.comparison.summary import CONTRASTS, ArmValues
from msim.experiment.engine.measures import COST
from msim.experiment.engine.qualities import ADJUSTED
from msim.scenario.model import Scenario


@dataclass(frozen=True)
class Change:
    """One measure of one arm before and after; `moved` if the interval excludes zero.

    before, after: as each scenario's own run tells them, over all of its worlds. difference: over
    the worlds that both have.
    """

    arm: str
    measure: str
    before: float
    after: float
    difference: float
    low: float | None
    high: float | None
    moved: bool


def changes(before: ArmValues, after: ArmValues) -> list[Change]:
    """Changes of every measure that both have, with what their worlds tell in pairs.

    The contrasts in net votes stand beside the arms, under names such as `segmented-broadcast`.
    """
    both = min(before.size, after.size)
    controls = pairing(before, after)
    each_change = []
    for arm, measure, told, values in _measured(before, after):
        was, now = told
        if was is None or now is None:
            continue
        a, b = ([each[:both] for each in parts] for parts in values)
        gap = _gap(measure, a, b, controls if measure in (*ADJUSTED, COST) else None)
        low, high = gap["low"], gap["high"]
        moved = low is not None and high is not None and not low <= 0.0 <= high
        each_change.append(Change(arm, measure, was, now, gap["mean"], low, high, moved))
    return each_change


def pairing(before: ArmValues, after: ArmValues) -> Controls | None:
    """What adjusts differences in votes over the worlds of both; None with other messages."""
    size = min(before.size, after.size)
    controls, theirs = (table.first(size).controls for table in (before, after))
    if controls is None or theirs is None or not np.array_equal(controls.apart, theirs.apart):
        return None  # nothing that both have explains how they differ
    return controls


Told = tuple[float | None, float | None]


def _measured(
    before: ArmValues, after: ArmValues
) -> Iterator[tuple[str, str, Told, tuple[list[Floats], list[Floats]]]]:
    """Every number of both: arm, measure, what is told of it, and what it is made from by world."""
    tables = (before, after)
    arms = [arm for arm in before.arms if arm in after.arms]
    for arm in arms:
        there = [name for name in before.measures(arm) if name in after.measures(arm)]
        for measure in there:
            if arm == "silent" and measure not in ("vote_share_pp", "turnout_pp"):
                continue
            told = tuple(table.interval(arm, measure)["mean"] for table in tables)
            parts = ("spend", "net_votes") if measure == COST else (measure,)
            values = tuple([table.values(arm, part) for part in parts] for table in tables)
            yield arm, measure, told, values  # type: ignore[misc]
    for first, second in CONTRASTS:
        if first in arms and second in arms:
            gaps = [table.gap(first, second, "net_votes") for table in tables]
            told = tuple(None if gap is None else gap["mean"] for gap in gaps)
            values = tuple([table.gaps(first, second, "net_votes")] for table in tables)
            yield f"{first}-{second}", "net_votes", told, values  # type: ignore[misc]


def _gap(
    measure: str, before: list[Floats], after: list[Floats], controls: Controls | None
) -> dict[str, Any]:
    if measure == COST:
        return ratio_gap_interval((before[0], before[1]), (after[0], after[1]), controls)
    return gap_of(measure, after[0], before[0], None, controls)


def changed_keys(before: Scenario, after: Scenario) -> dict[str, tuple[Any, Any]]:
    """Leaf keys that differ between two scenarios, but where they are computed.

    >>> usual = Scenario()
    >>> poor = usual.data.model_copy(update={"validity": 0.1})
    >>> changed_keys(usual, usual.model_copy(update={"data": poor}))
    {'data.validity': (0.35, 0.1)}
    """
    a, b = (_leaves(s.anywhere.model_dump(mode="json")) for s in (before, after))
    keys = dict.fromkeys([*a, *b])
    return {k: (a.get(k), b.get(k)) for k in keys if a.get(k) != b.get(k)}


def _leaves(tree: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    leaves: dict[str, Any] = {}
    for name, value in tree.items():
        if isinstance(value, dict):
            leaves.update(_leaves(value, f"{prefix}{name}."))
        else:
            leaves[prefix + name] = value
    return leaves
