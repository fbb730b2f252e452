"""How good did the messages of a world happen to be? Two numbers whose means are known beforehand.

Messages' qualities are standard normals, so the mean of their average is 0 and that of their
maximum an integral. They explain much of how votes differ between worlds, and so serve as control
variates (Lavenberg and Welch 1981, Management Science 27(3)) for every measure of votes. Which of
them there are is fixed by the scenario before anything is drawn.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from scipy.special import ndtr

from msim.experiment.engine.measures import PROMISES
from msim.world import World

QUALITIES = ("quality_mean", "quality_best")
"""Diagnostics of a world: mean and maximum of its messages' qualities, less their known means."""
ADJUSTED = ("net_votes", "own_votes", "vote_share_pp", *PROMISES)
"""Measures of votes: what control variates adjust, alone, in differences and in ratios alike."""


def qualities(world: World) -> dict[str, float]:
    """By name, in standard deviations between messages; 0 where there is nothing to tell.

    That is both where all messages are equally good, and the maximum of a single one.
    """
    drawn, said = world.messages.quality, world.scenario.messages
    if said.between == 0.0:
        return dict.fromkeys(QUALITIES, 0.0)
    best = float(drawn.max()) - expected_best(drawn.size) if drawn.size > 1 else 0.0
    return dict(zip(QUALITIES, (float(drawn.mean()), best), strict=True))


@lru_cache(maxsize=64)
def expected_best(count: int) -> float:
    """Mean of the largest of some standard normals.

    >>> [abs(round(expected_best(count), 4)) for count in (1, 2, 6)]
    [0.0, 0.5642, 1.2672]
    """
    # The trapezoidal rule is exact to rounding where the integrand and its derivatives vanish
    # at both ends (Trefethen and Weideman 2014, SIAM Review 56(3)), and needs no library to load.
    x, step = np.linspace(-12.0, 12.0, 4_801, retstep=True)
    density = x * np.exp(-0.5 * x * x) * ndtr(x) ** (count - 1)
    return float(count * density.sum() * step / np.sqrt(2.0 * np.pi))
