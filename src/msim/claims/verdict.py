"""When does a claim hold? The rule, fixed before anything is run.

A world is a win if its whole interval lies on the claim's side of the worth, a loss if it lies on
the other, else open. More than a fifth open: it cannot be told. Of the others nine tenths must win
for the claim to hold, and nine tenths lose for it to fail; between them it depends.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy.stats import binom

from msim.core.verdict import Reading, Truth, outcome, reading
from msim.experiment.comparison.rates import share_interval

Status = Literal["win", "loss", "open"]
Kind = Literal["holds", "fails", "depends", "cannot be told"]
Lack = Literal["", "replicates", "worth"]
"""Why a claim cannot be told: for want of replicates, or since the answers lie at the worth."""
MOST_OPEN, MOST = 0.2, 0.9
"""Share of worlds that may be open, and share of the others that must agree."""
OPENS, AGREE = (0.1, MOST_OPEN, 0.3, 0.4), (0.75, 0.8, MOST, 0.95)
"""Other rules that somebody may hold to be right, beside ours."""
MORE = 4
"""Times the replicates that would, by forecast, tell where it is replicates that are wanting."""
NEVER = 1e6
"""Replicates a world beyond which it is said that no number would tell."""
Needed = tuple[int | None, int | None]
"""Fewest and most replicates a world that would tell; None where no number is sure to."""


@dataclass(frozen=True)
class Estimate:
    """A world's answer: mean and interval of the claim's quantity, over its replicates.

    net: mean of one side less the other, sign and all, where the quantity has none. level: of the
    interval, by which the world was told.
    """

    mean: float
    low: float | None
    high: float | None
    replicates: int
    net: float = 0.0
    level: float = 0.95


@dataclass(frozen=True)
class Verdict:
    """What a number of worlds say together. Where that is nothing, `lack` says why.

    needed: how many replicates a world would tell; None where there are enough.
    """

    kind: Kind
    wins: int
    losses: int
    opens: int
    needed: Needed | None = None
    lack: Lack = ""

    @property
    def worlds(self) -> int:
        """How many there were."""
        return self.wins + self.losses + self.opens

    @property
    def held(self) -> tuple[float, float]:
        """95 % interval of the share of worlds in which it holds, see `winning`."""
        return winning(self.wins, self.opens, self.worlds)


def winning(wins: int, opens: int, worlds: int) -> tuple[float, float]:
    """Interval of the share of worlds that win, those that are open counted both ways.

    Wilson's (1927, JASA 22(158)), its low end with the open ones as losses, its high end with them
    as wins. From 0 to 1 where there are no worlds.

    >>> low, high = winning(18, 3, 24)
    >>> round(low, 2), round(high, 2)
    (0.55, 0.96)
    """
    if not worlds:
        return 0.0, 1.0
    low, high = (share_interval((np.arange(worlds) < hits).astype(float))
                 for hits in (wins, wins + opens))  # fmt: skip
    return low["low"] or 0.0, high["high"] or 0.0


def judge(low: float | None, high: float | None, worth: float, truth: Truth) -> Status:
    """Whether a world's interval makes it a win, a loss, or leaves it open.

    An interval of no width at zero is that of two sides that are equal in every replicate.

    >>> judge(0.1, 0.3, 0.05, "above"), judge(0.0, 0.04, 0.05, "above"), judge(0, 1, 0.05, "above")
    ('win', 'loss', 'open')
    >>> judge(0.0, 0.04, 0.05, "below"), judge(-0.04, 0.04, 0.05, "within")
    ('win', 'win')
    """
    if worth < 0.0:  # the same claim, seen from the other side
        turned: dict[Truth, Truth] = {"above": "below", "below": "above"}
        low, high = (None if bound is None else -bound for bound in (high, low))
        worth, truth = -worth, turned.get(truth, truth)
    found = outcome(low, high, worth, tied=low == high == 0.0)
    said: dict[Reading, Status] = {"holds": "win", "fails": "loss", "open": "open"}
    return said[reading(found, truth)]


def verdict(answers: Sequence[Estimate], worth: float, truth: Truth) -> Verdict:
    """What the worlds say together.

    >>> clear = Estimate(0.2, 0.1, 0.3, 10)
    >>> verdict([clear] * 10, 0.05, "above").kind
    'holds'
    """
    found = [judge(each.low, each.high, worth, truth) for each in answers]
    wins, losses, opens = (found.count(status) for status in ("win", "loss", "open"))
    kind = kind_of(wins, losses, opens)
    if kind == "cannot be told":
        needed = replicates_needed(answers, worth, truth)
        lack = lacking(answers, worth, truth)
        return Verdict(kind, wins, losses, opens, needed, lack)
    return Verdict(kind, wins, losses, opens)


def kind_of(
    wins: int, losses: int, opens: int, most_open: float = MOST_OPEN, most: float = MOST
) -> Kind:
    """What so many worlds say. most_open: the share that may be open. most: that must agree.

    >>> kind_of(17, 3, 4), kind_of(17, 3, 4, most=0.8), kind_of(17, 3, 4, most_open=0.1)
    ('depends', 'holds', 'cannot be told')
    """
    if opens > most_open * (wins + losses + opens) or not wins + losses:
        return "cannot be told"
    if wins >= most * (wins + losses):
        return "holds"
    return "fails" if losses >= most * (wins + losses) else "depends"


def by_thresholds(found: Verdict) -> dict[tuple[float, float], Kind]:
    """The verdict under other rules, by the share that may be open and the share that must agree.

    >>> set(by_thresholds(Verdict("holds", 24, 0, 0)).values())
    {'holds'}
    """
    counts = found.wins, found.losses, found.opens
    return {(open_, agree): kind_of(*counts, open_, agree) for open_ in OPENS for agree in AGREE}


def lacking(answers: Sequence[Estimate], worth: float, truth: Truth) -> Lack:
    """What a claim that cannot be told is in want of.

    Four times the replicates would halve every interval. Where that leaves over a fifth of the
    worlds open, the answers lie at the worth; else it is replicates that are wanting.

    >>> lacking([Estimate(0.1, 0.0, 0.2, 10)] * 5, 0.05, "above")
    'replicates'
    >>> lacking([Estimate(0.06, 0.0, 0.12, 10)] * 5, 0.05, "above")
    'worth'
    """
    still = sum(_needed(each, worth, truth) > MORE * each.replicates for each in answers)
    return "worth" if still > MOST_OPEN * len(answers) else "replicates"


def replicates_needed(answers: Sequence[Estimate], worth: float, truth: Truth) -> Needed:
    """How many replicates a world would leave at most a fifth of the worlds open: a range.

    An interval's width falls with the root of its replicates; a world is told when half of it is
    less than the distance of the mean from the worth. Four fifths of the worlds have to be told: a
    quantile, whose 80 % interval, by ranks, says what other worlds might ask for (Conover 1999,
    Practical Nonparametric Statistics, 3.2). None where that would take over a million.

    >>> replicates_needed([Estimate(0.1, 0.0, 0.2, 10)] * 24, 0.05, "above")
    (40, 40)
    """
    each = sorted(_needed(answer, worth, truth) for answer in answers)
    if not each:
        return None, None
    n, told = len(each), 1.0 - MOST_OPEN
    low, high = (int(binom.ppf(end, n, told)) for end in (0.1, 0.9))
    return _rounded(each[max(low, 1) - 1]), _rounded(each[high]) if high < n else None


def _rounded(replicates: float) -> int | None:
    """As many or a few more, in two digits."""
    if replicates > NEVER:
        return None
    digits = 10 ** max(math.floor(math.log10(max(replicates, 1.0))) - 1, 0)
    return math.ceil(replicates / digits - 1e-9) * digits


def _needed(answer: Estimate, worth: float, truth: Truth) -> float:
    if answer.low is None or answer.high is None:
        return math.inf
    bounds = (worth, -worth) if truth == "within" else (worth,)
    away = min(abs(answer.mean - bound) for bound in bounds)
    half = (answer.high - answer.low) / 2.0
    if half <= away:
        return float(answer.replicates)
    return answer.replicates * (half / away) ** 2 if away > 0.0 else math.inf


def share(part: int, whole: int) -> float:
    """A share that is nothing of nothing."""
    return part / whole if whole else 0.0


def mean_of(answers: Sequence[Estimate]) -> float:
    """The mean answer over worlds."""
    return float(np.mean([each.mean for each in answers]))
