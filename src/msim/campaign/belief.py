"""What does a campaign believe before it asks? A test read under a prior instead of by itself.

A message has a level, and in each cell a difference of its own: two crossed random effects. Their
variances are believed, from what is published, and not estimated. The campaign judges by the best
linear unbiased prediction of both together (Henderson 1975, Biometrics 31(2); Searle, Casella and
McCulloch 1992, Variance Components, Wiley), which is the posterior mean where effects are normal.
"""

from __future__ import annotations

import numpy as np

from msim.core.seen import Choice, TestResult
from msim.scenario.evidence import EVIDENCE


def believed_mean() -> float:
    """Points of vote choice by a message of middling effect, forced once: the published one."""
    mean = EVIDENCE["mean_effect"].central
    assert mean is not None
    return mean


def believed_variances(correlation: float) -> tuple[float, float]:
    """Variances, points squared: of messages' levels, and of a cell's differences from them.

    correlation: of effects in two groups of equal size, whose differences from the level are
    opposite. It lies between -1 and 1.

    >>> level, difference = believed_variances(0.86)
    >>> round(level**0.5, 3), round(difference**0.5, 3)
    (0.34, 0.093)
    """
    mean, spread = believed_mean(), EVIDENCE["message_spread"].central
    assert spread is not None
    level = (spread * mean) ** 2
    return level, level * (1.0 - correlation) / (1.0 + correlation)


def posterior(result: TestResult, level: float, difference: float) -> Choice:
    """The best message of each cell under believed variances in points squared.

    The mean over messages is fixed (estimated by generalised least squares, which here is the plain
    mean), and so is what moves a cell whatever the message, which is left out. Without cells
    there are no differences between them.

    >>> effect = np.array([[1.0, 3.0], [3.0, 1.0]])
    >>> even = TestResult(effect, effect.mean(axis=0), np.full(2, 0.5), pooled_variance=0.5)
    >>> posterior(even, level=1.0, difference=1.0).promised_pp
    array([[1.5, 2.5],
           [2.5, 1.5]])
    """
    cells = result.share.size
    tau2 = difference if cells > 1 else 0.0
    # A cell of which nobody was asked has no information of its own.
    noise = result.pooled_variance / np.maximum(result.share, 1e-150)
    total = tau2 + noise
    positive = np.where(total > 0.0, total, 1.0)
    factor = np.where(total > 0.0, tau2 / positive, 0.0)[:, None]
    # Weights of generalised least squares, as parts of the largest, so that noise may be zero.
    weight = np.where(total > 0.0, total.min() / positive, 1.0)
    variance = float(total.min() / weight.sum())
    shown = result.effect_pp - result.effect_pp.mean(axis=1, keepdims=True)
    raw = weight @ shown / weight.sum()
    shrunk = raw * (level / (level + variance) if level > 0.0 else 0.0)
    mean = result.pooled_pp.mean()
    promised, promised_raw = (mean + each + factor * (shown - each) for each in (shrunk, raw))
    return Choice(np.argmax(promised, axis=1), promised, promised_raw, float(np.sqrt(tau2)))
