"""Who is left out, over worlds: each group's reach and what it hears, by arm, and differences."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

import numpy as np

from msim.core.arrays import Floats
from msim.experiment.comparison.correlations import within_one
from msim.experiment.comparison.intervals import Interval, gap_interval, mean_interval, paired_gap
from msim.experiment.comparison.rates import rate_interval
from msim.experiment.engine import groups
from msim.experiment.engine.collected import Replicate
from msim.experiment.engine.measures import RATES
from msim.outcome.heard import HEARD
from msim.scenario.model import Scenario

SHARE = "voters_share"
COLUMNS: Final = ("kind", "group", SHARE, "arm", "measure", "mean", "low", "high")
"""Columns of the table: a row a group, measure, and arm or difference of two arms."""


def left_out(scenario: Scenario, replicates: Sequence[Replicate]) -> dict[str, Any]:
    """Part of the summary: for each group its share of voters, and measures by arm.

    A group without voters in some world has no number there, and no mean.
    """
    arms = list(replicates[0].left_out)
    if not arms:
        return {}
    values = {arm: np.array([each.left_out[arm] for each in replicates]) for arm in arms}
    found = []
    for g, (kind, name) in enumerate(groups.names(scenario)):
        of = {arm: values[arm][:, g] for arm in arms}
        told: dict[str, Any] = {
            measure: dict(_told(measure, {arm: of[arm][:, m] for arm in arms}))
            for m, measure in enumerate(HEARD)
        }
        share = float(np.mean([each.group_shares[g] for each in replicates]))
        found.append({"kind": kind, "group": name, SHARE: share, **told})
    return {"left_out": found}


def _told(measure: str, values: dict[str, Floats]) -> Iterator[tuple[str, Interval]]:
    """Each arm with its mean, and the second less the first with theirs."""
    for arm, each in values.items():
        yield arm, _ends(rate_interval(each) if measure in RATES else mean_interval(each))
    if len(values) == 2:
        first, second = values
        gap = paired_gap(values[second], values[first])
        yield f"{second}-{first}", _ends(within_one(measure, gap_interval(gap)))


def _ends(interval: dict[str, Any]) -> Interval:
    return {end: interval[end] for end in ("mean", "low", "high")}


def rows(summary: dict[str, Any]) -> list[tuple[object, ...]]:
    """The same as rows of a table with `COLUMNS`."""
    return [
        (each["kind"], each["group"], each[SHARE], arm, measure, *found.values())
        for each in summary.get("left_out", [])
        for measure in HEARD
        for arm, found in each[measure].items()
    ]
