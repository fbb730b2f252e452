"""What do digital advertisements do to the vote? Four experiments, and one that removed them."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np

from msim.core.arrays import Floats
from msim.core.streams import Streams
from msim.published.engine import measured, scenario
from msim.published.row import Effort, Obtained, Region, mean_of
from msim.published.studies.sources import central, row

POOLED_PP, POOLED_ERROR_PP, DOSES = 0.7, 0.45, (1, 12, 36)
REMOVED, PEOPLE, OWN_SHARES = 132, 36_906 + 25_925, (0.5, 0.6, 0.67)
VOTERS = 4_000


@lru_cache(maxsize=16)
def _moved(own: float, other: float, effort: Effort) -> Floats:
    """(replicates,) points of vote share by impressions of either side on everybody."""
    feed = {"share": 1.0, "cpm": 1000.0, "habit_sd": 0.0, "field_share": central("field_share")}
    tree: dict[str, dict[str, Any]] = {
        "messages": {"count": 1, "mean_effect_pp": central("mean_effect")},
        "population": {"simulated": VOTERS, "electorate": VOTERS},
        "politics": {"lean_sd": 1.5, "turnout": 0.65}, "channels": {"feed": feed},
        "test": {"respondents": 1_000}, "response": {"saturation": 0.3},
        "budget": {"total": own * VOTERS}, "run": {"arms": ("silent", "broadcast")},
    }  # fmt: skip
    still = measured(scenario(tree, seed=effort.seed), effort.of(20), "vote_share_pp")
    if not other:
        return still["broadcast"] - still["silent"]
    rival = {"opponent": {"strategy": "broadcast", "budget": {"total": other * VOTERS}}}
    both = measured(scenario(tree, rival, seed=effort.seed), effort.of(20), "vote_share_pp")
    return both["broadcast"] - still["silent"]


def _pool(effort: Effort) -> Obtained:
    found = {dose: _moved(float(dose), 0.0, effort) for dose in DOSES}
    region = Region(
        "impressions each", tuple(f"{dose}" for dose in DOSES), "", ("all",),
        tuple((float(found[dose].mean()),) for dose in DOSES), "points of vote share",
    )  # fmt: skip
    return mean_of(found[DOSES[-1]], region)


def _unseen(own_share: float, effort: Effort) -> Floats:
    """(draws,) percent: whether an experiment of that size finds nothing, at the level of 5 %."""
    effect = _moved(own_share * REMOVED, (1.0 - own_share) * REMOVED, effort)
    error = 100.0 / np.sqrt(PEOPLE)  # two halves, votes near one half
    noise = Streams(effort.seed, 0).generator("verify/removed").standard_normal((100, effect.size))
    return np.ravel(100.0 * (np.abs(effect + error * noise) < 1.96 * error))


def _removed(effort: Effort) -> Obtained:
    found = [_unseen(share, effort) for share in OWN_SHARES]
    region = Region(
        "one side's share of the impressions", tuple(f"{share:g}" for share in OWN_SHARES), "",
        ("all",), tuple((float(each.mean()),) for each in found), "% of draws that find nothing",
    )  # fmt: skip
    return mean_of(found[0], region)


ROWS = (
    row("digital-pool", (POOLED_PP - 2 * POOLED_ERROR_PP, POOLED_PP + 2 * POOLED_ERROR_PP), _pool,
        POOLED_PP),
    row("ads-removed", (90.0, None), _removed),
)  # fmt: skip
