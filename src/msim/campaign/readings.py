"""What does a campaign read while it runs, and where does it put its money next?

To the message that is believed to be the best: what is read here does not hang on what is sent, so
that nothing is learnt by sending any other. Or by Thompson sampling, which gives each message a
turn as often as it may be the best, to go on learning (Thompson 1933, Biometrika 25(3/4); Chapelle
and Li 2011, Advances in Neural Information Processing Systems 24; Russo et al. 2018, Foundations
and Trends in Machine Learning 11(1)). With many impressions between two looks the turns are shares
of the money, and the shares are those chances: nothing has to be drawn.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import log_ndtr

from msim.core.arrays import Floats
from msim.core.seen import TestResult

_NEVER = 1e-300
_GRID = np.linspace(-9.0, 9.0, 721)
"""Standard deviations about the mean of the message that leads; steps as in `expected_best`."""


@dataclass(frozen=True)
class Readings:
    """What can be read after some weeks, with its noise: never what is true.

    clicks: (cells, messages) responses to each message in each cell, standardised: less their mean
    over messages, in standard deviations. None where nothing can be told from them, as before
    anything was sent. lift: estimates of the interviews so far, None where nobody was asked.
    """

    clicks: Floats | None = None
    lift: TestResult | None = None


@dataclass(frozen=True)
class Belief:
    """What is believed of messages' effects. mean: (cells, messages), variance: (cells,).

    In points of vote choice, and in points squared; less what all messages have in common.
    """

    mean: Floats
    variance: Floats

    @property
    def leader(self) -> Floats:
        """(cells, messages) all to the message with the highest mean, shared by those that tie.

        >>> Belief(np.array([[1.0, 0.0], [0.0, 0.0]]), np.ones(2)).leader.tolist()
        [[1.0, 0.0], [0.5, 0.5]]
        """
        best = self.mean == self.mean.max(axis=1, keepdims=True)
        return best / best.sum(axis=1, keepdims=True)

    @property
    def chances(self) -> Floats:
        """(cells, messages) chance of each message that it is the best one for a cell.

        Integrals over the best one's effect by the trapezoidal rule.

        >>> Belief(np.array([[1.0, 0.0]]), np.array([0.5])).chances.round(4).tolist()
        [[0.8413, 0.1587]]
        """
        out = np.empty_like(self.mean)
        for cell, (mean, variance) in enumerate(zip(self.mean, self.variance, strict=True)):
            if variance <= _NEVER:
                out[cell] = self.leader[cell]
                continue
            away = _GRID[:, None] + (mean.max() - mean) / np.sqrt(variance)
            below = log_ndtr(away)
            others = below.sum(axis=1, keepdims=True) - below
            share = np.exp(others - 0.5 * away**2).sum(axis=0)
            out[cell] = share / share.sum()
        return out


def believed(
    seen: Readings, size: tuple[int, int], correlation: float, variances: tuple[float, float]
) -> Belief:
    """What is believed after some readings.

    A message has a level, and in each cell a difference of its own: crossed random effects, as in
    `belief.posterior`. Clicks go with both at a correlation that the campaign knows, which is kind
    to it: it trusts them as far as they deserve. Interviews are added by Bayes's rule.

    size: cells and messages. correlation: between clicks and effects, from 0 to 1. variances:
    believed, of messages' levels and of cells' differences, in points squared.

    >>> clicks = Readings(np.array([[1.0, -1.0]]))
    >>> told = believed(clicks, (1, 2), 0.6, (4.0, 0.0))
    >>> told.mean.tolist(), told.variance.round(2).tolist()
    ([[1.2, -1.2]], [2.56])
    """
    cells, _ = size
    level, difference = variances[0], variances[1] if cells > 1 else 0.0
    mean, left = np.zeros(size), 1.0
    if seen.clicks is not None:
        mean = correlation * np.sqrt(level + difference) * seen.clicks
        left = (1.0 - correlation) * (1.0 + correlation)
    level, difference = left * level, left * difference
    if seen.lift is None:
        return Belief(mean, np.full(cells, level + difference))
    # One level and many independent differences: the inverse is that of Sherman and Morrison (1950,
    # Annals of Mathematical Statistics 21(1)). A cell of which nobody was asked weighs nothing.
    asked, shown = seen.lift.share > 0.0, seen.lift.effect_pp
    noise = seen.lift.pooled_variance / np.where(asked, seen.lift.share, 1.0)
    weight = np.where(asked, 1.0 / np.maximum(difference + noise, _NEVER), 0.0)[:, None]
    news = shown - shown.mean(axis=1, keepdims=True) - mean
    sure = level / (1.0 + level * weight.sum())
    common = sure * (weight * news).sum(axis=0)
    own = difference * weight
    variance = difference * (1.0 - own) + sure * (1.0 - own) ** 2
    return Belief(mean + common + own * (news - common), variance[:, 0])
