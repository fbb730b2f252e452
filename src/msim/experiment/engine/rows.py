"""Rows of the tables of plans and of segments."""

from __future__ import annotations

import numpy as np

from msim.core.arrays import Floats, Ints
from msim.core.columns import logistics
from msim.core.seen import Choice, Plan
from msim.experiment.engine.electorate import Block
from msim.experiment.engine.recovery import group_means
from msim.experiment.engine.votes_gained import votes_gained_pp
from msim.scenario.model import Scenario


def plan_rows(
    replicate: int, arm: str, plan: Plan, scenario: Scenario
) -> list[dict[str, object]]:
    """One row for each cell, zone and channel on which money is spent; cell 0 is for no segment.

    A zone is a district, a band of an audience from the best, or both; there is no column for it
    where plans have none. Whether the channel is bought targeted, where arms may choose.
    """
    channels, rows = list(scenario.channels), []
    for at, c in zip(*np.nonzero(plan.cost), strict=True):
        row: dict[str, object] = {
            "replicate": replicate,
            "arm": arm,
            "cell": int(at) // plan.zones,
            "channel": channels[c],
            "message": int(plan.message[at, c]) + 1,
            "impressions": float(plan.impressions[at, c]),
            "habit_mass": float(plan.habit_mass[at, c]),
            "cost": float(plan.cost[at, c]),
        }
        if plan.zones > 1:
            row["zone"] = int(at) % plan.zones + 1
        if scenario.budget.delivery == "best":
            row["targeted"] = bool(plan.targeted[c])
        rows += [row] if plan.mixture is None else _by_message(row, plan.mixture.sent[at, c])
    return rows


def _by_message(row: dict[str, object], shares: Floats) -> list[dict[str, object]]:
    """A row of a plan as a row for each message that it carries."""
    bought = [(name, float(str(row[name]))) for name in ("impressions", "cost")]
    return [
        {**row, "message": int(k) + 1, **{name: each * float(shares[k]) for name, each in bought}}
        for k in np.flatnonzero(shares)
    ]


def segment_rows(
    block: Block, rows: Ints, choice: Choice, scenario: Scenario
) -> list[dict[str, object]]:
    """One row a segment of the first replicate: size, politics, messages, trait means.

    Effects are in points of vote choice for one forced exposure, among likely voters; traits are
    means of the truth in standard deviations of the electorate. From the first block of voters.
    """
    voters, known = block.voters, rows > 0
    cell, cells = rows[known] - 1, choice.message.size
    turnout = voters.turnout_prob[known]
    moved = block.turnout_effects if scenario.mobilises else None
    gained = votes_gained_pp(voters.support, voters.turnout_prob, block.effects, moved)
    true = group_means(gained[known], cell, cells, turnout)
    ones = np.ones(cell.size)
    traits = group_means(voters.traits[known], cell, cells, ones)
    own = (voters.support[known] >= 0.0).astype(float)
    prob = logistics(voters.support[known])
    politics = group_means(np.stack([own, turnout], 1), cell, cells, ones)
    support = group_means(prob[:, None], cell, cells, turnout)[:, 0]
    size = np.bincount(cell, minlength=cells) / max(cell.size, 1)
    table: list[dict[str, object]] = []
    for s in range(cells):
        k = int(choice.message[s])
        best = int(np.argmax(np.nan_to_num(true[s], nan=-np.inf)))
        row: dict[str, object] = {
            "segment": s + 1,
            "label": f"segment {s + 1}",
            "size_share": float(size[s]),
            "message": k + 1,
            "estimate_pp": float(choice.promised_pp[s, k]),
            "true_effect_pp": float(true[s, k]),
            "best_message": best + 1,
            "best_effect_pp": float(true[s, best]),
            "support": float(support[s]),
            "turnout": float(politics[s, 1]),
            "party_share": float(politics[s, 0]),
        }
        for index, trait in enumerate(scenario.population.traits):
            row[f"trait:{trait.name}"] = float(traits[s, index])
        table.append(row)
    return table
