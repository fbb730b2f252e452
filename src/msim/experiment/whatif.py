"""What moved between a scenario and its changed twin? Differences paired by replicate."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from msim.experiment.estimands import SHARES
from msim.experiment.intervals import mean_interval, paired_gap, paired_share_interval
from msim.experiment.summary import CONTRASTS


@dataclass(frozen=True)
class Change:
    """One measure of one arm before and after; `moved` if the interval leaves zero out."""

    arm: str
    measure: str
    before: float
    after: float
    difference: float
    low: float | None
    high: float | None
    moved: bool


def changes(before: pd.DataFrame, after: pd.DataFrame) -> list[Change]:
    """Changes of every measure that both have, from tidy outcomes (arm, replicate, measure).

    The contrasts in net votes stand beside the arms, under names such as `segmented-broadcast`.
    """
    keys = ["arm", "measure", "replicate"]
    before, after = (pd.concat([table, _contrasts(table)]) for table in (before, after))
    both = before.merge(after, on=keys, suffixes=("_before", "_after"), sort=False)
    found: list[Change] = []
    for (arm, measure), rows in both.groupby(["arm", "measure"], sort=False):
        a, b = rows["value_before"].to_numpy(), rows["value_after"].to_numpy()
        if arm == "silent" and measure != "vote_share_pp" and measure != "turnout_pp":
            continue
        if not (np.isfinite(a).all() and np.isfinite(b).all()):
            continue
        gap = (
            paired_share_interval(b, a)
            if measure in SHARES
            else mean_interval(paired_gap(b, a))
        )
        low, high = gap["low"], gap["high"]
        moved = low is not None and high is not None and not low <= 0.0 <= high
        difference = float(np.mean(paired_gap(b, a)))
        found.append(
            Change(
                str(arm),
                str(measure),
                float(a.mean()),
                float(b.mean()),
                difference,
                low,
                high,
                moved,
            )
        )
    return found


def _contrasts(outcomes: pd.DataFrame) -> pd.DataFrame:
    """Net votes of one arm minus another's, replicate by replicate, as if the pair were an arm."""
    votes = outcomes[outcomes["measure"] == "net_votes"]
    votes = votes.pivot_table(index="replicate", columns="arm", values="value")
    pairs = [(a, b) for a, b in CONTRASTS if a in votes and b in votes]
    found = pd.DataFrame({f"{a}-{b}": votes[a] - votes[b] for a, b in pairs}, index=votes.index)
    rows = found.reset_index().melt("replicate", var_name="arm")
    return rows.assign(measure="net_votes")
