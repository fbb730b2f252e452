"""How much of a predicted difference holds good in answers that it was not learnt from?

The best linear predictor of Chernozhukov, Demirer, Duflo and Fernandez-Val (2018, arXiv
1712.04802), over all messages together: each fold of the respondents is predicted by what the
others have taught, and the slope of its answers on the predictions is what holds good. Its
estimate often falls to 0, or below, where the truth does not: a prior proportional to the slope
keeps it off (the gamma prior of shape 2 and rate 0 of Chung, Rabe-Hesketh, Dorie, Gelman and Liu
2013, Psychometrika 78(4)), and of the posterior the mode is taken.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from msim.core.arrays import Bools, Floats, Ints, group_sums
from msim.core.seen import Answers

FOLDS = 4
Predicted = Callable[[int, Bools, Bools], tuple[Floats, Floats]]
"""From a fold's number, who teaches, (n,), and who is predicted, (n,), to their predicted
differences between messages, (m, messages), and what they have in common, (m,); in points."""


def crossfitted(answers: Answers, messages: int, seed: int, predicted: Predicted) -> float:
    """Part of predicted differences between messages that holds good, 0 to 1.

    What messages have in common stands beside the difference, so that it takes up what moves a
    voter whatever the message; each fold and message has its own mean.
    """
    weight, fold = answers.weight * answers.people, folds(answers.message, seed)
    own, common = np.zeros(weight.size), np.zeros(weight.size)
    for number in range(FOLDS):
        here = fold == number
        gap, common[here] = predicted(number, ~here, here)
        shown = np.maximum(answers.message[here], 0)
        own[here] = np.take_along_axis(gap, shown[:, None], axis=1)[:, 0]
    asked = (answers.message >= 0) & (weight > 0.0)
    group = (FOLDS * answers.message + fold)[asked]
    columns = np.column_stack([100.0 * answers.vote, own, common])[asked]
    total = group_sums(weight[asked], group, FOLDS * messages)
    sums = group_sums(weight[asked, None] * columns, group, FOLDS * messages)
    columns = columns - (sums / np.where(total > 0.0, total, 1.0)[:, None])[group]
    vote, one, other = columns.T
    return held(*slope(vote, one, other, weight[asked]))


def beyond_usual(answers: Answers, features: Floats | None = None) -> Floats:
    """(n,) vote above its message's mean, less what readings foretell whatever the message.

    features: (n, columns), whose line in the answers, the same for every message, is taken off: it
    says nothing of differences, and is much of the noise (Athey and Wager 2021, Econometrica 89).

    >>> vote, x = np.array([0.0, 1.0, 0.5, 0.5]), np.array([[-1.0], [1.0], [-1.0], [1.0]])
    >>> answers = Answers(np.array([0, 0, 1, 1]), vote, np.ones(4), None, np.ones(4))
    >>> beyond_usual(answers, x).tolist()
    [-0.25, 0.25, 0.25, -0.25]
    """
    weight, group = answers.weight * answers.people, answers.message + 1
    width = int(group.max(initial=1)) + 1
    total = group_sums(weight, group, width)
    total = np.where(total > 0.0, total, 1.0)
    vote = answers.vote - (group_sums(weight * answers.vote, group, width) / total)[group]
    if features is None:
        return vote
    sums = group_sums(weight[:, None] * features, group, width)
    gap = features - (sums / total[:, None])[group]
    square = gap.T @ (weight[:, None] * gap)
    line = np.linalg.pinv(square, rcond=1e-9, hermitian=True) @ (gap.T @ (weight * vote))
    return np.asarray(vote - gap @ line)


def folds(message: Ints, seed: int) -> Ints:
    """(n,) fold of each respondent: of each so many in a row in a group, one in every fold.

    The first n stay where they are however many follow.

    >>> np.bincount(folds(np.zeros(8, dtype=int), 1)).tolist()
    [2, 2, 2, 2]
    """
    state = np.random.SFC64(np.random.SeedSequence([seed, 3]))
    turn = (np.random.Generator(state).random(message.size) * FOLDS).astype(np.intp)
    fold = np.zeros(message.size, dtype=np.intp)
    for k in np.unique(message):
        of_group = np.flatnonzero(message == k)
        place = np.arange(of_group.size)
        fold[of_group] = (place + turn[of_group[place - place % FOLDS]]) % FOLDS  # the first one's
    return fold


def slope(vote: Floats, own: Floats, common: Floats, weight: Floats) -> tuple[float, float]:
    """Slope of the vote on `own` beside `common`, and its standard error (White 1980); all (n,).

    >>> x = np.array([-1.0, 1.0, -1.0, 1.0])
    >>> slope(2.0 * x, x, np.zeros(4), np.ones(4))
    (2.0, 0.0)
    """
    among = float(np.sum(weight * common**2))
    if among > 0.0:
        own = own - common * (float(np.sum(weight * own * common)) / among)
        vote = vote - common * (float(np.sum(weight * vote * common)) / among)
    variance = float(np.sum(weight * own**2))
    # Equal forecasts differ by rounding alone: their slope would be that of rounding errors.
    if variance <= 1e-18 * float(weight.sum()):
        return 0.0, 0.0
    found = float(np.sum(weight * own * vote)) / variance
    left = weight * own * (vote - found * own)
    return found, float(np.sqrt(np.sum(left**2))) / variance


def held(found: float, error: float) -> float:
    """The mode of a slope's posterior under a prior proportional to it, at most 1.

    >>> held(0.0, 0.3), held(0.8, 0.0), held(2.0, 0.1)
    (0.3, 0.8, 1.0)
    """
    return min((found + float(np.hypot(found, 2.0 * error))) / 2.0, 1.0)
