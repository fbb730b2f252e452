"""How large does a field experiment have to be? Closed forms.

Gerber and Green 2012, Field Experiments, chapters 3 and 4; by district as in Bloom 1995, Evaluation
Review 19(5), with Student's t for few districts. All in points, squared where they are variances.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from scipy.stats import t as student

from msim.core.arrays import Floats, Ints, group_sums
from msim.experiment.engine.lots import bound
from msim.scenario.campaign import FieldTrial


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


def power(effect_pp: float, error_pp: float, freedom: float) -> float:
    """How often an effect is told from zero at 5 %, on either side.

    >>> round(power(2.8, 1.0, 1e6), 2), round(power(0.0, 1.0, 1e6), 2)
    (0.8, 0.05)
    """
    apart, needed = abs(effect_pp) / error_pp, bound(freedom)
    return float(student.cdf(apart - needed, freedom) + student.cdf(-apart - needed, freedom))
