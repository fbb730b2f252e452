"""Which message for which cell? Each cell's winner, or one shrunk towards the overall winner.

Empirical Bayes shrinkage of the differences between cells towards the pooled means, with the
moment estimator of their variance (DerSimonian and Laird 1986, Controlled Clinical Trials 7(3);
Efron and Morris 1975, JASA 70(350)).
"""

from __future__ import annotations

import numpy as np

from msim.core.arrays import Floats
from msim.core.seen import Choice, TestResult


def differences(result: TestResult) -> Floats:
    """(cells, messages) how each cell differs from the pooled estimates, row means removed."""
    gap = result.effect_pp - result.pooled_pp
    return gap - gap.mean(axis=1, keepdims=True)


def between_variance(result: TestResult) -> float:
    """Moment estimate of the variance of true differences between cells, in points squared."""
    cells, messages = result.effect_pp.shape
    spread = 1.0 - float(np.sum(result.share**2))
    if cells == 1 or messages == 1 or spread <= 0.0:
        return 0.0
    seen = float(np.sum(result.share[:, None] * differences(result) ** 2))
    # What noise alone would show: a cell's variance is the pooled one over its share, and row and
    # pooled means take one degree of freedom each.
    by_chance = result.pooled_variance * (cells - 1) * (messages - 1)
    return max(0.0, (seen - by_chance) / ((messages - 1) * spread))


ALIKE = 1e-9
"""How little means of messages count where a difference between cells decides."""


def choose(
    result: TestResult,
    shrinkage: str,
    true_variance: float | None = None,
    kept: float | None = None,
) -> Choice:
    """The best message of each cell under `none`, `empirical_bayes` or `oracle` shrinkage.

    `true_variance` (points squared) is the true variance between cells, for `oracle` alone. `kept`
    is the part of cells' differences that holds good, where that was found by other answers.

    >>> effect, pooled = np.array([[1.0, 2.0], [3.0, 1.0]]), np.array([2.0, 1.5])
    >>> even = TestResult(effect, pooled, share=np.full(2, 0.5), pooled_variance=9.0)
    >>> choose(even, "none").message, choose(even, "empirical_bayes").message
    (array([1, 0]), array([0, 0]))
    """
    cells, messages = result.effect_pp.shape
    v, d = result.pooled_variance, differences(result)
    if shrinkage == "none":
        tau2, factor = between_variance(result), np.ones((cells, 1))
        judged = result.effect_pp
    else:
        tau2 = between_variance(result) if true_variance is None else true_variance
        # A cell of which nobody was asked has no information of its own: its factor is 0.
        asked = result.share > 0.0
        noise = np.divide(v, result.share, out=np.full(cells, np.inf), where=asked)
        total = tau2 + noise
        factor = np.where(total > 0.0, tau2 / np.where(total > 0, total, 1.0), 0.0)[:, None]
        if kept is not None:
            factor = np.where(asked, kept, 0.0)[:, None]
        judged = result.pooled_pp + factor * d
    # Promises are shrunk once more, means of messages towards their own mean: the best of several
    # noisy means is partly the luckiest (James and Stein 1961; Efron and Morris 1975).
    grand = float(result.pooled_pp.mean())
    gap = result.pooled_pp - grand
    signal = max(0.0, float(gap @ gap) / max(messages - 1, 1) - v)
    keep = signal / (signal + v) if signal + v > 0.0 and messages > 1 else 1.0
    raw = result.effect_pp if shrinkage == "none" else result.pooled_pp + factor * d
    promised = raw if shrinkage == "none" else grand + keep * gap + factor * d
    if kept is not None:  # differences are taken for what holds good of them, and so are means
        judged = promised + ALIKE * gap  # of messages that promise alike, the one that did best
    return Choice(np.argmax(judged, axis=1), promised, raw, float(np.sqrt(tau2)))
