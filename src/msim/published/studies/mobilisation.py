"""Do persuasive advertisements bring people to the polls? By intention to treat.

754 impressions each. Six in ten could be found by the platform. Leaners are the outer quarters by
support. What one impression does to turnout is the evidence's central figure, a share of what the
message would do in a survey: there, as much as a text.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from msim.core.arrays import Floats
from msim.published.engine import moved, scenario
from msim.published.row import Effort, Obtained, Region, mean_of
from msim.published.studies.sources import central, row

IMPRESSIONS, MATCHED, VOTERS = 754, 0.6, 5_000
MEAN_PP, ERROR_PP = -0.06, 0.12
OWN_PP, OWN_ERROR_PP, OTHER_PP, OTHER_ERROR_PP = 0.4, 0.2, -0.3, 0.3
SHARES = (0.0, 1 / 1500, 1 / 750, 1 / 100)
"""What one impression does to turnout, as a share of the message's effect in a survey."""


@lru_cache(maxsize=8)
def _points(share: float, effort: Effort) -> Floats:
    """(replicates, 3) points of turnout: of all, of the own side's leaners, of the other's."""
    feed = {"share": 1.0, "cpm": 1000.0, "habit_sd": 0.0, "targetable": True, "premium": 1.0,
            "match_rate": MATCHED, "frequency_cap": None, "field_share": central("field_share"),
            "mobilise_field_share": share}
    chosen = scenario({
        "messages": {"count": 1, "mean_effect_pp": central("mean_effect"),
                     "mobilise_pp": central("text_effect")},
        "population": {"simulated": VOTERS, "electorate": VOTERS},
        "politics": {"lean_sd": 1.5, "turnout": 0.65}, "channels": {"feed": feed},
        "segments": {"method": "one"}, "test": {"respondents": 1_000},
        "response": {"saturation": 0.3},
        "budget": {"total": float(IMPRESSIONS * MATCHED * VOTERS)},
        "run": {"arms": ("silent", "segmented")},
    }, seed=effort.seed)  # fmt: skip
    found = np.empty((effort.of(10), 3))
    for number in range(len(found)):
        what = moved(chosen, number, "segmented")
        gained = what.turnout_pp
        low, high = np.quantile(what.lean, (0.25, 0.75))
        leaners = gained[what.lean >= high].mean(), gained[what.lean <= low].mean()
        found[number] = gained.mean(), *leaners
    return found


def _of(which: int, effort: Effort) -> Obtained:
    region = None
    if which == 0:
        region = Region(
            "effect of an impression on turnout, as a share", tuple(f"{s:.4g}" for s in SHARES),
            "", ("all",), tuple((float(_points(s, effort)[:, 0].mean()),) for s in SHARES),
            "points of turnout",
        )  # fmt: skip
    return mean_of(_points(central("mobilise_field_share"), effort)[:, which], region)


def _within(published: float, error: float) -> tuple[float, float]:
    return published - 2.0 * error, published + 2.0 * error


ROWS = (
    row("mobilisation-mean", _within(MEAN_PP, ERROR_PP), lambda e: _of(0, e), MEAN_PP,
        "consistency"),
    row("mobilisation-gains", _within(OWN_PP, OWN_ERROR_PP), lambda e: _of(1, e), OWN_PP,
        "consistency"),
    row("mobilisation-loses", _within(OTHER_PP, OTHER_ERROR_PP), lambda e: _of(2, e), OTHER_PP,
        "consistency"),
)  # fmt: skip
