"""How much do estimates of small experiments scatter where true effects hardly do?

Thirty-four advertisements of one election, with the standard errors that were published. Compared
is the spread of *true* effects as DerSimonian and Laird (1986) estimate it, not the raw one.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from msim.core.arrays import Floats
from msim.core.streams import Streams
from msim.published.designs import surveys
from msim.published.row import Effort, Obtained, drawn, mean_of
from msim.published.studies.sources import ANY, CORRELATION, central, row
from msim.published.studies.testing import OUTCOME_SD

ERRORS_PP = np.array([
    2.46, 3.17, 2.97, 2.81, 4.46, 4.54, 4.29, 4.16, 4.78, 4.48, 3.71, 4.13, 4.41, 2.66, 3.18, 2.98,
    2.46, 2.96, 3.01, 3.96, 4.28, 4.14, 3.93, 4.04, 3.85, 4.70, 4.53, 3.87, 3.63, 3.65, 4.20, 3.85,
    3.87, 4.06,
])  # fmt: skip
"""Of the effects on vote choice, in the order of the study's list."""
SPREAD_PP = 0.43
"""True spread over messages: 0.51 of 0.85 points."""
FOUND_PP, CELLS_PP = 2.22, 2.32
"""Spread of true effects as published, over advertisements and over cells."""
PARTIES, CELLS = 2, 6


def true_variance(estimates: Floats, errors: Floats) -> Floats:
    """(n,) DerSimonian and Laird's variance of true effects, below 0 as it comes.

    estimates: (n, studies), errors: (studies,) their standard errors.

    >>> true_variance(np.array([[1.0, 3.0]]), np.ones(2))
    array([1.])
    """
    weight = errors**-2.0
    mean = estimates @ weight / weight.sum()
    seen = ((estimates - mean[:, None]) ** 2) @ weight
    least = weight.sum() - (weight**2).sum() / weight.sum()
    return np.asarray((seen - (errors.size - 1)) / least)


@lru_cache(maxsize=4)
def _estimates(effort: Effort) -> Floats:
    """(replicates, 34) estimated effects in points: a message and a survey for each experiment."""
    mean, design = central("mean_effect"), surveys(ERRORS_PP, OUTCOME_SD)
    found = np.empty((effort.of(2000), ERRORS_PP.size))
    for number in range(len(found)):
        streams = Streams(effort.seed, number)
        draw = streams.generator("world/effects").standard_normal((ERRORS_PP.size, 1))
        found[number] = design.test(mean + SPREAD_PP * draw, streams)[1].effect_pp[:, 0]
    return found


def _mean(effort: Effort) -> Obtained:
    weight = ERRORS_PP**-2.0
    return mean_of(_estimates(effort) @ weight / weight.sum())


def _spread(effort: Effort) -> Obtained:
    variance = true_variance(_estimates(effort), ERRORS_PP)
    return drawn(np.sqrt(np.maximum(variance, 0.0)))


def _cells(effort: Effort) -> Obtained:
    """Spread over cells as a multiple of that over advertisements, both by mean moments.

    Half of the cells of an advertisement are of either party, all as large.
    """
    errors = np.repeat(ERRORS_PP, CELLS) * np.sqrt(CELLS)
    design, ads = surveys(errors, OUTCOME_SD), ERRORS_PP.size
    # The mean of both parties' effects varies by (1 + r) / 2 of what one party's does.
    of_one = FOUND_PP / np.sqrt((1.0 + CORRELATION) / 2.0)
    own, shared = np.sqrt(1.0 - CORRELATION), np.sqrt(CORRELATION)
    found = np.empty((effort.of(1500), 2))
    for number in range(len(found)):
        streams = Streams(effort.seed, number)
        draw = streams.generator("world/effects").standard_normal((ads, 1 + PARTIES))
        effects = of_one * (shared * draw[:, :1] + own * draw[:, 1:])
        in_cells = np.repeat(effects, CELLS // PARTIES, axis=1)
        seen = design.test(in_cells.reshape(-1, 1), streams)[1].effect_pp[:, 0]
        by_ad = seen.reshape(ads, CELLS).mean(axis=1)
        found[number] = [true_variance(each[None], error)[0]
                         for each, error in ((by_ad, ERRORS_PP), (seen, errors))]
    over_ads, over_cells = found.mean(axis=0)
    ratio = np.sqrt(over_cells / over_ads)
    # The square root halves a ratio's relative error.
    gap = mean_of((found[:, 1] / over_cells - found[:, 0] / over_ads) * ratio / 2.0)
    assert gap.low is not None and gap.high is not None
    return Obtained(float(ratio), float(ratio + gap.low), float(ratio + gap.high))


ROWS = (
    row("small-mean", (0.0, 1.4), _mean, 0.7),
    row("small-spread", ANY, _spread, FOUND_PP, by_interval=True),
    row("ads-cells", (0.75, 1.25), _cells, CELLS_PP / FOUND_PP),
)  # fmt: skip
