"""Made-up results of a run that uses everything: districts or a mandate, a game, a trial, factors.

The numbers are random, or chosen for what is to be said about them, and mean nothing.
"""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import pandas as pd

from msim.report.run.data import ReportData
from tests.report.fixtures import describe, made_up
from tests.report.toml import EVERYTHING

COUNT, EVERY = 51, 538
NEW = {"demographic": "broadcast", "individual": "segmented", "ground": "broadcast"}
PAYOFF = {
    "broadcast": {"broadcast": 1_000.0, "segmented": 6_000.0},
    "segmented": {"broadcast": -4_000.0, "segmented": 3_000.0},
}
PURE = {"own": {"broadcast": 1.0, "segmented": 0.0}, "rival": {"broadcast": 1.0, "segmented": 0.0}}
MIXED = {
    "own": {"broadcast": 0.4, "segmented": 0.6},
    "rival": {"broadcast": 0.25, "segmented": 0.75},
}


def about(mean: float, half: float | None) -> dict[str, float | None]:
    """An interval of this half-width; none where it is None."""
    bounds = (None, None) if half is None else (mean - half, mean + half)
    return {"mean": mean, "low": bounds[0], "high": bounds[1]}


@cache
def everything(rule: str = "districts", replicates: int = 40) -> ReportData:
    """Made-up results in which every part is used; with one replicate nothing has an interval."""
    data = made_up(replicates=replicates)
    summary = deepcopy(dict(data.summary))
    wide = None if replicates == 1 else 1.0
    for arm, like in NEW.items():
        summary["arms"][arm] = deepcopy(summary["arms"][like])
        summary["contrasts"][f"{arm}-{like}"] = deepcopy(summary["contrasts"]["placebo-broadcast"])
        gain = about(-2_000.0, wide and 600.0)
        rung = {"step": arm, "arm": arm, "from": like, "buys": f"what {arm} buys", "gain": gain}
        summary["ladder"].insert(-1, rung)
    rng = np.random.default_rng(7)
    for arm, measures in summary["arms"].items():
        for name, entry in _measures(arm, rule, rng, replicates).items():
            measures[name] = entry
    contrast = summary["contrasts"]["segmented-broadcast"]
    contrast["seats"] = about(-0.4, wide and 0.2)
    contrast["electoral_votes"] = about(-4.0, wide and 2.0)
    contrast["earned_reach_rate"] = about(-0.004, wide and 0.001)
    summary |= _parts(wide, rule) | {"individual": tenths(wide)}
    toml = EVERYTHING
    if rule == "mandate":
        toml = toml.replace(
            'rule = "districts"',
            'rule = "mandate"\nmandate_turnout = 0.7\nmandate_electorate_share = 0.5',
        )
    table = _districts(rng) if rule == "districts" else pd.DataFrame()
    new = {"frequency": _more(data.frequency), "plans": _more(data.plans)}
    return replace(data, summary=summary, scenario_toml=toml, districts=table, **new)


def tenths(wide: float | None, short: float = 0.5) -> list[dict[str, Any]]:
    """What came of voters who were predicted alone; in the highest tenth, `short` points less."""
    return [
        {
            "tenth": tenth,
            "predicted_pp": about(0.3 * tenth, wide and 0.2),
            "obtained_pp": about((0.3 - short / 10) * tenth, wide and 0.2),
            "gap_pp": about(-short / 10 * tenth, wide and 0.2),
            "single_pp": {"low": wide and 0.1 * tenth, "high": wide and 0.5 * tenth},
        }
        for tenth in range(1, 11)
    ]


def _more(table: pd.DataFrame) -> pd.DataFrame:
    """A table with rows for the new arms, each as those of the arm that it starts from."""
    rows = [table[table["arm"] == like].assign(arm=arm) for arm, like in NEW.items()]
    return pd.concat([table, *rows], ignore_index=True)


