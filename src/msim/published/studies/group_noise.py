"""What would two groups' estimates correlate like if every group had the same true effects?

Published are plain correlations of *estimated* effects. Noise alone lowers them: expected is
V / sqrt((V + s1^2)(V + s2^2)), V the variance of the true effects and s1, s2 the noise of the two
groups. Here both groups of a contrast have one true effect, and each group's survey is msim's own.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np

from msim.core.streams import Streams
from msim.published.designs import surveys
from msim.published.row import Effort, Obtained, Row, drawn
from msim.published.studies.sources import ANY, row

MEAN, SPREAD = 0.28, 0.285
"""Of true effects over contrasts, in standard deviations of an answer."""


@dataclass(frozen=True)
class Split:
    """A way of cutting people in two: noise of either group's estimates, contrasts, published."""

    first: float
    second: float
    contrasts: int
    published: float

    @property
    def by_noise(self) -> float:
        """The correlation to expect where both groups have the same true effects.

        >>> round(SPLITS["parties"].by_noise, 2)
        0.85
        """
        of_true = SPREAD**2
        total = (of_true + self.first**2) * (of_true + self.second**2)
        return float(of_true / np.sqrt(total))


SPLITS = {
    "parties": Split(0.116, 0.127, 47, 0.86),
    "gender": Split(0.117, 0.113, 45, 0.92),
    "schooling": Split(0.140, 0.121, 47, 0.70),
    "age": Split(0.225, 0.133, 41, 0.62),
    "ethnic": Split(0.094, 0.277, 40, 0.62),
}


def _run(split: Split, effort: Effort) -> Obtained:
    errors = np.repeat([split.first, split.second], split.contrasts)
    design = surveys(100.0 * errors, 1.0)
    found = np.empty(effort.of(2000))
    for number in range(found.size):
        streams = Streams(effort.seed, number)
        draw = streams.generator("world/effects").standard_normal(split.contrasts)
        effects = 100.0 * (MEAN + SPREAD * np.tile(draw, 2))[:, None]
        first, second = design.test(effects, streams)[1].effect_pp.reshape(2, -1)
        found[number] = np.corrcoef(first, second)[0, 1]
    return drawn(found)


def _row(name: str, split: Split) -> Row:
    run = partial(_run, split)
    return row(f"group-noise-{name}", ANY, run, split.published, by_interval=True)


ROWS = tuple(_row(name, split) for name, split in SPLITS.items())
