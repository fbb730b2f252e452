"""How does reach grow with impressions, when one campaign was observed? A curve with a ceiling.

Goerg (2014), Estimating reach curves from one data point, Google Inc.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from msim.reach.checks import Array, Floats, plain, real, whole


@dataclass(frozen=True)
class ReachCurve:
    """A reach curve with a ceiling: call it with impressions, get people.

    `maximum` is the number of people that this inventory could ever reach; among them frequencies
    are geometric, which is a negative binomial of shape 1.
    """

    maximum: float

    def __call__(self, impressions: ArrayLike, k: ArrayLike = 1) -> Floats:
        """People reached k times or more by so many impressions.

        >>> goerg(200, 100)([0, 100, 200]).round(6)
        array([  0.      ,  66.666667, 100.      ])
        >>> goerg(200, 100)(200, k=2)
        50.0
        """
        bought, times = real(impressions, "impressions"), whole(k, "k", 1)
        return plain(self.maximum * (bought / (bought + self.maximum)) ** times)

    def frequencies(self, impressions: float, top: int) -> Array:
        """People reached exactly 1, 2, ..., top - 1 times, and `top` times or more: shape (top,).

        >>> goerg(200, 100).frequencies(200, top=3)
        array([50., 25., 25.])
        """
        times = np.arange(1, int(whole(top, "top", 1)) + 1)
        more = np.atleast_1d(self(impressions, times))
        return np.append(more[:-1] - more[1:], more[-1])


def goerg(impressions: float, reach: float) -> ReachCurve:
    """The reach curve through one observed point (Goerg 2014).

    Args:
        impressions: delivered in the campaign that was observed.
        reach: people reached by them, above 0 and below impressions: where nobody was seen
            twice, no ceiling can be told (a ValueError).

    >>> goerg(200, 100).maximum
    200.0
    """
    seen = float(real(impressions, "impressions"))
    people = float(real(reach, "reach", above=True))
    if seen <= people:
        raise ValueError(f"impressions must be above reach ({people:g}), not {seen:g}")
    return ReachCurve(maximum=seen * people / (seen - people))
