"""How much do estimates of small experiments scatter where true effects hardly do?"""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np

from msim.core.arrays import Floats
from msim.core.streams import Streams
from msim.verify.designs import survey
from msim.verify.published.sources import COPPOCK, SPREAD, central
from msim.verify.published.testing import OUTCOME_SD
from msim.verify.row import Effort, Obtained, Row, mean_of

EXPERIMENTS, PEOPLE = 34, 1_000
_SD_ERROR = 2.2 / math.sqrt(2 * (EXPERIMENTS - 1))


@lru_cache(maxsize=4)
def _estimates(effort: Effort) -> Floats:
    """(replicates, 34) estimated effects in points: a message and a survey for each experiment."""
    mean = central("mean_effect")
    design = survey(1, PEOPLE * EXPERIMENTS, OUTCOME_SD, cells=EXPERIMENTS)
    found = np.empty((effort.of(1000), EXPERIMENTS))
    for number in range(len(found)):
        streams = Streams(effort.seed, number)
        draw = streams.generator("world/effects").standard_normal((EXPERIMENTS, 1))
        found[number] = design.test(mean * (1.0 + SPREAD * draw), streams)[1].effect_pp[:, 0]
    return found


def _mean(effort: Effort) -> Obtained:
    return mean_of(_estimates(effort).mean(axis=1))


def _spread(effort: Effort) -> Obtained:
    return mean_of(_estimates(effort).std(axis=1, ddof=1))


_CONDITION = (
    "34 experiments of 1,000 people, half of them controls; central mean 0.85 and spread 0.51, "
    "standard deviation of answers 0.35"
)
ROWS = (
    Row(
        "small-mean", COPPOCK, "mean of the estimated effects", "points", 0.7, "0.7 (s.e. 0.7)",
        _CONDITION, (0.0, 1.4), "one published standard error", _mean,
    ),
    Row(
        "small-spread", COPPOCK, "spread of the estimated effects", "points", 2.2,
        "2.2, and no large offsetting heterogeneity", _CONDITION,
        (2.2 - 2 * _SD_ERROR, 2.2 + 2 * _SD_ERROR),
        "two standard errors of a deviation over 34", _spread,
    ),
)  # fmt: skip