def changed(part: str, rule: str = "districts", **entries: Any) -> ReportData:
    """The same results with some entries of one part replaced."""
    data = everything(rule)
    summary = deepcopy(dict(data.summary))
    summary[part] |= entries
    return replace(data, summary=summary)


def _measures(arm: str, rule: str, rng: np.random.Generator, count: int) -> dict[str, Any]:
    loud = arm != "silent"
    chosen = 0.3 if arm not in ("silent", "naive") else 1.0 * loud
    found = {
        "earned_reach_rate": describe(rng.normal(0.032, 0.001, count) * loud),
        "audience_share": describe(np.full(count, chosen)),
    }
    if rule == "districts":
        seats = rng.normal(24 + 1.5 * loud, 3, count)
        found |= {
            "seats": describe(seats),
            "electoral_votes": describe(seats * EVERY / COUNT),
            "split": describe((rng.uniform(size=count) < 0.15) * 1.0),
            "efficiency_gap": describe(rng.normal(0.03, 0.02, count)),
            "mean_minus_median": describe(rng.normal(-0.01, 0.01, count)),
        }
    if rule == "mandate":
        found["electorate_share_pp"] = describe(rng.normal(32 + 0.2 * loud, 0.4, count))
    return found


def _parts(wide: float | None, rule: str) -> dict[str, Any]:
    parts = {
        "opponent": {
            "strategy": "segmented",
            "net_votes": about(5_200.0, wide and 700.0),
            "spend": about(1_990_000.0, wide and 0.0),
        },
        "game": {
            "strategies": ["broadcast", "segmented"],
            "payoff": {
                own: {rival: about(value, wide and 800.0) for rival, value in row.items()}
                for own, row in PAYOFF.items()
            },
            "equilibrium": {**PURE, "value": 1_000.0, "pure": True},
            "both_against_neither": about(2_000.0, wide and 900.0),
        },
        "pilot": {
            "districts": 10,
            "estimate_pp": about(-0.06, wide and 0.03),
            "true_pp": about(-0.08, wide and 0.01),
            "detectable_pp": about(3.9, wide and 1.0),
            "sign_right": about(0.7, wide and 0.1),
            "gain": about(-300.0, wide and 200.0),
        },
        "attribution": {
            "measure": "vote_share_pp",
            "arm": "broadcast",
            "nothing": about(49.0, wide and 0.05),
            "everything": about(49.9, wide and 0.05),
            "gain": about(0.9, wide and 0.06),
            "factors": [
                factor("testing", {"test.conducted": True}, 0.2, wide and 0.03),
                factor("meetings", {"channels.doorsteps.share": 0.2}, 0.75, wide and 0.05),
                factor("targeting", {"arm": "segmented"}, -0.05, wide and 0.04),
            ],
        },
    }
    if rule == "districts":
        parts["districts"] = {
            "rule": rule, "count": COUNT, "electoral_votes": EVERY, "majority": 270,
            "half_of_power": about(6.2, wide and 0.4),
        }  # fmt: skip
    return parts


def factor(name: str, keys: dict[str, Any], value: float, half: float | None) -> dict[str, Any]:
    """One factor of an attribution; alone it does nine tenths of its value."""
    values = {"value": about(value, half), "alone": about(0.9 * value, half)}
    return {"factor": name, "keys": keys, **values}


def _districts(rng: np.random.Generator) -> pd.DataFrame:
    share = 49 + 5 * rng.normal(size=COUNT)
    votes = rng.integers(3, 40, COUNT)
    decisive = np.exp(-((share - 50) ** 2) / 4) * votes / 120
    return pd.DataFrame(
        {
            "district": np.arange(1, COUNT + 1),
            "size_share": votes / votes.sum(),
            "electoral_votes": votes.astype(float),
            "silent_share_pp": share,
            "decisive": decisive,
            "power_per_vote": decisive / votes / (decisive.sum() / votes.sum()),
        }
    )
