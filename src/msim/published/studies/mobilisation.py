"""Does mobilisation depend on whom? 754 impressions each, hardly any effect, and two that offset.

What the study found on one side and on the other is a difference of 0.7 points; with messages that
divide by lean as much, where does the mean come to lie? And what would the central values predict?
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
from scipy.special import expit, logit

from msim.core.arrays import Floats
from msim.core.dose import CALIBRATED_RETENTION, dose_per_exposure, saturate
from msim.published.engine import moved, scenario
from msim.published.row import Effort, Obtained, Row, mean_of
from msim.published.studies.sources import central, row

IMPRESSIONS, SPENT_EACH = 754.0, 4.46
MEAN_PP, ERROR_PP, OWN_PP, OTHER_PP = -0.06, 0.12, 0.4, -0.3
SATURATION, FIELD_SHARE = 0.3, central("field_share")


def forced_exposures() -> float:
    """What the impressions are worth, in effects of one forced exposure, once they saturate.

    >>> round(forced_exposures(), 1)
    3.3
    """
    dose = dose_per_exposure(FIELD_SHARE, SATURATION, 1.0) * CALIBRATED_RETENTION
    return float(saturate(np.array([IMPRESSIONS * dose]), SATURATION)[0])


@lru_cache(maxsize=8)
def _points(mean_pp: float, spread_pp: float, effort: Effort) -> Floats:
    """(replicates, 3) points of turnout: of all, of the side that gains, and of the other."""
    voters, cpm = 20_000, 1000.0 * SPENT_EACH / IMPRESSIONS
    messages: dict[str, Any] = {
        "count": 1, "mean_effect_pp": 0.0, "mobilise_pp": mean_pp, "trait_share": 1.0,
        "mobilise_heterogeneity_sd_pp": spread_pp, "lean_alignment": 1.0,
    }  # fmt: skip
    feed = {"share": 1.0, "cpm": cpm, "habit_sd": 0.0, "users": 1.0, "field_share": FIELD_SHARE,
            "frequency_cap": None}
    chosen = scenario({
        "messages": messages, "channels": {"feed": feed},
        "politics": {"lean_sd": 1.5, "turnout": 0.65},
        "response": {"saturation": SATURATION}, "budget": {"total": SPENT_EACH * voters},
        "run": {"arms": ("silent", "broadcast")},
    }, seed=effort.seed)  # fmt: skip
    found = np.empty((effort.of(20), 3))
    for number in range(len(found)):
        what = moved(chosen, number, "broadcast")
        gained = 100.0 * (expit(logit(what.turnout) + what.mobilised) - what.turnout)
        sides = gained[what.lean > 0.0].mean(), gained[what.lean <= 0.0].mean()
        found[number] = gained.mean(), max(sides), min(sides)  # which side gains is drawn at random
    return found


def _divided(which: int, effort: Effort) -> Obtained:
    spread = (OWN_PP - OTHER_PP) / (2.0 * np.sqrt(2.0 / np.pi) * forced_exposures())
    return mean_of(_points(0.0, float(spread), effort)[:, which])


def _predicted(effort: Effort) -> Obtained:
    return mean_of(_points(central("text_effect"), 0.0, effort)[:, 0])


_TWO = 2.0 * ERROR_PP


def _of(name: str, published: float, which: int) -> Row:
    accepted = published - _TWO, published + _TWO
    return row(name, accepted, lambda effort: _divided(which, effort), published)


ROWS = (
    _of("mobilisation-mean", MEAN_PP, 0),
    _of("mobilisation-gains", OWN_PP, 1),
    _of("mobilisation-loses", OTHER_PP, 2),
    row("mobilisation-size", (MEAN_PP - _TWO, MEAN_PP + _TWO), _predicted, MEAN_PP),
)
