"""What does an experiment find? The difference between groups as a lot dealt them.

For every experiment there is: the trial on a campaign, with a survey of voters, and the pilot, with
the count of whole districts. Gerber and Green 2012, Field Experiments, chapters 3 and 4.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy.special import stdtrit

from msim.core.arrays import Floats, Ints, group_sums

LEVEL, POWER = 0.95, 0.8
"""Of the interval, and of an experiment that is large enough."""


class GroupMeans(NamedTuple):
    """(groups,) mean answers, the variances of those means, and how many clusters were dealt.

    A variance is not a number where a single cluster was dealt.
    """

    mean: Floats
    variance: Floats
    clusters: Ints

    def errors(self) -> Floats:
        """(groups - 1,) standard errors of the differences from the first group."""
        return np.sqrt(self.variance[1:] + self.variance[0])

    def freedom(self) -> Floats:
        """(groups - 1,) degrees of freedom of the differences from the first group, at least 1."""
        return np.maximum(self.clusters[1:] + self.clusters[0] - 2.0, 1.0)


def of_groups(answer: Floats, group: Ints, cluster: Ints, groups: int) -> GroupMeans:
    """What each group answers on average.

    answer, group, cluster: (n,); a cluster, what the lot was drawn over, is in one group. Variances
    by what clusters' residuals sum to, k of them as k / (k - 1); of single respondents, or of
    clusters of one answer each, that is Neyman's (1923).

    >>> told = of_groups(np.array([0.0, 50, 50, 50]), np.array([0, 0, 1, 1]), np.arange(4), 2)
    >>> told.mean.tolist(), told.errors().tolist(), told.freedom().tolist()
    ([25.0, 50.0], [25.0], [2.0])
    """
    size = np.bincount(group, minlength=groups).astype(float)
    size[size == 0.0] = np.nan
    mean = group_sums(answer, group, groups) / size
    names, at = np.unique(cluster, return_inverse=True)
    of = np.empty(names.size, dtype=np.intp)
    of[at] = group
    count = np.bincount(of, minlength=groups)
    sums = group_sums(answer - mean[group], at, names.size)
    factor = np.where(count > 1, count / np.maximum(count - 1.0, 1.0), np.nan)
    variance = group_sums(sums**2, of, groups) / size**2 * factor
    return GroupMeans(mean, variance, count)


def bound(freedom: float) -> float:
    """Standard errors beyond which an estimate is told from zero."""
    return float(stdtrit(freedom, (1.0 + LEVEL) / 2.0))


def multiplier(freedom: float) -> float:
    """Standard errors in the smallest effect that is found as often as wanted.

    >>> round(multiplier(1e6), 2), round(multiplier(10.0), 2)
    (2.8, 3.11)
    """
    return bound(freedom) + float(stdtrit(freedom, POWER))
