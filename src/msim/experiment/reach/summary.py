"""What was found about reach, as plain numbers: what `msim reach --json` prints."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd

from msim.experiment.reach.study import MEASURES, Looked
from msim.experiment.reach.tables import ALL

MOST_GROUPS = 100
"""Groups of one kind that are listed; more are in the table of groups alone."""
_PLACE = ("arm", "kind", "group", "channel")


def summarise(looked: Looked) -> dict[str, Any]:
    """Arms, curves, crossings, the gap and the choices; version and timing are added elsewhere."""
    scenario, facts = looked.scenario, looked.facts
    population = scenario.population
    arms = list(dict.fromkeys(looked.groups["arm"]))
    return {
        "scenario": {"name": population.name, "hash": scenario.hash},
        "seed": scenario.run.seed,
        "electorate": population.electorate,
        "simulated": population.simulated,
        "budget": scenario.budget.total,
        "effective": looked.effective,
        "arms": {arm: _arm(looked, arm) for arm in arms},
        "curves": _curves(looked.curves),
        "crossings": looked.crossings,
        "gap": looked.gap,
        "choices": {
            str(curve): records(rows.drop(columns="curve").dropna(axis=1, how="all"))
            for curve, rows in looked.choices.groupby("curve", sort=False)
        },
        "audience_chosen": facts["audience_chosen"],
        "votes": {"replicates": facts["replicates"], "simulated": facts["sampled"]},
    }


def _arm(looked: Looked, arm: str) -> dict[str, Any]:
    rows = looked.groups[looked.groups["arm"] == arm]
    whole = rows[rows["kind"] == ALL]
    by_channel = {row["channel"]: _numbers(row) for row in records(whole)}
    every = rows[(rows["channel"] == ALL) & (rows["kind"] != ALL)]
    groups: dict[str, Any] = {}
    for kind, part in every.groupby("kind", sort=False):
        if len(part) <= MOST_GROUPS:
            groups[str(kind)] = {row["group"]: _numbers(row) for row in records(part)}
    facts = looked.facts
    return {
        "spend": facts["spend"][arm],
        "test_and_production": facts["fixed"][arm],
        **by_channel.pop(ALL),
        **_expected(looked, arm),
        "channels": by_channel,
        "deduplicated": facts["deduplicated"][arm],
        "duplication": _pairs(looked.duplication, arm),
        "fit": _fits(looked.fits, arm),
        "groups": groups,
    }


def _numbers(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name not in _PLACE}


def _expected(looked: Looked, arm: str) -> dict[str, float]:
    """Reach given habits in expectation, beside the reach that was counted."""
    at = looked.curves[(looked.curves["arm"] == arm) & (looked.curves["channel"] == ALL)]
    at = at[at["budget"] == looked.scenario.budget.total]
    return {} if at.empty else {f"expected_{name}": float(at[name].iloc[0]) for name in MEASURES}


def _pairs(table: pd.DataFrame, arm: str) -> dict[str, dict[str, float]]:
    """First channel -> second channel -> share of the first's reach that the second has too."""
    result: dict[str, dict[str, float]] = {}
    for row in records(table[table["arm"] == arm] if len(table) else table):
        result.setdefault(row["channel"], {})[row["also"]] = row["share"]
    return result


def _fits(table: pd.DataFrame, arm: str) -> dict[str, Any]:
    result: dict[str, Any] = {}
    rows = table[table["arm"] == arm] if len(table) else table
    for channel, part in rows.groupby("channel", sort=False) if len(rows) else ():
        worst = part.iloc[int(np.argmax(np.abs(part["gap"].to_numpy())))]
        moments = (part["by_moments"] - part["reach_rate"]).abs()
        result[str(channel)] = {
            "mean": float(part["mean"].iloc[0]),
            "shape": plain(part["shape"].iloc[0]),
            "shape_by_moments": plain(part["shape_by_moments"].iloc[0]),
            "largest_gap": {"k": int(worst["k"]), "gap": float(worst["gap"])},
            "largest_gap_by_moments": float(moments.max()),
        }
    return result


def _curves(table: pd.DataFrame) -> dict[str, Any]:
    """Arm -> channel -> column -> values over budgets."""
    result: dict[str, Any] = {}
    for (arm, channel), rows in table.groupby(["arm", "channel"], sort=False):
        columns = rows.drop(columns=["arm", "channel"])
        listed = {name: [plain(v) for v in columns[name].tolist()] for name in columns}
        result.setdefault(str(arm), {})[str(channel)] = listed
    return result


def records(table: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows of a table as JSON has them."""
    return [
        {str(name): plain(value) for name, value in row.items()}
        for row in table.to_dict("records")
    ]


def plain(value: Any) -> Any:
    """A value as JSON has it: what is not finite is None.

    >>> plain(float("inf")), plain(np.float64(1.5)), plain("all")
    (None, 1.5, 'all')
    """
    if isinstance(value, np.generic):
        value = value.item()
    return None if isinstance(value, float) and not math.isfinite(value) else value
