"""Would an experiment of the published size see what tailoring adds?

Tailored and untailored messages moved opinion by 4.83 and 6.20 points, a difference that was not
significant (P = 0.226, so that its standard error was 1.13). Shown is the share of simulated
experiments of that precision that find a difference.
"""

from __future__ import annotations

import numpy as np
from scipy.special import ndtri

from msim.core.arrays import Floats
from msim.core.streams import Streams
from msim.published.designs import survey
from msim.published.row import Effort, Obtained, Region, mean_of
from msim.published.studies.sources import row

PEOPLE, UNTAILORED_PP, TAILORED_PP, P_VALUE = 8_587, 6.20, 4.83, 0.226
CENTRAL_GAIN = 0.014
"""What perfect matching of two groups gains in the anchor's design."""
GAINS = (0.0, CENTRAL_GAIN, 0.1, 0.29, 0.7)


def error_of_difference() -> float:
    """Points, from the published difference and its P.

    >>> round(error_of_difference(), 2)
    1.13
    """
    return float((UNTAILORED_PP - TAILORED_PP) / ndtri(1.0 - P_VALUE / 2.0))


def _found(gain: float, effort: Effort) -> Floats:
    """(replicates,) whether the test tells the two apart, at the level of 5 %."""
    effects = UNTAILORED_PP * np.array([[1.0, 1.0 + gain]])
    error = error_of_difference()
    design = survey(2, PEOPLE, error / 100.0 * np.sqrt(PEOPLE / 3 / 2.0))
    seen = np.empty(effort.of(600))
    for number in range(seen.size):
        result = design.test(effects, Streams(effort.seed, number))[0]
        gap = result.pooled_pp[1] - result.pooled_pp[0]
        seen[number] = abs(gap) > 1.96 * error
    return seen


def _run(effort: Effort) -> Obtained:
    found = {gain: _found(gain, effort) for gain in GAINS}
    region = Region(
        "what tailoring adds", tuple(f"{100 * g:g} %" for g in GAINS), "", ("share",),
        tuple((float(found[g].mean()),) for g in GAINS), "experiments that find a difference",
    )  # fmt: skip
    return mean_of(found[CENTRAL_GAIN], region)


ROWS = (
    row("tailoring-seen", (None, 0.5), _run),
)  # fmt: skip
