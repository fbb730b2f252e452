"""How much do estimates of small experiments scatter where true effects hardly do?"""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np

from msim.core.arrays import Floats
from msim.core.streams import Streams
from msim.published.designs import survey
from msim.published.row import Effort, Obtained, mean_of
from msim.published.studies.sources import SPREAD, central, row
from msim.published.studies.testing import OUTCOME_SD

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


ROWS = (
    row("small-mean", (0.0, 1.4), _mean, 0.7),
    row("small-spread", (2.2 - 2 * _SD_ERROR, 2.2 + 2 * _SD_ERROR), _spread, 2.2),
)  # fmt: skip
