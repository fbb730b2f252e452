"""How large does a field experiment have to be? Closed forms, and the estimate of a single one.

Gerber and Green 2012, Field Experiments, chapters 3 and 4; by district as in Bloom 1995, Evaluation
Review 19(5), with Student's t for few districts. All in points, squared where they are variances.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from scipy.stats import t as student

from msim.core.arrays import Floats, Ints, group_sums
from msim.scenario.campaign import FieldTrial

LEVEL, POWER = 0.95, 0.8
"""Of the interval, and of a trial that is large enough."""


class AnswerSpread(NamedTuple):
    """(groups,) variances of an answer: of any voter's, within districts, and between them.

    Between them it is that of a district's part in the mean, as districts differ in size too.
    """

    whole: Floats
    within: Floats
    between: Floats

    @classmethod
    def of(cls, own: Floats, other: Floats, district: Ints, places: int) -> AnswerSpread:
        """From chances of a vote for either side, (groups, n). Answers are 50, 0 or -50.

        district: (n,) from 0; places: districts in all.

        >>> sure, district = np.array([[1.0, 1.0, 0.0, 0.0]]), np.array([0, 0, 1, 1])
        >>> [part.round(6).tolist() for part in AnswerSpread.of(sure, 1.0 - sure, district, 2)]
        [[2500.0], [0.0], [5000.0]]
        """
        count, rows = np.bincount(district, minlength=places), range(len(own))
        share, net = count / count.sum(), 50.0 * (own - other)
        squares = 2500.0 * (own + other).mean(axis=1)
        sums = np.array([group_sums(net[g], district, places) for g in rows])
        means, mean = sums / np.maximum(count, 1), net.mean(axis=1)
        part = places * share * (means - mean[:, None])
        between = np.sum(part**2, axis=1) / max(places - 1, 1)
        return cls(squares - mean**2, squares - means**2 @ share, between)


@dataclass(frozen=True)
class TrialDesign:
    """How an experiment is done: its keys, and how many districts there are."""

    keys: FieldTrial
    places: int

    @property
    def groups(self) -> int:
        """The control group and the doses."""
        return self.keys.doses + 1

    @property
    def by_district(self) -> bool:
        """Whether whole districts are drawn."""
        return self.keys.unit == "districts"

    @property
    def answers(self) -> float:
        """Answers expected."""
        return self.keys.respondents * self.keys.response_rate

    def error_pp(self, spread: AnswerSpread, dose: int, answers: float) -> float:
        """Standard error of an estimate. dose: from 1. Groups have equal parts of the answers."""
        whole, within, between = (float(part[0] + part[dose]) for part in spread)
        each = within / answers + between / self.places if self.by_district else whole / answers
        return float(np.sqrt(self.groups * each))

    def freedom(self, answers: float) -> float:
        """Degrees of freedom of the difference between two groups."""
        drawn = float(self.places) if self.by_district else answers
        return max(2.0 * drawn / self.groups - 2.0, 1.0)


def bound(freedom: float) -> float:
    """Standard errors beyond which an estimate is told from zero."""
    return float(student.ppf((1.0 + LEVEL) / 2.0, freedom))


def multiplier(freedom: float) -> float:
    """Standard errors in the smallest effect that is found as often as wanted.

    >>> round(multiplier(1e6), 2), round(multiplier(10.0), 2)
    (2.8, 3.11)
    """
    return bound(freedom) + float(student.ppf(POWER, freedom))


def power(effect_pp: float, error_pp: float, freedom: float) -> float:
    """How often an effect is told from zero at 5 %, on either side.

    >>> round(power(2.8, 1.0, 1e6), 2), round(power(0.0, 1.0, 1e6), 2)
    (0.8, 0.05)
    """
    apart, needed = abs(effect_pp) / error_pp, bound(freedom)
    return float(student.cdf(apart - needed, freedom) + student.cdf(-apart - needed, freedom))


def differences(
    answer: Floats, group: Ints, cluster: Ints, groups: int
) -> tuple[Floats, Floats, Floats]:
    """(groups - 1,) differences of means from the first group, their errors, degrees of freedom.

    answer, group, cluster: (n,); a cluster is in one group. Errors by what clusters' residuals sum
    to, k of them as k / (k - 1); of single respondents that is Neyman's variance.

    >>> told = np.array([0.0, 50, 50, 50]), np.array([0, 0, 1, 1]), np.arange(4), 2
    >>> [float(each[0]) for each in differences(*told)]
    [25.0, 25.0, 2.0]
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
    error, freedom = np.sqrt(variance[1:] + variance[0]), count[1:] + count[0] - 2.0
    return mean[1:] - mean[0], error, np.maximum(freedom, 1.0)
